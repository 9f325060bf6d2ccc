"""The one who answers: questions of candidates and of deployments, each of them once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from buttress.verdicts.assessing import assess
from buttress.verdicts.deployed.answering import answer_deployed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from buttress.estimation import Memory
    from buttress.graph import Linked
    from buttress.verdicts.assessment import Assessment, Question
    from buttress.verdicts.deployed.question import DeployedQuestion


@dataclass(frozen=True)
class Assessor:
    """Answers questions of one linked portfolio on one day, each question once.

    Verdicts, comparisons and pages ask the same things of the same runs; unpacking samples and looking for their
    memory is the dearest part of a build.

    Attributes:
        linked: The linked portfolio.
        as_of: The day that counts as today.
        memory: Where resamples are kept from one build to the next, None for nowhere.
    """

    linked: Linked
    as_of: date
    memory: Memory | None = None
    _answers: dict[tuple[object, ...], Assessment] = field(default_factory=dict, repr=False)
    _numbers: dict[tuple[object, ...], float] = field(default_factory=dict, repr=False)

    def assess(self, question: Question) -> Assessment:
        """Gives what the recorded runs say; see `assess`."""
        key = question.key
        if key not in self._answers:
            self._answers[key] = assess(question, self.linked, self.as_of, self.memory)
        return self._answers[key]

    def assess_deployed(self, question: DeployedQuestion) -> Assessment:
        """Gives what recorded runs and declared figures say of a deployment; see `answer_deployed`."""
        key = question.key
        if key not in self._answers:
            self._answers[key] = answer_deployed(question, self)
        return self._answers[key]

    def compute_once(self, key: tuple[object, ...], compute: Callable[[], float]) -> float:
        """Gives a number that several answers rest on; what tells it from others is its key."""
        if key not in self._numbers:
            self._numbers[key] = compute()
        return self._numbers[key]
