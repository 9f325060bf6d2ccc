"""Flows through deployments: which components work where, and which links the data of each step crosses."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.records import Flow, Link, Quantity, System


@dataclass(frozen=True, slots=True)
class Stop:
    """A component at work on a node.

    Attributes:
        component: Its name.
        node: Where it runs.
    """

    component: str
    node: str


@dataclass(frozen=True, slots=True)
class Hop:
    """The data of one step on one link.

    Attributes:
        step: The step of the flow, ``tail->head``.
        link: Place of the link in the system.
        payload: What crosses it; None where the flow does not say.
    """

    step: str
    link: int
    payload: Quantity | None


@dataclass(frozen=True, slots=True)
class Route:
    """A flow in a deployment: what happens, in order.

    Attributes:
        flow: The flow.
        legs: Components at work and data under way, in order.
        unplaced: Components of the flow that the deployment places nowhere.
        unjoined: Pairs of nodes that the flow needs and no links join.
    """

    flow: Flow
    legs: tuple[Stop | Hop, ...]
    unplaced: tuple[str, ...] = ()
    unjoined: tuple[tuple[str, str], ...] = ()

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The components at work, in order."""
        return tuple(leg for leg in self.legs if isinstance(leg, Stop))

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The data under way, in order."""
        return tuple(leg for leg in self.legs if isinstance(leg, Hop))


def route_flow(system: System, deployment: str, flow: Flow) -> Route:
    """Gives what a flow does in a deployment.

    Data goes from node to node by the fewest links; of several ways with equally many, the one whose links stand first.

    Args:
        system: The system.
        deployment: Name of one of its deployments.
        flow: One of its flows.
    """
    places = system.deployments[deployment]
    legs: list[Stop | Hop] = []
    unjoined: list[tuple[str, str]] = []
    for tail, head in zip(("", *flow.path), flow.path, strict=False):
        if tail in places and head in places and places[tail] != places[head]:
            ends = (places[tail], places[head])
            way = find_way(system.links, *ends)
            if way is None:
                unjoined.append(ends)
            step = f"{tail}->{head}"
            legs += [Hop(step, link, flow.payload.get(step)) for link in way or ()]
        if head in places:
            legs.append(Stop(head, places[head]))
    unplaced = tuple(dict.fromkeys(name for name in flow.path if name not in places))
    return Route(flow, tuple(legs), unplaced, tuple(dict.fromkeys(unjoined)))


def find_way(links: tuple[Link, ...], start: str, goal: str) -> tuple[int, ...] | None:
    """Gives the places of the fewest links that join two nodes, in order; None where none do."""
    came_by: dict[str, tuple[str, int] | None] = {start: None}
    waiting = deque([start])
    while waiting and goal not in came_by:
        here = waiting.popleft()
        for place, link in enumerate(links):
            if here in link.between:
                there = link.between[link.between[0] == here]
                if there not in came_by:
                    came_by[there] = (here, place)
                    waiting.append(there)
    if goal not in came_by:
        return None
    return _way_back(came_by, goal)


def _way_back(came_by: Mapping[str, tuple[str, int] | None], goal: str) -> tuple[int, ...]:
    way: list[int] = []
    step = came_by[goal]
    while step is not None:
        way.insert(0, step[1])
        step = came_by[step[0]]
    return tuple(way)
