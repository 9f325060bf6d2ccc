"""The portfolio with its references resolved: what later stages walk along."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.records import Constraint, Portfolio, Run

Relation = Literal["supersedes", "amends", "depends_on", "relates_to", "conflicts_with"]

REVERSE: Mapping[Relation, str] = {
    "supersedes": "superseded_by",
    "amends": "amended_by",
    "depends_on": "required_by",
    "relates_to": "relates_to",
    "conflicts_with": "conflicts_with",
}
"""Each relation with the name of its reverse; the last two are their own."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A link between two decisions, in its forward direction."""

    tail: str
    head: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Binding:
    """The measurements that stand behind something.

    Attributes:
        suite: Id of the benchmark.
        candidate: Candidate of that benchmark.
        runtime: Runtime of the candidate.
    """

    suite: str
    candidate: str
    runtime: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A deployment of a system, as an option stands for it.

    Attributes:
        system: Id of the system.
        deployment: Name of its deployment.
        swaps: Components with the measurements that stand for them here, where an option is about one component and
            another than the system's own is meant.
    """

    system: str
    deployment: str
    swaps: tuple[tuple[str, Binding], ...] = ()


@dataclass(frozen=True, slots=True)
class BoundConstraint:
    """A constraint where it is judged: by a decision, on an option; or by a system, on its current deployment.

    Attributes:
        decision: Id of the decision, or of the system.
        constraint: The constraint.
        option: Id of the option that it gates, or the name of the deployment.
        index: Place of the constraint in the record.
        kind: Which kind of record states it.
    """

    decision: str
    constraint: Constraint
    option: str
    index: int
    kind: Literal["decision", "system"] = "decision"


@dataclass(frozen=True, slots=True)
class Linked:
    """A portfolio with everything resolved that could be.

    Attributes:
        portfolio: The records.
        edges: Links between decisions, sorted, without doubles.
        system_of: Decision to its system, where it has one.
        card_of: (decision, option) to its model card, where it has one.
        binding_of: (decision, option) to its measurements, where it has any.
        card_binding: Model card to its measurements, where it has any.
        component_binding: (system, component) to the component's measurements, where it has any.
        placement_of: (decision, option) to the deployment that it stands for, where it stands for one.
        constraints: Decision to its constraints.
        system_constraints: System to its constraints, on the deployment that is in operation.
        runs_of: Suite to its runs in time order.
    """

    portfolio: Portfolio
    edges: tuple[Edge, ...] = ()
    system_of: Mapping[str, str] = field(default_factory=dict)
    card_of: Mapping[tuple[str, str], str] = field(default_factory=dict)
    binding_of: Mapping[tuple[str, str], Binding] = field(default_factory=dict)
    card_binding: Mapping[str, Binding] = field(default_factory=dict)
    component_binding: Mapping[tuple[str, str], Binding] = field(default_factory=dict)
    placement_of: Mapping[tuple[str, str], Placement] = field(default_factory=dict)
    constraints: Mapping[str, tuple[BoundConstraint, ...]] = field(default_factory=dict)
    system_constraints: Mapping[str, tuple[BoundConstraint, ...]] = field(default_factory=dict)
    runs_of: Mapping[str, tuple[Run, ...]] = field(default_factory=dict)
