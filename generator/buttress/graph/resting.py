"""What rests on a suite: the decisions and systems whose verdicts may change when it is measured again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.graph.linked import Linked


@dataclass(frozen=True, slots=True)
class Resting:
    """Ids of the decisions and of the systems that rest on a suite."""

    decisions: frozenset[str]
    systems: frozenset[str]


def find_resting(linked: Linked, suite: str) -> Resting:
    """Gives the decisions and systems that rest on a suite, by an option, a component, or one that takes its place.

    Args:
        linked: The linked portfolio.
        suite: Id of the suite.
    """
    systems = {system for (system, _), one in linked.component_binding.items() if one.suite == suite}
    decisions = {decision for (decision, _), one in linked.binding_of.items() if one.suite == suite}
    for (decision, _), place in linked.placement_of.items():
        if place.system in systems or any(one.suite == suite for _, one in place.swaps):
            decisions.add(decision)
    return Resting(frozenset(decisions), frozenset(systems))
