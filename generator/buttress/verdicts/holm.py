"""Holm's correction: a decision with many constraints must not fail by chance (Holm 1979)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.verdicts.claims import claim_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.estimation import Needed
    from buttress.verdicts.verdict import Verdict

_WITHOUT_CHANCE = ("exact", "maximum over processes")
"""Methods whose violations are seen, not inferred: one run above the limit is above it."""
_COMPARED = ", each at half the risk"


def confirmed_violations(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Gives the verdicts with every violation that Holm's procedure does not confirm turned into undecided.

    A build fails when *any* ``must`` constraint is violated, so the chance of one false violation grows with their
    number; it is held to alpha for the whole decision. All constraints of a decision hold together, so nothing is
    corrected on that side (Berger 1982). What cannot be violated, or not by chance, is not counted. Each
    p-value is compared in units of its own constraint's alpha.
    """
    family = len(counted_together(verdicts))
    # Whatever is not violated has a p-value beyond its alpha, and ranks behind.
    ratios = {
        index: _p_value(verdict) / (1 - verdict.assessment.confidence)
        for index, verdict in enumerate(verdicts)
        if verdict.assessment is not None and verdict.state == "violated" and _counts(verdict)
    }
    confirmed = _holm(ratios, family)
    return tuple(
        _unconfirmed(verdict, family) if index in ratios and index not in confirmed else verdict
        for index, verdict in enumerate(verdicts)
    )


def counted_together(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Gives the verdicts among which violations are confirmed together: of musts, by chance possible, not in doubt."""
    return tuple(one for one in verdicts if _counts(one))


def _counts(verdict: Verdict) -> bool:
    assessment = verdict.assessment
    return (
        verdict.bound.constraint.severity == "must"
        and verdict.state in ("holds", "violated", "undecided")
        and assessment is not None
        and assessment.estimate is not None
        and assessment.estimate.method.removesuffix(_COMPARED) not in _WITHOUT_CHANCE
        and not assessment.doubt
    )


def _p_value(verdict: Verdict) -> float:
    assessment = verdict.assessment
    if assessment is None or assessment.sample is None:
        return 1.0
    claim = claim_of(verdict.bound.constraint, assessment.unit)
    return claim.p_value_violated(assessment.sample) if claim else 1.0


def _holm(ratios: dict[int, float], family: int) -> set[int]:
    confirmed: set[int] = set()
    for rank, index in enumerate(sorted(ratios, key=lambda one: ratios[one])):
        if ratios[index] > 1 / (family - rank):
            break
        confirmed.add(index)
    return confirmed


def _unconfirmed(verdict: Verdict, family: int) -> Verdict:
    """The verdict as undecided, with what would confirm it: its share of the risk (Bonferroni) is enough."""
    reason = (
        "the interval misses the limit, but among this many constraints such a miss is not yet beyond chance "
        "(Holm's correction)"
    )
    return replace(verdict, state="undecided", reason=reason, needed=_needed(verdict, family))


def _needed(verdict: Verdict, family: int) -> Needed | None:
    assessment = verdict.assessment
    claim = claim_of(verdict.bound.constraint, assessment.unit) if assessment else None
    if claim is None or assessment is None or assessment.sample is None or assessment.estimate is None:
        return None
    return claim.needed(assessment.sample, assessment.estimate, 1 - (1 - assessment.confidence) / family)
