"""The worst of several parts: one must not miss, all must meet."""

from __future__ import annotations

from itertools import product
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation.auc import Auc
from buttress.estimation.exact import Exact
from buttress.estimation.maximum import Maximum
from buttress.estimation.proportion import Proportion, clopper_pearson
from buttress.estimation.worst_of import WorstOf

PARTS = st.lists(
    st.integers(0, 30).flatmap(lambda n: st.builds(Proportion, st.integers(0, n), st.just(n))), max_size=5
)
DIRECTIONS = st.sampled_from(["lower", "higher"])


def worst(direction: str, *samples) -> WorstOf:
    return WorstOf(tuple((f"part {place}", sample) for place, sample in enumerate(samples)), direction)


def test_where_higher_is_better_the_worst_part_is_the_least():
    sample = worst("higher", Proportion(90, 100), Proportion(45, 60), Proportion(70, 80))
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.n, estimate.processes) == (0.75, 60, None)
    assert estimate.lower == clopper_pearson(45, 60, 0.95)[0]
    assert estimate.upper == clopper_pearson(45, 60, 1 - 0.05 / 3)[1]
    assert estimate.method == "worst of 3: Clopper-Pearson"
    assert estimate.note == "worst: part 1, 0.75, n = 60"


def test_where_lower_is_better_the_worst_part_is_the_greatest():
    estimate = worst("lower", Proportion(10, 100), Proportion(15, 60), Proportion(10, 80)).estimate(0.95)
    assert estimate.value == 0.25
    assert estimate.upper == clopper_pearson(15, 60, 0.95)[1]
    assert estimate.lower == clopper_pearson(15, 60, 1 - 0.05 / 3)[0]


def test_p_values_are_the_greatest_of_all_and_the_least_times_their_number():
    parts = Proportion(90, 100), Proportion(45, 60)
    sample = worst("higher", *parts)
    assert sample.p_value_above(0.7) == max(part.p_value_above(0.7) for part in parts)
    assert sample.p_value_below(0.9) == 2 * min(part.p_value_below(0.9) for part in parts)
    assert sample.p_value_below(0.1) == 1


def test_a_part_with_little_evidence_keeps_the_whole_from_holding():
    small, large = Proportion(5, 5), Proportion(900, 1000)
    estimate = worst("higher", small, large).estimate(0.95)
    assert estimate.value == 0.9
    assert estimate.lower == small.estimate(0.95).lower
    assert "part 1" in estimate.note


@given(PARTS, DIRECTIONS, st.floats(-0.1, 1.1), st.sampled_from([0.9, 0.95, 0.99]))
@settings(deadline=None, max_examples=80)
def test_bounds_and_p_values_agree(parts, direction, limit, confidence):
    sample = worst(direction, *parts)
    estimate, risk = sample.estimate(confidence), 1 - confidence
    if abs(estimate.lower - limit) > 1e-9:
        assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    if abs(estimate.upper - limit) > 1e-9:
        assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)
    if estimate.value is not None:
        assert estimate.lower <= estimate.value <= estimate.upper


@given(PARTS, st.floats(0, 1))
@settings(deadline=None, max_examples=60)
def test_one_direction_is_the_mirror_image_of_the_other(parts, limit):
    flipped = [Proportion(part.trials - part.successes, part.trials) for part in parts]
    one, other = worst("higher", *parts), worst("lower", *flipped)
    bounds, mirrored = one.estimate(0.95), other.estimate(0.95)
    assert (bounds.lower, bounds.upper) == pytest.approx((1 - mirrored.upper, 1 - mirrored.lower), abs=1e-9)
    assert one.p_value_above(limit) == pytest.approx(other.p_value_below(1 - limit), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("direction", ["lower", "higher"])
@pytest.mark.parametrize("others", [0.0, 0.05, 0.3])
def test_false_verdicts_are_never_more_frequent_than_stated(direction, others):
    sizes = (15, 40)
    sign = 1 if direction == "higher" else -1
    for limit in (0.35, 0.5, 0.62):
        truth = (limit, limit + sign * others)  # the worst part sits on the limit
        met, missed = 0.0, 0.0
        for counts in product(*(range(size + 1) for size in sizes)):
            parts = [Proportion(count, size) for count, size in zip(counts, sizes, strict=True)]
            chance = np.prod([stats.binom.pmf(x, n, p) for x, n, p in zip(counts, sizes, truth, strict=True)])
            sample = worst(direction, *parts)
            above, below = sample.p_value_above(limit) <= 0.05, sample.p_value_below(limit) <= 0.05
            met += chance * (above if sign > 0 else below)
            missed += chance * (below if sign > 0 else above)
        assert met <= 0.05
        assert missed <= 0.05


def test_the_worst_of_what_is_known_exactly_is_known_exactly():
    parts = (("disk", Exact(3.0)), ("memory", Exact(8.0)))
    assert WorstOf(parts, "lower").estimate(0.95).method == "exact"


def test_exact_parts_are_decided_at_once():
    sample = worst("lower", Exact(3.0), Exact(5.0))
    estimate = sample.estimate(0.95)
    assert (estimate.lower, estimate.value, estimate.upper) == (5, 5, 5)
    assert (sample.p_value_above(4.9), sample.p_value_below(5.1)) == (0, 0)


def test_the_first_unusable_part_is_named():
    sample = worst("higher", Proportion(9, 10), Proportion(0, 0), Exact(float("nan")))
    assert sample.unusable() == "part 1: there are no examples"
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.lower) == (None, -inf)
    assert estimate.upper < inf  # a part that is known can still miss a limit
    assert sample.p_value_above(0.1) == 1


def test_no_parts_are_unusable_but_no_error():
    empty = worst("higher")
    assert empty.unusable() == "there are no parts"
    assert (empty.estimate(0.95).value, empty.estimate(0.95).upper) == (None, inf)
    assert empty.p_value_above(0.5) == empty.p_value_below(0.5) == 1
    assert empty.needed_to_decide(0.5, 0.95) is None


def test_a_part_in_doubt_puts_the_whole_in_doubt():
    generator = np.random.default_rng(1)
    scored = Auc(np.arange(60) % 2 == 0, generator.normal(size=60))
    estimate = worst("higher", Proportion(9, 10), scored).estimate(0.95)
    own = scored.estimate(0.95).doubt
    assert estimate.doubt == (f"part 1: {own}" if own else "")
    assert worst("higher", Proportion(9, 10)).estimate(0.95).doubt == ""


def test_the_part_that_needs_most_says_what_is_needed_to_meet_a_limit():
    parts = Proportion(90, 100), Proportion(46, 50)
    needed = [part.needed_to_decide(0.85, 0.95) for part in parts]
    assert worst("higher", *parts).needed_to_decide(0.85, 0.95) == max(needed, key=lambda one: one.count)


def test_the_part_that_needs_least_says_what_is_needed_to_miss_a_limit():
    parts = Proportion(40, 50), Proportion(80, 100), Proportion(99, 100)
    needed = [part.needed_to_decide(0.85, 1 - 0.05 / 3) for part in parts[:2]]
    assert worst("higher", *parts).needed_to_decide(0.85, 0.95) == min(needed, key=lambda one: one.count)


def test_nothing_is_needed_when_decided_and_nothing_helps_on_the_limit():
    assert worst("higher", Proportion(990, 1000), Proportion(980, 1000)).needed_to_decide(0.9, 0.95) is None
    assert worst("higher", Proportion(500, 1000), Proportion(9, 10)).needed_to_decide(0.9, 0.95) is None
    assert worst("higher", Proportion(90, 100), Proportion(95, 100)).needed_to_decide(0.9, 0.95) is None


def test_processes_are_those_of_the_part_with_the_fewest():
    estimate = worst("lower", Maximum((1.0, 2.0, 3.0)), Maximum((1.0, 2.0, 1.5, 1.0))).estimate(0.95)
    assert (estimate.value, estimate.n, estimate.processes) == (3, 3, 3)
    assert "with 95 % confidence at most 63.2 % of runs exceed it" in estimate.note
