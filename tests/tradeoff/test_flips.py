"""What would flip a decision: metrics, weights and limits in original units, checked against comparing anew."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import matrices
from buttress.explanation import tell_flip
from buttress.tradeoff import Column, analyse, rank_options

DELAY = matrices.quality("delay", "lower", "ms")
RECALL = matrices.quality("recall")
BY_BOTH = (matrices.prefer("delay", 10, 0, 3, "ms"), matrices.prefer("recall", 0.5, 1, 1))
BOTH = (DELAY, RECALL)
BIG = (("size", "big"),)


def flips(matrix, preferences=BY_BOTH, qualities=BOTH, kind="", **more):
    found = analyse(*matrices.compare(qualities, matrix, preferences, **more)).flips
    return [one for one in found if not kind or one.kind == kind]


def worth(matrix, preferences=BY_BOTH):
    comparison, _ = matrices.compare(BOTH, matrix, preferences)
    return {one.option: one.value for one in comparison.ranking.standings}


def test_preferences_name_the_winner():
    analysis = analyse(*matrices.compare(BOTH, {"a": (2.0, 0.8), "b": (4.0, 0.9)}, BY_BOTH))
    assert (analysis.winner, analysis.decided_by) == ("a", "preferences")


def test_without_preferences_dominance_or_feasibility_names_it_or_nothing_does():
    dominated = analyse(*matrices.compare(BOTH, {"a": (2.0, 0.9), "b": (4.0, 0.8)}))
    assert (dominated.winner, dominated.decided_by) == ("a", "dominance")
    traded = analyse(*matrices.compare(BOTH, {"a": (2.0, 0.8), "b": (4.0, 0.9)}))
    assert (traded.winner, traded.decided_by) == ("", "nothing")
    alone = analyse(*matrices.compare(BOTH, {"a": (2.0, 0.8), "b": (4.0, 0.9)}, musts=["delay <= 3 ms"]))
    assert (alone.winner, alone.decided_by) == ("a", "feasibility")


def test_options_that_are_worth_the_same_have_no_winner():
    analysis = analyse(*matrices.compare(BOTH, {"a": (2.0, 0.8), "b": (2.0, 0.8)}, BY_BOTH))
    assert (analysis.winner, analysis.decided_by, analysis.flips) == ("", "nothing", ())


def test_a_metric_flips_where_the_weighted_sums_tie():
    """a is worth 0.6 + 0.15 and b 0.45 + 0.2, which is 0.1 less: 0.4 of the quarter that recall counts."""
    matrix = {"a": (2.0, 0.8), "b": (4.0, 0.9)}
    (flip,) = flips(matrix, kind="metric")
    assert (flip.winner, flip.loser, flip.option, flip.column.quality.id) == ("b", "a", "a", "recall")
    assert (flip.now, flip.then, flip.relative) == pytest.approx((0.8, 0.6, 0.25))
    tied = worth({"a": (2.0, flip.then), "b": (4.0, 0.9)})
    assert tied["a"] == pytest.approx(tied["b"])


def test_a_metric_flips_in_the_unit_of_its_quality():
    (flip,) = flips({"a": (2.0, 0.8), "b": (4.0, 0.8)}, BY_BOTH[:1], kind="metric")
    assert (flip.option, flip.now, flip.then, flip.unit) == ("b", 4.0, pytest.approx(2.0), "ms")


def test_a_metric_that_would_leave_its_value_function_flips_nothing():
    by_recall = (matrices.prefer("delay", 10, 0, 1, "ms"), matrices.prefer("recall", 0.5, 1, 9))
    matrix = {"a": (2.0, 0.99), "b": (4.0, 0.55)}
    assert {one.column.quality.id for one in flips(matrix, by_recall, kind="metric")} == {"recall"}


def test_the_winner_may_worsen_only_as_far_as_the_runner_up():
    matrix = {"a": (1.0, 0.9), "b": (2.0, 0.85), "c": (5.0, 0.8)}
    found = flips(matrix, kind="metric")
    assert {one.winner for one in found} == {"b", "c"}
    assert all(one.option == "c" for one in found if one.winner == "c")


def test_options_with_something_missing_are_left_out():
    assert {one.winner for one in flips({"a": (1.0, 0.9), "b": (2.0, 0.8), "c": (3.0, None)})} == {"b"}


def test_a_weight_flips_where_the_sums_tie_with_weights_as_written():
    """a leads by 0.2 on the delay at 3, and lags by 0.2 on recall at 1: the delay flips at a weight of 1."""
    (flip,) = flips({"a": (2.0, 0.8), "b": (4.0, 0.9)}, kind="weight")
    assert (flip.winner, flip.column.quality.id, flip.now, flip.unit) == ("b", "delay", 3.0, "")
    assert flip.then == pytest.approx(1.0)
    assert flip.relative == pytest.approx(2 / 3)


def test_a_single_preference_has_no_weight_to_move():
    assert flips({"a": (2.0, 0.8), "b": (4.0, 0.9)}, BY_BOTH[:1], kind="weight") == []


weights = st.floats(0.1, 5)
worths = st.tuples(*[st.floats(0.02, 0.98) for _ in range(3)])
THREE = tuple(matrices.quality(name) for name in "xyz")


@given(st.lists(worths, min_size=2, max_size=4), st.tuples(weights, weights, weights))
@settings(max_examples=60, deadline=None)
def test_at_each_flip_of_a_weight_the_other_option_ties_and_nobody_is_ahead(some, by):
    matrix = {f"o{at}": one for at, one in enumerate(some)}
    preferences = [matrices.prefer(name, 0, 1, weight) for name, weight in zip("xyz", by, strict=True)]
    comparison, decision = matrices.compare(THREE, matrix, preferences)
    for flip in (one for one in analyse(comparison, decision).flips if one.kind == "weight"):
        place = "xyz".index(flip.column.quality.id)
        assume(flip.then > 1e-6)
        moved = [*preferences]
        moved[place] = preferences[place].model_copy(update={"weight": flip.then})
        values = {one.option: one.value for one in rank_options(comparison, moved).standings}
        assert values[flip.winner] == pytest.approx(values[flip.loser])
        assert values[flip.winner] == pytest.approx(max(values.values()))


@given(worths, worths, st.tuples(weights, weights, weights))
@settings(max_examples=40, deadline=None)
def test_no_smaller_change_of_a_weight_flips_two_options(one, other, by):
    """Brute force over a grid: the winner stays the winner until the weight that is told."""
    preferences = [matrices.prefer(name, 0, 1, weight) for name, weight in zip("xyz", by, strict=True)]
    comparison, decision = matrices.compare(THREE, {"a": one, "b": other}, preferences)
    analysis = analyse(comparison, decision)
    assume(analysis.winner)
    told = min((flip.relative for flip in analysis.flips if flip.kind == "weight"), default=inf)
    for place in range(3):
        for share in range(1, 60):
            for sign in (-1, 1):
                relative = share / 20
                if relative >= told - 1e-9 or (sign < 0 and relative >= 1):
                    continue
                moved = [one.weight for one in preferences]
                moved[place] *= 1 + sign * relative
                gaps = [a - b for a, b in zip(one, other, strict=True)]
                lead = sum(weight * gap for weight, gap in zip(moved, gaps, strict=True))
                assert (lead > -1e-9) == (analysis.winner == "a") or abs(lead) < 1e-9


@given(st.lists(worths, min_size=2, max_size=4), st.tuples(weights, weights, weights))
@settings(max_examples=60, deadline=None)
def test_at_each_flip_of_a_metric_the_other_option_ties_and_nobody_is_ahead(some, by):
    matrix = {f"o{at}": list(one) for at, one in enumerate(some)}
    preferences = [matrices.prefer(name, 0, 1, weight) for name, weight in zip("xyz", by, strict=True)]
    comparison, decision = matrices.compare(THREE, matrix, preferences)
    for flip in (one for one in analyse(comparison, decision).flips if one.kind == "metric"):
        moved = {name: list(row) for name, row in matrix.items()}
        moved[flip.option]["xyz".index(flip.column.quality.id)] = flip.then
        compared, _ = matrices.compare(THREE, moved, preferences)
        values = {one.option: one.value for one in compared.ranking.standings}
        assert values[flip.winner] == pytest.approx(values[flip.loser])
        assert values[flip.winner] == pytest.approx(max(values.values()))


def test_weights_by_the_rule_of_triantaphyllou_and_sanchez():
    """Their theorem for weighted sums: (S_j - S_i) / (v_jk - v_ik), here with weights that sum to 1."""
    by = (0.5, 0.3, 0.2)
    matrix = {"i": (0.9, 0.2, 0.5), "j": (0.4, 0.9, 0.6)}
    preferences = [matrices.prefer(name, 0, 1, weight) for name, weight in zip("xyz", by, strict=True)]
    sums = {name: sum(w * v for w, v in zip(by, row, strict=True)) for name, row in matrix.items()}
    deltas = [(sums["j"] - sums["i"]) / (b - a) for a, b in zip(matrix["i"], matrix["j"], strict=True)]
    smallest = min(
        (abs(delta) / weight, weight - delta)
        for delta, weight in zip(deltas, by, strict=True)
        if weight - delta >= 0
    )
    flip = next(one for one in flips(matrix, preferences, THREE) if one.kind == "weight")
    assert (flip.relative, flip.then) == pytest.approx(smallest)


def test_a_limit_lets_in_the_option_that_it_alone_keeps_out():
    matrix = {"a": ((2.9, 3.0, 3.1), 0.8), "b": ((3.9, 4.0, 4.2), 0.95)}
    by_recall = (matrices.prefer("recall", 0.5, 1),)
    (flip,) = flips(matrix, by_recall, kind="limit", musts=["delay <= 3.5 ms", "recall >= 0.7"])
    assert (flip.winner, flip.loser, flip.constraint, flip.unit) == ("b", "a", "delay", "ms")
    assert (flip.now, flip.then, flip.beyond) == (3.5, 4.2, False)
    assert flip.relative == pytest.approx(0.2)


def test_a_limit_lets_in_only_who_would_win():
    matrix = {"a": ((2.9, 3.0, 3.1), 0.8), "b": ((3.9, 4.0, 4.2), 0.75)}
    by_recall = (matrices.prefer("recall", 0.5, 1),)
    assert flips(matrix, by_recall, kind="limit", musts=["delay <= 3.5 ms", "recall >= 0.7"]) == []


def test_two_blockers_cannot_be_mended_by_one_limit():
    matrix = {"a": (3.0, 0.8), "b": (4.0, 0.65)}
    found = flips(
        matrix,
        (matrices.prefer("delay", 0, 10, 1, "ms"),),
        kind="limit",
        musts=["delay <= 3.5 ms", "recall >= 0.7"],
    )
    assert found == []


def test_whoever_a_limit_lets_in_before_must_be_beaten_too():
    matrix = {"a": (3.0, 0.8), "b": (4.0, 0.95), "c": (5.0, 0.9), "d": (6.0, 0.99)}
    found = flips(matrix, (matrices.prefer("recall", 0.5, 1),), kind="limit", musts=["delay <= 3.5 ms"])
    assert [(one.winner, one.then) for one in found] == [("b", 4.0), ("d", 6.0)]


def test_where_nothing_is_feasible_the_first_to_be_let_in_wins():
    matrix = {"a": (6.0, 0.8), "b": (4.0, 0.95)}
    (flip,) = flips(matrix, (), kind="limit", musts=["delay <= 3.5 ms"])
    assert (flip.winner, flip.loser, flip.then) == ("b", "", 4.0)


def test_a_tighter_limit_shuts_out_the_winner_and_those_that_are_no_better():
    matrix = {"a": (3.0, 0.9), "b": (2.0, 0.8), "c": (3.2, 0.85)}
    by_recall = (matrices.prefer("recall", 0.5, 1),)
    (flip,) = flips(matrix, by_recall, kind="limit", musts=["delay <= 3.5 ms"])
    assert (flip.winner, flip.loser, flip.now, flip.then, flip.beyond) == ("b", "a", 3.5, 3.0, True)


def test_a_lower_limit_moves_the_other_way():
    matrix = {"a": (3.0, 0.8), "b": (2.0, 0.65)}
    by_delay = (matrices.prefer("delay", 10, 0, 1, "ms"),)
    (flip,) = flips(matrix, by_delay, kind="limit", musts=["recall >= 0.7"])
    assert (flip.winner, flip.now, flip.then) == ("b", 0.7, 0.65)


def test_a_range_moves_at_the_end_that_is_missed():
    matrix = {"a": (3.0, 0.8), "b": (6.0, 0.9)}
    by_recall = (matrices.prefer("recall", 0.5, 1),)
    (flip,) = flips(matrix, by_recall, kind="limit", musts=["delay between 2 ms and 5 ms"])
    assert (flip.winner, flip.now, flip.then) == ("b", 5.0, 6.0)


def test_evidence_that_only_informs_is_let_in_by_no_limit():
    doubtful = matrices.cell(DELAY, "b", 4.0, basis="estimated")
    matrix = {"a": (3.0, 0.8), "b": (doubtful, 0.95)}
    assert flips(matrix, (matrices.prefer("recall", 0.5, 1),), kind="limit", musts=["delay <= 3.5 ms"]) == []


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=2, max_size=5), st.integers(1, 9))
@settings(max_examples=80, deadline=None)
def test_comparing_anew_with_the_limit_that_is_told_makes_the_option_win(some, limit):
    qualities = (matrices.quality("x", "lower"), matrices.quality("y"))
    matrix = {f"o{at}": tuple(map(float, one)) for at, one in enumerate(some)}
    by_y = (matrices.prefer("y", 0, 10),)
    musts = [f"x <= {limit}"]
    before = analyse(*matrices.compare(qualities, matrix, by_y, musts=musts))
    for flip in (one for one in before.flips if one.kind == "limit"):
        moved = flip.then - (1e-6 if flip.beyond else 0)
        after = analyse(*matrices.compare(qualities, matrix, by_y, musts=[f"x <= {moved}"]))
        assert after.winner == flip.winner


def test_the_smallest_of_each_kind_for_each_winner_comes_first():
    matrix = {"a": (1.0, 0.9), "b": (2.0, 0.85), "c": (6.0, 0.95)}
    found = flips(matrix, musts=["delay <= 8 ms"])
    assert len({(one.kind, one.winner) for one in found}) == len(found)
    assert [one.relative for one in found] == sorted(one.relative for one in found)


def test_a_value_of_zero_moves_by_an_infinite_share():
    found = flips({"a": (0.0, 0.9), "b": (4.0, 0.6)}, kind="metric")
    assert all(one.relative == inf for one in found if one.now == 0)


def test_points_are_told_of_the_chosen_option_and_flips_of_the_winner():
    matrix = {"a": (2.0, 0.8), "b": (4.0, 0.9)}
    comparison, decision = matrices.compare(BOTH, matrix, BY_BOTH, chosen="b")
    analysis = analyse(comparison, decision)
    assert analysis.winner == "a"
    (point,) = analysis.tradeoffs
    assert (point.start, point.end) == ("b", "a")
    assert [one.quality.id for one in point.better] == ["delay"]
    assert [one.quality.id for one in point.worse] == ["recall"]


def test_analysing_with_other_preferences_needs_no_new_comparison():
    comparison, decision = matrices.compare(BOTH, {"a": (2.0, 0.8), "b": (4.0, 0.9)}, BY_BOTH)
    turned = decision.model_copy(update={"preferences": (matrices.prefer("recall", 0.5, 1),)})
    assert analyse(comparison, turned).winner == "b"
    assert analyse(replace(comparison, ranking=None), decision).winner == "a"


def test_no_metric_flips_where_it_only_ties_at_the_end_of_its_value_function():
    """More than the best value is worth nothing extra, and less than the worst costs nothing more."""
    best = flips({"a": (0.0, 0.8), "b": (4.0, 0.8)}, BY_BOTH[:1], kind="metric")
    assert [(one.option, one.then) for one in best] == [("a", 4.0)]
    worst = flips({"a": (6.0, 0.8), "b": (10.0, 0.8)}, BY_BOTH[:1], kind="metric")
    assert [(one.option, one.then) for one in worst] == [("b", 6.0)]


def test_a_weight_of_zero_only_ties_and_flips_nothing():
    by = (matrices.prefer("delay", 10, 0, 1, "ms"), matrices.prefer("recall", 0.5, 1, 2))
    assert flips({"a": (2.0, 0.4), "b": (8.0, 0.45)}, by, kind="weight") == []


def test_two_options_that_are_worth_the_same_do_not_win_instead_of_a_third():
    matrix = {"a": (2.0, 0.9), "b": (4.0, 0.8), "c": (4.0, 0.8)}
    found = flips(matrix, kind="metric")
    assert {(one.winner, one.option) for one in found} == {("b", "b"), ("c", "c")}
    assert flips({**matrix, "a": (2.0, 0.7)}, kind="weight") == []


def test_who_wins_at_least_stands_before_who_draws_level():
    """c is worth 0.64 at least, though its delay is not known: a that worsens makes way for c and not for b."""
    by = (matrices.prefer("delay", 10, 0, 1, "ms"), matrices.prefer("recall", 0.5, 1, 4))
    matrix = {"a": (1.0, 0.95), "b": (2.0, 0.7), "c": (None, 0.9)}
    assert [(one.winner, one.option) for one in flips(matrix, by, kind="metric")] == [("b", "b")]


@pytest.mark.parametrize(
    ("must", "size", "then"), [("size < 10", 12.0, 12.0), ("size < 10", 10.0, 10.0), ("size > 10", 8.0, 8.0)]
)
def test_a_strict_limit_lets_in_only_beyond_the_bound(must, size, then):
    size_of = matrices.quality("size", "lower")
    other = 5.0 if "<" in must else 15.0
    matrix = {"a": (other, 0.8), "b": (size, 0.9)}
    (flip,) = flips(matrix, BY_BOTH[1:], (size_of, RECALL), kind="limit", musts=[must])
    assert (flip.winner, flip.then, flip.beyond, flip.rises) == ("b", then, True, "<" in must)


def test_a_strict_limit_that_is_tightened_shuts_out_at_the_bound():
    size_of = matrices.quality("size", "lower")
    matrix = {"a": (5.0, 0.9), "b": (4.0, 0.8)}
    (flip,) = flips(matrix, BY_BOTH[1:], (size_of, RECALL), kind="limit", musts=["size < 10"])
    assert (flip.winner, flip.then, flip.beyond, flip.rises) == ("b", 5.0, False, False)


def test_a_winner_whose_value_reaches_its_own_limit_first_makes_way_there():
    """By worth alone a would win down to a recall of 0.6; from 0.75 on it is not feasible any more."""
    matrix = {"a": (2.0, 0.8), "b": (4.0, 0.9)}
    (flip,) = flips(matrix, kind="metric", musts=["recall >= 0.75"])
    assert (flip.winner, flip.loser, flip.option, flip.constraint) == ("b", "a", "a", "recall")
    assert (flip.then, flip.beyond, flip.rises) == (0.75, True, False)
    (strict,) = flips(matrix, kind="metric", musts=["recall > 0.75"])
    assert (strict.then, strict.beyond) == (0.75, False)


def test_a_limit_of_the_winner_counts_wherever_it_is_the_nearest():
    matrix = {"a": (2.0, 0.8), "b": (2.1, 0.55)}
    (flip,) = flips(matrix, BY_BOTH[1:], kind="metric", musts=["delay <= 2.2 ms"])
    assert (flip.column.quality.id, flip.then, flip.constraint) == ("delay", 2.2, "delay")


def test_what_a_limit_says_of_a_slice_is_not_missed_by_the_value_of_all():
    of_slice = {"require": "recall >= 0.75", "slice": {"size": "big"}}
    columns = (DELAY, RECALL, Column(RECALL, slice=BIG))
    matrix = {"a": (2.0, 0.8, None), "b": (4.0, 0.9, 0.8)}
    comparison, decision = matrices.compare(columns, matrix, BY_BOTH, musts=[of_slice])
    rows = [replace(row, feasibility="feasible") for row in comparison.rows]
    found = analyse(replace(comparison, rows=tuple(rows)), decision).flips
    assert [(one.then, one.column.slice, one.constraint) for one in found if one.kind == "metric"] == [
        (pytest.approx(0.6), (), "")
    ]


def test_a_limit_on_a_slice_is_missed_by_the_value_of_that_slice():
    of_slice = {"require": "recall >= 0.75", "slice": {"size": "big"}}
    columns = (DELAY, RECALL, Column(RECALL, slice=BIG))
    matrix = {"a": (2.0, 0.8, 0.78), "b": (4.0, 0.9, 0.8)}
    comparison, decision = matrices.compare(columns, matrix, BY_BOTH, musts=[of_slice])
    flip = analyse(comparison, decision).flips[0]
    assert (flip.column.slice, flip.option, flip.now, flip.then) == (BIG, "a", 0.78, 0.75)
    assert flip.constraint == "recall where size=big"


def test_a_preference_of_a_slice_flips_by_the_value_of_that_slice():
    columns = (RECALL, Column(RECALL, slice=BIG))
    by = (matrices.prefer("recall", 0, 1), matrices.prefer("recall", 0, 1, slice={"size": "big"}))
    comparison, decision = matrices.compare(columns, {"a": (0.2, 0.9), "b": (0.5, 0.55)}, by)
    assert [one.value for one in comparison.ranking.standings] == pytest.approx([0.55, 0.525])
    (flip,) = (one for one in analyse(comparison, decision).flips if one.kind == "weight")
    assert flip.column.slice == BIG
    told = (
        "b would win instead of a if recall where size = big weighed below 0.8571 instead of 1 (14 % less)."
    )
    assert tell_flip(flip, {}).replace("\u00a0", " ") == told


@pytest.mark.parametrize("must", ["recall between 0.5 and 0.82", "recall = 0.8"])
def test_an_option_that_improves_beyond_its_own_limit_wins_nothing(must):
    matrix, by = {"a": (2.0, 0.8), "b": (4.0, 0.8)}, (BY_BOTH[0], matrices.prefer("recall", 0.5, 1, 9))
    (without,) = flips(matrix, by, kind="metric")
    assert (without.option, without.column.quality.id, without.then) == (
        "b",
        "recall",
        pytest.approx(0.8 + 0.1 / 3),
    )
    (flip,) = flips(matrix, by, kind="metric", musts=[must])
    assert (flip.option, flip.column.quality.id, flip.constraint) == ("a", "recall", "recall")


@given(st.lists(st.tuples(*[st.integers(0, 10)] * 2), min_size=2, max_size=4), st.integers(1, 9))
@settings(max_examples=120, deadline=None)
def test_comparing_anew_just_beyond_each_flip_makes_the_option_win_and_just_before_it_does_not(some, limit):
    """Values reach both ends of their value functions and beyond, and limits; every kind of flip is tried."""
    qualities = (matrices.quality("x", "lower"), matrices.quality("y"))
    by = [matrices.prefer("x", 8, 2, 2), matrices.prefer("y", 1, 9, 1)]
    matrix = {f"o{at}": [float(one) for one in row] for at, row in enumerate(some)}

    def winner(values, preferences=by, x_limit=float(limit)):
        must = [f"x < {x_limit:.9f}"]
        return analyse(*matrices.compare(qualities, values, preferences, musts=must)).winner

    before = analyse(*matrices.compare(qualities, matrix, by, musts=[f"x < {limit}"]))
    for flip in before.flips:
        outwards = 1e-6 if flip.rises else -1e-6
        just = (flip.then + outwards * flip.beyond, flip.then - outwards)
        place = "xy".index(flip.column.quality.id)
        for number, expected in zip(just, (flip.winner, before.winner), strict=True):
            if flip.kind == "limit":
                found = winner(matrix, x_limit=number)
            elif flip.kind == "weight":
                weighed = [*by]
                weighed[place] = by[place].model_copy(update={"weight": number})
                found = winner(matrix, weighed)
            else:
                moved = {name: list(row) for name, row in matrix.items()}
                moved[flip.option][place] = number
                found = winner(moved)
            assert found == expected


@given(st.lists(st.tuples(*[st.integers(0, 10)] * 2), min_size=2, max_size=3), st.integers(3, 9))
@settings(max_examples=25, deadline=None)
def test_no_smaller_change_of_a_value_makes_another_feasible_option_win(some, limit):
    """Brute force over every value of every feasible option, in steps of a half."""
    qualities = (matrices.quality("x", "lower"), matrices.quality("y"))
    by = [matrices.prefer("x", 8, 2, 2), matrices.prefer("y", 1, 9, 1)]
    matrix = {f"o{at}": [float(one) for one in row] for at, row in enumerate(some)}
    comparison, decision = matrices.compare(qualities, matrix, by, musts=[f"x <= {limit}"])
    analysis = analyse(comparison, decision)
    assume(analysis.winner)
    told = {one.winner: one.relative for one in analysis.flips if one.kind == "metric"}
    for row in (row for row in comparison.rows if row.feasibility == "feasible"):
        for place in range(2):
            now = matrix[row.option.id][place]
            for step in range(23):
                moved = {name: list(values) for name, values in matrix.items()}
                moved[row.option.id][place] = step / 2
                then = analyse(*matrices.compare(qualities, moved, by, musts=[f"x <= {limit}"])).winner
                if then in ("", analysis.winner) or now == 0:
                    continue
                assert told.get(then, inf) <= abs(step / 2 - now) / now + 1e-9
