"""A program that answers queries: started in the suite's folder, waited for, asked, and always stopped.

Items and answers travel as JSON: its cost, and that of the connection, belong to the latency of a service.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buttress.bench.worker.runtimes.service_http import open_http
from buttress.bench.worker.runtimes.service_lines import open_lines
from buttress.bench.worker.runtimes.service_process import find_descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from buttress.bench.plan import ServicePlan


@dataclass(frozen=True, slots=True)
class OpenService:
    """A running service; called with an item, it gives the prediction. Any thread may call it.

    Attributes:
        ask: From item to prediction.
        memory_pid: The process whose memory counts: the program that was started.
    """

    ask: Callable[[Any], Any]
    memory_pid: int

    def __call__(self, item: Any) -> Any:  # noqa: ANN401 - items and predictions of any kind
        """Gives the prediction for an item.

        Raises:
            BenchError: The service ended, or answered with another status than 200 or with something that is no JSON.
        """
        return self.ask(item)

    def memory_pids(self) -> tuple[int, ...]:
        """Gives the program and all that it has started and that still runs (Linux; elsewhere the program alone)."""
        return (self.memory_pid, *find_descendants(self.memory_pid))


@contextmanager
def open_service(folder: Path, service: ServicePlan) -> Iterator[OpenService]:
    """Starts a service, waits until it is ready, and stops it with all that it started.

    Args:
        folder: The suite's folder: where it is started, and where ``ask`` lies.
        service: How it is started and asked.

    Raises:
        BenchError: It cannot be started, ends, or is not ready in time; its last words are in the message.
    """
    opened = open_http if service.protocol == "http" else open_lines
    with opened(folder, service) as (running, ask):
        yield OpenService(ask, running.process.pid)
