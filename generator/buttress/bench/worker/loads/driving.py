"""Drives a load with what was planned for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.worker.loads.loop import drive_offline, drive_single_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.bench.plan import LoadPlan
    from buttress.bench.worker.loads.driven import Driven, Predict
    from buttress.bench.worker.loads.recorder import LatencyRecorder


def drive_load(
    predict: Predict,
    rows: Sequence[Any],
    load: LoadPlan,
    recorder: LatencyRecorder,
    *,
    seed: int,
    expected_ns: int,
) -> Driven:
    """Issues the queries of a load scenario; latencies go to the recorder where the scenario defines them.

    Args:
        predict: The candidate.
        rows: One-row inputs.
        load: What is planned; it has a scenario and a driver.
        recorder: Takes the latencies, in order of issue.
        seed: Seed of LoadGen's generators.
        expected_ns: About how long one row takes; LoadGen makes its queries beforehand and must know.

    Raises:
        BenchError: LoadGen is needed and not installed, or could not do what was planned.
    """
    if load.driver == "loadgen":
        from buttress.bench.worker.loads.loadgen import drive_loadgen

        return drive_loadgen(predict, rows, load, recorder, seed=seed, expected_ns=expected_ns)
    if load.scenario == "single-stream":
        return drive_single_stream(predict, rows, load, recorder)
    if load.scenario == "offline":
        return drive_offline(predict, rows, load)
    message = f"the scenario {load.scenario!r} needs MLCommons LoadGen; pip install 'buttress[bench]'"
    raise BenchError(message)
