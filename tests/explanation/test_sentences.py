"""Verdicts as sentences that an engineer accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import inf

import pytest

from buttress.estimation import Estimate, Needed
from buttress.explanation import (
    NBSP,
    inside_sentence,
    judged_of,
    limit_words,
    name_of,
    tell_margin,
    tell_verdict,
)
from buttress.graph import BoundConstraint
from buttress.records import Constraint, Quality, Waiver
from buttress.verdicts import Assessment, Verdict

P99 = Quality(
    kind="quality",
    id="latency.p99",
    title="Latency, 99th percentile",
    unit="ms",
    direction="lower",
    estimator="percentile",
    sample="latency",
    level=0.99,
)
RECALL = Quality(
    kind="quality",
    id="recall",
    title="Recall (sensitivity)",
    direction="higher",
    estimator="proportion",
    outcome="predicted_positive",
    given="actual_positive",
)
PARAMETERS = Quality(
    kind="quality", id="parameters", title="Parameters", direction="lower", estimator="exact"
)
LATENCY = Estimate(0.0412, 0.038, 0.0475, 0.95, "sign test over processes", 20480, 10)
FOUND = Estimate(0.97, 0.924, 0.992, 0.95, "Clopper-Pearson", 100)


def judged(require, state, estimate=None, *, limits=(), reason="", evidence="fresh", why="", **changes):
    constraint = Constraint.model_validate({"require": require, **changes.pop("constraint", {})})
    assessment = Assessment(evidence, why, estimate=estimate, confidence=0.95)
    return Verdict(BoundConstraint("d", constraint, "o", 0), state, reason, assessment, limits, **changes)


def told(verdict, quality):
    return tell_verdict(verdict, quality).replace("\u00a0", " ").replace("\u202f", " ")


ERRORS = Quality(
    kind="quality",
    id="word_error_rate",
    title="Word error rate",
    direction="lower",
    estimator="ratio",
    numerator="word_errors",
    denominator="words",
)


def test_value_bounds_and_margin_stand_in_the_per_cent_of_their_limit():
    estimate = Estimate(0.23, 0.205, 0.255, 0.95, "delta method", 300)
    verdict = judged("word_error_rate <= 30 %", "holds", estimate, limits=(0.3,), margin=0.045)
    assert told(verdict, ERRORS) == (
        "Word error rate is 23.0 % (95 % bounds 20.5–25.5 %, delta method from 300 examples), below the limit of 30 %: "
        "holds."
    )
    assert tell_margin(verdict, ERRORS) == "4.5 percentage points to spare"


def test_a_ratio_of_two_options_stands_in_the_per_cent_of_its_limit_only():
    mean = Quality(kind="quality", id="m", title="Load time", unit="s", direction="lower", estimator="mean")
    for limit, value, claim in (("95 %", "50 %", "95 %"), ("0.95", "0.50", "0.95")):
        verdict = judged(
            f"m <= {limit} against old",
            "holds",
            Estimate(0.5, 0.45, 0.55, 0.95, "t", 9, 9),
            limits=(0.95,),
            margin=0.4,
        )
        assert f"to that of old is {value} (" in told(verdict, mean)
        assert f"below the limit of {claim}: holds." in told(verdict, mean)


@pytest.mark.parametrize(
    ("limit", "required"), [("-1.5 %", "−1.5 percentage points"), ("-0.01", "−1 percentage point")]
)
def test_a_difference_of_shares_counts_in_percentage_points(limit, required):
    estimate = Estimate(0.0025, -0.0012, 0.0079, 0.95, "exact paired difference", 797)
    verdict = judged(f"recall >= {limit} against old", "holds", estimate, limits=(-0.015,), margin=0.0138)
    assert told(verdict, RECALL) == (
        "The difference of recall from that of old is 0.25 percentage points (95 % bounds −0.12 to 0.79, exact paired "
        f"difference from 797 examples), above the required {required}: holds."
    )
    assert limit_words(verdict.bound.constraint, RECALL).replace(NBSP, " ") == f"at least {required}"


def test_a_share_over_clusters_says_what_it_is_a_share_of():
    estimate = replace(FOUND, method="betting", n=1628, clusters=240)
    verdict = judged("recall >= 60 %", "holds", estimate, limits=(0.6,), margin=0.32)
    assert "betting from 1 628 examples in 240 clusters, each counted once)" in told(verdict, RECALL)


def test_a_verdict_that_holds_names_value_bounds_method_amount_and_limit():
    verdict = judged("latency.p99 <= 5 ms", "holds", LATENCY, limits=(5.0,), margin=4.9525)
    assert told(verdict, P99) == (
        "The 99th percentile latency of the typical process is 41.2 µs (95 % bounds 38.0–47.5 µs, sign test over "
        "10 processes of 2 048 queries), below the limit of 5 ms: holds."
    )


def test_a_violated_verdict_says_on_which_side():
    verdict = judged("recall >= 0.995", "violated", FOUND, limits=(0.995,), margin=-0.071)
    assert told(verdict, RECALL) == (
        "Recall is 97.0 % (95 % bounds 92.4–99.2 %, Clopper–Pearson from 100 examples), below the required 99.5 %: "
        "violated."
    )


def test_an_undecided_verdict_says_what_would_decide():
    verdict = judged(
        "recall >= 95 %", "undecided", FOUND, limits=(0.95,), margin=-0.026, needed=Needed(594, "examples")
    )
    assert told(verdict, RECALL).endswith(
        "and the limit of 95 % lies within the bounds: undecided. About 594 more examples would decide it, if the value "
        "measured so far is the true one."
    )


def test_an_unconfirmed_violation_gives_its_own_reason():
    verdict = judged(
        "recall >= 0.995", "undecided", FOUND, limits=(0.995,), reason="such a miss is not yet beyond chance"
    )
    assert "such a miss is not yet beyond chance: undecided." in told(verdict, RECALL)


def test_a_waived_verdict_says_what_is_waived_and_who_answers():
    waiver = Waiver(constraint="recall", until=date(2026, 12, 31), by="Head of Risk", because="x")
    verdict = judged(
        "recall >= 0.995", "waived", FOUND, limits=(0.995,), waiver=waiver, waived_state="violated"
    )
    assert told(verdict, RECALL).endswith(": violated. Head of Risk answers for it until 2026-12-31: waived.")


def test_a_stale_verdict_tells_why_and_what_it_said():
    verdict = judged(
        "latency.p99 <= 5 ms", "stale", LATENCY, limits=(5.0,), evidence="stale", why="the code has changed"
    )
    assert told(verdict, P99).startswith("The evidence is stale: the code has changed. It said: The 99th")


def test_a_missing_verdict_names_the_limit_that_nothing_can_decide():
    verdict = judged("recall >= 95 %", "missing", evidence="missing", why="no run of 'o' is recorded")
    assert (
        told(verdict, RECALL) == "No run of 'o' is recorded. Nothing can decide the limit of 95 %: missing."
    )


def test_a_slice_is_part_of_what_was_measured():
    verdict = judged(
        "recall >= 90 %", "holds", FOUND, limits=(0.9,), constraint={"slice": {"amount": "large"}}
    )
    assert told(verdict, RECALL).startswith("Recall where amount = large is 97.0 %")


def test_a_counted_figure_reads_as_a_number_of_things():
    exact = Estimate(31.0, 31.0, 31.0, 0.95, "exact", 1)
    verdict = judged("parameters <= 100", "holds", exact, limits=(100.0,), margin=69.0)
    assert told(verdict, PARAMETERS) == (
        "The number of parameters is 31 (counted, so without bounds), below the limit of 100: holds."
    )


def test_a_claim_about_every_process_says_so():
    constraint = Constraint.model_validate({"require": "latency.p99 <= 5 ms", "scope": "every process"})
    assert judged_of(P99, constraint) == "The 99th percentile latency of every process"


def test_what_has_to_be_so_and_is_so_has_no_margin():
    exact = Estimate(1.0, 1.0, 1.0, 0.95, "exact", 1)
    same = judged("parameters = 1", "holds", exact, limits=(1.0,), margin=0.0)
    assert tell_margin(same, PARAMETERS) == ""


@pytest.mark.parametrize(
    ("margin", "text"),
    [
        (4.0, "4 ms to spare (80 % of the limit)"),
        (-0.25, "250 µs beyond the limit (5 % of the limit)"),
        (0.0, "none: the bound is the limit"),
        (-inf, "no bound on that side yet"),
    ],
)
def test_a_margin_has_the_unit_and_the_share_of_the_limit(margin, text):
    verdict = judged("latency.p99 <= 5 ms", "holds", LATENCY, limits=(5.0,), margin=margin)
    assert tell_margin(verdict, P99).replace("\u00a0", " ") == text


def test_names_drop_what_stands_in_brackets():
    assert [name_of(one) for one in (P99, RECALL, PARAMETERS)] == [
        "99th percentile latency",
        "recall",
        "parameters",
    ]


def test_a_doubt_is_told_before_where_the_limit_lies():
    doubtful = Estimate(0.97, 0.924, 0.992, 0.95, "Clopper-Pearson", 100, doubt="process 1 of 7 is short")
    verdict = judged("recall >= 95 %", "undecided", doubtful, limits=(0.95,), reason="anything else")
    assert told(verdict, RECALL).endswith(
        ", and the bounds inform and cannot prove: process 1 of 7 is short: undecided."
    )


@pytest.mark.parametrize(
    ("doubt", "why"),
    [
        ("process 1 of 7 is short", "the bounds inform and cannot prove: process 1 of 7 is short"),
        ("", "the bounds miss the limit of 99.5 %, but not yet beyond chance among all constraints"),
    ],
)
def test_a_waiver_does_not_stand_for_why_something_is_undecided(doubt, why):
    waiver = Waiver(constraint="recall", until=date(2026, 12, 31), by="Head of Risk", because="x")
    estimate = Estimate(0.97, 0.924, 0.992, 0.95, "Clopper-Pearson", 100, doubt=doubt)
    verdict = judged(
        "recall >= 0.995",
        "waived",
        estimate,
        limits=(0.995,),
        reason="waived until 2026-12-31 by Head of Risk; without the waiver it is undecided",
        waiver=waiver,
        waived_state="undecided",
    )
    assert told(verdict, RECALL).endswith(
        f", and {why}: undecided. Head of Risk answers for it until 2026-12-31: waived."
    )


def test_a_range_has_ends_and_not_one_limit():
    verdict = judged("recall between 95 % and 99.9 %", "undecided", FOUND, limits=(0.95, 0.999))
    assert told(verdict, RECALL).endswith(
        ", and an end of the required range of 95 % to 99.9 % lies within the bounds: undecided."
    )


@pytest.mark.parametrize(
    ("require", "words"),
    [
        ("parameters < 31", "not below the limit of 31: violated."),
        ("parameters > 31", "not above the required 31: violated."),
    ],
)
def test_a_figure_on_a_limit_that_it_has_to_miss_is_not_called_beyond_it(require, words):
    exact = Estimate(31.0, 31.0, 31.0, 0.95, "exact", 1)
    verdict = judged(require, "violated", exact, limits=(31.0,), margin=0.0)
    assert told(verdict, PARAMETERS).endswith(words)


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        (0.924, inf, "(from 92.4 %, no upper bound at 95 %, Clopper–Pearson from 100 examples)"),
        (-inf, 0.992, "(no lower bound, up to 99.2 % at 95 %, Clopper–Pearson from 100 examples)"),
        (-inf, inf, "(no bounds yet, Clopper–Pearson from 100 examples)"),
    ],
)
def test_bounds_that_are_not_there_read_as_a_sentence(lower, upper, words):
    estimate = Estimate(0.97, lower, upper, 0.95, "Clopper-Pearson", 100)
    assert words in told(judged("recall >= 0.9", "holds", estimate, limits=(0.9,)), RECALL)


def test_a_margin_is_a_share_of_the_end_that_is_near():
    verdict = judged("latency.p99 between 1 and 10 ms", "holds", LATENCY, limits=(1.0, 10.0), margin=0.5)
    near = replace(verdict, assessment=replace(verdict.assessment, estimate=replace(LATENCY, upper=9.5)))
    assert tell_margin(near, P99).replace("\u00a0", " ") == "500 µs to spare (5 % of the limit)"


BRIER = Quality(
    kind="quality",
    id="brier",
    title="Brier score (of the positive class)",
    opens_with_name=True,
    direction="lower",
    estimator="metric",
    metric="brier",
)


@pytest.mark.parametrize(
    ("require", "inside"),
    [
        ("brier <= 0.25", "Brier score"),
        ("brier <= 0.25 under noise", "Brier score under noise"),
        ("brier <= 0.01 against old", "the difference of Brier score from that of old"),
    ],
)
def test_a_name_keeps_its_capital_inside_a_sentence(require, inside):
    constraint = Constraint.model_validate({"require": require})
    assert name_of(BRIER) == "Brier score"
    assert inside_sentence(judged_of(BRIER, constraint), BRIER) == inside


def test_an_ordinary_word_and_an_article_have_none():
    assert inside_sentence("Recall under noise", RECALL) == "recall under noise"
    assert inside_sentence(judged_of(P99, Constraint(require="latency.p99 <= 5 ms")), P99).startswith(
        "the 99th"
    )
