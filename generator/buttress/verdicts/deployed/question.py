"""What is asked of a deployment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.graph import Placement
    from buttress.records import Constraint, LoadScenario, Quality, Quantity, Scope


@dataclass(frozen=True, slots=True)
class DeployedQuestion:
    """What is asked of a deployment.

    Attributes:
        placement: The deployment, with what stands for its components.
        quality: What is asked; it has ``deployed``.
        flow: Id of the flow; empty for the system's only one, or for all together where the quality allows that.
        load: The load scenario whose latencies of components count; None for each suite's own.
        confidence: One-sided confidence of each bound, before it is shared among looks.
        max_age: Older evidence is stale; None for no bound.
        scope: For latencies: which process must meet the limit.
    """

    placement: Placement
    quality: Quality
    flow: str = ""
    load: LoadScenario | None = None
    confidence: float = 0.95
    max_age: Quantity | None = None
    scope: Scope = "typical"

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this question from others."""
        return (
            self.placement,
            self.quality.id,
            self.flow,
            self.load,
            self.confidence,
            self.max_age,
            self.scope,
        )


def deployed_question_of(constraint: Constraint, quality: Quality, placement: Placement) -> DeployedQuestion:
    """Gives what a constraint asks of a deployment.

    Args:
        constraint: The constraint; it speaks of deployments.
        quality: The constraint's quality.
        placement: The deployment that the judged option stands for, or that is in operation.
    """
    return DeployedQuestion(
        placement=placement,
        quality=quality,
        flow=constraint.for_flow,
        load=constraint.in_load,
        confidence=constraint.confidence,
        max_age=constraint.max_age,
        scope=constraint.scope,
    )
