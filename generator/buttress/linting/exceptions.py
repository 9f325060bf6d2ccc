"""Exceptions: findings that a decision explains, and explanations that no longer explain anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.errors import listing, suggest
from buttress.linting.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.records import Decision, LintException


def apply_exceptions(decision: Decision, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Gives the findings of a decision with the reasons of those that it excepts, then its idle exceptions."""
    told = tuple(replace(finding, because=_reason(decision, finding)) for finding in findings)
    return (*told, *_idle(decision, findings))


def _reason(decision: Decision, finding: Finding) -> str:
    matching = (one for one in decision.lint_exceptions if _matches(one, finding))
    return next((one.because for one in matching), "")


def _idle(decision: Decision, findings: Sequence[Finding]) -> Iterator[Finding]:
    for index, exception in enumerate(decision.lint_exceptions):
        if any(_matches(exception, finding) for finding in findings):
            continue
        at = f"{exception.rule} at {exception.at}"
        text = f"{exception.rule} finds nothing at {exception.at!r}, so the exception explains nothing"
        found = [finding.at for finding in findings if finding.rule == exception.rule]
        meant = suggest(exception.at, found) or (f"it finds: {listing(found, 4)}" if found else "")
        suggestion = f"remove it; {meant}" if meant else "remove it"
        yield Finding("idle-exception", decision.id, at, text, suggestion, ("lint_exceptions", index))


def _matches(exception: LintException, finding: Finding) -> bool:
    """An assumption goes by its first words, everything else by what it is called."""
    if exception.rule != finding.rule:
        return False
    named, found = " ".join(exception.at.split()), finding.at
    if finding.rule == "assumption-without-review":
        return found.startswith(named)
    return found == named
