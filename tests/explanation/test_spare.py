"""How close a verdict is to its limit, whatever its unit, and which share tells that."""

from __future__ import annotations

from math import inf

import pytest

import matrices
from buttress.estimation import Estimate
from buttress.explanation import spare_of, tell_spare
from buttress.graph import BoundConstraint
from buttress.records import Constraint, unit_judged
from buttress.verdicts import Assessment, Verdict, claim_of

DELAY = matrices.quality("delay", "lower", "ms")
RECALL = matrices.quality("recall", estimator="proportion", outcome="predicted_positive")
KINDS = {"delay": DELAY, "recall": RECALL, "r2": matrices.quality("r2", estimator="metric", metric="r2")}


def held(require, lower, upper):
    """A constraint that holds with these bounds, and its quality."""
    constraint = Constraint.model_validate({"require": require})
    quality = KINDS[constraint.quality]
    estimate = Estimate((lower + upper) / 2, lower, upper, 0.95, "t", 9, 9)
    claim = claim_of(constraint, unit_judged(constraint, quality))
    verdict = Verdict(
        BoundConstraint("d", constraint, "o", 0),
        "holds",
        "",
        Assessment("fresh", "", estimate=estimate),
        claim.limits,
        claim.margin(estimate),
    )
    return verdict, quality


@pytest.mark.parametrize(
    ("require", "lower", "upper", "told"),
    [
        ("delay <= 10 ms", 7, 9, "1 ms to spare (10 % of the limit)"),
        ("recall <= 90 %", 0.7, 0.81, "9 percentage points to spare (10 % of the limit)"),
        ("recall >= 80 %", 0.85, 0.9, "5 percentage points to spare (25 % of what lies above the limit)"),
        ("recall >= 10 %", 0.15, 0.2, "5 percentage points to spare (50 % of the limit)"),
        (
            "recall between 60 % and 90 %",
            0.64,
            0.7,
            "4 percentage points to spare (10 % of what lies above the limit)",
        ),
        ("recall between 60 % and 90 %", 0.7, 0.81, "9 percentage points to spare (10 % of the limit)"),
        ("r2 >= 0.02", 0.03, 0.05, "0.01 to spare (50 % of the limit)"),
        ("r2 >= 0", 0.03, 0.05, "0.03 to spare (3 % of what lies above the limit)"),
    ],
)
def test_a_margin_is_told_as_a_share_of_its_limit_or_of_what_it_leaves(require, lower, upper, told):
    assert tell_spare(*held(require, lower, upper)).replace("\u00a0", " ") == told


def test_a_limit_against_another_option_leaves_no_share_of_a_whole():
    assert spare_of(*held("recall >= 1 % against old", 0.015, 0.09)).share == pytest.approx(0.5)
    assert spare_of(*held("recall >= -5 % against old", -0.04, 0.05)).share == pytest.approx(0.2)
    assert spare_of(*held("delay <= 50 % against old", 0.2, 0.45)).share == pytest.approx(0.1)
    told = tell_spare(*held("recall >= 0 against old", 0.02, 0.09)).replace("\u00a0", " ")
    assert told == "2 percentage points to spare (2 % of what lies above the limit)"


def test_a_bound_at_its_limit_has_nothing_to_spare():
    verdict = held("delay <= 10 ms", 9, 10)
    assert (spare_of(*verdict).share, tell_spare(*verdict)) == (0.0, "none: the bound is the limit")


def test_without_a_finite_margin_there_is_no_share():
    assert spare_of(*held("delay <= 10 ms", 1, inf)).share == inf
    assert spare_of(*held("delay = 10 ms", 10, 10)).share == inf
