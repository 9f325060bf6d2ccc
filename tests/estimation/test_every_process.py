from __future__ import annotations

import numpy as np
import pytest

from buttress.estimation import EveryProcess, PercentileOfRun


def runs(count: int, slow: float = 1.0) -> tuple[np.ndarray, ...]:
    generator = np.random.default_rng(3)
    return tuple(
        generator.permutation(np.linspace(1, 2, 1000)) * (slow if place == 0 else 1.0)
        for place in range(count)
    )


def test_one_process_is_that_process_alone() -> None:
    (run,) = runs(1)
    assert EveryProcess((run,), 0.9).estimate(0.95).upper == PercentileOfRun(run, 0.9).estimate(0.95).upper
    assert EveryProcess((run,), 0.9).p_value_above(1.8) == PercentileOfRun(run, 0.9).p_value_above(1.8)


def test_the_worst_process_decides() -> None:
    estimate = EveryProcess(runs(5, slow=3.0), 0.5).estimate(0.95)
    assert estimate.value == pytest.approx(4.5, abs=0.01)
    assert estimate.lower > 4.2
    assert EveryProcess(runs(5), 0.5).estimate(0.95).upper < 1.6


@pytest.mark.parametrize("limit", [1.2, 1.45, 1.5, 1.55, 4.2, 4.3, 4.5, 4.6])
def test_bounds_and_p_values_agree_on_the_violated_side(limit: float) -> None:
    sample = EveryProcess(runs(5, slow=3.0), 0.5)
    assert (sample.estimate(0.95).lower > limit) == (sample.p_value_above(limit) <= 0.05)


def test_violations_at_the_boundary_stay_within_alpha() -> None:
    generator = np.random.default_rng(11)
    false = sum(
        EveryProcess(tuple(generator.random(400) for _ in range(8)), 0.5).estimate(0.95).lower > 0.5
        for _ in range(300)
    )
    assert false <= 300 * 0.05 + 2 * (300 * 0.05 * 0.95) ** 0.5


def test_more_queries_are_what_an_open_claim_needs() -> None:
    needed = EveryProcess(runs(3), 0.5).needed_to_decide(1.51, 0.95)
    assert needed is not None
    assert needed.what == "queries per process"


def test_no_process_is_unusable() -> None:
    assert EveryProcess((), 0.5).unusable() == "there are no processes"
    assert EveryProcess((), 0.5).estimate(0.95).value is None
