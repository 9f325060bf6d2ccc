"""Who answers what is asked of components and of other figures of a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from buttress.graph import Linked
    from buttress.verdicts.assessment import Assessment, Question
    from buttress.verdicts.deployed.question import DeployedQuestion


class Answers(Protocol):
    """The answers of one linked portfolio on one day; `buttress.verdicts.Assessor` gives them."""

    @property
    def linked(self) -> Linked:
        """The linked portfolio."""

    @property
    def as_of(self) -> date:
        """The day that counts as today."""

    def assess(self, question: Question) -> Assessment:
        """Gives what the recorded runs say of a candidate."""

    def assess_deployed(self, question: DeployedQuestion) -> Assessment:
        """Gives what recorded runs and declared figures say of a deployment."""

    def compute_once(self, key: tuple[object, ...], compute: Callable[[], float]) -> float:
        """Gives a number that several answers rest on, computed once."""
