"""What changes against a base, as JSON for scripts.

The document (``format`` 1; keys may be added, none is renamed or removed without a new number)::

    format      1
    base        what it is held against, in words
    as_of       the day that counted as today for both, YYYY-MM-DD; null beside problems
    worse       whether something fails that did not before; true beside problems
    strict      whether whatever would fail a strict build counts
    exit_code   0 no worse, 1 worse, 2 problems
    concerns    what to look at first: {matter, kind, record, constraint, told}
    records     the records that differ
    left_out    how many files of the base were not read
    problems    mistakes in files, on either side; then nothing was compared

A record: ``kind, id, title, way`` (added, removed, renamed or changed), ``was`` (the former id, or null), ``fields``
([{name, before, after}], both null for prose), ``constraints``, ``waivers`` ([{way, constraint, before, after}], each
side null or {until, by}), ``verdicts`` and ``notices`` ([{kind, text}]).

A constraint: ``way`` (added, removed or changed), ``constraint`` (its id), ``quality, before, after`` (as text, or
null), ``limit`` (null, or {way, by, share, unit}: loosened, tightened or moved, and how far), ``terms`` (as fields) and
``eases``. A verdict: ``constraint, quality, turn`` (breaks, worsens, waived, improves, appears, vanishes or same),
``moved`` (null, within or beyond), ``before, after``: each null, or ``{state, effect, value, lower, upper, unit, runs}``;
a bound that the sample does not give is null.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from buttress.difference import list_concerns
from buttress.explanation import code_free
from buttress.records import unit_judged
from buttress.report.verdict_text import describe_claim
from buttress.verdicts import effect_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.difference import (
        ConstraintChange,
        FieldChange,
        ProjectDifference,
        RecordChange,
        VerdictChange,
    )
    from buttress.errors import Problem
    from buttress.records import Waiver
    from buttress.verdicts import Verdict

DIFFERENCE_FORMAT = 1
"""Version of the JSON document."""


def dump_difference(difference: ProjectDifference, *, strict: bool = False) -> str:
    """Gives what changes against a base, with every number, as JSON text."""
    worse = difference.is_worse(strict=strict)
    return _dump(
        base=difference.base,
        as_of=difference.as_of.isoformat(),
        worse=worse,
        strict=strict,
        exit_code=1 if worse else 0,
        concerns=[
            {
                "matter": one.matter,
                "kind": one.record.kind,
                "record": one.record.id,
                "constraint": one.constraint.id if one.constraint else None,
                "told": code_free(one.told),
            }
            for one in list_concerns(difference)
        ],
        records=[_record(one) for one in difference.changes],
        left_out=difference.left_out,
        problems=[],
    )


def dump_difference_problems(base: str, problems: Iterable[Problem], *, strict: bool = False) -> str:
    """Gives problems as JSON text of the same form; nothing was compared."""
    return _dump(
        base=base,
        as_of=None,
        worse=True,
        strict=strict,
        exit_code=2,
        concerns=[],
        records=[],
        left_out=0,
        problems=[asdict(problem) for problem in problems],
    )


def _dump(**fields: object) -> str:
    return json.dumps({"format": DIFFERENCE_FORMAT, **fields}, indent=2, ensure_ascii=False, allow_nan=False)


def _record(change: RecordChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "id": change.id,
        "title": change.title,
        "way": change.way,
        "was": change.was or None,
        "fields": [_field(one) for one in change.fields],
        "constraints": [_constraint(one) for one in change.constraints],
        "waivers": [
            {
                "way": one.way,
                "constraint": one.waiver.constraint,
                "before": _waiver(one.before),
                "after": _waiver(one.after),
            }
            for one in change.waivers
        ],
        "verdicts": [_verdict(one) for one in change.verdicts],
        "notices": [{"kind": one.kind, "text": one.text} for one in change.notices],
    }


def _field(change: FieldChange) -> dict[str, Any]:
    told = bool(change.before or change.after)
    return {
        "name": change.name,
        "before": change.before if told else None,
        "after": change.after if told else None,
    }


def _constraint(change: ConstraintChange) -> dict[str, Any]:
    return {
        "way": change.way,
        "constraint": change.constraint.id,
        "quality": change.quality.id,
        "before": describe_claim(change.before) if change.before else None,
        "after": describe_claim(change.after) if change.after else None,
        "limit": change.limit
        and asdict(change.limit) | {"unit": unit_judged(change.constraint, change.quality)},
        "terms": [_field(one) for one in change.terms],
        "eases": change.eases,
    }


def _waiver(waiver: Waiver | None) -> dict[str, str] | None:
    return {"until": waiver.until.isoformat(), "by": waiver.by} if waiver else None


def _verdict(change: VerdictChange) -> dict[str, Any]:
    return {
        "constraint": change.constraint.id,
        "quality": change.quality.id,
        "turn": change.turn,
        "moved": change.moved or None,
        "before": _side(change.before),
        "after": _side(change.after),
    }


def _side(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    assessment = verdict.assessment
    estimate = assessment.estimate if assessment else None
    return {
        "state": verdict.state,
        "effect": effect_of(verdict),
        "value": estimate.value if estimate else None,
        "lower": _finite(estimate.lower) if estimate else None,
        "upper": _finite(estimate.upper) if estimate else None,
        "unit": assessment.unit if assessment else "",
        "runs": list(assessment.runs) if assessment else [],
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
