"""The one who answers: questions of candidates and of deployments, each of them once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from buttress.reuse import Anew
from buttress.verdicts.assessing import assess
from buttress.verdicts.deployed.answering import answer_deployed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from buttress.estimation import Memory
    from buttress.graph import Linked
    from buttress.reuse import Reuse
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
        reuse: Where answers are asked for.
    """

    linked: Linked
    as_of: date
    memory: Memory | None = None
    reuse: Reuse = field(default_factory=Anew, repr=False)
    _own: object = field(default_factory=object, repr=False, compare=False)

    def assess(self, question: Question) -> Assessment:
        """Gives what the recorded runs say; see `assess`."""
        key = ("assessed", question.key)
        return self.reuse.once(key, lambda: assess(question, self.linked, self.as_of, self.memory))

    def assess_deployed(self, question: DeployedQuestion) -> Assessment:
        """Gives what recorded runs and declared figures say of a deployment; see `answer_deployed`."""
        return self.reuse.once(("deployed", question.key), lambda: answer_deployed(question, self))

    def compute_once(self, key: tuple[object, ...], compute: Callable[[], float]) -> float:
        """Gives a number that several answers rest on; what tells it from others is its key."""
        # What it is computed from is closed over rather than read, so that it must not outlive this portfolio.
        return self.reuse.once(("number", self._own, key), compute)
