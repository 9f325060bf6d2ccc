"""Trade-offs in words: rankings, flips, sensitivity and trade-off points."""

from __future__ import annotations

from dataclasses import replace

import pytest

import matrices
from buttress.explanation import tell_column, tell_flip, tell_ranking, tell_sensitivity, tell_tradeoff
from buttress.tradeoff import Column, Flip, analyse, rank_options

DELAY = matrices.quality("delay", "lower", "ms")
RECALL = matrices.quality("recall", estimator="proportion", outcome="predicted_positive")
BOTH = (DELAY, RECALL)
BY_BOTH = (matrices.prefer("delay", 10, 0, 3, "ms"), matrices.prefer("recall", 0.5, 1, 1))
NAMES = {"a": "Alpha", "b": "Beta"}


def plain(told):
    return told.replace("\u00a0", " ").replace("\u202f", " ")


def ranked(matrix, preferences=BY_BOTH, **more):
    comparison, _ = matrices.compare(BOTH, matrix, preferences, **more)
    return [plain(one) for one in tell_ranking(comparison)]


def flips(matrix, preferences=BY_BOTH, **more):
    return {
        one.kind: plain(tell_flip(one, NAMES))
        for one in analyse(*matrices.compare(BOTH, matrix, preferences, **more)).flips
    }


def test_a_settled_ranking_says_who_is_best_and_what_decides():
    assert ranked({"a": (2.0, 0.8), "b": (4.0, 0.9)}) == [
        "By the stated preferences, a is best: it is worth most in all of 4 000 draws over what the bounds admit.",
        "What decides between “a” and “b” is delay, 2 ms against 4 ms: worth 0.15 of 1 with 75 % of all weight; what "
        "speaks most for “b” is recall, 80 % against 90 %: worth 0.05 of 1 with 25 % of all weight.",
    ]


def test_a_close_ranking_says_that_the_best_are_not_distinguishable():
    told = ranked({"a": ((1.5, 2, 2.5), 0.8), "b": ((1.6, 2.1, 2.6), 0.8), "c": (9.0, 0.8)})
    assert told[0].startswith(
        "By the stated preferences, the best options are not distinguishable, since none is worth most in 95 %: "
        "of 4 000 draws "
    )
    assert told[0].endswith("a is worth most in 59 % and b in 41 %, 1 other less often.")
    assert told[1] == (
        "What decides between “a” and “b” is delay, 2.0 ms against 2.1 ms: worth 0.01 of 1 with 75 % of all weight."
    )


def test_what_nothing_is_known_of_is_told_with_its_span():
    told = ranked({"a": (2.0, None), "b": (4.0, 0.9)})
    assert told[-1] == ("Of a nothing fresh is known of recall, which counts as anything from 50 % to 100 %.")


def test_stated_values_say_how_they_are_known():
    told = ranked({"a": ("2 ms", 0.8), "b": (4.0, 0.9)})
    assert "delay, 2 ms (attested) against 4 ms" in told[1]


def test_over_all_weights_the_sentence_says_so():
    comparison, decision = matrices.compare(BOTH, {"a": (2.0, 0.8), "b": (4.0, 0.9)}, BY_BOTH)
    anew = replace(comparison, ranking=rank_options(comparison, decision.preferences, any_weights=True))
    assert tell_ranking(anew)[0].startswith("Over all ways to weigh the preferences, ")


def test_without_preferences_dominance_or_nothing_tells_options_apart():
    assert ranked({"a": (2.0, 0.9), "b": (4.0, 0.8)}, ()) == [
        "No preferences are stated; a is the only feasible option that no other one dominates."
    ]
    assert ranked({"a": (2.0, 0.8), "b": (4.0, 0.9)}, ()) == [
        "No preferences are stated, and a and b are not distinguishable: none is shown by its bounds to be better in "
        "one quality and at least as good in all others."
    ]
    assert (
        "a and b, of 3 feasible options, are not distinguishable"
        in ranked({"a": (2.0, 0.8), "b": (4.0, 0.9), "c": (4.0, 0.8)}, ())[0]
    )


def test_options_that_dominate_each_other_in_a_circle_leave_none():
    three = tuple(matrices.quality(name) for name in "xyz")
    matrix = {"a": (2.0, None, 1.0), "b": (1.0, 2.0, None), "c": (None, 1.0, 2.0)}
    comparison, _ = matrices.compare(three, matrix)
    assert comparison.pareto == ()
    assert tell_ranking(comparison) == (
        "No preferences are stated, and over what is known of both each feasible option is dominated by another.",
    )


def test_declared_ranges_are_named_where_chances_rest_on_them():
    declared = matrices.cell(DELAY, "a", (1, 2, 3), conditions=("the link is as declared",))
    told = ranked({"a": (declared, 0.8), "b": (4.0, 0.9)})
    assert (
        told[-1]
        == "What is declared as a range counts as each value in it alike; nobody measured how likely each is."
    )


def test_of_one_feasible_option_or_none_there_is_little_to_tell():
    assert ranked({"a": (2.0, 0.8), "b": (4.0, 0.9)}, musts=["delay <= 3 ms"]) == [
        "a is the only feasible option. Only a must that it misses, or another option that becomes feasible, "
        "would flip the decision."
    ]
    assert ranked({"a": (2.0, 0.8)}, musts=["delay <= 1 ms"]) == []


def test_options_that_are_worth_the_same_have_nothing_that_decides():
    assert len(ranked({"a": (2.0, 0.8), "b": (2.0, 0.8)})) == 1


def test_flips_are_told_in_the_unit_of_their_quality():
    told = flips({"a": (2.0, 0.8), "b": (4.0, 0.9)})
    assert told["metric"] == (
        "Beta would win instead of Alpha if recall of Alpha were below 60 % instead of 80 % "
        "(20 percentage points less)."
    )
    assert (
        told["weight"] == "Beta would win instead of Alpha if delay weighed below 1 instead of 3 (67 % less)."
    )
    told = flips({"a": (2.0, 0.8), "b": (4.0, 0.8)}, BY_BOTH[:1])
    assert (
        told["metric"]
        == "Beta would win instead of Alpha if delay of Beta were below 2 ms instead of 4 ms (50 % less)."
    )


def test_the_limit_from_which_an_option_wins_is_told():
    told = flips({"a": (6.0, 0.8), "b": (4.0, 0.95)}, (), musts=["delay <= 3.5 ms"])
    assert told == {"limit": "Beta would win with a limit of 4 ms on delay instead of 3.5 ms (14 % more)."}
    told = flips({"a": (3.0, 0.8), "b": (4.0, 0.95)}, BY_BOTH[1:], musts=["delay <= 3.5 ms"])
    assert told["limit"] == (
        "Beta would win instead of Alpha with a limit of 4 ms on delay instead of 3.5 ms (14 % more)."
    )


@pytest.mark.parametrize("unit", ["ms", ""])
def test_a_limit_in_per_cent_is_told_in_per_cent(unit):
    """Without a unit, that of a quality; with one, that on the ratio of two options."""
    column = Column(matrices.quality("delay", "lower", unit).shown_in_per_cent(not unit))
    flip = Flip(
        "limit",
        "b",
        "a",
        column,
        "",
        "delay",
        0.02,
        1.0,
        "",
        49.0,
        rises=True,
        beyond=False,
        in_per_cent=True,
    )
    assert plain(tell_flip(flip, NAMES)) == (
        "Beta would win instead of Alpha with a limit of 100 % on delay instead of 2 % (98 percentage points more)."
    )


def test_a_tighter_limit_wins_only_beyond_the_bound_of_the_winner():
    told = flips({"a": (3.0, 0.9), "b": (2.0, 0.8)}, BY_BOTH[1:], musts=["delay <= 3.5 ms"])
    assert told["limit"] == (
        "Beta would win instead of Alpha with a limit below 3 ms on delay instead of 3.5 ms (14 % less)."
    )


def test_a_winner_whose_bound_is_the_limit_loses_by_any_tighter_one():
    told = flips({"a": (3.0, 0.7), "b": (4.0, 0.8)}, BY_BOTH[:1], musts=["recall >= 0.7"])
    assert (
        told["limit"] == "Beta would win instead of Alpha with a limit above 70 % on recall instead of 70 %."
    )


def test_a_strict_limit_is_told_as_one_that_only_more_lets_in():
    told = flips({"a": (3.0, 0.8), "b": (4.0, 0.95)}, BY_BOTH[1:], musts=["delay < 3.5 ms"])
    assert told["limit"] == (
        "Beta would win instead of Alpha with a limit above 4 ms on delay instead of 3.5 ms (14 % more)."
    )
    told = flips({"a": (3.0, 0.8), "b": (3.5, 0.95)}, BY_BOTH[1:], musts=["delay < 3.5 ms"])
    assert (
        told["limit"]
        == "Beta would win instead of Alpha with a limit above 3.5 ms on delay instead of 3.5 ms."
    )


def test_a_value_that_misses_its_limit_says_so():
    told = flips({"a": (2.0, 0.8), "b": (4.0, 0.9)}, musts=["recall >= 0.75"])
    assert told["metric"] == (
        "Beta would win instead of Alpha if recall of Alpha were below 75 %, its limit, instead of 80 % "
        "(5 percentage points less)."
    )
    told = flips({"a": (2.0, 0.8), "b": (4.0, 0.9)}, musts=["recall > 0.75"])
    assert "were 75 %, its limit, instead of 80 %" in told["metric"]


@pytest.mark.parametrize(("bound", "shown"), [(4.00001, "4.001 ms"), (4.0, "4 ms"), (123.456, "123.5 ms")])
def test_the_limit_that_is_told_suffices(bound, shown):
    told = flips({"a": (1000.0, 0.8), "b": (bound, 0.95)}, (), musts=["delay <= 3.5 ms"])
    assert f"a limit of {shown} on delay" in told["limit"]


def test_a_lower_limit_is_rounded_down():
    matrix = {"a": (3.0, 0.8), "b": (2.0, 0.65438)}
    told = flips(matrix, BY_BOTH[:1], musts=["recall >= 0.7"])
    assert "a limit of 65.43 % on recall instead of 70 %" in told["limit"]


def sensitivities(*cells, musts):
    comparison, decision = matrices.compare(BOTH, {"a": cells}, chosen="a", musts=musts)
    return [plain(tell_sensitivity(one)) for one in analyse(comparison, decision).sensitivities]


def test_a_small_margin_is_told_in_unit_and_share():
    assert sensitivities(9.5, 0.9, musts=["delay <= 10 ms"]) == [
        "Delay has 500 µs to spare (5 % of the limit) before the limit of 10 ms."
    ]
    assert sensitivities(1.0, (0.85, 0.9, 0.95), musts=["recall >= 0.83"]) == [
        "Recall has 2 percentage points to spare before the limit of 83 %; an interval about 40 % wider on "
        "that side would reach it."
    ]


def test_of_a_range_the_nearer_end_is_told():
    told = sensitivities(1.0, (0.45, 0.5, 0.55), musts=["recall between 41 % and 61 %"])
    assert [one.partition(";")[0] for one in told] == [
        "Recall has 4 percentage points to spare before the limit of 41 %"
    ]
    told = sensitivities(9.7, 0.9, musts=["delay between 2 and 10 ms"])
    assert told == ["Delay has 300 µs to spare (3 % of the limit) before the limit of 10 ms."]


def test_what_is_not_shown_to_hold_lies_beyond():
    assert sensitivities(10.5, 0.9, musts=["delay <= 10 ms"]) == [
        "The bound of delay lies 500 µs (5 % of the limit) beyond the limit of 10 ms."
    ]
    assert sensitivities(10.0, 0.9, musts=["delay <= 10 ms"]) == [
        "Delay has nothing to spare: its bound is the limit of 10 ms."
    ]


def test_a_trade_off_names_both_sides():
    comparison, decision = matrices.compare(BOTH, {"a": (2.0, 0.8), "b": (4.0, 0.9)}, BY_BOTH, chosen="a")
    (point,) = analyse(comparison, decision).tradeoffs
    assert tell_tradeoff(point, NAMES) == (
        "“Beta” instead of “Alpha” makes recall better, and delay worse, beyond the bounds."
    )


def test_columns_say_of_which_flow_and_under_which_change():
    latency = matrices.quality("flow.latency.p95", "lower", "ms", title="Latency of a flow, 95th percentile")
    assert tell_column(Column(latency, flow="translate")) == "95th percentile latency of translate"
    assert tell_column(Column(RECALL, "noise")) == "recall under noise"
    assert tell_column(Column(DELAY, flow="translate")) == "delay for translate"
