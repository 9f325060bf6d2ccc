"""A service that is asked over its standard streams: a line of JSON for each query and for each answer."""

from __future__ import annotations

import os
import select
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.worker.runtimes.service_json import read_json, write_json
from buttress.bench.worker.runtimes.service_process import EXIT_S, Running, start_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from buttress.bench.plan import ServicePlan


@contextmanager
def open_lines(folder: Path, service: ServicePlan) -> Iterator[tuple[Running, Callable[[Any], Any]]]:
    """Starts a service and gives it with what asks it; it is ready when it has answered the first item.

    Raises:
        BenchError: It cannot be started.
    """
    if service.ask:
        message = "a service with the protocol `lines` is asked on its standard input; `ask` is for `http`"
        raise BenchError(message)
    with start_program(folder, service.command, lines=True) as running:
        assert running.process.stdin is not None  # noqa: S101 - two pipes were asked for
        assert running.process.stdout is not None  # noqa: S101
        talk = _Talk(running, running.process.stdin, running.process.stdout, service.start_timeout_s)
        yield running, talk.ask


@dataclass(slots=True)
class _Talk:
    """Question and answer, one at a time, since answers do not tell whose they are."""

    running: Running
    asked: IO[bytes]
    said: IO[bytes]
    start_timeout_s: float
    ready: bool = False
    turn: Lock = field(default_factory=Lock)

    def ask(self, item: Any) -> Any:  # noqa: ANN401 - items and predictions of any kind
        line = write_json(item) + b"\n"
        with self.turn:
            text = self._exchange(line)
        if not text:
            raise self.running.explain("the service closed its standard output", EXIT_S)
        return read_json(text)

    def _exchange(self, line: bytes) -> bytes:
        try:
            self.asked.write(line)
            self.asked.flush()
        except OSError as error:
            what = f"the service did not take a query: {type(error).__name__}: {error}"
            raise self.running.explain(what, EXIT_S) from error
        if not self.ready:
            self._await_first()
        return self.said.readline()

    def _await_first(self) -> None:
        # Elsewhere pipes cannot be waited for; the time limit of the whole process holds.
        if os.name == "posix" and not select.select([self.said], [], [], self.start_timeout_s)[0]:
            message = (
                f"the service gave no answer within {self.start_timeout_s:g} s; does it flush its output?"
            )
            raise self.running.explain(message)
        self.ready = True
