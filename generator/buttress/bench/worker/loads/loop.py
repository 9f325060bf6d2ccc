"""Our own loops: MLPerf's single stream and offline scenarios without anything to install.

Single stream: the next query starts when the one before is answered. Such a closed loop cannot show what waiting
costs: while the candidate stalls, nobody asks, so one stall is one slow query however many users it would have
kept waiting (coordinated omission; G. Tene, 2013). The server scenario shows that, and needs LoadGen.

Offline: all samples are there from the start and are answered back to back, one row at a time. A sample's latency
means nothing then, so none is kept.
"""

from __future__ import annotations

from itertools import cycle, islice
from sys import maxsize
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from buttress.bench.worker.loads.driven import Driven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from buttress.bench.plan import LoadPlan
    from buttress.bench.worker.loads.driven import Predict
    from buttress.bench.worker.loads.recorder import LatencyRecorder


def time_queries(
    predict: Predict, rows: Iterable[Any], record: Callable[[int], None], until_ns: int = maxsize
) -> None:
    """Queries the rows one after the other; ends after the first query that starts later than ``until_ns``.

    Args:
        predict: The candidate.
        rows: One-row inputs.
        record: Takes the latency of each query in nanoseconds; what it costs is in no latency.
        until_ns: Reading of `time.perf_counter_ns`.
    """
    clock = perf_counter_ns
    for row in rows:
        start = clock()
        predict(row)
        record(clock() - start)
        if start > until_ns:
            break


def drive_single_stream(
    predict: Predict, rows: Sequence[Any], load: LoadPlan, recorder: LatencyRecorder
) -> Driven:
    """Issues at least so many queries for at least so long, one at a time; rows are used in turn.

    The time that the recorder takes to fold its latencies is not in the elapsed time.
    """
    clock, turn, elapsed = perf_counter_ns, cycle(rows), 0
    ends = clock() + load.min_duration_ns
    while recorder.queries < load.min_queries or clock() < ends:
        room, missing = recorder.make_room(), load.min_queries - recorder.queries
        began = clock()
        if missing > 0:
            time_queries(predict, islice(turn, min(room, missing)), recorder.append)
        else:
            time_queries(predict, islice(turn, room), recorder.append, until_ns=ends)
        elapsed += clock() - began
    return Driven(recorder.queries, recorder.queries, elapsed)


def drive_offline(predict: Predict, rows: Sequence[Any], load: LoadPlan) -> Driven:
    """Answers at least so many samples for at least so long, back to back; rows are used in turn."""
    clock, turn = perf_counter_ns, cycle(rows)
    began = clock()
    ends, samples = began + load.min_duration_ns, load.min_queries
    for row in islice(turn, samples):
        predict(row)
    while clock() < ends:
        predict(next(turn))
        samples += 1
    return Driven(samples, samples, clock() - began)
