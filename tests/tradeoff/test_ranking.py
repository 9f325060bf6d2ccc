"""Ranking by declared value functions: worths, chances, and an order that no other option can turn around."""

from __future__ import annotations

import tracemalloc
from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import matrices
from buttress.tradeoff import rank_options
from buttress.tradeoff.chances import chances_of_best, chances_of_better
from buttress.tradeoff.draws import DRAWS
from buttress.tradeoff.worths import scales_of

DELAY = matrices.quality("delay", "lower", "ms")
RECALL = matrices.quality("recall")
BY_BOTH = (matrices.prefer("delay", 10, 0, 3, "ms"), matrices.prefer("recall", 0.5, 1, 1))


def standing(comparison, option):
    return comparison.ranking.standing(option)


def test_a_worth_is_linear_between_worst_and_best_and_flat_beyond():
    values = {"a": 10.0, "b": 5.0, "c": 0.0, "d": 12.0, "e": -3.0}
    comparison, _ = matrices.compare(
        (DELAY,), {name: (one,) for name, one in values.items()}, [matrices.prefer("delay", 10, 0, 1, "ms")]
    )
    worths = {one.option: one.worths[0].value for one in comparison.ranking.standings}
    assert worths == {"a": 0.0, "b": 0.5, "c": 1.0, "d": 0.0, "e": 1.0}


def test_ends_may_be_written_in_another_unit():
    (preference,) = [matrices.prefer("delay", 10_000, 0, 1, "us")]
    comparison, _ = matrices.compare((DELAY,), {"a": (4.0,)}, [preference])
    assert standing(comparison, "a").value == 0.6


def test_a_standing_sums_worths_by_their_share_at_the_value_and_at_both_bounds():
    comparison, _ = matrices.compare((DELAY, RECALL), {"a": ((1, 2, 4), (0.7, 0.8, 0.9))}, BY_BOTH)
    found = standing(comparison, "a")
    assert found.value == pytest.approx(0.75 * 0.8 + 0.25 * 0.6)
    assert found.low == pytest.approx(0.75 * 0.6 + 0.25 * 0.4)
    assert found.high == pytest.approx(0.75 * 0.9 + 0.25 * 0.8)
    assert found.best == 1.0


def test_what_is_stated_counts_as_it_is_and_says_so():
    comparison, _ = matrices.compare((DELAY,), {"a": ("0.004 s",), "b": (5.0,)}, BY_BOTH[:1])
    (worth,) = standing(comparison, "a").worths
    assert (worth.low, worth.value, worth.high, worth.stated) == (0.6, 0.6, 0.6, True)
    assert not standing(comparison, "b").worths[0].stated


def test_what_is_missing_is_anything_from_worst_to_best_and_never_nothing():
    comparison, _ = matrices.compare((DELAY, RECALL), {"a": (2.0, None), "b": (3.0, 0.6)}, BY_BOTH)
    found = standing(comparison, "a")
    assert (found.value, found.low, found.high) == (None, pytest.approx(0.6), pytest.approx(0.85))
    assert found.missing == ("recall",)
    assert standing(comparison, "b").missing == ()


def test_what_is_stale_is_missing():
    old = matrices.cell(RECALL, "a", 0.9, state="stale")
    comparison, _ = matrices.compare((DELAY, RECALL), {"a": (2.0, old)}, BY_BOTH)
    assert standing(comparison, "a").missing == ("recall",)


def test_without_preferences_or_feasible_options_nothing_is_ranked():
    assert matrices.compare((DELAY,), {"a": (2.0,)})[0].ranking is None
    barred, _ = matrices.compare((DELAY,), {"a": (2.0,)}, BY_BOTH[:1], musts=["delay <= 1 ms"])
    assert barred.ranking is None


def test_infeasible_options_are_not_ranked():
    comparison, _ = matrices.compare(
        (DELAY,), {"a": (2.0,), "b": (0.5,), "c": (1.0,)}, BY_BOTH[:1], musts=["delay >= 1 ms"]
    )
    assert [one.option for one in comparison.ranking.standings] == ["c", "a"]


def test_the_chance_of_two_normal_options_is_that_of_their_difference():
    sigma, gap = 0.05, 0.06
    half = sigma * NormalDist().inv_cdf(0.95)
    first, second = (0.5 + gap - half, 0.5 + gap, 0.5 + gap + half), (0.5 - half, 0.5, 0.5 + half)
    comparison, _ = matrices.compare(
        (RECALL,), {"a": (first,), "b": (second,)}, [matrices.prefer("recall", 0, 1)]
    )
    expected = NormalDist().cdf(gap / (sigma * sqrt(2)))
    assert standing(comparison, "a").best == pytest.approx(expected, abs=0.02)


def test_each_bound_is_passed_as_often_as_it_says():
    skewed = (0.48, 0.5, 0.7)
    for limit, chance in ((0.48, 0.95), (0.7, 0.05)):
        comparison, _ = matrices.compare(
            (RECALL,), {"a": (skewed,), "fixed": (limit,)}, [matrices.prefer("recall", 0, 1)]
        )
        assert standing(comparison, "a").best == pytest.approx(chance, abs=0.01)


def test_a_declared_range_is_drawn_evenly():
    declared = matrices.cell(RECALL, "a", (0.2, 0.3, 0.6), conditions=("the link is as declared",))
    comparison, _ = matrices.compare(
        (RECALL,), {"a": (declared,), "fixed": (0.5,)}, [matrices.prefer("recall", 0, 1)]
    )
    assert standing(comparison, "a").best == pytest.approx(0.25, abs=0.02)


def test_exact_options_that_are_worth_the_same_share_the_chance():
    comparison, _ = matrices.compare((RECALL,), dict.fromkeys("abc", (0.7,)), BY_BOTH[1:])
    assert [one.best for one in comparison.ranking.standings] == pytest.approx([1 / 3] * 3)
    assert comparison.ranking.settled == ""


def test_a_clear_lead_is_settled_and_a_close_one_is_not():
    close, _ = matrices.compare((RECALL,), {"a": ((0.7, 0.8, 0.9),), "b": ((0.69, 0.79, 0.89),)}, BY_BOTH[1:])
    clear, _ = matrices.compare((RECALL,), {"a": ((0.7, 0.8, 0.9),), "b": ((0.5, 0.55, 0.6),)}, BY_BOTH[1:])
    assert (close.ranking.settled, close.ranking.leader) == ("", "a")
    assert (clear.ranking.settled, clear.ranking.leader) == ("a", "a")


def test_an_option_that_surely_is_best_leads_though_something_is_missing():
    comparison, _ = matrices.compare((DELAY, RECALL), {"known": (9.0, 0.6), "half": (1.0, None)}, BY_BOTH)
    assert (comparison.ranking.settled, comparison.ranking.leader) == ("half", "half")


def test_over_all_weights_the_chance_is_the_share_of_weights_that_favour_an_option():
    """At a weight w of delay a is worth 0.9 w and b 0.3 w + 0.4 (1 - w): a is ahead above 0.4, of all evenly."""
    comparison, decision = matrices.compare((DELAY, RECALL), {"a": (1.0, 0.5), "b": (7.0, 0.7)}, BY_BOTH)
    ranking = rank_options(comparison, decision.preferences, any_weights=True)
    assert ranking.any_weights
    assert ranking.standing("a").best == pytest.approx(0.6, abs=0.02)
    assert comparison.ranking.standing("a").best == 1.0


def test_the_same_comparison_gives_the_same_chances():
    cells = {"a": ((0.7, 0.8, 0.9),), "b": ((0.69, 0.79, 0.89),)}
    first, second = (matrices.compare((RECALL,), cells, BY_BOTH[1:])[0] for _ in range(2))
    assert first.ranking == second.ranking


intervals = st.tuples(*[st.floats(0, 1) for _ in range(3)]).map(lambda ends: tuple(sorted(ends)))
options = st.tuples(intervals, st.one_of(intervals, st.none()))
TWO = (matrices.quality("x"), matrices.quality("y"))
BY_TWO = (matrices.prefer("x", 0, 1, 2), matrices.prefer("y", 0.2, 0.9, 1))


@given(st.lists(options, min_size=2, max_size=5), options)
@settings(max_examples=40, deadline=None)
def test_an_option_more_never_turns_the_order_of_the_others_around(some, another):
    """Belton and Gear 1983 showed that normalising by the options themselves does."""
    named = {f"o{at}": one for at, one in enumerate(some)}
    before, _ = matrices.compare(TWO, named, BY_TWO)
    after, _ = matrices.compare(TWO, {**named, "another": another}, BY_TWO)
    order = [one.option for one in after.ranking.standings if one.option != "another"]
    assert order == [one.option for one in before.ranking.standings]


@given(st.lists(options, min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_chances_sum_to_one_and_none_goes_to_who_cannot_be_best(some):
    comparison, _ = matrices.compare(TWO, {f"o{at}": one for at, one in enumerate(some)}, BY_TWO)
    standings = comparison.ranking.standings
    assert sum(one.best for one in standings) == pytest.approx(1)
    for one in standings:
        known = one.value is None or one.low - 1e-9 <= one.value <= one.high + 1e-9
        assert known
        assert 0 <= one.low <= one.high <= 1 + 1e-9


def test_a_third_option_can_turn_chances_around_which_is_why_they_give_no_order():
    wide, tight = (0.0, 0.49, 0.98), (0.499, 0.5, 0.501)
    by_x = [matrices.prefer("x", 0, 1)]
    two = {"wide": (wide,), "tight": (tight,)}
    first, _ = matrices.compare(TWO[:1], two, by_x)
    second, _ = matrices.compare(TWO[:1], {**two, "third": (0.6,)}, by_x)
    assert standing(first, "tight").best > standing(first, "wide").best
    assert standing(second, "tight").best < standing(second, "wide").best
    assert [one.option for one in second.ranking.standings] == ["third", "tight", "wide"]


def better(other, chosen, **changes):
    cells = {
        name: tuple(
            matrices.cell(of, name, one, **changes) if one is not None and changes else one
            for of, one in zip(TWO, known, strict=True)
        )
        for name, known in (("other", other), ("chosen", chosen))
    }
    comparison, _ = matrices.compare(TWO, cells, BY_TWO)
    first, second = comparison.rows
    (chance,) = chances_of_better([first], second, scales_of(comparison.columns, BY_TWO))
    return chance


def test_what_is_unknown_speaks_for_the_chosen_option():
    assert better((0.9, 0.5), (0.1, 0.5)) == 1.0
    assert better((0.5, None), (0.4, 0.5)) == 0.0
    assert better((0.9, None), (0.1, 0.5)) == 1.0  # even at the worst end of what is unknown
    assert better((0.6, 0.5), (0.5, None)) == 0.0


def test_what_is_stated_does_not_speak_against_the_chosen_option():
    assert better(("0.9", 0.5), ("0.1", 0.5)) == 0.0
    assert better(("0.1", 0.9), ("0.9", 0.2)) == 0.0  # it may speak for it
    assert better(("0.9", 0.9), ("0.1", 0.2)) == 1.0


def test_declared_ranges_count_at_their_worst_end():
    declared = {"conditions": ("the link is as declared",)}
    assert better(((0.4, 0.6, 0.8), 0.5), ((0.3, 0.4, 0.5), 0.5), **declared) == 0.0
    assert better(((0.51, 0.6, 0.8), 0.5), ((0.3, 0.4, 0.5), 0.5), **declared) == 1.0


def dezert(matrix):
    """The first example of Dezert, Tchamova, Han and Tacnet (2020), with its bounds as ends of value functions."""
    ends = (("c1", -5, 12, 2), ("c2", 10, -6, 3), ("c3", -8, 5, 5))
    qualities = [
        matrices.quality(name, "higher" if worst < best else "lower") for name, worst, best, _ in ends
    ]
    named = {f"a{at + 1}": row for at, row in enumerate(matrix)}
    comparison, _ = matrices.compare(qualities, named, [matrices.prefer(*one) for one in ends])
    return {one.option: 1 - one.value for one in comparison.ranking.standings}


FOUR = [(10.5, -3.1, 1.7), (-4.7, 0.0, 3.4), (8.1, 0.3, 1.3), (3.2, 7.3, -5.3)]


def test_distances_of_spotis_are_what_is_lacking_to_a_worth_of_one():
    """SPOTIS sums weighted distances to the ideal point over declared bounds (Dezert et al. 2020, example 1)."""
    found = dezert(FOUR)
    assert list(found) == ["a1", "a3", "a2", "a4"]
    assert [found[name] for name in ("a1", "a2", "a3", "a4")] == pytest.approx(
        [0.1989, 0.3707, 0.3063, 0.7491], abs=3e-4
    )


def test_a_fifth_option_leaves_the_published_order_as_it_is():
    found = dezert([*FOUR, (-3.0, 2.0, 4.2)])
    assert list(found) == ["a1", "a3", "a5", "a2", "a4"]
    assert found["a5"] == pytest.approx(0.3572, abs=3e-4)


def test_the_second_published_example_of_spotis():
    """Four options by five criteria, the last two better when higher (Dezert et al. 2020, example 2)."""
    ends = (
        ("c1", 16000, 14000, 0.2941),
        ("c2", 8, 3, 0.2353),
        ("c3", 140, 80, 0.2353),
        ("c4", 35, 60, 0.0588),
        ("c5", 650, 1300, 0.1765),
    )
    matrix = {
        "a1": (15000, 4.3, 99, 42, 737),
        "a2": (15290, 5.0, 116, 42, 892),
        "a3": (15350, 5.0, 114, 45, 952),
        "a4": (15490, 5.3, 123, 45, 1120),
    }
    qualities = [
        matrices.quality(name, "higher" if worst < best else "lower") for name, worst, best, _ in ends
    ]
    cells = {name: tuple(map(float, row)) for name, row in matrix.items()}
    comparison, _ = matrices.compare(qualities, cells, [matrices.prefer(*one) for one in ends])
    found = {one.option: 1 - one.value for one in comparison.ranking.standings}
    assert list(found) == ["a1", "a3", "a2", "a4"]
    assert [found[name] for name in matrix] == pytest.approx([0.4779, 0.5781, 0.5558, 0.5801], abs=5e-4)


def test_the_middle_of_many_draws_is_the_value():
    """Half of all draws lie on either side, however skewed the bounds are."""
    comparison, _ = matrices.compare(
        (RECALL,), {"a": ((0.3, 0.7, 0.75),), "fixed": (0.7,)}, [matrices.prefer("recall", 0, 1)]
    )
    assert standing(comparison, "a").best == pytest.approx(0.5, abs=0.02)


FOUR_ALIKE = tuple(matrices.quality(name) for name in ("p50", "p90", "p95", "p99"))
BY_FOUR = [matrices.prefer(one.id, 0, 1) for one in FOUR_ALIKE]


@pytest.mark.parametrize("processes", [None, 12])
def test_what_rests_on_the_same_processes_or_examples_is_lucky_together(processes):
    """Four times the same quality is as sure as once: each chance is that of a single normal difference."""
    sigma, gap = 0.05, 0.06
    half = sigma * NormalDist().inv_cdf(0.95)
    cells = {
        name: [matrices.rested(of, name, (at - half, at, at + half), processes) for of in FOUR_ALIKE]
        for name, at in (("a", 0.5 + gap), ("b", 0.5))
    }
    comparison, _ = matrices.compare(FOUR_ALIKE, cells, BY_FOUR)
    expected = NormalDist().cdf(gap / (sigma * sqrt(2)))
    assert standing(comparison, "a").best == pytest.approx(expected, abs=0.02)


def test_what_rests_on_processes_and_what_rests_on_examples_is_lucky_apart():
    sigma, gap = 0.05, 0.06
    half = sigma * NormalDist().inv_cdf(0.95)
    cells = {
        name: [
            matrices.rested(of, name, (at - half, at, at + half), processes)
            for of, processes in zip(TWO, (12, None), strict=True)
        ]
        for name, at in (("a", 0.5 + gap), ("b", 0.5))
    }
    comparison, _ = matrices.compare(TWO, cells, [matrices.prefer(one.id, 0, 1) for one in TWO])
    assert standing(comparison, "a").best == pytest.approx(NormalDist().cdf(gap / sigma), abs=0.02)


def test_an_option_more_leaves_the_draws_of_the_others_as_they_are():
    cells = {name: ((at - 0.1, at, at + 0.1), None) for name, at in (("a", 0.6), ("b", 0.5))}
    alone, _ = matrices.compare(TWO, cells, BY_TWO)
    never_best = {f"o{at}": (0.0, 0.2) for at in range(70)}
    among, _ = matrices.compare(TWO, {**cells, **never_best}, BY_TWO)
    assert [standing(among, one).best for one in "ab"] == [standing(alone, one).best for one in "ab"]


def test_many_options_are_drawn_in_memory_that_grows_no_faster_than_they_do():
    """Numbers that are drawn are kept for some options only: 300 options take less than 12 MB beside their sums."""
    matrix = {f"o{at}": ((0.1, 0.2 + at / 1000, 0.8), None) for at in range(300)}
    comparison, _ = matrices.compare(TWO, matrix)
    rows, scales = comparison.rows, scales_of(comparison.columns, BY_TWO)
    tracemalloc.start()
    chances_of_best(rows, scales)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sums = 3 * 8 * DRAWS * len(rows)  # the sums, which of them are largest, and the shares of chances
    assert most < sums + 12e6
