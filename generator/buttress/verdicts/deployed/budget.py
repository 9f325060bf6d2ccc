"""Where the time and the bytes of a flow go in a deployment: one line for each component and each link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from buttress.verdicts.assessment import Assessment

Source = Literal["measured", "scaled", "assumed", "declared", "missing"]


@dataclass(frozen=True, slots=True)
class BudgetStep:
    """One component at work, or the data of one step on one link.

    Attributes:
        kind: Which of the two.
        name: The component, or the name of the link.
        where: The node, or the step of the flow (``camera->ocr``).
        low_s: Least time, in s: of the median for a component; None where it is not known.
        high_s: Greatest time, in s, likewise; equal to ``low_s`` where nothing is declared as a range.
        tail_s: The 95th percentile of a component alone, at its worst end, in s; None for links, and where it is not
            known.
        source: How the time is known.
        told: The same in words, with who says so: "measured", "3..6 times what was measured on cloud-vm-2core (...)".
        payload_bytes: What crosses the link for each item; None for components, or where the flow does not say.
        rate_low: Data rate over the link, of all flows of the deployment, over its bandwidth at best; None where it is
            not known.
        rate_high: The same at worst.
        runs: Ids of the runs behind a measured component.
    """

    kind: Literal["component", "link"]
    name: str
    where: str
    low_s: float | None
    high_s: float | None
    tail_s: float | None
    source: Source
    told: str
    payload_bytes: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowBudget:
    """A flow in a deployment.

    Attributes:
        flow: Id of the flow.
        deployment: Name of the deployment.
        steps: What happens, in order.
        latency: The 95th percentile of the whole flow.
        missing: What is not known and keeps the flow from being computed, as clauses for a reader.
    """

    flow: str
    deployment: str
    steps: tuple[BudgetStep, ...]
    latency: Assessment
    missing: tuple[str, ...] = ()
