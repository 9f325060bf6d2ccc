"""BCa bounds at half the risk against SciPy's, and the guards under which they decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation import RankedPrecision, Resampled, mae, mean_of, ratio_of_sums, rmse
from buttress.estimation.plug_in import Sums
from buttress.estimation.resamples import Resamples

if TYPE_CHECKING:
    from collections.abc import Mapping

SKEWED = np.random.default_rng(0).exponential(2.0, 600)
TRUSTED = Resampled(mean_of(SKEWED))


def skewed(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).exponential(2.0, count)


@pytest.mark.parametrize("count", [30, 400])
def test_bounds_of_a_mean_are_those_of_scipy_at_half_the_risk(count: int) -> None:
    values = skewed(count)
    estimate = Resampled(mean_of(values)).estimate(0.95)
    # One-sided 97.5 % on each side is two-sided 95 %.
    expected = stats.bootstrap(
        (values,), np.mean, method="BCa", confidence_level=0.95, n_resamples=20_000, rng=3
    ).confidence_interval
    spread = values.std() / np.sqrt(count)
    assert estimate.value == pytest.approx(values.mean())
    assert estimate.lower == pytest.approx(expected.low, abs=0.08 * spread)
    assert estimate.upper == pytest.approx(expected.high, abs=0.08 * spread)


def test_bounds_of_a_ratio_are_those_of_scipy() -> None:
    generator = np.random.default_rng(4)
    words = generator.integers(3, 30, 120).astype(float)
    errors = generator.binomial(words.astype(int), 0.1).astype(float)
    estimate = Resampled(ratio_of_sums(errors, words)).estimate(0.95)
    expected = stats.bootstrap(
        (errors, words),
        lambda above, below, axis: above.sum(axis=axis) / below.sum(axis=axis),
        paired=True,
        vectorized=True,
        method="BCa",
        confidence_level=0.95,
        n_resamples=20_000,
        rng=3,
    ).confidence_interval
    assert (estimate.lower, estimate.upper) == pytest.approx((expected.low, expected.high), abs=1.5e-3)


def test_the_correlation_of_the_law_schools() -> None:
    # Efron and Tibshirani 1993, table 3.1: r is 0.776, and the 90 % BCa interval is about 0.43 to 0.92.
    scores = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594]
    grades = [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96]
    x, y = np.array(scores) - 600.0, np.array(grades) - 3.0

    def correlation(sums: np.ndarray) -> np.ndarray:
        one, other, squares, others, products, count = sums.T
        shared = products - one * other / count
        return shared / np.sqrt((squares - one**2 / count) * (others - other**2 / count))

    parts = np.column_stack([x, y, x**2, y**2, x * y, np.ones(15)])
    estimate = Resampled(Sums(parts, correlation, "correlation"), fewest=15).estimate(0.9)
    assert estimate.value == pytest.approx(0.7764, abs=5e-5)
    assert (estimate.lower, estimate.upper) == pytest.approx((0.43, 0.92), abs=0.015)
    assert estimate.doubt.startswith("there are 15 examples")


def test_strata_are_resampled_by_themselves_as_in_scipys_several_samples() -> None:
    # A difference of means, written as a ratio metric of two strata, against SciPy's two-sample BCa.
    one, other = skewed(60, 1), skewed(90, 2)
    strata = np.array([0] * 60 + [1] * 90)
    first = strata == 0
    parts = np.column_stack(
        [np.where(first, np.append(one, other), 0), first, np.where(first, 0, np.append(one, other)), ~first]
    ).astype(float)
    metric = Sums(parts, lambda sums: sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3], "difference")
    estimate = Resampled(metric, strata=strata, classes=("one", "other")).estimate(0.95)
    expected = stats.bootstrap(
        (one, other),
        lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
        vectorized=True,
        method="BCa",
        confidence_level=0.95,
        n_resamples=20_000,
        rng=3,
    ).confidence_interval
    assert (estimate.lower, estimate.upper) == pytest.approx((expected.low, expected.high), abs=0.03)


def test_whole_clusters_are_resampled() -> None:
    # Every example four times over is no more evidence than every example once.
    values = skewed(80)
    alone = Resampled(mean_of(values)).estimate(0.95)
    repeated = mean_of(np.repeat(values, 4))
    clustered = Resampled(repeated, clusters=np.repeat(np.arange(80), 4)).estimate(0.95)
    blind = Resampled(repeated).estimate(0.95)
    assert (clustered.lower, clustered.upper) == pytest.approx((alone.lower, alone.upper))
    assert blind.upper - blind.lower < 0.6 * (alone.upper - alone.lower)
    assert clustered.n == 320


def test_many_examples_are_dealt_into_groups_and_keep_their_spread() -> None:
    values = skewed(50_000)
    estimate = Resampled(mean_of(values)).estimate(0.95)
    error = 1.96 * values.std() / np.sqrt(50_000)
    assert estimate.upper - values.mean() == pytest.approx(error, rel=0.1)
    assert values.mean() - estimate.lower == pytest.approx(error, rel=0.1)


def test_a_rare_class_is_not_dealt_into_groups_because_the_other_is_large() -> None:
    generator = np.random.default_rng(5)
    truth = np.arange(20_000) < 400
    sample = Resampled(
        RankedPrecision(truth, generator.normal(2.0 * truth)), truth.astype(int), ("negatives", "positives")
    )
    assert sample.estimate(0.95).doubt == ""
    assert sample.resamples.carrying > 100


def test_the_same_examples_give_the_same_bounds_which_decide() -> None:
    one, other = (Resampled(mean_of(SKEWED)).estimate(0.95) for _ in range(2))
    assert one == other
    assert (one.method, one.doubt, one.n) == ("BCa bootstrap", "", 600)


@settings(deadline=None, max_examples=150)
@given(st.floats(0.5, 4.0), st.sampled_from([0.6, 0.9, 0.95, 0.99]))
def test_bounds_exclude_a_limit_exactly_if_its_p_value_is_small(limit: float, confidence: float) -> None:
    estimate, risk = TRUSTED.estimate(confidence), 1 - confidence
    assert estimate.doubt == ""
    assert (estimate.lower > limit) == (TRUSTED.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (TRUSTED.p_value_below(limit) <= risk)


@pytest.mark.parametrize("confidence", [0.6, 0.9, 0.95, 0.99])
def test_p_values_are_the_risks_at_which_bounds_reach_the_limit(confidence: float) -> None:
    estimate = TRUSTED.estimate(confidence)
    assert TRUSTED.p_value_above(estimate.lower) == pytest.approx(1 - confidence)
    assert TRUSTED.p_value_below(estimate.upper) == pytest.approx(1 - confidence)


def test_p_values_are_never_smaller_than_resamples_can_tell_or_than_the_chance_of_unseen_examples() -> None:
    # 0.99^600 = 0.0024 is the chance that a kind of one in 100 goes unseen; it may take half the risk.
    assert TRUSTED.p_value_above(-1.0) == TRUSTED.p_value_below(9.0) == pytest.approx(2 * 0.99**600)
    assert TRUSTED.p_value_above(9.0) == TRUSTED.p_value_below(-1.0) == 1.0
    many = Resampled(mean_of(skewed(2000)))
    assert 1e-5 < many.p_value_above(-1.0) < 2e-3
    assert 1e-5 < many.p_value_below(9.0) < 2e-3


def test_bounds_tell_how_rare_a_kind_of_example_they_do_not_reckon_with() -> None:
    told = Resampled(mean_of(skewed(400)), note="in minutes").estimate(0.95).note
    # Of one in 108 a sample of 400 lacks with chance (107 / 108)^400 = 0.0243, of one in 109 with 0.0252.
    assert told == (
        "in minutes; 400 examples do not show what befalls fewer than one in 108, however much that would count"
    )
    assert Resampled(mean_of(skewed(100)), note="in minutes").estimate(0.95).note == "in minutes"


def test_too_few_examples_leave_bounds_in_doubt_at_a_confidence() -> None:
    sample = Resampled(mean_of(np.arange(400.0) % 7))
    assert sample.estimate(0.95).doubt == ""
    doubted = sample.estimate(0.99)
    assert doubted.doubt == ("there are 400 examples, and it takes 528 to have seen what befalls one in 100")
    assert -np.inf < doubted.lower < doubted.upper < np.inf
    assert sample.p_value_above(-1.0) > 0.01


def test_each_class_and_each_cluster_counts() -> None:
    truth, scores = np.arange(1000) < 100, np.random.default_rng(2).normal(size=1000)
    sample = Resampled(RankedPrecision(truth, scores), truth.astype(int), ("bad", "good"))
    assert sample.estimate(0.95).doubt.startswith("there are 100 examples of 'good', and it takes 368 ")
    lumped = Resampled(mean_of(np.arange(1000.0)), clusters=np.arange(1000) % 50)
    assert lumped.estimate(0.95).doubt.startswith("there are 50 clusters of examples, and it takes 368 ")


def test_a_large_loss_that_was_seen_once_leaves_bounds_in_doubt() -> None:
    losses = np.append(np.random.default_rng(3).normal(1, 0.1, 999), 50.0)
    sample = Resampled(mean_of(losses))
    estimate = sample.estimate(0.95)
    assert "all weigh as 1" in estimate.doubt
    assert "trusted from 45 on" in estimate.doubt
    assert sample.p_value_above(0.0) == sample.p_value_below(100.0) == 1.0
    needed = sample.needed_to_decide(2.0, 0.95)
    assert needed is not None
    assert needed.count > 20_000


def test_errors_without_a_variance_leave_bounds_in_doubt() -> None:
    generator = np.random.default_rng(6)
    truth = np.zeros(1000)
    doubts = [Resampled(rmse(truth, generator.standard_t(2, 1000))).estimate(0.95).doubt for _ in range(2)]
    assert all("outweigh" in doubt for doubt in doubts)


def test_a_metric_of_tame_errors_is_decided_rightly() -> None:
    truth = np.zeros(500)
    sample = Resampled(mae(truth, np.random.default_rng(7).normal(size=500)))
    estimate = sample.estimate(0.95)
    assert estimate.lower < np.sqrt(2 / np.pi) < estimate.upper
    assert sample.p_value_below(1.0) <= 0.05
    assert sample.p_value_above(0.6) <= 0.05


def test_resamples_that_all_agree_bound_nothing() -> None:
    sample = Resampled(mean_of(np.ones(600)))
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (1.0, -np.inf, np.inf)
    assert estimate.doubt == "all resamples agree, which bounds nothing"
    assert sample.p_value_above(0.5) == sample.p_value_below(2.0) == 1.0
    assert sample.needed_to_decide(0.5, 0.95) is None


def test_guards_say_what_is_too_few() -> None:
    few = Resampled(mean_of(np.arange(10.0)))
    assert few.unusable() == "there are 10 examples, and bounds by resampling need 20"
    strata = np.array([0] * 40 + [1] * 3)
    rare = Resampled(mean_of(np.arange(43.0)), strata=strata, classes=("a", "b"), fewest_of_class=5)
    assert rare.unusable() == "there are 3 examples of 'b', and bounds by resampling need 5"
    lumped = Resampled(mean_of(np.arange(40.0)), clusters=np.arange(40) % 3)
    assert lumped.unusable() == "there are 3 clusters of examples, and bounds by resampling need 5"
    assert Resampled(mean_of(np.zeros(0))).unusable() is not None
    assert "no value" in str(Resampled(ratio_of_sums(np.ones(30), np.zeros(30))).unusable())


@pytest.mark.parametrize(
    "values", [np.zeros(0), np.ones(1), np.full(40, np.nan), np.append(np.ones(39), np.inf)]
)
def test_poor_examples_bound_nothing_and_raise_nothing(values: np.ndarray) -> None:
    sample = Resampled(mean_of(values))
    estimate = sample.estimate(0.95)
    assert (estimate.lower, estimate.upper) == (-np.inf, np.inf)
    assert sample.p_value_above(0.0) == sample.p_value_below(0.0) == 1.0
    assert sample.needed_to_decide(0.0, 0.95) is None
    assert sample.unusable() is not None


def test_a_class_of_which_there_is_no_example_leaves_bounds_in_doubt() -> None:
    sample = Resampled(mean_of(skewed(500)), np.zeros(500, dtype=int), ("a", "b"))
    assert sample.estimate(0.95).doubt.startswith("there are 0 examples of 'b'")
    assert sample.needed_to_decide(1.0, 0.95) is None


def test_more_examples_are_asked_for_until_all_guards_hold_and_the_bound_reaches() -> None:
    values = np.arange(100.0) % 10
    needed = Resampled(mean_of(values)).needed_to_decide(0.0, 0.95)
    assert needed is not None
    assert (needed.count, needed.what) == (268, "examples")  # to 368
    near = Resampled(mean_of(np.tile(values, 5)))
    estimate, planned = near.estimate(0.95), near.needed_to_decide(4.6, 0.95)
    assert planned is not None
    # Root n: at the planned size the bound lies 0.84 standard errors inside the gap of 0.1.
    total, error = 500 + planned.count, values.std()
    assert (1.96 + 0.84) * error / np.sqrt(total) == pytest.approx(0.1, rel=0.05)
    assert near.needed_to_decide(estimate.value or 0.0, 0.95) is None
    assert near.needed_to_decide(0.0, 0.95) is None


class _Kept(dict[str, object]):
    """A memory that holds texts, as files do."""

    def find(self, digest: str) -> Mapping[str, object] | None:
        return json.loads(str(self[digest])) if digest in self else None

    def keep(self, digest: str, fields: Mapping[str, object]) -> None:
        assert digest not in self, "what is kept is not computed again"
        self[digest] = json.dumps(fields)


def test_kept_resamples_give_the_same_estimate_to_the_last_bit() -> None:
    memory = _Kept()
    for _ in range(2):
        again = Resampled(mean_of(SKEWED), memory=memory)
        assert again.estimate(0.9) == TRUSTED.estimate(0.9)
        assert again.p_value_above(1.9) == TRUSTED.p_value_above(1.9)
        assert again.unusable() is None
    assert list(memory) == [TRUSTED.digest()]


def test_what_was_kept_badly_is_computed_again() -> None:
    memory = _Kept()
    fields = TRUSTED.resamples.to_fields() | {"bias": "a text"}
    memory[TRUSTED.digest()] = json.dumps(fields)
    again = Resampled(mean_of(SKEWED), memory=_Forgetful(memory))
    assert again.estimate(0.9) == TRUSTED.estimate(0.9)


class _Forgetful(_Kept):
    def keep(self, digest: str, fields: Mapping[str, object]) -> None:
        self[digest] = json.dumps(fields)


def test_nothing_is_kept_of_nothing_too() -> None:
    nothing = Resampled(mean_of(np.zeros(0))).resamples
    assert Resamples.from_fields(json.loads(json.dumps(nothing.to_fields()))) == nothing


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {"value": "1"},
        {"quantiles": [1.0]},
        {"bias": None},
        {"flaw": None},
        {"quantiles": None},
        {"more": 1},
    ],
)
def test_fields_that_are_no_resamples_are_refused(spoilt: dict[str, object]) -> None:
    fields = TRUSTED.resamples.to_fields() | spoilt if spoilt else {}
    with pytest.raises(ValueError, match="resamples"):
        Resamples.from_fields(fields)


def test_the_digest_tells_metrics_examples_and_units_apart() -> None:
    ones, twos = np.ones(30), np.full(30, 2.0)
    strata = np.arange(30) % 2
    samples = [
        Resampled(mae(ones, twos)),
        Resampled(rmse(ones, twos)),
        Resampled(mae(twos, twos)),
        Resampled(mae(ones, twos), strata=strata, classes=("a", "b")),
        Resampled(mae(ones, twos), clusters=strata),
        Resampled(RankedPrecision(ones > 0, twos)),
    ]
    digests = [sample.digest() for sample in samples]
    assert len(set(digests)) == len(digests)
    assert Resampled(mae(np.ones(30), np.full(30, 2.0)), fewest=5, note="other").digest() == digests[0]
    assert Resampled(mae(ones, twos), clusters=strata.astype(np.int32)).digest() == digests[4]
