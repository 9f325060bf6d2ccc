"""Question about a deployment -> its setting: which flows go which way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.graph import route_flow
from buttress.verdicts.deployed.figure import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.verdicts.deployed.answers import Answers
    from buttress.verdicts.deployed.question import DeployedQuestion

TOO_EXTREME = "the declared numbers are too large or too small to be computed with"
"""What is missing where no number holds what follows from what is declared."""


def open_setting(question: DeployedQuestion, assessor: Answers) -> Setting:
    """Gives what a question about a deployment is answered from.

    A flow of which the deployment places no component at all is none of its flows, unless it is asked for by name.

    Args:
        question: The question.
        assessor: Who answers what is asked of components.
    """
    placement = question.placement
    system = assessor.linked.portfolio.systems[placement.system]
    found = [route_flow(system, placement.deployment, flow) for flow in system.flows]
    placed = tuple(route for route in found if route.stops)
    asked = tuple(route for route in found if route.flow.id == question.flow) if question.flow else placed
    return Setting(
        question=question,
        linked=assessor.linked,
        as_of=assessor.as_of,
        system=system,
        placed=system.deployments[placement.deployment],
        routes=asked,
        all_routes=placed,
        assessor=assessor,
    )


def name_unplaced(setting: Setting) -> Iterator[str]:
    """Gives a clause for each component that a flow in question needs and the deployment places nowhere."""
    for route in setting.routes:
        for component in route.unplaced:
            yield f"{setting.question.placement.deployment!r} places {component!r} nowhere"
        for tail, head in route.unjoined:
            yield f"no links join {tail!r} and {head!r}"
