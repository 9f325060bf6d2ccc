"""Sensitivity points and trade-off points, from data."""

from __future__ import annotations

from math import inf

import pytest

import matrices
from buttress.tradeoff import analyse

DELAY = matrices.quality("delay", "lower", "ms")
RECALL = matrices.quality("recall")
SIZE = matrices.quality("size", "lower", "kB")
ALL = (DELAY, RECALL, SIZE)
MUSTS = ["delay <= 10 ms", "recall >= 0.5"]


def points(*cells, musts=MUSTS):
    comparison, decision = matrices.compare(ALL, {"a": cells}, chosen="a", musts=musts)
    return analyse(comparison, decision).sensitivities


def test_a_margin_below_a_tenth_of_the_limit_is_a_sensitivity_point():
    (point,) = points(9.5, 0.9, 1.0)
    assert (point.margin, point.relative, point.widths) == (0.5, 0.05, inf)
    assert (point.column.quality.id, point.verdict.bound.option) == ("delay", "a")
    assert points(8.9, 0.9, 1.0) == ()


def test_a_margin_below_the_distance_from_value_to_bound_is_one_too():
    (point,) = points((1.0, 4.0, 7.0), 0.9, 1.0, musts=["delay <= 9 ms"])
    assert (point.margin, point.widths) == (2.0, pytest.approx(2 / 3))
    assert points((5.0, 6.0, 7.0), 0.9, 1.0, musts=["delay <= 9 ms"]) == ()


def test_the_width_is_that_of_the_side_on_which_the_limit_lies():
    (point,) = points((3.0, 4.0, 7.0), 0.9, 1.0, musts=["delay <= 9 ms"])
    assert (point.margin, point.widths) == (2.0, pytest.approx(2 / 3))
    assert points((1.0, 6.0, 7.0), 0.9, 1.0, musts=["delay <= 9 ms"]) == ()


def test_the_smallest_share_of_the_limit_comes_first_and_what_is_missed_before_all():
    found = points(9.8, 0.45, 1.0)
    assert [one.column.quality.id for one in found] == ["recall", "delay"]
    assert found[0].margin == pytest.approx(-0.05)


def test_a_share_near_the_whole_is_held_against_what_its_limit_leaves():
    share = matrices.quality("hits", estimator="proportion", outcome="correct")
    for value, small in ((0.953, True), (0.96, False), (0.98, False)):
        comparison, decision = matrices.compare((share,), {"a": (value,)}, chosen="a", musts=["hits >= 0.95"])
        assert bool(analyse(comparison, decision).sensitivities) is small


def test_a_limit_of_zero_has_no_share():
    assert points(-2.0, 0.9, 1.0, musts=["delay <= 0 ms"]) == ()
    (point,) = points((-2.0, -1.25, -0.5), 0.9, 1.0, musts=["delay <= 0 ms"])
    assert (point.relative, point.margin, point.widths) == (inf, 0.5, pytest.approx(2 / 3))


def test_without_bounds_there_is_no_margin_to_tell():
    assert points((-inf, 5.0, inf), 0.9, 1.0) == ()


def test_only_what_is_constrained_or_preferred_is_traded():
    matrix = {"a": (2.0, 0.8, 5.0), "b": (4.0, 0.9, 1.0)}
    comparison, decision = matrices.compare(ALL, matrix, chosen="a", musts=MUSTS)
    (point,) = analyse(comparison, decision).tradeoffs
    assert [one.quality.id for one in point.better] == ["recall"]
    assert [one.quality.id for one in point.worse] == ["delay"]


def test_intervals_that_overlap_trade_nothing():
    matrix = {"a": ((1, 2, 4.5), 0.8, 5.0), "b": ((3, 4, 5), 0.9, 1.0)}
    comparison, decision = matrices.compare(ALL, matrix, chosen="a", musts=MUSTS)
    assert analyse(comparison, decision).tradeoffs == ()


def test_better_in_everything_is_no_trade():
    matrix = {"a": (4.0, 0.8, 5.0), "b": (2.0, 0.9, 1.0)}
    comparison, decision = matrices.compare(ALL, matrix, chosen="a", musts=MUSTS)
    assert analyse(comparison, decision).tradeoffs == ()


def test_where_nothing_is_chosen_points_are_told_of_the_winner():
    matrix = {"a": (9.6, 0.8, 5.0), "b": (9.9, 0.7, 5.0)}
    comparison, decision = matrices.compare(ALL, matrix, musts=MUSTS)
    analysis = analyse(comparison, decision)
    assert analysis.winner == "a"
    assert [one.margin for one in analysis.sensitivities] == [pytest.approx(0.4)]
