"""Which two qualities span a design space."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from buttress.estimation import Estimate
from buttress.graph import BoundConstraint
from buttress.pages.figures.design_space import axis_of, choose_axes, limits_of
from buttress.records import Constraint, Option, Quality
from buttress.tradeoff import Cell, Column, Comparison, Row
from buttress.verdicts import Verdict


def quality(name, direction="lower"):
    return Quality(kind="quality", id=name, title=name, unit="ms", direction=direction, estimator="mean")


def cell(one, value, *requires, severity="must", slices=None):
    verdicts = tuple(
        Verdict(
            BoundConstraint(
                "d",
                Constraint.model_validate({"require": text, "severity": severity, "slice": slices or {}}),
                "o",
                place,
            ),
            "holds",
            "",
        )
        for place, text in enumerate(requires)
    )
    estimate = None if value is None else Estimate(value, value - 1, value + 1, 0.95, "t", 9, 9)
    return Cell(one, "o", "measured" if estimate else None, estimate, verdicts=verdicts)


def compared(*columns):
    """A comparison from columns of cells."""
    rows = tuple(
        Row(Option(id=f"o{place}"), False, cells, "unknown")
        for place, cells in enumerate(zip(*columns, strict=True))
    )
    return Comparison("d", tuple(Column(column[0].quality) for column in columns), rows)


def test_limited_qualities_come_before_free_ones():
    free, first, second = quality("free"), quality("first"), quality("second")
    comparison = compared(
        [cell(free, 1.0), cell(free, 2.0)],
        [cell(first, 1.0, "first <= 5 ms"), cell(first, 2.0)],
        [cell(second, 1.0, "second <= 5 ms"), cell(second, 2.0)],
    )
    assert choose_axes(comparison) == (1, 2)


def test_what_all_options_have_alike_spans_nothing_while_something_else_does():
    alike, free, first = quality("alike"), quality("free"), quality("first")
    comparison = compared(
        [cell(alike, 1.0, "alike <= 5 ms"), cell(alike, 1.0)],
        [cell(free, 1.0), cell(free, 2.0)],
        [cell(first, 1.0, "first <= 5 ms"), cell(first, 2.0)],
    )
    assert choose_axes(comparison) == (2, 1)


def test_what_should_be_high_goes_up():
    recall, latency = quality("recall", "higher"), quality("latency")
    comparison = compared(
        [cell(recall, 1.0, "recall >= 1 ms"), cell(recall, 2.0)],
        [cell(latency, 1.0, "latency <= 5 ms"), cell(latency, 2.0)],
    )
    assert choose_axes(comparison) == (1, 0)


def test_two_options_must_be_measured_in_both():
    first, second = quality("first"), quality("second")
    comparison = compared(
        [cell(first, 1.0), cell(first, 2.0), cell(first, None)],
        [cell(second, None), cell(second, 2.0), cell(second, 3.0)],
    )
    assert choose_axes(comparison) is None


def test_limit_lines_say_which_side_is_allowed():
    one = quality("q")
    found = limits_of([cell(one, 1.0, "q <= 5 ms", "q >= 1 ms"), cell(one, 2.0, "q <= 5 ms", "q >= 1 ms")])
    assert [(limit.value, limit.feasible) for limit in found] == [(5.0, "below"), (1.0, "above")]


def test_a_range_gives_two_lines():
    one = quality("q")
    found = limits_of([cell(one, 1.0, "q between 2 and 4 ms")])
    assert [(limit.value, limit.feasible) for limit in found] == [(2.0, "above"), (4.0, "below")]


def test_a_slice_is_not_held_against_all_examples_where_there_is_something_else():
    first, second = quality("first"), quality("second")
    both = [
        [cell(first, 1.0, "first <= 5 ms"), cell(first, 2.0)],
        [cell(first, 1.0, "first <= 5 ms", slices={"size": "big"}), cell(first, 2.0)],
    ]
    part = Column(first, slice=(("size", "big"),))
    free = [cell(second, 1.0), cell(second, 2.0)]
    alone = replace(compared(*both), columns=(Column(first), part))
    assert choose_axes(alone) == (0, 1)
    assert choose_axes(replace(compared(*both, free), columns=(Column(first), part, Column(second)))) == (
        0,
        2,
    )


def test_two_slices_of_a_quality_are_both_axes_where_one_is_wanted_and_the_other_is_not():
    first, turned, second = quality("first"), quality("first", "higher"), quality("second")
    big, small = (("size", "big"),), (("size", "small"),)
    shown = [cell(first, 1.0, "first <= 5 ms"), cell(first, 2.0)]
    comparison = compared(shown, shown, [cell(second, 1.0), cell(second, 2.0)])
    alike = (Column(first, slice=big), Column(first, slice=small), Column(second))
    assert choose_axes(replace(comparison, columns=alike)) == (0, 2)
    opposed = (Column(first, slice=big), Column(turned, slice=small), Column(second))
    assert choose_axes(replace(comparison, columns=opposed)) == (0, 1)


def test_an_axis_names_the_slice():
    comparison = compared([cell(quality("q"), 1.0, "q <= 5 ms", slices={"size": "big"})])
    axis = axis_of(replace(comparison, columns=(Column(quality("q"), slice=(("size", "big"),)),)), 0)
    assert axis.label.replace("\u00a0", " ") == "q where size = big"
    assert [limit.value for limit in axis.limits] == [5.0]


def test_limits_of_comparisons_and_groups_speak_of_other_numbers():
    one = quality("q")
    assert limits_of([cell(one, 1.0, "q <= 90 % against other", "q <= 5 ms by sex")]) == ()


def test_an_axis_ends_where_no_value_can_be():
    def ends(name, estimator, **more):
        of = Quality(kind="quality", id=name, title=name, direction="higher", estimator=estimator, **more)
        return axis_of(compared([cell(of.shown_in_per_cent(), 0.9), cell(of, 0.95)]), 0).bounds

    assert ends("rank", "example_mean", sample="reciprocal_rank") == (0.0, 100.0)
    assert ends("errors", "ratio", numerator="word_errors", denominator="words") == (0.0, inf)
