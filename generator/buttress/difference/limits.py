"""How a limit moved: what a constraint lets through before and after, in the unit that it is judged in."""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING

from buttress.difference.project_difference import LimitMove, LimitWay
from buttress.records import unit_judged
from buttress.verdicts import claim_of

if TYPE_CHECKING:
    from buttress.records import Constraint, Quality
    from buttress.verdicts import Claim


def move_limit(before: Constraint, after: Constraint, quality: Quality) -> LimitMove | None:
    """Gives how the limit of a constraint moved; None where it is the same amount, however written."""
    old, new = (claim_of(one, unit_judged(one, quality), quality.levels) for one in (before, after))
    if old is None or new is None:
        same = _written(before) == _written(after)
        return None if same else LimitMove("moved")
    if old == new:
        return None
    gap = None if quality.levels else _gap(_span(old), _span(new))
    by, share = gap or (None, None)
    return LimitMove(_way(old, new), by, share)


def _written(constraint: Constraint) -> tuple[object, ...]:
    require = constraint.require
    return require.operator, require.limit, require.upper


def _span(claim: Claim) -> tuple[float, float]:
    match claim.operator:
        case "<=" | "<":
            return -inf, claim.limits[-1]
        case ">=" | ">":
            return claim.limits[0], inf
        case _:
            return claim.limits[0], claim.limits[-1]


def _way(old: Claim, new: Claim) -> LimitWay:
    before, after = _span(old), _span(new)
    if before == after:
        return "tightened" if new.operator in ("<", ">") else "loosened"
    if after[0] <= before[0] and before[1] <= after[1]:
        return "loosened"
    if before[0] <= after[0] and after[1] <= before[1]:
        return "tightened"
    return "moved"


def _gap(before: tuple[float, float], after: tuple[float, float]) -> tuple[float, float | None] | None:
    """How far the end went that went farthest, also as a share of where it was; None where an end came or went."""
    if any(isfinite(old) != isfinite(new) for old, new in zip(before, after, strict=True)):
        return None
    ends = [(new - old, old) for old, new in zip(before, after, strict=True) if isfinite(old)]
    by, old = max(ends, key=lambda end: abs(end[0]))
    return by, by / abs(old) if old else None
