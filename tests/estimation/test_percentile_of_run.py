"""Percentiles of one run against scipy's quantile test, exact error rates and dependent queries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal, stats

from buttress.estimation import Needed, PercentileOfRun, order_statistic_bounds, quantile_of
from buttress.estimation.dependent_run import least_worth
from buttress.estimation.queries import Ordered

# small whole numbers, so that ties are frequent
SAMPLES = st.lists(st.integers(0, 40).map(float), min_size=1, max_size=150).map(np.array)
LEVELS = st.sampled_from([0.05, 0.25, 0.5, 0.9, 0.95])
CONFIDENCES = st.floats(0.6, 0.999)


def independent(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(size=n)


def autoregression(phi: float, n: int, rng: np.random.Generator) -> np.ndarray:
    noise = rng.standard_normal(n) * np.sqrt(1 - phi**2)
    return signal.lfilter([1], [1, -phi], noise, zi=[phi * rng.standard_normal()])[0]


@pytest.mark.parametrize(
    ("n", "level", "expected"),
    [(100, 0.99, 99), (1000, 0.99, 990), (10, 0.5, 5), (3, 0.5, 1), (1, 0.99, 0), (659, 0.9, 593)],
)
def test_quantile_convention(n, level, expected):
    assert quantile_of(np.random.default_rng(0).permutation(n), level) == expected


def spread_out(n: int) -> np.ndarray:
    """Gives 0 to n - 1 in an order that leaves no two neighbours alike: 0, n / 2, n / 4, 3 n / 4, ..."""
    bits = (n - 1).bit_length()
    turned = [int(f"{place:0{bits}b}"[::-1], 2) for place in range(2**bits)]
    return np.array([place for place in turned if place < n], dtype=np.float64)


def test_worked_examples_of_scipys_quantile_test():
    rng = np.random.default_rng(6981396440634228121)
    uniform = stats.uniform.rvs(size=100, random_state=rng)
    normal = stats.norm.rvs(size=100, random_state=rng)
    assert np.count_nonzero(uniform <= 0.5) == 45
    assert 2 * Ordered.of(uniform).p_value_above(0.5, 0.5) == pytest.approx(0.36820161732669576, rel=1e-12)
    assert np.count_nonzero(normal <= 0.5) == 67
    assert 2 * Ordered.of(normal).p_value_below(0.5, 0.5) == pytest.approx(0.00087371984, rel=1e-7)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9, 0.99])
def test_a_run_that_looks_independent_has_the_bounds_of_order_statistics(level):
    samples = spread_out(3000)
    run = PercentileOfRun(samples, level)
    estimate = run.estimate(0.95)
    assert run.run.time == 1
    assert (estimate.lower, estimate.upper) == order_statistic_bounds(samples, level, 0.95)
    assert (estimate.note, estimate.doubt) == ("", "")
    for limit in (300.0, 1500.0, 2710.0, 2980.0):
        assert run.p_value_above(limit) == Ordered.of(samples).p_value_above(level, limit)
        assert run.p_value_below(limit) == Ordered.of(samples).p_value_below(level, limit)


def test_no_upper_bound_of_p99_below_299_queries():
    few, enough = np.arange(298), np.arange(299)
    assert order_statistic_bounds(few, 0.99, 0.95)[1] == np.inf
    assert order_statistic_bounds(enough, 0.99, 0.95)[1] == 298
    assert PercentileOfRun(few, 0.99).estimate(0.95).note == "an upper bound needs 299 queries"
    assert PercentileOfRun(spread_out(299), 0.99).estimate(0.95).note == ""


@given(SAMPLES, LEVELS, st.integers(-1, 41))
def test_p_values_agree_with_scipy(samples, level, limit):
    run = Ordered.of(samples)
    less = stats.quantile_test(samples, q=limit, p=level, alternative="less").pvalue
    greater = stats.quantile_test(samples, q=limit, p=level, alternative="greater").pvalue
    assert run.p_value_below(level, limit) == pytest.approx(less, rel=1e-9, abs=1e-300)
    assert run.p_value_above(level, limit) == pytest.approx(greater, rel=1e-9, abs=1e-300)


# no power of a level is exactly one of these risks, where rounding would choose
@given(SAMPLES, LEVELS, st.sampled_from([0.823, 0.913, 0.953, 0.987]))
def test_bounds_agree_with_scipy(samples, level, confidence):
    lower, upper = order_statistic_bounds(samples, level, confidence)
    high = stats.quantile_test(samples, p=level, alternative="less").confidence_interval(confidence).high
    low = stats.quantile_test(samples, p=level, alternative="greater").confidence_interval(confidence).low
    assert upper == (np.inf if np.isnan(high) else high)
    assert lower == (-np.inf if np.isnan(low) else low)


@given(SAMPLES, LEVELS, CONFIDENCES, st.integers(-1, 41))
def test_bounds_and_p_values_agree_to_the_last_bit(samples, level, confidence, limit):
    run, risk = PercentileOfRun(samples, level), 1 - confidence
    estimate = run.estimate(confidence)
    assert (estimate.lower > limit) == (run.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (run.p_value_below(limit) <= risk)


@given(SAMPLES, LEVELS, CONFIDENCES, st.integers(-1, 41))
def test_a_claim_holds_exactly_if_few_enough_queries_exceed_it(samples, level, confidence, limit):
    holds = order_statistic_bounds(samples, level, confidence)[1] <= limit
    exceedances = np.count_nonzero(samples > limit)
    tail = stats.binom.cdf(exceedances, samples.size, 1 - level)
    if abs(tail - (1 - confidence)) > 1e-9:
        assert holds == (tail <= 1 - confidence)


@pytest.mark.parametrize("n", [4, 5, 59, 100, 299, 473, 1000])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_false_verdicts_are_never_more_frequent_than_stated(n, level):
    counts = np.arange(n + 1)
    bounds = [order_statistic_bounds(np.repeat([2.0, 0.0], [k, n - k]), level, 0.95) for k in counts]
    holds = np.array([upper <= 1 for _, upper in bounds])
    violated = np.array([lower > 1 for lower, _ in bounds])
    for factor in (1.0, 1.01, 1.2, 1.9):  # a share above the limit of 1 - level or more: the claim is false
        assert stats.binom.pmf(counts, n, (1 - level) * factor)[holds].sum() <= 0.05 + 1e-12
    for factor in (1.0, 0.99, 0.8, 0.1):
        assert stats.binom.pmf(counts, n, (1 - level) * factor)[violated].sum() <= 0.05 + 1e-12


@given(SAMPLES, LEVELS, CONFIDENCES)
def test_bounds_bracket_the_value_and_widen_with_confidence(samples, level, confidence):
    run = PercentileOfRun(samples, level)
    narrow, wide = run.estimate(confidence), run.estimate(0.9995)
    assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


@given(SAMPLES, LEVELS, st.randoms(use_true_random=False))
def test_the_value_does_not_depend_on_the_order(samples, level, random):
    shuffled = samples.tolist()
    random.shuffle(shuffled)
    one, other = PercentileOfRun(np.array(shuffled), level), PercentileOfRun(samples, level)
    assert one.estimate(0.95).value == other.estimate(0.95).value == quantile_of(samples, level)


@given(SAMPLES, LEVELS, st.sampled_from([1e-9, 0.001, 1000.0, 3.6e6]))
def test_another_unit_scales_value_and_bounds(samples, level, factor):
    plain = PercentileOfRun(samples, level).estimate(0.95)
    scaled = PercentileOfRun(samples * factor, level).estimate(0.95)
    assert (scaled.value, scaled.lower, scaled.upper) == (
        plain.value * factor,
        plain.lower * factor,
        plain.upper * factor,
    )


def test_a_query_that_never_ended_exceeds_every_limit():
    run = PercentileOfRun(np.append(np.ones(298), np.inf), 0.99)
    assert run.run.time == 1
    assert run.estimate(0.95).upper == np.inf
    assert run.estimate(0.95).value == 1
    assert run.p_value_below(1e9) == pytest.approx(stats.binom.cdf(1, 299, 0.01))


@pytest.mark.parametrize(
    ("samples", "why"),
    [([], "there are no queries"), ([1.0, float("nan")], "a query's value is not a number")],
)
def test_unreadable_runs_are_unusable_but_no_error(samples, why):
    run = PercentileOfRun(np.array(samples), 0.9)
    assert run.unusable() == why
    assert run.estimate(0.95).value is None
    assert run.p_value_above(0) == run.p_value_below(2) == 1
    assert run.needed_to_decide(1, 0.95) is None


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("n", [4000, 20_000])
def test_independent_queries_decide(level, n):
    run = PercentileOfRun(independent(n), level)
    estimate, (lower, upper) = run.estimate(0.95), order_statistic_bounds(independent(n), level, 0.95)
    assert run.unusable() is None
    assert (estimate.doubt, estimate.note) == ("", "")
    assert (
        estimate.lower <= lower <= upper <= estimate.upper
    )  # the time is rather overstated than understated
    assert estimate.upper - estimate.lower < 1.35 * (upper - lower)


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_dependent_queries_count_as_many_as_they_are_worth(level):
    samples = np.exp(autoregression(0.9, 20_000, np.random.default_rng(5)))
    run, threshold = PercentileOfRun(samples, level), stats.norm.ppf(level)
    # Integrated over lags, two normal variates with correlation 0.9^k exceed their quantile together so often:
    known = 1 + 2 * sum(
        (stats.multivariate_normal([0, 0], [[1, 0.9**k], [0.9**k, 1]]).cdf([threshold] * 2) - level**2)
        / (level * (1 - level))
        for k in range(1, 90)
    )
    assert known < run.run.time < 1.5 * known
    assert run.estimate(0.95).doubt == ""
    assert run.estimate(0.95).note == (
        f"20000 queries are worth {run.run.worth} independent ones, and further processes tell more than longer ones"
    )


@pytest.mark.parametrize(("level", "n"), [(0.5, 300), (0.9, 300), (0.99, 300), (0.9, 1000), (0.99, 5000)])
def test_dependent_queries_that_are_worth_too_little_are_in_doubt(level, n):
    samples = np.exp(autoregression(0.9, n, np.random.default_rng(5)))
    run = PercentileOfRun(samples, level)
    estimate = run.estimate(0.95)
    assert run.unusable() is None
    assert estimate.value == quantile_of(samples, level)
    assert estimate.doubt == (
        f"{n} queries are worth {run.run.worth} independent ones, and this percentile of a single process needs "
        f"{least_worth(level)}"
    )
    needed = run.needed_to_decide(estimate.value, 0.95)
    assert needed.count >= least_worth(level) * run.run.time - n


def test_few_queries_beyond_a_percentile_leave_it_in_doubt():
    assert least_worth(0.01) == least_worth(0.99) == 2000
    short, enough = PercentileOfRun(spread_out(1999), 0.99), PercentileOfRun(spread_out(2000), 0.99)
    assert short.estimate(0.95).doubt == ("1999 queries, and this percentile of a single process needs 2000")
    assert short.needed_to_decide(1e9, 0.95) == Needed(1, "queries per process")
    assert enough.estimate(0.95).doubt == ""
    assert enough.needed_to_decide(1e9, 0.95) is None


def bursting(share: float, length: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Gives latencies below 1, but above 2 in slow periods of a mean length that take a share of the queries."""
    slow, gap = rng.geometric(1 / length, n), rng.geometric(share / (1 - share) / length, n)
    states = np.repeat(np.tile([False, True], n), np.column_stack([gap, slow]).ravel())[:n]
    return rng.random(n) + 2 * states


@pytest.mark.parametrize(
    ("samples_of", "level", "limit"),
    [
        (lambda rng: rng.standard_normal(4000), 0.99, stats.norm.ppf(0.99)),
        (lambda rng: autoregression(0.6, 2000, rng), 0.9, stats.norm.ppf(0.9)),
        (lambda rng: autoregression(0.9, 4000, rng), 0.5, 0.0),
        (lambda rng: bursting(0.1, 5, 2000, rng), 0.9, 1.5),
        (lambda rng: bursting(0.2, 5, 2000, rng), 0.9, 2.5),
        (lambda rng: bursting(0.05, 5, 5000, rng), 0.9, 1.0 - 0.05 / 0.95),
    ],
    ids=["independent", "ar 0.6", "ar 0.9", "bursts are the tail", "half of them", "half of it"],
)
def test_false_verdicts_of_dependent_queries_are_no_more_frequent_than_stated(samples_of, level, limit):
    rng, trials = np.random.default_rng(61), 200
    estimates = [PercentileOfRun(samples_of(rng), level).estimate(0.95) for _ in range(trials)]
    most = trials * 0.05 + 2.5 * (trials * 0.05 * 0.95) ** 0.5
    assert sum(not one.doubt and one.upper <= limit for one in estimates) <= most
    assert sum(not one.doubt and one.lower > limit for one in estimates) <= most
    assert sum(not one.doubt for one in estimates) > 0.7 * trials


@given(SAMPLES, LEVELS, st.floats(1, 50), st.floats(1, 3))
def test_the_longer_the_time_the_wider_the_bounds(samples, level, time, factor):
    run = Ordered.of(samples)
    assert run.lower_bound(level, 0.95, time * factor) <= run.lower_bound(level, 0.95, time)
    assert run.upper_bound(level, 0.95, time * factor) >= run.upper_bound(level, 0.95, time)


@given(SAMPLES, LEVELS, st.floats(1, 50), st.integers(-1, 41), CONFIDENCES)
def test_bounds_and_p_values_agree_at_every_time(samples, level, time, limit, confidence):
    run, risk = Ordered.of(samples), 1 - confidence
    assert (run.lower_bound(level, confidence, time) > limit) == (
        run.p_value_above(level, limit, time) <= risk
    )
    assert (run.upper_bound(level, confidence, time) < limit) == (
        run.p_value_below(level, limit, time) <= risk
    )


def test_counts_divided_by_a_whole_time_are_those_of_so_many_independent_queries():
    ten_times, once = Ordered.of(np.repeat([1.0, 3.0], [990, 10])), Ordered.of(np.repeat([1.0, 3.0], [99, 1]))
    assert ten_times.p_value_below(0.9, 2, 10) == pytest.approx(once.p_value_below(0.9, 2))
    assert ten_times.p_value_above(0.999, 2, 10) == pytest.approx(once.p_value_above(0.999, 2))


def test_a_slow_phase_leaves_a_doubt_even_on_a_coarse_clock():
    samples = np.ones(3000)
    samples[1200:1380] = 2  # the 95th percentile is then the maximum, and no query exceeds it
    assert quantile_of(samples, 0.95) == 2
    assert "independent ones" in PercentileOfRun(samples, 0.95).estimate(0.95).doubt


def test_constant_latencies_are_usable():
    run = PercentileOfRun(np.full(500, 3.0), 0.99)
    assert run.unusable() is None
    assert run.estimate(0.95).upper == run.estimate(0.95).lower == 3


def test_needed_queries():
    # Spread out evenly, slow queries look independent.
    half_allowed = np.ones(4000)
    half_allowed[100::200] = 3
    run = PercentileOfRun(half_allowed, 0.99)
    assert run.run.time == 1
    assert run.needed_to_decide(4, 0.95) is None  # decided
    few = PercentileOfRun(half_allowed[:1000], 0.99)
    assert few.needed_to_decide(2, 0.95) == Needed(1185, "queries per process")
    on_the_limit = np.ones(2000)
    on_the_limit[50::100] = 3
    assert PercentileOfRun(on_the_limit, 0.99).needed_to_decide(2, 0.95) is None
    assert PercentileOfRun(np.ones(100), 0.99).needed_to_decide(2, 0.95) == Needed(
        1900, "queries per process"
    )


def test_the_sample_cannot_be_changed_afterwards():
    run = PercentileOfRun(np.arange(10), 0.5)
    with pytest.raises(ValueError, match="read-only"):
        run.samples[0] = 1


def test_malformed_samples_are_refused():
    with pytest.raises(ValueError, match="one series"):
        PercentileOfRun(np.ones((2, 2)), 0.5)
    with pytest.raises(ValueError, match="share"):
        PercentileOfRun(np.ones(2), 99)
