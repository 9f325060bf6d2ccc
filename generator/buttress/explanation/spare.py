"""How close a verdict is to its limit, as a share by which verdicts in different units can be put in order."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Literal

from buttress.explanation.judged import as_judged
from buttress.explanation.numbers import show_gap, show_percent
from buttress.explanation.phrases import say
from buttress.explanation.sentences import nearest_limit, tell_margin
from buttress.records import range_judged

if TYPE_CHECKING:
    from buttress.records import Quality
    from buttress.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Spare:
    """A margin as a share of something.

    Attributes:
        share: The margin over it; negative beyond the limit, infinite where there is no margin to speak of.
        of: What it is a share of: the limit, or all that values can be above or below it.
    """

    share: float
    of: Literal["limit", "above", "below"] = "limit"


def spare_of(verdict: Verdict, quality: Quality) -> Spare:
    """Gives a verdict's margin as a share of its limit, or of what a limit leaves that is 0 or leaves less.

    A latency of 200 ms leaves 200 ms, down to nothing. An availability of 99.9 % leaves 0.1 %, up to all. A limit on the
    difference to another option is no such share: what 1 % better leaves up to all says nothing of how close it is.

    Args:
        verdict: The verdict.
        quality: Its quality.
    """
    margin, constraint = verdict.margin, verdict.bound.constraint
    operator = constraint.require.operator
    # What has to be so and is so has nothing to spare, and nothing to fear.
    settled = operator == "=" and verdict.state == "holds"
    if margin is None or settled or not isfinite(margin):
        return Spare(inf)
    limit, (least, most) = nearest_limit(verdict), range_judged(constraint, quality)
    below = operator in ("<", "<=") or (operator == "between" and limit == verdict.limits[-1])
    left = limit - least if below else most - limit
    leaves_less = not below and not constraint.compared_with and 0 < left < limit
    if limit and not leaves_less:
        return Spare(margin / abs(limit))
    if not margin:
        return Spare(0.0)
    return Spare(margin / left if left > 0 and isfinite(left) else inf, "below" if below else "above")


def tell_spare(verdict: Verdict, quality: Quality) -> str:
    """Gives what a verdict that holds has to spare, with the share of `spare_of`: by it, not by the unit, lists go.

    Args:
        verdict: The verdict.
        quality: Its quality.
    """
    spare = spare_of(verdict, quality)
    if not verdict.margin or not isfinite(spare.share):
        return tell_margin(verdict, quality)
    gap = show_gap(abs(verdict.margin), as_judged(verdict.bound.constraint, quality))
    share = show_percent(spare.share)
    match spare.of:
        case "limit":
            return say("{gap} to spare ({share} of the limit)", gap=gap, share=share)
        case "above":
            return say("{gap} to spare ({share} of what lies above the limit)", gap=gap, share=share)
        case "below":
            return say("{gap} to spare ({share} of what lies below the limit)", gap=gap, share=share)
