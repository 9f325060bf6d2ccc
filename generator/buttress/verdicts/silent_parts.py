"""The worst of several parts where the evidence is silent on some: these can never be shown to meet a limit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Literal

from buttress.estimation import WorstOf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.estimation import Estimate, Needed, Sample

    Silence = tuple[str, str]
    """Name of a part, and why nothing is known of it."""


@dataclass(frozen=True, slots=True, eq=False)
class PartlyKnown:
    """The worst part's quantity, where of some parts nothing is known.

    What is not known may be worse than anything, so nothing bounds the worst part on the bad side. The known parts bound
    it on the good side: one of them beyond a limit breaks the claim whatever the others are. Together with the silent
    ones they take the risk, so that which parts are silent changes nothing in favour of a verdict.

    Attributes:
        known: Evidence of the worst of the known parts.
        silent: The parts that nothing is known of, at least one.
        direction: Which way is better.
        share: The known parts' share of the risk, above 0 and at most 1.
    """

    known: Sample
    silent: tuple[Silence, ...]
    direction: Literal["lower", "higher"]
    share: float = 1.0

    def estimate(self, confidence: float) -> Estimate:
        """Gives the worst known part's value, bounded on the good side only."""
        found = self.known.estimate(self._strict(confidence))
        lower, upper = (found.lower, inf) if self.direction == "lower" else (-inf, found.upper)
        return replace(found, lower=lower, upper=upper, confidence=confidence)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value of "the worst part's quantity is at most the limit"; 1 where silent parts may undo it."""
        return self._shared(self.known.p_value_above(limit)) if self.direction == "lower" else 1.0

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value of "the worst part's quantity is at least the limit"; 1 where silent parts may undo it."""
        return self._shared(self.known.p_value_below(limit)) if self.direction == "higher" else 1.0

    def unusable(self) -> str | None:
        """Gives None: known parts can break a claim, and `why_silent` says why none can keep it."""
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how much more of a known part would show that it misses the limit; None where none seems to."""
        value = self.known.estimate(confidence).value
        if value is None or (value <= limit if self.direction == "lower" else value >= limit):
            return None
        return self.known.needed_to_decide(limit, self._strict(confidence))

    def why_silent(self) -> str:
        """Says which parts nothing is known of, and why."""
        return "; ".join(f"{name} has no usable evidence: {why}" for name, why in self.silent)

    def _strict(self, confidence: float) -> float:
        return 1 - (1 - confidence) * self.share

    def _shared(self, p_value: float) -> float:
        return min(1.0, p_value / self.share)


def worst_of(parts: Sequence[tuple[str, Sample]], direction: Literal["lower", "higher"]) -> Sample:
    """Gives the worst of named parts; partly known where some are unusable, and unusable only where all are."""
    silent = tuple(_silences(parts))
    known = tuple((name, sample) for name, sample in parts if not sample.unusable())
    if not silent or not known:
        return WorstOf(tuple(parts), direction)
    return PartlyKnown(WorstOf(known, direction), silent, direction, len(known) / len(parts))


def _silences(parts: Sequence[tuple[str, Sample]]) -> Iterator[Silence]:
    for name, sample in parts:
        reason = sample.unusable()
        if reason:
            yield name, reason
        elif isinstance(sample, PartlyKnown):
            yield from ((f"{inner} {name}", why) for inner, why in sample.silent)
