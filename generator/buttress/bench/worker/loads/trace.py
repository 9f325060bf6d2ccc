"""LoadGen's trace: the one place where it says how long each query took."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from buttress.bench.failure import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TRACE_NAME = "mlperf_log_trace.json"
_SAMPLE = re.compile(rb'"query_seq":(\d+).*"complete_ns":(\d+)')


def read_trace(path: Path, samples_per_query: int = 1) -> Iterator[int]:
    """Gives the latencies of a LoadGen trace in nanoseconds, in the order of issue.

    The trace is in the order of completion, and grows to gigabytes: it is read line by line, and only queries that
    were overtaken are held back. Of a query with several samples, the last one counts.

    Args:
        path: The trace.
        samples_per_query: Samples that each query carries.

    Raises:
        BenchError: A query is missing, or some of its samples are.
    """
    waiting: dict[int, tuple[int, int]] = {}
    turn = 0
    for query, latency in _read_samples(path):
        samples, slowest = waiting.get(query, (0, 0))
        waiting[query] = samples + 1, max(slowest, latency)
        while waiting.get(turn, (0, 0))[0] == samples_per_query:
            yield waiting.pop(turn)[1]
            turn += 1
    if waiting:
        message = f"LoadGen's trace lacks query {turn}, or samples of it"
        raise BenchError(message)


def _read_samples(path: Path) -> Iterable[tuple[int, int]]:
    with path.open("rb") as lines:
        for line in lines:
            found = _SAMPLE.search(line)
            if found is not None:
                yield int(found[1]), int(found[2])
