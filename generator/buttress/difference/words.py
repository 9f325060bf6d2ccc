"""A difference in words, for pages and reports alike: what changed in a constraint, a verdict, a waiver or a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.explanation import (
    as_judged,
    counted,
    display_unit,
    show_claim,
    show_estimate,
    show_gap,
    show_percent,
)
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.difference.project_difference import (
        ConstraintChange,
        FieldChange,
        LimitMove,
        Moved,
        ProjectDifference,
        RecordChange,
        StatedChange,
        Turn,
        VerdictChange,
        WaiverChange,
        Way,
    )
    from buttress.records import Kind, Quality
    from buttress.verdicts import Verdict

ARROW = " → "
NOT_JUDGED = "not judged"

KIND_WORDS: Mapping[Kind, tuple[str, str]] = {
    "decision": ("decision", "decisions"),
    "system": ("system", "systems"),
    "model-card": ("model card", "model cards"),
    "benchmark": ("suite", "suites"),
    "run": ("run", "runs"),
    "hardware": ("hardware profile", "hardware profiles"),
    "quality": ("quality", "qualities"),
    "pattern": ("pattern", "patterns"),
    "term": ("glossary term", "glossary terms"),
}
"""Each kind of record, one and many."""
TURN_WORDS: Mapping[Turn, str] = {
    "breaks": "newly failing",
    "worsens": "worse",
    "waived": "waived now",
    "appears": "new",
    "vanishes": "no longer judged",
    "improves": "better",
    "same": "same verdict",
}
"""What becomes of a verdict."""
_MOVED_WORDS: Mapping[Moved, str] = {
    "": "",
    "bare": "",
    "within": "within the bounds",
    "beyond": "beyond the bounds on either side",
}
_FIELD_WORDS: Mapping[str, str] = {
    "because": "reason",
    "chosen": "chosen option",
    "constraint_type": "type",
    "current_deployment": "deployment in operation",
    "max_age": "most age of evidence",
    "on_undecided": "effect when undecided",
    "review_by": "review by",
    "sha256": "digest",
}


def tell_limit(change: ConstraintChange) -> str:
    """Gives how a limit moved: ``loosened from ≤ 5 ms to ≤ 8 ms (3 ms, 60 % of the limit)``; empty where it did not."""
    if change.limit is None or change.before is None or change.after is None:
        return ""
    quality = as_judged(change.after, change.quality)
    before, after = (show_claim(one.require, quality) for one in (change.before, change.after))
    size = _tell_size(change.limit, quality)
    return f"{change.limit.way} from {before} to {after}{f' ({size})' if size else ''}"


def _tell_size(move: LimitMove, quality: Quality) -> str:
    if not move.by:
        return ""
    gap = show_gap(abs(move.by), quality)
    return f"{gap}, {show_percent(abs(move.share))} of what it was" if move.share else gap


def tell_constraint(change: ConstraintChange) -> tuple[str, ...]:
    """Gives everything that changed in a constraint, as clauses; nothing more than that for added and removed ones."""
    if change.way != "changed":
        return (change.way,)
    limit = tell_limit(change)
    return (*((limit,) if limit else ()), *map(tell_field, change.terms))


def tell_field(change: FieldChange) -> str:
    """Gives what changed in a field: ``status: proposed → accepted``, or its name alone for prose."""
    name = _name(change.name)
    if not change.before and not change.after:
        return f"{name} rewritten"
    return f"{name}: {change.before or 'none'}{ARROW}{change.after or 'none'}"


def tell_fields(fields: Sequence[FieldChange]) -> tuple[str, ...]:
    """Gives what changed in fields, a clause each, with those that are only named together at the end."""
    prose = [one for one in fields if not (one.before or one.after)]
    names = [" ".join([_name(one.name.partition(".")[0]), *one.name.split(".", 1)[1:]]) for one in prose]
    shown = (tell_field(one) for one in fields if one not in prose)
    return (*shown, *((f"rewritten: {', '.join(names)}",) if names else ()))


def _name(name: str) -> str:
    return _FIELD_WORDS.get(name, name.replace("_", " "))


def tell_waiver(change: WaiverChange) -> str:
    """Gives what changed in a waiver, its constraint left out."""
    waiver = change.waiver
    until = f"{waiver.until:%Y-%m-%d}"
    match change.way:
        case "added":
            return f"waived until {until} by {waiver.by}"
        case "removed":
            return f"the waiver by {waiver.by} until {until} is gone"
        case "expired":
            return f"the waiver by {waiver.by} now ended on {until}"
        case "changed":
            before = f"{change.before.until:%Y-%m-%d}" if change.before else ""
            moved = f" instead of {before}" if before != until else ""
            return f"waived until {until}{moved} by {waiver.by}"


def tell_states(change: VerdictChange) -> str:
    """Gives the verdict before and after: ``holds → violated``."""
    before, after = state_word(change.before), state_word(change.after)
    return after if before == after else f"{before}{ARROW}{after}"


def state_word(verdict: Verdict | None) -> str:
    """Gives the state of a verdict as a word, also where there is none."""
    return verdict.state if verdict else NOT_JUDGED


def tell_numbers(change: VerdictChange) -> str:
    """Gives values with bounds, before and after, and whether they are beyond the bounds; empty where none is known."""
    sides = [show_measured(one, change.quality) for one in (change.before, change.after)]
    if not change.moved:
        return sides[1] or sides[0]
    told = (f"{sides[0]}{ARROW}{sides[1]}", _tell_drift(change), _MOVED_WORDS[change.moved])
    return ", ".join(filter(None, told))


def _tell_drift(change: VerdictChange) -> str:
    """How far the value moved: what two rounded numbers may not show."""
    before, after = _value(change.before), _value(change.after)
    if before is None or after is None or before == after or change.quality.levels:
        return ""
    more = "more" if after > before else "less"
    if before and display_unit(change.quality) != "%":
        return f"{show_percent(abs((after - before) / before))} {more}"
    return f"{show_gap(abs(after - before), as_judged(change.constraint, change.quality))} {more}"


def _value(verdict: Verdict | None) -> float | None:
    assessment = verdict.assessment if verdict else None
    return assessment.estimate.value if assessment and assessment.estimate else None


def tell_move(change: VerdictChange) -> str:
    """Gives whether numbers moved beyond the bounds, in words; empty where they did not move."""
    return _MOVED_WORDS[change.moved]


def show_measured(verdict: Verdict | None, quality: Quality) -> str:
    """Gives value and bounds of a verdict: ``41.2 µs (38.0–47.5 µs)``; empty where there is none."""
    assessment = verdict.assessment if verdict else None
    if verdict is None or assessment is None or assessment.estimate is None:
        return ""
    judged = as_judged(verdict.bound.constraint, quality)
    shown = show_estimate(assessment.estimate, judged, verdict.limits)
    if shown is None:
        return ""
    return f"{shown.text} ({shown.interval})" if shown.interval else shown.text


def tell_stated(stated: StatedChange) -> tuple[str, ...]:
    """Gives all that changed about a constraint, as clauses."""
    told = list(tell_constraint(stated.change)) if stated.change else []
    verdict = stated.verdict
    if verdict is None:
        return tuple(told)
    if verdict.turn not in ("same", "appears", "vanishes"):
        told.append(tell_states(verdict))
    elif verdict.turn != "same":
        told.append(f"{'is' if verdict.after else 'was'} {state_word(verdict.after or verdict.before)}")
    if verdict.moved or (verdict.turn == "breaks" and tell_numbers(verdict)):
        told.append(tell_numbers(verdict))
    return tuple(told)


def tell_standing(change: RecordChange) -> str:
    """Gives how the constraints of an added or removed record stand or stood: ``3 constraints: 1 violated, 2 hold``."""
    if not change.constraints:
        return ""
    many = counted(len(change.constraints), "constraint")
    found = [one.after or one.before for one in change.verdicts]
    counts = ((state, sum(one is not None and one.state == state for one in found)) for state in STATES)
    told = ", ".join(
        f"{number} {'hold' if state == 'holds' and number > 1 else state}"
        for state, number in counts
        if number
    )
    return f"{many}: {told}" if told else f"{many}, {NOT_JUDGED}"


def tell_headline(difference: ProjectDifference) -> str:
    """Gives in a sentence whether anything now fails that did not before."""
    broken = sum(1 for _ in difference.verdicts("breaks"))
    if broken:
        fails = "fails" if broken == 1 else "fail"
        return f"{counted(broken, 'constraint')} newly {fails} the build."
    return "Nothing fails the build that did not before." if difference.changes else "Nothing changed."


def tell_counts(difference: ProjectDifference) -> str:
    """Gives how many records of which kind differ how: ``2 decisions changed, 1 added; 3 runs added``."""
    parts = []
    for kind in KIND_WORDS:
        changes = difference.of_kind(kind)
        if changes:
            ways = count_ways(changes)
            number, _, rest = ways.partition(" ")
            one, many = KIND_WORDS[kind]
            parts.append(f"{number} {one if number == '1' else many} {rest}")
    return f"{'; '.join(parts)}." if parts else ""


def tell_way(change: RecordChange) -> str:
    """Gives how a record differs: ``added``, or ``renamed from shop/old``."""
    return f"renamed from {change.was}" if change.way == "renamed" else change.way


def count_ways(changes: tuple[RecordChange, ...]) -> str:
    """Gives how many records differ how: ``2 changed, 1 added``."""
    ways: tuple[Way, ...] = ("changed", "added", "renamed", "removed")
    numbers = ((way, sum(one.way == way for one in changes)) for way in ways)
    return ", ".join(f"{number} {way}" for way, number in numbers if number)
