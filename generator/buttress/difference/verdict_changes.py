"""What becomes of verdicts, and whether the numbers behind them moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.difference.project_difference import Moved, Turn, VerdictChange, fails_build
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.estimation import Estimate
    from buttress.records import Quality
    from buttress.verdicts import Verdict

_ORDER: tuple[Turn, ...] = ("breaks", "worsens", "waived", "appears", "vanishes", "improves", "same")


def change_verdicts(
    before: Sequence[Verdict],
    after: Sequence[Verdict],
    old_qualities: Mapping[str, Quality],
    new_qualities: Mapping[str, Quality],
) -> tuple[VerdictChange, ...]:
    """Gives the verdicts that changed or rest on other numbers, the most important first.

    Args:
        before: The verdicts on a record's constraints as they were.
        after: The same as they are.
        old_qualities: The qualities of the project as it was.
        new_qualities: The qualities of the project as it is.
    """
    found = _pair(before, after, old_qualities, new_qualities)
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.turn)))


def _pair(
    before: Sequence[Verdict],
    after: Sequence[Verdict],
    old_qualities: Mapping[str, Quality],
    new_qualities: Mapping[str, Quality],
) -> Iterator[VerdictChange]:
    olds, news = ({one.bound.constraint.id: one for one in side} for side in (before, after))
    for name, new in news.items():
        old = olds.get(name)
        turn, moved = _turn(old, new), _moved(old, new)
        if turn != "same" or moved:
            yield VerdictChange(new_qualities[new.bound.constraint.quality], old, new, turn, moved)
    for name, old in olds.items():
        if name not in news:
            yield VerdictChange(old_qualities[old.bound.constraint.quality], old, None, "vanishes")


def _turn(old: Verdict | None, new: Verdict) -> Turn:
    if fails_build(new) and not fails_build(old):
        return "breaks"
    if old is None:
        return "appears"
    if old.state == new.state:
        return "same"
    if new.state == "waived":
        return "waived"
    before = old.waived_state or old.state
    return "worsens" if STATES.index(new.state) < STATES.index(before) else "improves"


def _moved(old: Verdict | None, new: Verdict) -> Moved:
    if old is None:
        return ""
    before, after = _estimate(old), _estimate(new)
    if before is None or after is None or before.value is None or after.value is None:
        return ""
    if _unit(old) != _unit(new):
        return ""
    # Bounds also move when other constraints come and go: that says nothing of the evidence.
    ends = (before.lower, before.upper) != (after.lower, after.upper) and _runs(old) != _runs(new)
    if before.value == after.value and not ends:
        return ""
    if before.lower == before.upper or after.lower == after.upper:
        return "bare"
    return "beyond" if before.upper < after.lower or after.upper < before.lower else "within"


def _estimate(verdict: Verdict) -> Estimate | None:
    return verdict.assessment.estimate if verdict.assessment else None


def _unit(verdict: Verdict) -> str:
    return verdict.assessment.unit if verdict.assessment else ""


def _runs(verdict: Verdict) -> tuple[str, ...]:
    return verdict.assessment.runs if verdict.assessment else ()
