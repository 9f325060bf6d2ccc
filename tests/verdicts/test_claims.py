"""Claims: what bounds say of limits, and how surprising samples would be at them."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation import Estimate, Exact, Needed, Proportion
from buttress.verdicts import Claim

if TYPE_CHECKING:
    from buttress.records import Operator


def test_a_p_value_is_that_of_the_side_that_must_be_shown() -> None:
    sample = Proportion(90, 100)
    assert Claim(">=", (0.8,)).p_value_held(sample) == sample.p_value_above(0.8)
    assert Claim("<=", (0.95,)).p_value_held(sample) == sample.p_value_below(0.95)
    assert Claim(">=", (0.8,)).p_value_violated(sample) == sample.p_value_below(0.8)
    assert Claim("<=", (0.95,)).p_value_violated(sample) == sample.p_value_above(0.95)


def test_a_range_is_kept_where_both_ends_are_and_missed_at_half_the_risk() -> None:
    sample, claim = Proportion(90, 100), Claim("between", (0.8, 0.97))
    assert claim.p_value_held(sample) == max(sample.p_value_above(0.8), sample.p_value_below(0.97))
    below = Claim("between", (0.95, 0.99))
    assert below.p_value_violated(sample) == 2 * sample.p_value_below(0.95)


@settings(deadline=None, max_examples=150)
@given(
    hits=st.integers(0, 60),
    operator=st.sampled_from(["<=", "<", ">=", ">", "between"]),
    limits=st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)),
    confidence=st.sampled_from([0.9, 0.95, 0.99]),
)
def test_p_values_say_what_bounds_say(
    hits: int, operator: Operator, limits: tuple[float, float], confidence: float
) -> None:
    sample = Proportion(hits, 60)
    claim = Claim(operator, tuple(sorted(limits)) if operator == "between" else limits[:1])
    outcome, risk = claim.judge(sample, sample.estimate(confidence)), 1 - confidence
    assert (outcome == "holds") == (claim.p_value_held(sample) <= risk)
    assert (outcome == "violated") == (claim.p_value_violated(sample) <= risk)


@pytest.mark.parametrize(
    ("operator", "limits", "outcome", "margin"),
    [
        ("<=", (5.0,), "holds", 0.0),
        ("<", (5.0,), "violated", 0.0),
        (">=", (5.0,), "holds", 0.0),
        (">", (5.0,), "violated", 0.0),
        ("=", (5.0,), "holds", 0.0),
        ("=", (4.0,), "violated", -1.0),
        ("between", (4.0, 6.0), "holds", 1.0),
        ("between", (6.0, 8.0), "violated", -1.0),
    ],
)
def test_an_exact_value_meets_its_limit_with_equality(
    operator: Operator, limits: tuple[float, ...], outcome: str, margin: float
) -> None:
    sample = Exact(5.0)
    claim = Claim(operator, limits)
    assert claim.judge(sample, sample.estimate(0.95)) == outcome
    assert claim.margin(sample.estimate(0.95)) == margin


def test_no_bounds_decide_nothing() -> None:
    nothing = Estimate(None, -inf, inf, 0.95, "none", 0)
    for operator in ("<=", "<", ">=", ">", "=", "between"):
        assert Claim(operator, (1.0, 2.0)).judge(Proportion(0, 0), nothing) == "undecided"
        assert Claim(operator, (1.0, 2.0)).needed(Proportion(0, 0), nothing, 0.95) is None


def test_what_is_needed_is_told_of_the_nearer_end() -> None:
    sample = Proportion(90, 100)
    claim = Claim("between", (0.1, 0.93))
    assert claim.needed(sample, sample.estimate(0.95), 0.95) == sample.needed_to_decide(0.93, 0.95)
    assert isinstance(sample.needed_to_decide(0.93, 0.95), Needed)
