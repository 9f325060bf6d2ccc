"""MLPerf's early stopping against its published tables, and the sample that claims with its profile rest on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal, stats

from buttress.estimation import EveryProcess, MlperfPercentile, Needed
from buttress.estimation.early_stopping import discarded, least_queries

TOTALS = {
    0.9: [44, 64, 81, 97, 127, 197, 325, 681, 1246],
    0.99: [459, 662, 838, 1001, 1307, 2010, 3304, 6898, 12571],
}
FLOORS = {
    0.5: 11,
    0.75: 24,
    0.8: 31,
    0.9: 64,
    0.95: 130,
    0.97: 219,
    0.99: 662,
    0.999: 6636,
    0.9999: 66381,
}


def spread_out(n: int) -> np.ndarray:
    """Gives 0 to n - 1 in an order that leaves no two neighbours alike: 0, n / 2, n / 4, 3 n / 4, ..."""
    bits = (n - 1).bit_length()
    turned = [int(f"{place:0{bits}b}"[::-1], 2) for place in range(2**bits)]
    return np.array([place for place in turned if place < n], dtype=np.float64)


@pytest.mark.parametrize(
    ("level", "h"), [(0.5, 7), (0.9, 44), (0.95, 90), (0.97, 152), (0.99, 459), (0.999, 4603)]
)
def test_queries_within_the_limit_that_prove_it_where_none_exceeds_it(level, h):
    assert least_queries(0, level) == h


def test_queries_within_the_limit_beside_one_that_exceeds_it():
    assert least_queries(1, 0.99) - 1 == 661


@pytest.mark.parametrize(("level", "totals"), TOTALS.items())
def test_totals_of_the_published_table(level, totals):
    assert [least_queries(t, level) for t in (0, 1, 2, 3, 5, 10, 20, 50, 100)] == totals


@pytest.mark.parametrize(("level", "floor"), FLOORS.items())
def test_floors_of_single_stream_runs(level, floor):
    assert least_queries(1, level) == floor
    assert discarded(floor - 1, level) is None
    assert discarded(floor, level) == 0


@pytest.mark.parametrize(("n", "level", "most"), [(10_000, 0.99, 76), (659, 0.9, 47)])
def test_latencies_that_a_load_generator_discards(n, level, most):
    assert discarded(n, level) == most
    t = most + 1
    assert least_queries(t, level) <= n < least_queries(t + 1, level)


@given(st.integers(0, 300), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
@settings(deadline=None, max_examples=60)
def test_least_queries_agree_with_the_binomial_distribution(t, level):
    n = least_queries(t, level)
    assert stats.binom.cdf(t, n, 1 - level) <= 0.01 * (1 + 1e-9)
    assert stats.binom.cdf(t, n - 1, 1 - level) > 0.01 * (1 - 1e-9)


def test_the_estimate_is_what_is_left_when_the_highest_are_discarded():
    estimate = MlperfPercentile((spread_out(10_000),), 0.99).estimate(0.95)
    assert (estimate.value, estimate.upper) == (9999 - 76, 9999 - 76)
    assert (estimate.method, estimate.n, estimate.processes) == ("MLPerf early stopping", 10_000, 1)
    assert (estimate.note, estimate.doubt) == ("", "")


def test_one_order_statistic_stricter_than_ours():
    run = spread_out(10_000)
    ours = EveryProcess((run,) * 5, 0.99).estimate(0.99)
    assert MlperfPercentile((run,), 0.99).estimate(0.99).upper == ours.upper + 1


def test_the_worst_run_decides():
    run = spread_out(4000)
    sample = MlperfPercentile((run, run + 500, run - 20), 0.9)
    alone = MlperfPercentile((run + 500,), 0.9)
    assert sample.estimate(0.95).value == alone.estimate(0.95).value
    assert sample.p_value_below(4600) == alone.p_value_below(4600)
    assert sample.estimate(0.95).lower == EveryProcess((run, run + 500, run), 0.9)._dependent[1].lower_bound(
        1 - 0.05 / 3
    )


def test_confidences_up_to_99_percent_have_mlperfs_bound_and_higher_ones_a_wider():
    sample = MlperfPercentile((spread_out(10_000),), 0.99)
    assert sample.estimate(0.9).upper == sample.estimate(0.95).upper == sample.estimate(0.99).upper
    assert sample.estimate(0.999).upper > sample.estimate(0.99).upper
    assert sample.estimate(0.999).value == sample.estimate(0.99).value


@given(
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=3),
    st.sampled_from([0.6, 0.95, 0.99, 0.995]),
    st.integers(-1, 21),
    st.integers(64, 250),
)
@settings(deadline=None, max_examples=80)
def test_bounds_and_p_values_agree(seeds, confidence, limit, n):
    runs = tuple(np.random.default_rng(seed).integers(0, 20, n).astype(float) for seed in seeds)
    sample = MlperfPercentile(runs, 0.9)
    estimate, risk = sample.estimate(confidence), 1 - confidence
    assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)
    assert estimate.lower <= estimate.value <= estimate.upper


def test_runs_below_the_floor_are_unusable_but_no_error():
    for runs, why in (
        ((), "there are no processes"),
        ((np.array([]),), "there are no queries"),
        ((np.full(700, np.nan),), "a query's value is not a number"),
        ((spread_out(661),), "661 queries, and early stopping needs 662"),
        ((spread_out(700), spread_out(600)), "process 2 of 2: 600 queries, and early stopping needs 662"),
    ):
        sample = MlperfPercentile(runs, 0.99)
        assert sample.unusable() == why
        assert sample.estimate(0.95).value is None
    assert MlperfPercentile((), 0.99).p_value_below(1e9) == 1
    assert MlperfPercentile((), 0.99).needed_to_decide(1, 0.95) is None


def test_runs_in_which_bursts_hardly_show_are_in_doubt():
    short = MlperfPercentile((spread_out(700),), 0.99)
    assert short.unusable() is None
    assert short.estimate(0.95).value == 699
    assert short.estimate(0.95).doubt == "700 queries, and this percentile of a single process needs 2000"
    assert short.needed_to_decide(1e9, 0.95) == Needed(1300, "queries per process")
    noise = np.random.default_rng(3).standard_normal(3000)
    dependent = MlperfPercentile((np.exp(signal.lfilter([1], [1, -0.95], noise)),), 0.9).estimate(0.95)
    assert "independent ones" in dependent.doubt
    assert (
        dependent.value < dependent.upper
    )  # the estimate is MLPerf's, the bound counts what queries are worth


def test_runs_at_the_limit_pass_no_more_often_than_once_in_a_hundred():
    rng, trials = np.random.default_rng(5), 400
    passed = [MlperfPercentile((rng.random(500),), 0.9).estimate(0.95).upper <= 0.9 for _ in range(trials)]
    assert sum(passed) <= trials * 0.01 + 2.5 * (trials * 0.01) ** 0.5
