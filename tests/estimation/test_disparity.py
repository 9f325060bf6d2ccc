"""Differences between groups against fairlearn, exact error rates and hand-made counts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from fairlearn.metrics import (
    demographic_parity_difference,
    equal_opportunity_difference,
    equalized_odds_difference,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation.difference import difference_upper
from buttress.estimation.disparity import Disparity, GroupRate


def disparity(*cells: tuple[int, int], rate: str = "recall") -> Disparity:
    return Disparity(tuple(GroupRate(rate, f"g{place}", *cell) for place, cell in enumerate(cells)))


def rates_of(
    truth: np.ndarray, said: np.ndarray, group: np.ndarray, wanted: dict[str, np.ndarray]
) -> Disparity:
    return Disparity(
        tuple(
            GroupRate(
                rate,
                str(one),
                int((said & counted & (group == one)).sum()),
                int((counted & (group == one)).sum()),
            )
            for rate, counted in wanted.items()
            for one in np.unique(group)
        )
    )


@pytest.mark.parametrize("seed", range(5))
def test_values_agree_with_fairlearn(seed):
    generator = np.random.default_rng(seed)
    group = generator.integers(0, 2 + seed, 300)
    truth, said = generator.random(300) < 0.4, generator.random(300) < 0.3 + 0.1 * group
    everyone = np.ones(300, dtype=bool)
    of_group = {"sensitive_features": group}
    for wanted, expected in (
        ({"selection": everyone}, demographic_parity_difference(truth, said, **of_group)),
        ({"recall": truth}, equal_opportunity_difference(truth, said, **of_group)),
        (
            {"recall": truth, "false positives": ~truth},
            equalized_odds_difference(truth, said, agg="worst_case", **of_group),
        ),
    ):
        sample = rates_of(truth, said, group, wanted)
        assert sample.estimate(0.95).value == pytest.approx(expected, abs=1e-12)


def test_bounds_are_those_of_the_pairs():
    estimate = disparity((45, 50), (30, 50), (70, 100)).estimate(0.95)
    assert estimate.value == pytest.approx(0.3)
    assert estimate.upper == difference_upper(45, 50, 30, 50, 0.95)
    ranked_at = 1 - (1 - 0.95) / 6
    lower = -difference_upper(30, 50, 45, 50, 1 - 0.05 / 6, ranked_at)
    assert estimate.lower == pytest.approx(lower, abs=1e-8)
    assert estimate.n == 200


def test_a_wide_bound_of_a_small_group_counts_more_than_a_large_difference():
    estimate = disparity((900, 1000), (850, 1000), (9, 10)).estimate(0.95)
    assert estimate.value == pytest.approx(0.05)
    assert estimate.upper == max(
        difference_upper(900, 1000, 9, 10, 0.95),
        difference_upper(9, 10, 850, 1000, 0.95),
    )


def test_every_rate_counts():
    alike = (GroupRate("recall", "a", 90, 100), GroupRate("recall", "b", 90, 100))
    apart = (GroupRate("false positives", "a", 10, 100), GroupRate("false positives", "b", 60, 100))
    assert Disparity(alike).estimate(0.95).value == 0
    both = Disparity(alike + apart).estimate(0.95)
    assert both.value == pytest.approx(0.5)
    assert both.upper == Disparity(apart).estimate(0.95).upper
    assert both.lower < Disparity(apart).estimate(0.95).lower


def chance_of(cells: tuple[int, ...], sizes: tuple[int, ...], truth: tuple[float, ...]) -> float:
    return float(np.prod([stats.binom.pmf(x, n, p) for x, n, p in zip(cells, sizes, truth, strict=True)]))


@pytest.mark.parametrize(
    ("sizes", "limit", "truths"),
    [
        ((9, 6), 0.3, [(p, p - 0.3) for p in np.linspace(0.3, 1, 15)]),
        ((9, 6), 0.3, [(p - 0.3, p) for p in np.linspace(0.3, 1, 15)]),
        ((25, 4), 0.5, [(p, p - 0.5) for p in np.linspace(0.5, 1, 15)]),
        ((12, 12), 0.0, [(p, p) for p in np.linspace(0, 1, 15)]),
        ((4, 5, 3), 0.2, [(p, p - 0.1, p - 0.2) for p in np.linspace(0.2, 1, 9)]),
        ((4, 5, 3), 0.2, [(p - 0.2, p, p) for p in np.linspace(0.2, 1, 9)]),
    ],
)
def test_false_verdicts_are_never_more_frequent_than_stated(sizes, limit, truths):
    counts = list(product(*(range(size + 1) for size in sizes)))
    samples = [disparity(*zip(cells, sizes, strict=True)) for cells in counts]
    holds = np.array([sample.p_value_below(limit) <= 0.05 for sample in samples])
    violated = np.array([sample.p_value_above(limit) <= 0.05 for sample in samples])
    for truth in truths:
        chances = np.array([chance_of(cells, sizes, truth) for cells in counts])
        assert chances[holds].sum() <= 0.05
        assert chances[violated].sum() <= 0.05


CELLS = st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(CELLS, max_size=4), st.floats(-0.2, 1.2), st.sampled_from([0.9, 0.95, 0.99]))
@settings(deadline=None, max_examples=60)
def test_no_counts_break_it_and_bounds_agree_with_p_values(cells, limit, confidence):
    sample = disparity(*cells)
    estimate = sample.estimate(confidence)
    above, below = sample.p_value_above(limit), sample.p_value_below(limit)
    if sample.unusable():
        assert (estimate.value, estimate.lower, estimate.upper) == (None, -np.inf, np.inf)
        assert above == below == 1
        assert sample.needed_to_decide(limit, confidence) is None
        return
    assert 0 <= estimate.lower <= estimate.value <= estimate.upper <= 1
    if abs(estimate.lower - limit) > 1e-6:
        assert (estimate.lower > limit) == (above <= 1 - confidence)
    if abs(estimate.upper - limit) > 1e-6:
        assert (estimate.upper < limit) == (below <= 1 - confidence)
    needed = sample.needed_to_decide(limit, confidence)
    assert needed is None or needed.count >= 1


def test_a_group_without_examples_is_never_dropped():
    sample = disparity((500, 1000), (500, 1000), (0, 0))
    estimate = sample.estimate(0.95)
    assert sample.unusable() is None
    assert (estimate.value, estimate.upper) == (0, 1)
    assert sample.p_value_below(0.9) == 1
    assert estimate.note.startswith("smallest cell: 0 examples of group 'g2' for recall;")
    assert sample.needed_to_decide(0.9, 0.95) is None


def test_a_group_that_a_rate_does_not_mention_is_not_dropped_either():
    rates = [GroupRate("recall", group, 500, 1000) for group in "abc"]
    sample = Disparity(
        (*rates, GroupRate("false positives", "a", 9, 90), GroupRate("false positives", "b", 9, 90))
    )
    assert sample.estimate(0.95).upper == 1
    assert "0 examples of group 'c' for false positives" in sample.estimate(0.95).note


def test_a_violation_among_known_groups_counts_beside_an_empty_one():
    sample = disparity((900, 1000), (500, 1000), (0, 0))
    assert sample.estimate(0.95).lower > 0.3
    assert sample.p_value_above(0.3) <= 0.05


def test_the_note_names_the_smallest_cell_and_the_customary_interval():
    note = disparity((80, 100), (1, 1), (60, 100)).estimate(0.95).note
    assert note == (
        "smallest cell: 1 example of group 'g1' for recall; "
        "'g1' lies furthest above 'g2' for recall, by -0.334 to 0.482 in Newcombe's interval"
    )


def test_twenty_groups_are_compared_all_with_all():
    cells = [(40 + place % 3, 60) for place in range(20)]
    estimate = disparity(*cells).estimate(0.95)
    assert estimate.value == pytest.approx(2 / 60)
    assert estimate.upper == pytest.approx(difference_upper(42, 60, 40, 60, 0.95), abs=1e-8)
    assert estimate.lower == 0


def test_what_cannot_be_compared_is_unusable():
    assert Disparity(()).unusable() == "there are no examples"
    assert disparity((0, 0), (0, 0)).unusable() == "there are no examples"
    assert disparity((3, 5)).unusable() == "there is only the group 'g0', and a difference needs two"
    apart = Disparity((GroupRate("recall", "a", 1, 2), GroupRate("precision", "b", 1, 2)))
    assert apart.unusable() == "no rate has examples of two groups"


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="impossible"):
        GroupRate("recall", "a", 3, 2)
    with pytest.raises(ValueError, match="twice"):
        Disparity((GroupRate("recall", "a", 1, 2), GroupRate("recall", "a", 1, 2)))


def test_limits_at_and_beyond_the_ends():
    sample = disparity((30, 30), (0, 30))
    assert sample.p_value_above(-0.1) == 0
    assert sample.p_value_above(1.0) == 1
    assert sample.p_value_below(0.0) == 1
    assert sample.p_value_below(1.1) == 0


@pytest.mark.parametrize(
    ("cells", "limit"),
    [([(80, 100), (60, 100)], 0.1), ([(45, 50), (46, 50)], 0.1), ([(80, 100), (160, 200), (40, 50)], 0.1)],
)
def test_the_planned_examples_decide_four_times_in_five(cells, limit):
    sample = disparity(*cells)
    needed = sample.needed_to_decide(limit, 0.95)
    n = sum(trials for _, trials in cells)
    generator = np.random.default_rng(4)
    grown = [(successes / trials, round(trials * (n + needed.count) / n)) for successes, trials in cells]
    decided = 0
    for _ in range(100):
        later = disparity(*((int(generator.binomial(trials, rate)), trials) for rate, trials in grown))
        decided += min(later.p_value_above(limit), later.p_value_below(limit)) <= 0.05
    assert 68 <= decided <= 97


def test_nothing_is_needed_when_decided_or_on_the_limit():
    assert disparity((500, 1000), (500, 1000)).needed_to_decide(0.2, 0.95) is None
    assert disparity((900, 1000), (500, 1000)).needed_to_decide(0.2, 0.95) is None
    assert disparity((8, 10), (6, 10)).needed_to_decide(8 / 10 - 6 / 10, 0.95) is None
    assert disparity((5, 10), (5, 10)).needed_to_decide(1e-7, 0.95) is None
