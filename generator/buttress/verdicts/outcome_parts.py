"""Outcomes -> the sample of a question: of all examples, of each part of them, or of two candidates compared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation import BoundedMean, PairedAuc, PairedProportion, Proportion
from buttress.records import EVERY_CHANGE
from buttress.verdicts.assessment import changes_asked
from buttress.verdicts.compared_samples import compare_samples, sides_of
from buttress.verdicts.disparities import draw_disparity
from buttress.verdicts.outcome_samples import (
    draw_kept,
    draw_metric,
    draw_of_figures,
    draw_proportion,
    hits_of,
)
from buttress.verdicts.outcomes import parts_by_group, read_outcomes
from buttress.verdicts.silent_parts import worst_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.estimation import Memory, Sample
    from buttress.records import Portfolio, Quality
    from buttress.verdicts.assessment import Question
    from buttress.verdicts.outcomes import Outcomes
    from buttress.verdicts.run_selection import Evidence


def draw_outcomes(
    question: Question, evidence: Sequence[Evidence], portfolio: Portfolio, memory: Memory | None = None
) -> Sample | None:
    """Gives the sample of a quality of answers; None where nothing was answered.

    Under every change, and where each group must meet a limit, it is the worst of the parts; what nothing is known of
    can be worse, and is no part that meets a limit. Against another
    candidate it is the difference, paired where both answered the same examples.

    Raises:
        NothingRecordedError: There is none, and there is a reason to tell.
        ValueError: What is stored is damaged.
    """
    if question.under == EVERY_CHANGE:
        return _worst_change(question, evidence, portfolio, memory)
    sides = [(side, read_outcomes(side, runs, memory)) for side, runs in sides_of(question, evidence)]
    found = [(side, outcomes) for side, outcomes in sides if outcomes is not None]
    if len(found) < len(sides):
        return None
    if len(found) > 1:
        return _compare(found[0], found[1])
    outcomes = found[0][1]
    if question.quality.estimator == "disparity":
        rates = [portfolio.qualities[name] for name in question.quality.rates]
        return draw_disparity(rates, outcomes, question.group)
    return _worst_group(question, outcomes) if question.group else _draw(question, outcomes)


def _worst_change(
    question: Question, evidence: Sequence[Evidence], portfolio: Portfolio, memory: Memory | None
) -> Sample | None:
    suite = portfolio.benchmarks[question.binding.suite]
    parts = [
        (name, draw_outcomes(replace(question, under=name), evidence, portfolio, memory))
        for name in changes_asked(question, suite)
    ]
    known = [(f"under {name}", part) for name, part in parts if part is not None]
    return worst_of(known, question.quality.direction) if known and len(known) == len(parts) else None


def _worst_group(question: Question, outcomes: Outcomes) -> Sample:
    draw = _proportions if _is_counted(question.quality, outcomes) else _each_group
    parts = [(f"{question.group} {group}", sample) for group, sample in draw(question, outcomes)]
    return worst_of(parts, question.quality.direction)


def _is_counted(quality: Quality, outcomes: Outcomes) -> bool:
    return quality.estimator == "proportion" and outcomes.clusters() is None


def _each_group(question: Question, outcomes: Outcomes) -> Iterator[tuple[str, Sample]]:
    yield from ((group, _draw(question, part)) for group, part in parts_by_group(outcomes, question.group))


def _proportions(question: Question, outcomes: Outcomes) -> Iterator[tuple[str, Sample]]:
    """Counts all groups at once: there may be hundreds of them, and hundreds of thousands of examples."""
    hits, tried = hits_of(question.quality, outcomes)
    groups, member_of = outcomes.groups(question.group)
    inside = member_of[outcomes.counted]
    trials, right = (np.bincount(inside[which], minlength=len(groups)) for which in (tried, hits & tried))
    yield from (
        (group, Proportion(int(hit), int(all_of)))
        for group, hit, all_of in zip(groups, right, trials, strict=True)
    )


def _draw(question: Question, outcomes: Outcomes) -> Sample:
    quality = question.quality
    match quality.estimator:
        case "proportion":
            return draw_proportion(quality, outcomes)
        case "metric":
            return draw_metric(quality, outcomes)
        case "kept":
            return draw_kept(question.under, outcomes)
        case _:
            return draw_of_figures(quality, outcomes)


def _compare(one: tuple[Question, Outcomes], other: tuple[Question, Outcomes]) -> Sample:
    """The difference of two candidates, or of one with and without a change, on the same examples."""
    quality = one[0].quality
    if quality.estimator == "proportion":
        paired = _pair(quality, one[1], other[1])
        if paired is not None:
            return paired
    if quality.metric == "roc_auc" and one[1].clusters() is None:
        truth = one[1].labels()[0] == one[1].positive()
        return PairedAuc(truth, one[1].scores(), other[1].scores())
    samples = [_draw(question, outcomes) for question, outcomes in (one, other)]
    return compare_samples(samples, of_outcomes=True)


def _pair(quality: Quality, one: Outcomes, other: Outcomes) -> Sample | None:
    """The paired difference; None where the two are not told of the same examples, as with precision."""
    hits, tried = hits_of(quality, one)
    theirs, also_tried = hits_of(quality, other)
    if not np.array_equal(tried, also_tried):
        return None
    ours, theirs = hits[tried], theirs[tried]
    clusters = one.clusters()
    if clusters is not None:
        return BoundedMean(ours.astype(float) - theirs, -1.0, 1.0, clusters[tried])
    gained, lost = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    return PairedProportion(gained, lost, int((ours & theirs).sum()), int((~ours & ~theirs).sum()))
