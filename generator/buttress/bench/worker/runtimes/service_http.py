"""A service that is asked over HTTP on this machine, as an ordinary client asks.

Connections stay open and nothing is tuned: a server that writes the head and the body of an answer apart, without
``TCP_NODELAY``, waits about 40 ms for the acknowledgement between them, here as in use.
"""

from __future__ import annotations

import http.client
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import local
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError, doing
from buttress.bench.worker.code import load_callable
from buttress.bench.worker.runtimes.service_json import read_json, show_start, write_json
from buttress.bench.worker.runtimes.service_process import EXIT_S, Running, start_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from buttress.bench.plan import ServicePlan

HOST = "127.0.0.1"
LOOK_S = 0.005
"""Between two looks whether the service is ready: its cold start is known to this."""
OK = 200
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


@contextmanager
def open_http(folder: Path, service: ServicePlan) -> Iterator[tuple[Running, Callable[[Any], Any]]]:
    """Starts a service, waits until its health path answers 200, and gives it with what asks it.

    Raises:
        BenchError: It cannot be started, ends, or is not ready in time.
    """
    if not any("{port}" in part for part in service.command):
        message = "the service's command needs {port}, the port that it must listen on"
        raise BenchError(message)
    port = _find_free_port()
    call = load_callable(folder, service.ask) if service.ask else None
    with start_program(folder, service.command, port=port) as running:
        with doing("starting the service"):
            _await_health(running, service, port)
        if call is not None:
            base_url = f"http://{HOST}:{port}"
            yield running, lambda item: call(base_url, item)
            return
        client = _Client(running, port, service.path)
        try:
            yield running, client.ask
        finally:
            client.close()


@dataclass(frozen=True, slots=True)
class _Client:
    """Posts items, each thread over a connection of its own that stays open between queries."""

    running: Running
    port: int
    path: str
    own: local = field(default_factory=local)
    connections: list[http.client.HTTPConnection] = field(default_factory=list)

    def ask(self, item: Any) -> Any:  # noqa: ANN401 - items and predictions of any kind
        body = write_json(item)
        try:
            status, text = self._exchange(body)
        except (OSError, http.client.HTTPException) as error:
            what = f"the service did not answer: {type(error).__name__}: {error}"
            raise self.running.explain(what, EXIT_S) from error
        if status != OK:
            message = f"the service answered with status {status}: {show_start(text)}"
            raise BenchError(message)
        return read_json(text)

    def close(self) -> None:
        for connection in self.connections:
            connection.close()

    def _exchange(self, body: bytes) -> tuple[int, bytes]:
        connection = getattr(self.own, "connection", None)
        if connection is None:
            return self._post(self._connect(), body)
        try:
            return self._post(connection, body)
        except ConnectionError:  # servers may close a connection that lies idle: once more, on a new one
            connection.close()
            return self._post(connection, body)

    def _connect(self) -> http.client.HTTPConnection:
        connection = self.own.connection = http.client.HTTPConnection(HOST, self.port)
        self.connections.append(connection)
        return connection

    def _post(self, connection: http.client.HTTPConnection, body: bytes) -> tuple[int, bytes]:
        connection.request("POST", self.path, body, HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.read()


def _find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _await_health(running: Running, service: ServicePlan, port: int) -> None:
    ends = monotonic() + service.start_timeout_s
    found = "nothing listens"
    while (left := ends - monotonic()) > 0:
        if running.process.poll() is not None:
            raise running.explain("the service has ended")
        try:
            status = _get_status(service.health, port, left)
        except (OSError, http.client.HTTPException) as error:
            found = f"{type(error).__name__}: {error}"
        else:
            if status == OK:
                return
            found = f"{service.health} answers {status}"
        sleep(LOOK_S)
    message = f"the service was not ready within {service.start_timeout_s:g} s ({found})"
    raise running.explain(message)


def _get_status(path: str, port: int, timeout_s: float) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()
