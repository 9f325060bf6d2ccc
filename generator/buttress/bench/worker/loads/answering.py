"""What LoadGen calls for each query: answers it, and keeps what must not cross its C++ frames.

An exception that reached LoadGen would abort the process without a word. It is kept instead, what is still to
come is answered without asking the candidate, and the caller raises it when LoadGen is done.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from queue import SimpleQueue

    from buttress.bench.worker.loads.driven import Predict

    Issue = Callable[[list[Any]], None]

BATCH = 1024
"""Samples of an offline query whose completion is told at once."""


@dataclass(slots=True)
class Account:
    """What happened while LoadGen drove.

    Attributes:
        errors: What the candidate raised.
        began_ns: Clock at the first query, 0 before it.
        ended_ns: Clock after the last answer.
        queries: Queries issued.
        samples: Samples issued.
    """

    errors: list[BaseException] = field(default_factory=list)
    began_ns: int = 0
    ended_ns: int = 0
    queries: int = 0
    samples: int = 0

    @property
    def elapsed_ns(self) -> int:
        """Nanoseconds from the first query to the last answer."""
        return self.ended_ns - self.began_ns


@contextmanager
def answer_queries(
    lg: Any,  # noqa: ANN401 - untyped extension
    predict: Predict,
    rows: Sequence[Any],
    account: Account,
    *,
    scenario: str | None,
    workers: int,
) -> Iterator[Issue]:
    """Gives the function that LoadGen calls with the samples of a query.

    It returns when they are answered, so LoadGen's own thread does the work; only the server scenario with several
    workers hands them over to as many threads.
    """
    if scenario in ("multi-stream", "offline"):
        yield _answer_many(lg, predict, rows, account)
    elif scenario == "server" and workers > 1:
        with _worker_threads(lg, predict, rows, account, workers) as issue:
            yield issue
    else:
        yield _answer_one(lg, predict, rows, account)


def _answer_one(lg: Any, predict: Predict, rows: Sequence[Any], account: Account) -> Issue:  # noqa: ANN401
    respond, complete, clock, errors = _bind(lg, account)

    def issue(samples: list[Any]) -> None:
        sample = samples[0]
        if not account.began_ns:
            account.began_ns = clock()
        try:
            if not errors:
                predict(rows[sample.index])
        except BaseException as error:  # noqa: BLE001 - raised by the caller
            errors.append(error)
        complete([respond(sample.id, 0, 0)])
        # The query is answered: what follows is in no latency.
        account.queries += 1
        account.samples += 1
        account.ended_ns = clock()

    return issue


def _answer_many(lg: Any, predict: Predict, rows: Sequence[Any], account: Account) -> Issue:  # noqa: ANN401
    respond, complete, clock, errors = _bind(lg, account)

    def issue(samples: list[Any]) -> None:
        if not account.began_ns:
            account.began_ns = clock()
        for start in range(0, len(samples), BATCH):
            batch = samples[start : start + BATCH]
            try:
                if not errors:
                    for sample in batch:
                        predict(rows[sample.index])
            except BaseException as error:  # noqa: BLE001 - raised by the caller
                errors.append(error)
            complete([respond(sample.id, 0, 0) for sample in batch])
        account.queries += 1
        account.samples += len(samples)
        account.ended_ns = clock()

    return issue


@contextmanager
def _worker_threads(
    lg: Any,  # noqa: ANN401
    predict: Predict,
    rows: Sequence[Any],
    account: Account,
    workers: int,
) -> Iterator[Issue]:
    from queue import SimpleQueue
    from threading import Thread

    queue: SimpleQueue[tuple[int, int] | None] = SimpleQueue()
    ended: list[int] = []
    threads = [
        Thread(target=_work, args=(lg, predict, rows, account, queue, ended), daemon=True)
        for _ in range(workers)
    ]
    for thread in threads:
        thread.start()

    def issue(samples: list[Any]) -> None:
        if not account.began_ns:
            account.began_ns = perf_counter_ns()
        # The numbers, not the sample: LoadGen owns it.
        queue.put((samples[0].id, samples[0].index))
        account.queries += 1
        account.samples += 1

    try:
        yield issue
    finally:
        for _ in threads:
            queue.put(None)
        for thread in threads:
            thread.join()
        account.ended_ns = max(ended)


def _work(
    lg: Any,  # noqa: ANN401
    predict: Predict,
    rows: Sequence[Any],
    account: Account,
    queue: SimpleQueue[tuple[int, int] | None],
    ended: list[int],
) -> None:
    respond, complete, clock, errors = _bind(lg, account)
    last = 0
    while (task := queue.get()) is not None:
        number, index = task
        try:
            if not errors:
                predict(rows[index])
        except BaseException as error:  # noqa: BLE001 - raised by the caller
            errors.append(error)
        complete([respond(number, 0, 0)])
        last = clock()
    ended.append(last)


def _bind(lg: Any, account: Account) -> tuple[Any, Any, Callable[[], int], list[BaseException]]:  # noqa: ANN401
    return lg.QuerySampleResponse, lg.QuerySamplesComplete, perf_counter_ns, account.errors
