"""The hunt for evidence that turns a constraint: mutations are judged one by one until every state was seen."""

from __future__ import annotations

from contextlib import suppress
from math import inf, isfinite
from typing import TYPE_CHECKING

from buttress.proving.proof import Attempt, Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.proving.mutation import Mutation
    from buttress.proving.proof import Turn
    from buttress.proving.retrial import Retrial
    from buttress.verdicts import Verdict

_TWO_ENDS = ("=", "between")


class Hunt:
    """The searches for all turns of a constraint at once: each mutation is judged for all of them."""

    def __init__(self, recorded: Attempt, retrial: Retrial) -> None:
        self._retrial = retrial
        self._tried = 0
        self._found: dict[Turn, Attempt | None] = dict.fromkeys(_turns_of(recorded.verdict))
        self._nearest: dict[Turn, Attempt] = dict.fromkeys(self._found, recorded)
        self._weigh(recorded)

    def follow(self, mutations: Iterator[Mutation]) -> None:
        """Judges mutations until every turn is found."""
        # What is stored may be damaged; then the verdict on the recorded evidence says so.
        with suppress(ValueError):
            while not all(self._found.values()) and (mutation := next(mutations, None)):
                self._tried += 1
                self._weigh(self._attempt(mutation))

    def searches(self) -> tuple[Search, ...]:
        """Gives what was found."""
        return tuple(
            Search(turn, found, found or self._nearest[turn], self._tried)
            for turn, found in self._found.items()
        )

    def _attempt(self, mutation: Mutation) -> Attempt:
        mutated = self._retrial.mutate(mutation.change)
        alone = self._retrial.judge_alone(mutated)
        turn = _turn_of(alone)
        if turn in (None, "holds") or self._found[turn] is not None:
            return Attempt(mutation, alone)
        # Violated by itself, and sought: what counts is whether it is so among all constraints of its decision.
        return Attempt(mutation, self._retrial.judge_fully(mutated))

    def _weigh(self, attempt: Attempt) -> None:
        turn = _turn_of(attempt.verdict)
        if turn is not None and self._found[turn] is None and self._counts(attempt):
            self._found[turn] = attempt
        for one, nearest in self._nearest.items():
            if _closeness(attempt.verdict, one) > _closeness(nearest.verdict, one):
                self._nearest[one] = attempt

    def _counts(self, attempt: Attempt) -> bool:
        """Whether a gate would notice; what the evidence as recorded does to it the check itself has told."""
        violated = attempt.verdict.state == "violated"
        return not violated or attempt.mutation is None or self._retrial.reacts(attempt.verdict)


def _turns_of(verdict: Verdict) -> tuple[Turn, ...]:
    if verdict.bound.constraint.require.operator in _TWO_ENDS:
        return ("violated from below", "violated from above", "holds")
    return ("violated", "holds")


def _turn_of(verdict: Verdict) -> Turn | None:
    """What a verdict has turned to; None for everything that decides nothing."""
    if verdict.state == "holds":
        return "holds"
    if verdict.state != "violated":
        return None
    if verdict.bound.constraint.require.operator not in _TWO_ENDS:
        return "violated"
    below = _closeness(verdict, "violated from below") > _closeness(verdict, "violated from above")
    return "violated from below" if below else "violated from above"


def _closeness(verdict: Verdict, turn: Turn) -> float:
    """How near a verdict comes to a turn: the larger, the nearer."""
    estimate = verdict.assessment.estimate if verdict.assessment else None
    if estimate is None or not verdict.limits:
        return -inf
    low, high = verdict.limits[0], verdict.limits[-1]
    if turn == "holds":
        distance = verdict.margin if verdict.margin is not None else -inf
    elif turn == "violated from above" or verdict.bound.constraint.require.operator in ("<", "<="):
        distance = estimate.lower - high
    else:
        distance = low - estimate.upper
    return distance if isfinite(distance) else -inf
