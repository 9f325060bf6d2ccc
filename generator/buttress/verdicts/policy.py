"""Policy: what a verdict does to the build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.verdicts.verdict import Effect, Judgement, Notice, State, Verdict

_EFFECTS: dict[tuple[str, State], Effect] = {
    ("must", "violated"): "error",
    ("must", "missing"): "error",
    ("must", "invalid"): "error",
    ("must", "stale"): "warning",
    ("must", "undecided"): "warning",
    ("should", "violated"): "warning",
    ("should", "missing"): "warning",
    ("should", "invalid"): "warning",
    ("should", "stale"): "info",
    ("should", "undecided"): "info",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What the build makes of a judgement.

    Attributes:
        errors: Verdicts that fail the build.
        warnings: Verdicts that fail it only when strict.
        notices: What is due; fails it only when strict.
        strict: Whether warnings and notices fail it.
    """

    errors: tuple[Verdict, ...]
    warnings: tuple[Verdict, ...]
    notices: tuple[Notice, ...]
    strict: bool

    @property
    def passes(self) -> bool:
        """Whether the build may succeed."""
        return not self.errors and not (self.strict and (self.warnings or self.notices))


def effect_of(verdict: Verdict) -> Effect:
    """Gives what a verdict does to a build that is not strict; nothing unless its decision is accepted.

    A constraint's own ``on_undecided`` replaces the rule for undecided.
    """
    constraint = verdict.bound.constraint
    if not verdict.gating:
        return "none"
    if verdict.state == "undecided" and constraint.on_undecided:
        own: dict[str, Effect] = {"error": "error", "warn": "warning", "ignore": "info"}
        return own[constraint.on_undecided]
    return _EFFECTS.get((constraint.severity, verdict.state), "none")


def gate_judgement(judgement: Judgement, *, strict: bool = False) -> Gate:
    """Gives whether a build may succeed, and the verdicts that decide it.

    Args:
        judgement: What was judged.
        strict: Whether everything but *holds*, *waived* and what proposals state fails the build.
    """
    verdicts = judgement.all_verdicts()
    decisions = judgement.assessor.linked.portfolio.decisions
    infos = _with_effect(verdicts, "info") if strict else ()
    return Gate(
        errors=_with_effect(verdicts, "error"),
        warnings=(*_with_effect(verdicts, "warning"), *infos),
        notices=tuple(one for one in judgement.notices if decisions[one.decision].status == "accepted"),
        strict=strict,
    )


def _with_effect(verdicts: Iterable[Verdict], effect: Effect) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in verdicts if effect_of(verdict) == effect)
