"""Constraints and verdicts as plain data: one vocabulary for every JSON document that tells of them.

The words are listed in `buttress.report.json_report` and in the schema of ``decisions.json``.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from math import isfinite
from typing import TYPE_CHECKING, Any

from buttress.records import unit_judged
from buttress.verdicts import effect_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.estimation import Estimate
    from buttress.records import Constraint, Quality
    from buttress.verdicts import Verdict


def describe_claim(constraint: Constraint) -> str:
    """Gives a constraint as its text with what stands beside it and says what is judged."""
    require = constraint.require
    beside = (
        ("on", constraint.hardware, require.hardware),
        ("in", constraint.load, require.load),
        ("for", constraint.flow, require.flow),
        ("by", constraint.group, require.group),
        ("under", constraint.under, require.under),
        ("against", constraint.against, require.against),
        ("scope:", "" if constraint.scope == "typical" else constraint.scope, None),
        ("profile:", constraint.profile, None),
        *(("where", f"{name}={value}", None) for name, value in constraint.in_slice),
    )
    words = [f"{word} {value}" for word, value, inside in beside if value and not inside]
    return " ".join([str(require), *words])


def verdict_data(verdict: Verdict, qualities: Mapping[str, Quality]) -> dict[str, Any]:
    """Gives a verdict as plain data, ready for JSON: numbers that are none, or without end, are None.

    Args:
        verdict: The verdict.
        qualities: The qualities of the portfolio by id.
    """
    bound, assessment, waiver = verdict.bound, verdict.assessment, verdict.waiver
    return {
        **constraint_data(bound.constraint),
        "option": bound.option,
        "state": verdict.state,
        "effect": effect_of(verdict),
        "gating": verdict.gating,
        "reason": verdict.reason,
        "operator": bound.constraint.require.operator,
        "limits": list(verdict.limits),
        "unit": unit_judged(bound.constraint, qualities[bound.constraint.quality]),
        "estimate": _estimate(assessment.estimate) if assessment else None,
        "margin": _finite(verdict.margin),
        "needed": asdict(verdict.needed) if verdict.needed else None,
        "waiver": waiver
        and {
            "until": waiver.until.isoformat(),
            "by": waiver.by,
            "because": waiver.because,
            "state": verdict.waived_state,
        },
        "conditions": list(assessment.conditions) if assessment else [],
        "runs": list(assessment.runs) if assessment else [],
        "informing": list(assessment.informing) if assessment else [],
    }


def constraint_data(constraint: Constraint) -> dict[str, Any]:
    """Gives what a constraint states as plain data."""
    return {
        "constraint": constraint.id,
        "claim": describe_claim(constraint),
        "quality": constraint.quality,
        "severity": constraint.severity,
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    # All of them are plain: `asdict` would look for dataclasses inside, which takes long.
    told = {one.name: getattr(estimate, one.name) for one in fields(estimate)}
    return told | {name: _finite(told[name]) for name in ("value", "lower", "upper")}


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
