"""Functions of sampled quantities: bounds, p-values, plans, and how often they err."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, log
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation import Exact, GeometricMean, Transformed, WeightedSum

if TYPE_CHECKING:
    from collections.abc import Sequence

VALUES = (9.1, 10.2, 10.9, 9.6, 10.4, 10.0, 9.9, 10.6)
OTHERS = (2.1, 1.9, 2.3, 2.0, 1.8, 2.2, 2.05, 1.95)
MEAN, OTHER = GeometricMean(VALUES), GeometricMean(OTHERS)
TWICE_AND_ONE = WeightedSum((2.0,), 1.0)
LIMITS = (19.0, 20.0, 20.5, 21.0, 21.5, 22.0, 23.0)


@dataclass(frozen=True)
class Steps:
    """The whole number above a tenth of the value."""

    def __call__(self, values: Sequence[float]) -> float:
        return float(ceil(values[0] / 10)) if abs(values[0]) < inf else values[0]


def test_one_quantity_keeps_its_bounds_and_its_name() -> None:
    inner, outer = MEAN.estimate(0.95), Transformed((MEAN,), TWICE_AND_ONE).estimate(0.95)
    assert inner.value is not None
    assert outer.value == pytest.approx(2 * inner.value + 1)
    assert (outer.lower, outer.upper) == (2 * inner.lower + 1, 2 * inner.upper + 1)
    assert (outer.method, outer.n, outer.processes) == (inner.method, 8, 8)


@pytest.mark.parametrize("limit", LIMITS)
def test_one_quantity_keeps_its_p_values(limit: float) -> None:
    outer, back = Transformed((MEAN,), TWICE_AND_ONE), (limit - 1) / 2
    for told, known in (
        (outer.p_value_above(limit), MEAN.p_value_above(back)),
        (outer.p_value_below(limit), MEAN.p_value_below(back)),
    ):
        assert told == (1.0 if known >= 0.5 else pytest.approx(max(known, 1e-12), rel=1e-6))


@pytest.mark.parametrize("samples", [(MEAN,), (MEAN, OTHER), (MEAN, OTHER, Exact(3.0))])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_bounds_and_p_values_say_the_same(samples: tuple[GeometricMean, ...], confidence: float) -> None:
    told = Transformed(samples, WeightedSum((1.0,) * len(samples)))
    estimate = told.estimate(confidence)
    for limit in (estimate.value or 0.0) + np.linspace(-2, 2, 23):
        assert (estimate.lower > limit) == (told.p_value_above(limit) <= 1 - confidence)
        assert (estimate.upper < limit) == (told.p_value_below(limit) <= 1 - confidence)


def test_several_quantities_share_the_risk() -> None:
    both = Transformed((MEAN, OTHER), WeightedSum((1.0, 3.0), 0.5)).estimate(0.95)
    one, other = MEAN.estimate(0.975), OTHER.estimate(0.975)
    assert both.lower == pytest.approx(0.5 + one.lower + 3 * other.lower)
    assert both.upper == pytest.approx(0.5 + one.upper + 3 * other.upper)
    assert both.method.endswith("2 parts that share the risk")


def test_bounds_of_a_sum_err_no_more_often_than_they_say() -> None:
    generator, trials, missed = np.random.default_rng(11), 300, [0, 0]
    true = np.exp(1.0) + 2 * np.exp(0.5)
    for _ in range(trials):
        shared = generator.normal(0, 0.2, 8)  # the parts depend on each other as much as they can
        parts = (GeometricMean(tuple(np.exp(1.0 + shared))), GeometricMean(tuple(np.exp(0.5 + shared))))
        estimate = Transformed(parts, WeightedSum((1.0, 2.0))).estimate(0.95)
        missed[0] += estimate.lower > true
        missed[1] += estimate.upper < true
    assert max(missed) <= 0.05 * trials


def test_a_step_that_equals_a_limit_holds_though_nothing_lies_below_it() -> None:
    steps = Transformed((GeometricMean(tuple(9.3 + 0.05 * place for place in range(8))),), Steps())
    estimate = steps.estimate(0.95)
    assert (estimate.lower, estimate.value, estimate.upper) == (1.0, 1.0, 1.0)
    assert steps.p_value_below(1.0) == 1.0
    assert steps.p_value_above(1.0) == 1.0
    assert steps.p_value_above(0.999) < 0.05
    assert steps.p_value_below(1.001) < 0.05


def test_a_step_inside_the_bounds_stays_undecided() -> None:
    estimate = Transformed((MEAN,), Steps()).estimate(0.95)  # the mean is about ten: one step or two
    assert (estimate.lower, estimate.upper) == (1.0, 2.0)


@settings(max_examples=40)
@given(
    weights=st.tuples(st.floats(0, 100), st.floats(0, 100)),
    constant=st.floats(0, 100),
    confidence=st.floats(0.6, 0.999),
)
def test_bounds_enclose_the_value_and_rise_with_confidence(
    weights: tuple[float, float], constant: float, confidence: float
) -> None:
    told = Transformed((MEAN, OTHER), WeightedSum(weights, constant))
    narrow, wide = told.estimate(0.55), told.estimate(confidence)
    assert narrow.value is not None
    slack = 1e-9 * (1 + narrow.value)
    assert wide.lower - slack <= narrow.lower <= narrow.value + slack
    assert narrow.value - slack <= narrow.upper <= wide.upper + slack


def test_a_value_of_no_weight_adds_nothing_though_it_is_endless() -> None:
    assert WeightedSum((0.0, 2.0), 1.0)((inf, 3.0)) == 7.0
    assert WeightedSum((1.0,), 1.0)((-inf,)) == -inf


def test_two_processes_too_few_are_told_and_give_no_verdict() -> None:
    lone = Transformed((GeometricMean((1.0,)), MEAN), WeightedSum((1.0, 1.0)))
    estimate = lone.estimate(0.95)
    assert (estimate.lower, estimate.upper) == (-inf, inf)
    assert (lone.p_value_above(0.1), lone.p_value_below(99.0)) == (1.0, 1.0)
    assert lone.unusable() == "there are 1 processes, and a mean over processes needs 5"


def test_nothing_computed_from_nothing() -> None:
    nothing = Transformed((), WeightedSum(()))
    assert nothing.estimate(0.95).value is None
    assert (nothing.p_value_above(1.0), nothing.p_value_below(1.0)) == (1.0, 1.0)
    assert nothing.unusable() == "there are no samples"
    assert nothing.needed_to_decide(1.0, 0.95) is None


def test_what_decides_is_what_would_decide_the_quantity_itself() -> None:
    outer = Transformed((MEAN,), TWICE_AND_ONE)
    assert outer.needed_to_decide(21.8, 0.95) == MEAN.needed_to_decide(10.4, 0.95)
    assert outer.needed_to_decide(30.0, 0.95) is None  # decided
    assert outer.needed_to_decide(0.5, 0.95) is None  # never so low
    assert Transformed((MEAN,), WeightedSum((0.0,), 1.0)).needed_to_decide(2.0, 0.95) is None


def test_of_several_the_one_that_needs_most_counts() -> None:
    both = Transformed((MEAN, OTHER), WeightedSum((1.0, 1.0)))
    values = [one.estimate(0.95).value or 0.0 for one in (MEAN, OTHER)]
    factor = 12.4 / sum(values)
    alone = [
        one.needed_to_decide(factor * value, 0.975) for one, value in zip((MEAN, OTHER), values, strict=True)
    ]
    needed = both.needed_to_decide(12.4, 0.95)
    assert needed is not None
    assert needed.count == max(one.count for one in alone if one)
    assert log(factor) > 0


def test_a_sum_that_is_too_large_for_a_number_is_infinite():
    assert WeightedSum((1e308, 1e308))((1.0, 1.0)) == inf
