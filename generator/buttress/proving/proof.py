"""Proofs: whether a constraint can fail and can hold, by which mutation, or how near the best of them came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from buttress.proving.mutation import Mutation
    from buttress.verdicts import Verdict

Turn = Literal["violated", "violated from below", "violated from above", "holds"]
"""What a constraint has to be turned to. One with two ends can be missed on either side, and each has to count."""

FAR = 1000.0
"""A limit that only figures so many times as large or as small would miss may be in a wrong unit."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a decision stands on mutated evidence.

    Attributes:
        mutation: What was done to the evidence; None for the evidence as it was recorded.
        verdict: The constraint's verdict, with waivers left out of account.
    """

    mutation: Mutation | None
    verdict: Verdict

    @property
    def words(self) -> str:
        """What was done to the evidence."""
        return self.mutation.words if self.mutation else "as recorded"


@dataclass(frozen=True, slots=True)
class Search:
    """The search for evidence that turns a constraint.

    Attributes:
        turn: What it had to be turned to.
        found: The first attempt that did; None where none did.
        nearest: That attempt, or where none did the one that came nearest.
        tried: How many mutations were tried.
    """

    turn: Turn
    found: Attempt | None
    nearest: Attempt
    tried: int

    @property
    def times(self) -> float:
        """How many times as large or as small figures were made to turn it; 1 where nothing was scaled."""
        factor = self.found.mutation.factor if self.found and self.found.mutation else None
        return max(factor, 1 / factor) if factor else 1.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about one constraint.

    Attributes:
        verdict: The constraint with its verdict on the evidence as it was recorded.
        searches: What evidence can turn it to; empty where there was nothing to mutate.
        untried: Why there was nothing to mutate; else empty.
    """

    verdict: Verdict
    searches: tuple[Search, ...] = ()
    untried: str = ""

    @property
    def decision(self) -> str:
        """Id of the decision."""
        return self.verdict.bound.decision

    @property
    def can_fail(self) -> bool | None:
        """Whether bad evidence turns it to violated, on either side; None where nothing was tried."""
        return None if self.untried else not any(one.turn != "holds" for one in self.missed)

    @property
    def can_hold(self) -> bool | None:
        """Whether good evidence, as much of it as there is, makes it hold; None where nothing was tried."""
        return None if self.untried else not any(one.turn == "holds" for one in self.missed)

    @property
    def missed(self) -> tuple[Search, ...]:
        """The searches that found nothing."""
        return tuple(one for one in self.searches if one.found is None)

    @property
    def is_finding(self) -> bool:
        """Whether somebody has to look: a decision in force cannot fail here, or a ``must`` of it cannot hold."""
        must = self.verdict.bound.constraint.severity == "must"
        return self.verdict.gating and (self.can_fail is False or (must and self.can_hold is False))

    @property
    def far(self) -> float | None:
        """How many times as large (or as small) figures must become for a violation, where that is `FAR` or more."""
        farthest = max((one.times for one in self.searches if one.turn != "holds"), default=1.0)
        return farthest if farthest >= FAR else None
