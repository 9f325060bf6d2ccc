"""The highest rate that keeps a limit: proved from trials at given rates, none of which gets the whole risk."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan, nextafter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation import EveryProcess, Exact, Needed, Proportion, SustainedLoad

if TYPE_CHECKING:
    from buttress.estimation import Estimate, Sample

# Shares stand for percentiles: their p-values are known, and a share can be made to lie anywhere.
LIMIT = 0.5
FAST, SLOW, OPEN = Proportion(10, 100), Proportion(90, 100), Proportion(49, 100)


class Doubted:
    """A sample whose bounds are in doubt."""

    def __init__(self, sample: Sample) -> None:
        self._sample = sample

    def estimate(self, confidence: float) -> Estimate:
        return replace(self._sample.estimate(confidence), doubt="queries pile up")

    def p_value_above(self, limit: float) -> float:
        return self._sample.p_value_above(limit)

    def p_value_below(self, limit: float) -> float:
        return self._sample.p_value_below(limit)

    def unusable(self) -> str | None:
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:  # noqa: ARG002
        return Needed(7, "queries per process")


def test_bounds_are_the_rates_that_are_proved():
    sample = SustainedLoad(((400.0, SLOW), (100.0, FAST), (200.0, FAST), (300.0, OPEN)), LIMIT)
    estimate = sample.estimate(0.95)
    assert (estimate.lower, estimate.value, estimate.upper) == (200, 300, nextafter(400, 0))
    assert (estimate.n, estimate.processes, estimate.note, estimate.doubt) == (400, None, "", "")
    assert sample.unusable() is None


def test_a_claim_at_a_tried_rate_is_judged_by_it():
    holding, missing = SustainedLoad(((200.0, FAST),), LIMIT), SustainedLoad(((200.0, SLOW),), LIMIT)
    assert holding.estimate(0.95).lower >= 200  # "at least 200" holds
    assert missing.estimate(0.95).upper < 200  # and is violated
    assert missing.p_value_below(200) <= 0.05 < missing.p_value_below(nextafter(200, 0))
    assert holding.p_value_above(nextafter(200, 0)) <= 0.05 < holding.p_value_above(200)


def test_one_trial_has_the_p_values_of_its_percentile():
    sample = SustainedLoad(((200.0, OPEN),), LIMIT)
    assert sample.p_value_above(100) == OPEN.p_value_below(LIMIT)
    assert sample.p_value_below(200) == OPEN.p_value_above(LIMIT)
    assert sample.p_value_above(200) == sample.p_value_below(100) == 1


def test_the_risk_is_shared_among_the_trials():
    close = Proportion(40, 100)  # keeps a half with p = 0.028
    alone, among = (SustainedLoad(((200.0, close),) * times, LIMIT) for times in (1, 2))
    assert alone.estimate(0.95).lower == 200
    assert among.estimate(0.95).lower == -inf
    assert among.p_value_above(100) == pytest.approx(2 * close.p_value_below(LIMIT))


TRIALS = st.lists(
    st.tuples(st.integers(1, 6).map(float), st.integers(0, 60).map(lambda good: Proportion(good, 60))),
    min_size=1,
    max_size=5,
).map(lambda trials: tuple(sorted(trials, key=lambda trial: (trial[0], trial[1].successes))))


@given(TRIALS, st.sampled_from([0.95, 0.99, 0.999]), st.floats(0, 7) | st.integers(0, 7).map(float))
@settings(deadline=None, max_examples=150)
def test_bounds_and_p_values_agree(trials, confidence, limit):
    sample, risk = SustainedLoad(trials, LIMIT), 1 - confidence
    estimate = sample.estimate(confidence)
    assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)
    assert estimate.lower <= estimate.upper
    if estimate.value is not None:
        assert estimate.lower <= estimate.value <= estimate.upper


@given(TRIALS, st.floats(0, 7), st.floats(0, 3))
@settings(deadline=None, max_examples=60)
def test_a_higher_load_is_harder_to_prove_and_easier_to_refute(trials, limit, more):
    sample = SustainedLoad(trials, LIMIT)
    assert sample.p_value_above(limit + more) >= sample.p_value_above(limit)
    assert sample.p_value_below(limit + more) <= sample.p_value_below(limit)


def test_overload_that_proves_nothing_leaves_the_other_trials_their_say():
    sample = SustainedLoad(((100.0, FAST), (500.0, Doubted(SLOW)), (900.0, Proportion(0, 0))), LIMIT)
    estimate = sample.estimate(0.95)
    assert (estimate.lower, estimate.value, estimate.upper) == (100, 100, inf)
    assert estimate.note == (
        "at 500 queries per second: queries pile up; at 900 queries per second: there are no examples"
    )
    assert estimate.doubt == ""
    assert sample.p_value_below(1000) == 1


def test_trials_that_are_all_in_doubt_leave_the_load_in_doubt():
    estimate = SustainedLoad(((100.0, Doubted(FAST)), (500.0, Doubted(SLOW))), LIMIT).estimate(0.95)
    assert (estimate.lower, estimate.value, estimate.upper) == (-inf, 100, inf)
    assert estimate.doubt == "at 100 queries per second: queries pile up"


def test_no_rate_that_keeps_the_limit():
    estimate = SustainedLoad(((100.0, SLOW), (200.0, SLOW)), LIMIT).estimate(0.95)
    assert (estimate.lower, estimate.value, estimate.upper) == (-inf, None, nextafter(100, 0))
    assert estimate.note == "no rate that was tried keeps the limit"


@pytest.mark.parametrize(
    ("trials", "limit", "why"),
    [
        ((), LIMIT, "no rate was tried"),
        (((0.0, FAST),), LIMIT, "a rate is not a positive number, or the limit is no number"),
        (((nan, FAST), (1.0, FAST)), LIMIT, "a rate is not a positive number, or the limit is no number"),
        (((inf, FAST),), LIMIT, "a rate is not a positive number, or the limit is no number"),
        (((1.0, FAST),), nan, "a rate is not a positive number, or the limit is no number"),
        (((2.5, Proportion(0, 0)),), LIMIT, "at 2.5 queries per second: there are no examples"),
        (
            ((300.0, FAST), (200.0, SLOW)),
            LIMIT,
            "the percentile keeps its limit at 300 queries per second and misses it at 200, though load should never "
            "make latency better",
        ),
        (
            ((200.0, FAST), (200.0, SLOW)),
            LIMIT,
            "the percentile keeps its limit at 200 queries per second and misses it at 200, though load should never "
            "make latency better",
        ),
    ],
)
def test_trials_that_say_nothing_or_contradict_each_other_are_unusable_but_no_error(trials, limit, why):
    sample = SustainedLoad(trials, limit)
    assert sample.unusable() == why
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (None, -inf, inf)
    assert sample.p_value_above(0.5) == sample.p_value_below(1e9) == 1
    assert sample.needed_to_decide(100, 0.95) is None


def test_the_trial_at_the_claimed_rate_says_what_is_needed():
    trials = (100.0, FAST), (200.0, OPEN), (300.0, Doubted(SLOW))
    sample = SustainedLoad(trials, LIMIT)
    assert sample.needed_to_decide(200, 0.95) == OPEN.needed_to_decide(LIMIT, 1 - 0.05 / 3)
    assert sample.needed_to_decide(250, 0.95) == Needed(7, "queries per process")
    assert sample.needed_to_decide(50, 0.95) is None  # proved
    assert sample.needed_to_decide(400, 0.95) is None  # never tried
    assert SustainedLoad(((1.0, Exact(0.4)),), LIMIT).needed_to_decide(1, 0.95) is None


def test_percentiles_of_a_queue_bound_the_load_it_sustains():
    # Sojourn times in an M/M/1 queue are exponential with rate 1 - load, so p90 is ln(10) / (1 - load).
    rng, limit = np.random.default_rng(83), np.log(10) / (1 - 0.5)

    def sojourns(load: float, n: int = 30_000) -> np.ndarray:
        arrivals, services = np.cumsum(rng.exponential(1 / load, n)), rng.exponential(1.0, n)
        served = np.cumsum(services)
        return served + np.maximum.accumulate(arrivals - np.concatenate([[0.0], served[:-1]])) - arrivals

    trials = tuple(
        (load, EveryProcess(tuple(sojourns(load) for _ in range(5)), 0.9)) for load in (0.3, 0.42, 0.6)
    )
    estimate = SustainedLoad(trials, limit).estimate(0.95)
    assert (estimate.lower, estimate.value) == (0.42, 0.42)
    assert estimate.upper == nextafter(0.6, 0)


def test_false_bounds_are_no_more_frequent_than_stated():
    # All rates below the fourth keep the limit exactly, all others exceed it by nothing: the hardest case.
    rng, trials, rates = np.random.default_rng(89), 300, (100.0, 200.0, 300.0, 400.0)
    false = 0
    for _ in range(trials):
        shares = tuple((rate, Proportion(int(rng.binomial(200, LIMIT)), 200)) for rate in rates)
        sample = SustainedLoad(shares, LIMIT)
        false += sample.estimate(0.95).lower > -inf
    assert false <= trials * 0.05 + 2.5 * (trials * 0.05 * 0.95) ** 0.5
