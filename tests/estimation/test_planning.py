"""Sample sizes against the figures of the field and against brute force."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestPower

from buttress.estimation import (
    exceedances_allowed,
    processes_floor,
    processes_to_decide,
    queries_floor,
    queries_needed,
    trials_to_decide,
)


@pytest.mark.parametrize(
    ("level", "at_95", "at_99"),
    [(0.5, 5, 7), (0.9, 29, 44), (0.95, 59, 90), (0.97, 99, 152), (0.99, 299, 459), (0.999, 2995, 4603)],
)
def test_fewest_queries_that_bound_a_percentile(level, at_95, at_99):
    assert queries_floor(level, 0.95) == at_95
    assert queries_floor(level, 0.99) == at_99


@pytest.mark.parametrize(
    ("limit", "examples"), [(0.8, 14), (0.9, 29), (0.95, 59), (0.99, 299), (0.999, 2995)]
)
def test_fewest_examples_that_prove_a_proportion_when_all_are_right(limit, examples):
    assert queries_floor(limit, 0.95) == examples


@pytest.mark.parametrize(
    ("level", "totals"),
    [
        (0.9, [44, 64, 81, 97, 127, 197, 325, 681, 1246]),
        (0.99, [459, 662, 838, 1001, 1307, 2010, 3304, 6898, 12571]),
    ],
)
def test_totals_of_mlperf_early_stopping(level, totals):
    assert [queries_needed(t, level, 0.99) for t in (0, 1, 2, 3, 5, 10, 20, 50, 100)] == totals


@pytest.mark.parametrize(
    ("level", "floor"),
    [
        (0.5, 11),
        (0.75, 24),
        (0.8, 31),
        (0.9, 64),
        (0.95, 130),
        (0.97, 219),
        (0.99, 662),
        (0.999, 6636),
        (0.9999, 66381),
    ],
)
def test_query_floors_of_mlperf_endpoints(level, floor):
    assert queries_needed(1, level, 0.99) == floor


def test_early_stopping_of_recorded_loadgen_runs():
    # MLPerf reports the t-th highest latency, so that t - 1 are discarded
    assert exceedances_allowed(10_000, 0.99, 0.99) == 77
    assert exceedances_allowed(659, 0.9, 0.99) - 1 == 47


@pytest.mark.parametrize(
    ("n", "allowed"),
    [
        (298, None),
        (299, 0),
        (472, 0),
        (473, 1),
        (628, 2),
        (1000, 4),
        (2000, 12),
        (5000, 38),
        (10_000, 83),
        (100_000, 948),
    ],
)
def test_allowed_exceedances_of_p99(n, allowed):
    assert exceedances_allowed(n, 0.99, 0.95) == allowed


@given(st.integers(0, 60), st.sampled_from([0.2, 0.5, 0.9, 0.99]), st.sampled_from([0.8, 0.95, 0.99]))
def test_needed_queries_are_the_first_that_allow_so_many_exceedances(exceedances, level, confidence):
    n = queries_needed(exceedances, level, confidence)
    assert exceedances_allowed(n, level, confidence) == exceedances
    assert (exceedances_allowed(n - 1, level, confidence) or 0) <= exceedances - 1 or exceedances == 0
    assert exceedances > 0 or exceedances_allowed(n - 1, level, confidence) is None


@pytest.mark.parametrize(
    ("limit", "rate", "at_80", "at_90"),
    [
        (0.90, 0.91, 5520, 7552),
        (0.90, 0.92, 1365, 1845),
        (0.90, 0.93, 593, 792),
        (0.90, 0.95, 203, 263),
        (0.95, 0.97, 694, 900),
        (0.99, 0.995, 2185, 2784),
    ],
)
def test_examples_that_decide_a_proportion(limit, rate, at_80, at_90):
    assert trials_to_decide(rate, limit, 0.95, power=0.8) == at_80
    assert trials_to_decide(rate, limit, 0.95, power=0.9) == at_90


def power_by_enumeration(n: int, rate: float, limit: float) -> float:
    fewest = next((k for k in range(n + 1) if stats.binom.sf(k - 1, n, limit) <= 0.05), n + 1)
    return float(stats.binom.sf(fewest - 1, n, rate))


@pytest.mark.parametrize(("rate", "limit"), [(0.8, 0.5), (0.95, 0.8), (0.7, 0.55), (0.3, 0.1)])
def test_power_never_falls_back_after_the_planned_size(rate, limit):
    planned = trials_to_decide(rate, limit, 0.95)
    powers = [power_by_enumeration(n, rate, limit) for n in range(1, 2 * planned)]
    last_weak = max(n for n, power in enumerate(powers, start=1) if power < 0.8)
    assert planned == last_weak + 1


def test_a_rate_below_the_limit_is_planned_as_its_mirror():
    assert trials_to_decide(0.25, 0.5, 0.95) == trials_to_decide(0.75, 0.5, 0.95)


def test_perfect_rates_need_no_more_than_the_floor():
    assert trials_to_decide(1.0, 0.99, 0.95) == 299
    assert trials_to_decide(0.0, 0.01, 0.95) == 299


def test_one_failure_refutes_perfection():
    assert trials_to_decide(0.5, 1.0, 0.95) == 3  # 1 - 0.5^3 is the first above 0.8


def test_a_rate_on_the_limit_or_next_to_it_never_decides():
    assert trials_to_decide(0.9, 0.9, 0.95) is None
    assert trials_to_decide(0.9 + 1e-9, 0.9, 0.95) is None


@pytest.mark.parametrize(("confidence", "fewest"), [(0.9, 4), (0.95, 5), (0.99, 8), (0.999, 11)])
def test_fewest_processes_of_the_sign_test(confidence, fewest):
    assert 0.525**fewest <= 1 - confidence < 0.525 ** (fewest - 1)
    assert processes_floor(confidence) == fewest


@pytest.mark.parametrize("effect", [0.1, 0.3, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("confidence", [0.95, 0.99])
def test_processes_that_decide_a_mean_agree_with_statsmodels(effect, confidence):
    n = processes_to_decide(effect, confidence)
    oracle = TTestPower()
    assert oracle.power(effect, n, 1 - confidence, alternative="larger") >= 0.8
    assert oracle.power(effect, n - 1, 1 - confidence, alternative="larger") < 0.8


def test_processes_for_no_effect_and_for_an_enormous_one():
    assert processes_to_decide(0.0, 0.95) is None
    assert processes_to_decide(1e-6, 0.95) is None
    assert processes_to_decide(1e9, 0.95) == 2


@pytest.mark.parametrize("confidence", [0.0, 0.5, 1.0, 95.0, float("nan")])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(ValueError, match="confidence"):
        queries_floor(0.99, confidence)


@pytest.mark.parametrize("level", [0.0, 1.0, 99.0, float("nan")])
def test_a_level_that_is_no_share_is_refused(level):
    with pytest.raises(ValueError, match="share"):
        queries_floor(level, 0.95)
