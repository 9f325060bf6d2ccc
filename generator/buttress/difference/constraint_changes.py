"""What changes in what a decision or system states, and in who answers for missing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.difference.limits import move_limit
from buttress.difference.project_difference import ConstraintChange, FieldChange, WaiverChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from buttress.records import Constraint, Quality, Waiver

_POLICIES = {"ignore": 0, "warn": 1, "error": 2}


def change_constraints(
    before: Sequence[Constraint],
    after: Sequence[Constraint],
    old_qualities: Mapping[str, Quality],
    new_qualities: Mapping[str, Quality],
) -> Iterator[ConstraintChange]:
    """Gives the constraints that were added, removed or changed, told apart by their ids.

    Args:
        before: Those of the record as it was.
        after: Those of the record as it is.
        old_qualities: The qualities of the project as it was.
        new_qualities: The qualities of the project as it is.
    """
    olds, news = ({one.id: one for one in side} for side in (before, after))
    for name, new in news.items():
        quality = new_qualities[new.quality]
        if name not in olds:
            yield ConstraintChange("added", None, new, quality)
        elif (changed := _change(olds[name], new, quality)) is not None:
            yield changed
    for name, old in olds.items():
        if name not in news:
            yield ConstraintChange("removed", old, None, old_qualities[old.quality], eases=True)


def _change(old: Constraint, new: Constraint, quality: Quality) -> ConstraintChange | None:
    if old == new:
        return None
    terms = tuple(_terms(old, new))
    if old.quality != new.quality:
        # A given id may outlive its quality; then the limits do not compare.
        terms = (FieldChange("quality", old.quality, new.quality), *terms)
        return ConstraintChange("changed", old, new, quality, None, terms, eases=_is_laxer(old, new))
    limit = move_limit(old, new, quality)
    if limit is None and not terms:
        return None
    eases = (limit is not None and limit.way == "loosened") or _is_laxer(old, new)
    return ConstraintChange("changed", old, new, quality, limit, terms, eases)


def _terms(old: Constraint, new: Constraint) -> Iterator[FieldChange]:
    for name, before, after in zip(_NAMES, _told(old), _told(new), strict=True):
        if before != after:
            yield FieldChange(name) if name == "because" else FieldChange(name, before, after)


_NAMES = (
    "severity",
    "confidence",
    "max_age",
    "on_undecided",
    "scope",
    "profile",
    "constraint_type",
    "of",
    "hardware",
    "load",
    "flow",
    "group",
    "under",
    "against",
    "slice",
    "because",
)


def _told(one: Constraint) -> tuple[str, ...]:
    return (
        one.severity,
        f"{one.confidence:g}",
        str(one.max_age or ""),
        one.on_undecided or "",
        one.scope,
        one.profile or "",
        one.constraint_type,
        one.of,
        one.on_hardware,
        one.in_load or "",
        one.for_flow,
        one.by_group,
        one.under_change,
        one.compared_with,
        ", ".join(f"{name}={value}" for name, value in one.in_slice),
        one.because,
    )


def _is_laxer(old: Constraint, new: Constraint) -> bool:
    """Whether a term other than the limit asks for less."""
    older = old.max_age is not None and (new.max_age is None or new.max_age > old.max_age)
    return (
        (old.severity, new.severity) == ("must", "should")
        or new.confidence < old.confidence
        or older
        or _policy(new) < _policy(old)
        or (old.scope == "every process" and new.scope != "every process")
    )


def _policy(constraint: Constraint) -> int:
    default = "warn" if constraint.severity == "must" else "ignore"
    return _POLICIES[constraint.on_undecided or default]


def change_waivers(before: Sequence[Waiver], after: Sequence[Waiver], as_of: date) -> Iterator[WaiverChange]:
    """Gives the waivers that were added, removed or changed; those of one constraint are paired in their order.

    Args:
        before: Those of the decision as it was.
        after: Those of the decision as it is.
        as_of: The day that counts as today.
    """
    olds = [one for one in before if one not in after]
    for new in (one for one in after if one not in before):
        old = next((one for one in olds if one.constraint == new.constraint), None)
        if old is None:
            yield WaiverChange("added", None, new)
            continue
        olds.remove(old)
        yield WaiverChange("expired" if new.until < as_of <= old.until else "changed", old, new)
    yield from (WaiverChange("removed", old, None) for old in olds)
