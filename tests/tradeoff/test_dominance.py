"""Dominance over intervals, levels and gaps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import matrices
from buttress.tradeoff import dominates

SPEED = matrices.quality("speed")
DELAY = matrices.quality("delay", "lower", "ms")
CLARITY = matrices.quality("clarity", levels=["low", "medium", "high"])
OFFLINE = matrices.quality("offline", levels=["no", "yes"])
PRICE = matrices.quality("price", "lower", "USD")


def rows(qualities, first, second):
    comparison, _ = matrices.compare(qualities, {"first": first, "second": second})
    return comparison.rows


def dominate(qualities, first, second):
    one, other = rows(qualities, first, second)
    return dominates(one, other), dominates(other, one)


def test_better_in_one_and_equal_in_the_rest_dominates():
    assert dominate((SPEED, DELAY), (2.0, 5.0), (1.0, 5.0)) == (True, False)


def test_intervals_that_touch_are_not_strictly_better():
    assert dominate((SPEED,), ((2, 3, 4),), ((1, 1.5, 2),)) == (False, False)
    assert dominate((SPEED,), ((2.1, 3, 4),), ((1, 1.5, 2),)) == (True, False)


def test_equal_options_dominate_nobody():
    assert dominate((SPEED, DELAY), (2.0, 5.0), (2.0, 5.0)) == (False, False)


def test_a_better_stated_level_keeps_an_option_from_being_dominated():
    assert dominate((SPEED, CLARITY), (2.0, "low"), (1.0, "high")) == (False, False)
    assert dominate((SPEED, CLARITY), (2.0, "high"), (1.0, "high")) == (True, False)


def test_levels_count_by_their_order_and_not_by_their_spelling():
    assert dominate((SPEED, CLARITY), (2.0, "medium"), (1.0, "low")) == (True, False)


def test_a_better_stated_level_alone_does_not_dominate():
    assert dominate((SPEED, CLARITY), (2.0, "high"), (2.0, "low")) == (False, False)


def test_a_better_computed_level_dominates():
    cells = [matrices.cell(OFFLINE, name, 1.0, basis="computed") for name in ("first", "second")]
    told = [_as_level(cell, level) for cell, level in zip(cells, ("yes", "no"), strict=True)]
    assert dominate((SPEED, OFFLINE), (2.0, told[0]), (2.0, told[1])) == (True, False)


def _as_level(cell, level):
    return replace(cell, estimate=None, stated=level)


def test_a_better_stated_number_speaks_for_an_option_and_not_against_another():
    assert dominate((SPEED, PRICE), (2.0, "9 USD"), (1.0, "5 USD")) == (False, False)
    assert dominate((SPEED, PRICE), (2.0, "5 USD"), (2.0, "9 USD")) == (False, False)


def test_what_is_known_of_one_option_only_counts_neither_for_nor_against():
    assert dominate((SPEED, CLARITY, PRICE), (2.0, None, None), (1.0, "high", "1 USD")) == (True, False)


def test_options_of_which_nothing_common_is_known_do_not_dominate():
    assert dominate((SPEED, DELAY), (2.0, None), (None, 1.0)) == (False, False)


@pytest.mark.parametrize("changes", [{"state": "stale"}, {"basis": "estimated"}])
def test_stale_and_estimated_figures_make_nobody_dominate(changes):
    better = matrices.cell(SPEED, "first", 2.0, **changes)
    assert dominate((SPEED,), (better,), (1.0,)) == (False, False)


def test_an_estimated_figure_that_is_better_keeps_an_option_from_being_dominated():
    better = matrices.cell(SPEED, "second", 2.0, basis="estimated")
    assert dominate((SPEED, DELAY), (1.0, 1.0), (better, 2.0)) == (False, False)


cells = st.tuples(*[st.integers(0, 3).map(float) for _ in range(3)])


@given(st.lists(cells, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_exact_dominance_is_that_of_pareto(matrix):
    qualities = [matrices.quality(name) for name in "abc"]
    comparison, _ = matrices.compare(qualities, {f"o{at}": one for at, one in enumerate(matrix)})
    pareto = [
        f"o{at}"
        for at, one in enumerate(matrix)
        if not any(other != one and all(b >= a for a, b in zip(one, other, strict=True)) for other in matrix)
    ]
    assert list(comparison.pareto) == pareto
