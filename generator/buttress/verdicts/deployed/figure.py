"""What is computed of a deployment, with everything that it rests on, and what it is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from buttress.estimation import Sample
    from buttress.graph import Linked, Route
    from buttress.records import Basis, System
    from buttress.verdicts.deployed.answers import Answers
    from buttress.verdicts.deployed.question import DeployedQuestion


@dataclass(frozen=True, slots=True)
class Setting:
    """What a question about a deployment is answered from.

    Attributes:
        question: The question.
        linked: The linked portfolio.
        as_of: The day that counts as today.
        system: The system of the deployment.
        placed: Component to node.
        routes: The flow that is asked for, or all flows of the system, in this deployment.
        all_routes: All flows of the system in this deployment: they share links and nodes with the one asked for.
        assessor: Who answers what is asked of components, each question once; None to ask anew.
    """

    question: DeployedQuestion
    linked: Linked
    as_of: date
    system: System
    placed: Mapping[str, str]
    routes: tuple[Route, ...]
    all_routes: tuple[Route, ...]
    assessor: Answers | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What is computed of a deployment.

    Attributes:
        sample: The answer in the unit of the quality; None where something is missing.
        missing: What is not known and is needed, as clauses for a reader.
        stale: Why evidence that it rests on is stale, as clauses.
        runs: Ids of the runs that it rests on, without doubles.
        conditions: What is declared and not measured, as clauses, without doubles.
        basis: The weakest way in which a part was come by; ``computed`` where all is measured or declared, ``estimated``
            for energy from stated power.
        looks: The most looks that a suite behind it has.
        doubt: Why it may inform and not decide, where the sample itself does not say so; empty where it may decide.
    """

    sample: Sample | None = None
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    basis: Basis = "computed"
    looks: int = 1
    doubt: str = ""
