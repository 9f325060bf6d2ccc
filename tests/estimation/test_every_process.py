from __future__ import annotations

import numpy as np
import pytest

from buttress.estimation import EveryProcess, Needed, PercentileOfRun


def runs(count: int, slow: float = 1.0) -> tuple[np.ndarray, ...]:
    generator = np.random.default_rng(3)
    return tuple(
        generator.permutation(np.linspace(1, 2, 1000)) * (slow if place == 0 else 1.0)
        for place in range(count)
    )


def test_processes_that_are_alike_are_one_of_them_with_the_risk_of_a_violation_shared() -> None:
    run = runs(1)[0]
    alike, alone = EveryProcess((run,) * 5, 0.9), PercentileOfRun(run, 0.9)
    assert alike.estimate(0.95).upper == alone.estimate(0.95).upper
    assert alike.estimate(0.95).lower == alone.estimate(0.99).lower
    assert alike.p_value_below(1.95) == alone.p_value_below(1.95)
    assert alike.p_value_above(1.88) == pytest.approx(5 * alone.p_value_above(1.88))


def test_a_few_processes_do_not_speak_for_every_one() -> None:
    few = EveryProcess(runs(4), 0.9)
    assert few.unusable() == "there are 4 processes, and a claim about every process needs 5"
    assert few.needed_to_decide(1.9, 0.95) == Needed(1, "processes")
    assert EveryProcess(runs(5), 0.9).unusable() is None


def test_a_tail_of_a_handful_of_queries_shows_no_bursts() -> None:
    generator = np.random.default_rng(5)
    short = EveryProcess(tuple(np.full(1999, 1.0 + generator.random()) for _ in range(5)), 0.99)
    assert short.unusable() is None
    assert short.estimate(0.95).upper < 2
    assert short.estimate(0.95).doubt == (
        "process 1 of 5: 1999 queries, and this percentile of a single process needs 2000"
    )
    assert short.needed_to_decide(2.0, 0.95) == Needed(1, "queries per process")
    assert EveryProcess((np.ones(2000),) * 5, 0.99).estimate(0.95).doubt == ""


def test_too_few_queries_for_a_bound_are_unusable() -> None:
    assert EveryProcess((np.ones(299),) * 5, 0.99).unusable() is None
    few = EveryProcess((np.ones(300), np.ones(298), *(np.ones(300),) * 3), 0.99)
    assert few.unusable() == "process 2 of 5: 298 queries, and this percentile of a single process needs 299"
    assert few.estimate(0.95).value is None
    broken = EveryProcess((np.ones(300),) * 4 + (np.array([1.0, np.nan]),), 0.9)
    assert broken.unusable() == "process 5 of 5: a query's value is not a number"
    assert broken.needed_to_decide(1.0, 0.95) is None


def bursting(generator: np.random.Generator, queries: int, length: int) -> np.ndarray:
    """Latencies of which one in a hundred lies above 1, always so many in a row."""
    latencies = 0.9 * generator.random(queries)
    for start in np.flatnonzero(generator.random(queries) < 0.01 / length):
        latencies[start : start + length] = 2.0
    return latencies


@pytest.mark.parametrize(("queries", "length", "decided"), [(1000, 3, False), (12_000, 3, True)])
def test_bursts_in_the_tail_do_not_make_a_slow_process_hold(queries: int, length: int, decided: bool) -> None:
    # Taken for independent, bursts of three let a process at its limit pass 16 times in a hundred.
    generator = np.random.default_rng(7)
    steady = tuple(0.9 * generator.random(queries) for _ in range(4))
    estimates = [
        EveryProcess((*steady, bursting(generator, queries, length)), 0.99).estimate(0.95) for _ in range(60)
    ]
    holds = [not one.doubt and one.upper <= 1 for one in estimates]
    assert sum(holds) <= 60 * 0.05 + 2.5 * (60 * 0.05 * 0.95) ** 0.5
    assert any(not one.doubt for one in estimates) == decided


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
    needed = EveryProcess(runs(5), 0.5).needed_to_decide(1.51, 0.95)
    assert needed is not None
    assert needed.what == "queries per process"


def test_no_process_is_unusable() -> None:
    assert (
        EveryProcess((), 0.5).unusable() == "there are 0 processes, and a claim about every process needs 5"
    )
    assert EveryProcess((), 0.5).estimate(0.95).value is None
