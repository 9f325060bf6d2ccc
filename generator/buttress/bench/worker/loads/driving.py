"""Drives a load with what was planned for it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.worker.loads.loop import drive_offline, drive_single_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.bench.plan import LoadPlan
    from buttress.bench.worker.loads.driven import Driven, Metered, Predict
    from buttress.bench.worker.loads.recorder import LatencyRecorder


def drive_load(
    predict: Predict,
    rows: Sequence[Any],
    load: LoadPlan,
    recorder: LatencyRecorder,
    *,
    seed: int,
    expected_ns: int,
    metered: Metered = nullcontext,
) -> Driven:
    """Issues the queries of a load scenario; latencies go to the recorder where the scenario defines them.

    Args:
        predict: The candidate.
        rows: One-row inputs.
        load: What is planned; it has a scenario and a driver.
        recorder: Takes the latencies, in order of issue.
        seed: Seed of LoadGen's generators.
        expected_ns: About how long one row takes; LoadGen makes its queries beforehand and must know.
        metered: Entered around each test; a test of LoadGen that was too short is done again, and the last one counts.

    Raises:
        BenchError: LoadGen is needed and not installed, or could not do what was planned.
    """
    if load.driver == "loadgen":
        from buttress.bench.worker.loads.loadgen import drive_loadgen

        return drive_loadgen(
            predict, rows, load, recorder, seed=seed, expected_ns=expected_ns, metered=metered
        )
    if load.scenario == "single-stream":
        with metered():
            return drive_single_stream(predict, rows, load, recorder)
    if load.scenario == "offline":
        with metered():
            return drive_offline(predict, rows, load)
    message = f"the scenario {load.scenario!r} needs MLCommons LoadGen; pip install 'buttress[bench]'"
    raise BenchError(message)
