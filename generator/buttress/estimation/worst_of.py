"""The worst of several parts: of groups that must each meet a limit, of perturbations that a model must withstand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.estimation.estimate import Estimate, Needed, Sample, is_decided, no_estimate, risk_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ANY = 0.95  # a confidence, where only the value is asked for


@dataclass(frozen=True, slots=True)
class WorstOf:
    """The least of the parts' quantities where higher is better, the greatest where lower is better.

    That the worst part meets a limit is shown by showing it of each part, at the full confidence (intersection-union,
    Berger 1982): the bound on the good side is the worst of the parts' own. That it misses the limit is shown by any
    part that does, so the bound on the bad side shares the risk among the parts (Bonferroni). Parts may depend on each
    other.

    Attributes:
        parts: Name and evidence of each part.
        direction: Which way is better.
    """

    parts: tuple[tuple[str, Sample], ...]
    direction: Literal["lower", "higher"]

    def estimate(self, confidence: float) -> Estimate:
        """Gives the worst part's value, `n` and `processes`, with bounds over all parts.

        A part that tells nothing bounds nothing: there is then no value.
        """
        shared = 1 - risk_of(confidence) / max(1, len(self.parts))
        if not self.parts:
            return no_estimate(confidence, "worst of 0", 0)
        alone = [sample.estimate(confidence) for _, sample in self.parts]
        strict = [sample.estimate(shared) for _, sample in self.parts]
        lower_side, upper_side = (strict, alone) if self._is_highest() else (alone, strict)
        place = self._place_of_worst(alone)
        worst = alone[place] if place is not None else min(alone, key=lambda one: one.n)
        return Estimate(
            value=None if place is None else worst.value,
            lower=self._worst(one.lower for one in lower_side),
            upper=self._worst(one.upper for one in upper_side),
            confidence=confidence,
            method=_method_of(alone),
            n=worst.n,
            processes=worst.processes,
            note="" if place is None else self._note(place, alone[place]),
            doubt=self._doubt(alone, strict),
            clusters=worst.clusters,
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value of "the worst part's quantity is at most the limit"."""
        p_values = [sample.p_value_above(limit) for _, sample in self.parts]
        return _of_any(p_values) if self._is_highest() else _of_all(p_values)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value of "the worst part's quantity is at least the limit"."""
        p_values = [sample.p_value_below(limit) for _, sample in self.parts]
        return _of_all(p_values) if self._is_highest() else _of_any(p_values)

    def unusable(self) -> str | None:
        """Says which part is the first that is unusable, and why."""
        if not self.parts:
            return "there are no parts"
        reasons = ((name, sample.unusable()) for name, sample in self.parts)
        return next((f"{name}: {reason}" for name, reason in reasons if reason), None)

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how much more of the part that needs most would decide, or of the one that needs least to miss the limit.

        None where one of the parts that must meet the limit would take more than is reasonable.
        """
        if not self.parts or is_decided(self, limit, confidence):
            return None
        values = [sample.estimate(_ANY).value for _, sample in self.parts]
        missing = [
            sample
            for (_, sample), value in zip(self.parts, values, strict=True)
            if value is not None and (value > limit if self._is_highest() else value < limit)
        ]
        shared = 1 - risk_of(confidence) / len(self.parts)
        if missing:
            found = [sample.needed_to_decide(limit, shared) for sample in missing]
            return min((one for one in found if one), key=lambda one: one.count, default=None)
        open_parts = [sample for _, sample in self.parts if not is_decided(sample, limit, confidence)]
        needed = [sample.needed_to_decide(limit, confidence) for sample in open_parts]
        known = [one for one in needed if one is not None]
        return max(known, key=lambda one: one.count) if known and len(known) == len(needed) else None

    def _is_highest(self) -> bool:
        return self.direction == "lower"

    def _worst(self, bounds: Iterable[float]) -> float:
        return max(bounds) if self._is_highest() else min(bounds)

    def _place_of_worst(self, alone: list[Estimate]) -> int | None:
        """Where the worst part stands, the first of equals; None where a part has no value."""
        if any(one.value is None for one in alone):
            return None
        badness = [(one.value or 0.0) * (1 if self._is_highest() else -1) for one in alone]
        return badness.index(max(badness))

    def _note(self, place: int, worst: Estimate) -> str:
        own = f" ({worst.note})" if worst.note else ""
        return f"worst: {self.parts[place][0]}, {worst.value:.4g}, n = {worst.n}{own}"

    def _doubt(self, *looks: list[Estimate]) -> str:
        found = [
            f"{name}: {one.doubt}"
            for estimates in looks
            for (name, _), one in zip(self.parts, estimates, strict=True)
            if one.doubt
        ]
        return found[0] if found else ""


def _of_all(p_values: list[float]) -> float:
    """The p-value that all claims together are wrong in the same way: the greatest (Berger 1982)."""
    return max(p_values, default=1.0)


def _method_of(parts: Sequence[Estimate]) -> str:
    """What is known exactly of each part is known exactly of the worst."""
    methods = tuple(dict.fromkeys(one.method for one in parts))
    return "exact" if methods == ("exact",) else f"worst of {len(parts)}: {' and '.join(methods)}"


def _of_any(p_values: list[float]) -> float:
    """The p-value that some claim is wrong: the least, times their number (Bonferroni)."""
    return min(1.0, len(p_values) * min(p_values)) if p_values else 1.0
