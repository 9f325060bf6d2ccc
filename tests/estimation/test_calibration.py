"""The calibration error: values by hand, the radius against its formula, and error rates at the boundary."""

from __future__ import annotations

from itertools import product
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation.calibration import BINS, CalibrationError


def drawn(count: int, seed: int = 0, shift: float = 0.0) -> CalibrationError:
    """Probabilities over all bins that lie by a shift too high."""
    generator = np.random.default_rng(seed)
    scores = generator.random(count)
    return CalibrationError(generator.random(count) < scores - shift, scores)


def test_the_value_by_hand() -> None:
    # Bin 1 holds 0.12 and 0.18 with one positive: |0.15 - 0.5|; the last bin 0.95 and 1.0, both positive: 0.025.
    truth, scores = np.array([True, False, True, True]), np.array([0.12, 0.18, 0.95, 1.0])
    value = CalibrationError(truth, scores).estimate(0.95).value
    assert value == pytest.approx((2 * 0.35 + 2 * 0.025) / 4)


def test_the_value_is_the_largest_mean_over_all_patterns_of_signs() -> None:
    sample = drawn(60, 1)
    bins = np.minimum((sample.scores * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weights=sample.scores - sample.truth, minlength=BINS) / 60
    largest = max(float(np.dot(signs, gaps)) for signs in product((-1, 1), repeat=BINS))
    assert sample.estimate(0.95).value == pytest.approx(largest)


def test_bounds_are_those_of_maurer_and_pontil_for_a_range_of_two() -> None:
    sample = drawn(3000, 2, shift=0.2)
    estimate = sample.estimate(0.95)
    value, gaps = estimate.value or 0.0, sample.scores - sample.truth
    above, below = log(2 / 0.05), log(2 * 2**10 / 0.05)
    widest = float((gaps**2).sum()) / 2999
    signs = np.sign(np.bincount((sample.scores * 10).astype(int), weights=gaps))
    own = float(np.var(signs[(sample.scores * 10).astype(int)] * gaps, ddof=1))
    assert estimate.upper == pytest.approx(value + sqrt(2 * widest * above / 3000) + 14 * above / (3 * 2999))
    assert estimate.lower == pytest.approx(value - sqrt(2 * own * below / 3000) - 14 * below / (3 * 2999))
    assert estimate.doubt == ""


@settings(deadline=None, max_examples=150)
@given(
    st.integers(2, 400),
    st.integers(0, 20),
    st.floats(-0.2, 1.2),
    st.sampled_from([0.6, 0.9, 0.95, 0.99]),
)
def test_bounds_exclude_a_limit_exactly_if_its_p_value_is_small(
    count: int, seed: int, limit: float, confidence: float
) -> None:
    sample, risk = drawn(count, seed, shift=seed / 40), 1 - confidence
    estimate = sample.estimate(confidence)
    assert 0 <= estimate.lower <= (estimate.value or 0.0) <= estimate.upper <= 1
    assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


@pytest.mark.parametrize("confidence", [0.6, 0.95, 0.999])
def test_p_values_are_the_risks_at_which_bounds_reach_the_limit(confidence: float) -> None:
    sample = drawn(5000, 3, shift=0.3)
    estimate = sample.estimate(confidence)
    assert sample.p_value_above(estimate.lower) == pytest.approx(1 - confidence)
    assert sample.p_value_below(estimate.upper) == pytest.approx(1 - confidence)


def test_bounds_never_err_at_the_boundary_although_the_value_is_biased_upwards() -> None:
    # All probabilities right: the error is 0, and the plug-in value is not.
    samples = [drawn(300, seed) for seed in range(150)]
    estimates = [sample.estimate(0.95) for sample in samples]
    assert float(np.mean([estimate.value or 0.0 for estimate in estimates])) > 0.03
    assert all(estimate.lower == 0 for estimate in estimates)
    # A constant probability, wrong by 0.4.
    generator = np.random.default_rng(4)
    wrong = [CalibrationError(generator.random(300) < 0.5, np.full(300, 0.9)) for _ in range(150)]
    misses = [sample.p_value_above(0.4) <= 0.05 or sample.p_value_below(0.4) <= 0.05 for sample in wrong]
    assert sum(misses) <= 2


def test_enough_examples_decide_a_claim_on_good_probabilities() -> None:
    assert drawn(5000, 5).estimate(0.95).upper < 0.05
    assert drawn(5000, 5, shift=0.3).estimate(0.95).lower > 0.05


@pytest.mark.parametrize(("limit", "shift"), [(0.1, 0.0), (0.05, 0.3)])
def test_as_many_examples_as_asked_for_decide(limit: float, shift: float) -> None:
    sample = drawn(400, 6, shift)
    needed = sample.needed_to_decide(limit, 0.95)
    assert needed is not None
    decided = [drawn(400 + needed.count, seed, shift) for seed in range(20)]
    assert sum(min(each.p_value_above(limit), each.p_value_below(limit)) <= 0.05 for each in decided) >= 16
    assert drawn(400 + needed.count, 0, shift).needed_to_decide(limit, 0.95) is None


def test_nothing_decides_where_the_value_sits_on_the_limit_or_the_limit_is_none() -> None:
    sample = drawn(100, 7)
    assert sample.needed_to_decide(sample.estimate(0.95).value or 0.0, 0.95) is None
    assert sample.needed_to_decide(1.5, 0.95) is None


def test_clusters_leave_bounds_in_doubt() -> None:
    plain = drawn(200, 8)
    sample = CalibrationError(plain.truth, plain.scores, np.arange(200) % 20)
    assert (
        sample.estimate(0.95).doubt == "examples come in clusters, and these bounds take them as independent"
    )
    assert sample.needed_to_decide(0.9, 0.95) is None


@pytest.mark.parametrize(
    ("truth", "scores", "why"),
    [
        ([], [], "there are no examples"),
        ([True], [0.5], "there is 1 example,"),
        ([True, False], [0.5, np.nan], "not all scores are probabilities"),
        ([True, False], [0.5, 1.5], "not all scores are probabilities"),
        ([True, False], [-np.inf, 0.5], "not all scores are probabilities"),
    ],
)
def test_poor_examples_bound_nothing_and_raise_nothing(
    truth: list[bool], scores: list[float], why: str
) -> None:
    sample = CalibrationError(np.array(truth, dtype=bool), np.array(scores, dtype=float))
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (None, -np.inf, np.inf)
    assert sample.p_value_above(0.0) == sample.p_value_below(2.0) == 1.0
    assert str(sample.unusable()).startswith(why)
    assert sample.needed_to_decide(0.1, 0.95) is None
