"""The percentile of pooled traffic: processes are what is sampled, and bounds agree with p-values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation import Needed, QueryBlocks
from buttress.estimation.clustered import korn_graubard
from buttress.estimation.pooled import PooledPercentile

RUNS = st.lists(
    st.lists(st.one_of(st.integers(0, 12).map(float), st.just(np.inf)), min_size=1, max_size=8),
    min_size=1,
    max_size=20,
)
LEVELS = st.sampled_from([0.3, 0.5, 0.8, 0.9])


def of(runs: list[list[float]], level: float = 0.5) -> PooledPercentile:
    return PooledPercentile(tuple(np.array(run) for run in runs), level)


def in_blocks(samples: np.ndarray, width: float) -> QueryBlocks:
    """Gives the samples counted in buckets of that width, all in one block."""
    bucket, counts = np.unique(np.floor(samples / width), return_counts=True)
    lower = bucket * width
    return QueryBlocks(np.zeros(bucket.size, dtype=np.int64), lower, lower + width * 0.999, counts)


def test_each_process_counts_equally():
    # Shares at or below 1: all of the long run, a third of each of two short ones.
    sample = of([[1.0] * 300, [1.0, 5.0, 5.0], [1.0, 5.0, 5.0]], 0.5)
    assert sample.estimate(0.95).value == 1
    assert of([[1.0] * 300, [5.0, 5.0, 5.0], [1.0, 5.0, 5.0]], 0.5).estimate(0.95).value == 5
    assert (sample.estimate(0.95).n, sample.estimate(0.95).processes) == (306, 3)


@pytest.mark.parametrize(("level", "floor"), [(0.5, 5), (0.8, 14), (0.9, 29), (0.95, 59)])
def test_an_upper_bound_takes_the_processes_that_exclude_a_slow_one(level, floor):
    def equal(processes: int) -> PooledPercentile:
        return of([[2.0] * 10] * processes, level)

    assert equal(floor).estimate(0.95).upper == 2
    few = equal(floor - 1).estimate(0.95)
    assert few.upper == np.inf
    assert few.note.startswith(f"an upper bound needs {floor} processes, since with fewer one process in ")
    assert equal(floor - 1).needed_to_decide(3, 0.95) == Needed(1, "processes")


def test_p99_of_equal_processes_takes_299_of_them():
    runs = [np.arange(1000.0)] * 299
    assert PooledPercentile(tuple(runs), 0.99).estimate(0.95).upper == 999
    few = PooledPercentile(tuple(runs[:10]), 0.99)
    assert few.needed_to_decide(2000, 0.95) == Needed(289, "processes")
    assert few.estimate(0.95).note == (
        "an upper bound needs 299 processes, since with fewer one process in 100 may be slow throughout"
    )


def test_few_processes_show_that_a_limit_is_broken():
    rng = np.random.default_rng(1)
    sample = PooledPercentile(tuple(rng.exponential(1.0, 500) for _ in range(12)), 0.99)
    # A tenth of all queries lie above 2.3, not one in a hundred.
    assert sample.p_value_above(2.3) <= 0.05
    assert sample.p_value_below(2.3) == 1
    assert 2.3 < sample.estimate(0.95).lower < 4.7


@settings(max_examples=60, deadline=None)
@given(RUNS, LEVELS, st.floats(0.6, 0.999), st.integers(-1, 26).map(lambda half: half / 2))
def test_bounds_and_p_values_agree(runs, level, confidence, limit):
    sample, risk = of(runs, level), 1 - confidence
    estimate = sample.estimate(confidence)
    assert estimate.lower <= estimate.value <= estimate.upper
    observed = {value for run in runs for value in run}
    assert estimate.lower in observed | {-np.inf}
    assert estimate.upper in observed | {np.inf}
    assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


@settings(max_examples=40, deadline=None)
@given(RUNS, LEVELS, st.tuples(st.floats(-1, 13), st.floats(-1, 13)).map(sorted))
def test_p_values_change_one_way_as_the_limit_rises(runs, level, limits):
    sample = of(runs, level)
    above, below = (
        [find(limit) for limit in limits] for find in (sample.p_value_above, sample.p_value_below)
    )
    assert above[0] <= above[1] * (1 + 1e-9)
    assert below[1] <= below[0] * (1 + 1e-9)


def test_false_verdicts_are_rare():
    # Half the processes exceed 1 with one query in ten, half with three in ten: 1 is the pooled p80.
    rng, above, below = np.random.default_rng(2), 0, 0
    for _ in range(100):
        rates = rng.choice([0.1, 0.3], 20)
        sample = PooledPercentile(tuple((rng.random(30) < rate) * 2.0 for rate in rates), 0.8)
        above += sample.p_value_above(1.0) <= 0.05
        below += sample.p_value_below(1.0) <= 0.05
    # 100 trials at 5 % have more than 11 errors with a chance of 0.4 %
    assert above <= 11
    assert below <= 11


def test_the_spread_of_few_processes_misleads_the_customary_bound_and_not_this_one():
    # Fifteen processes in a thousand are slow throughout, which breaks a p99 of 1 by itself.
    rng, misled = np.random.default_rng(3), 0
    for _ in range(40):
        slow = rng.random(30) < 0.015
        exceeding = np.where(slow, 100, rng.binomial(100, 0.001, 30))
        misled += korn_graubard(tuple(exceeding.tolist()), (100,) * 30, 0.95)[1] <= 0.01
        runs = tuple(np.repeat([2.0, 0.5], [count, 100 - count]) for count in exceeding)
        assert PooledPercentile(runs, 0.99).p_value_below(1.0) > 0.05
    assert misled > 10


def test_counted_queries_give_bounds_around_those_of_single_ones():
    rng = np.random.default_rng(4)
    runs = tuple(rng.gamma(3, 10, 400) for _ in range(35))
    single = PooledPercentile(runs, 0.9)
    counted = PooledPercentile(tuple(in_blocks(run, 2.0) for run in runs), 0.9)
    exact, coarse = single.estimate(0.95), counted.estimate(0.95)
    assert exact.lower - 4 <= coarse.lower <= exact.lower
    assert exact.upper <= coarse.upper <= exact.upper + 4
    for limit in (45.0, 53.0, 60.0, 80.0):
        assert (counted.p_value_below(limit) <= 0.05) == (coarse.upper < limit)
        assert (counted.p_value_above(limit) <= 0.05) == (coarse.lower > limit)


def test_more_processes_are_planned_where_they_differ():
    rng = np.random.default_rng(5)
    sample = PooledPercentile(tuple(rng.exponential(rng.uniform(0.8, 1.2), 200) for _ in range(20)), 0.9)
    estimate = sample.estimate(0.95)
    assert estimate.upper == np.inf
    near, far = (sample.needed_to_decide(estimate.value * times, 0.95) for times in (1.2, 1.6))
    assert near is not None
    assert far is not None
    assert near.what == far.what == "processes"
    assert 9 <= far.count < near.count < 200
    assert sample.needed_to_decide(0.5, 0.95) is None  # decided


def test_poor_evidence():
    assert of([]).unusable() == "there are 0 processes, and pooled traffic needs 2"
    assert of([]).needed_to_decide(1, 0.95) == Needed(2, "processes")
    assert of([[1.0]]).unusable() == "there are 1 processes, and pooled traffic needs 2"
    assert of([[1.0], []]).unusable() == "process 2 of 2: there are no queries"
    broken = of([[1.0], [2.0, np.nan]])
    assert broken.unusable() == "process 2 of 2: a query's value is not a number"
    for sample in (of([]), of([[1.0], []]), broken):
        estimate = sample.estimate(0.95)
        assert (estimate.value, estimate.lower, estimate.upper) == (None, -np.inf, np.inf)
        assert sample.p_value_above(1) == sample.p_value_below(1) == 1
    assert broken.needed_to_decide(1, 0.95) is None
    assert of([[1.0], [2.0]]).unusable() is None


def test_queries_that_never_ended():
    estimate = of([[np.inf] * 4] * 8).estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (np.inf, np.inf, np.inf)
    mixed = of([[1.0, 1.0, 1.0, np.inf]] * 8)
    assert (mixed.estimate(0.95).value, mixed.estimate(0.95).upper) == (1, 1)


def test_shapes_and_levels_are_checked():
    with pytest.raises(ValueError, match="share"):
        of([[1.0]], 99)
    with pytest.raises(ValueError, match="dimensions"):
        PooledPercentile((np.ones((2, 2)),), 0.5)
