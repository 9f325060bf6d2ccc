"""What is known of a component on a node: measured there, scaled from a stand-in, assumed, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.records import Basis
    from buttress.verdicts.deployed.budget import Source
    from buttress.verdicts.latencies import Latencies
    from buttress.verdicts.run_selection import Evidence


@dataclass(frozen=True, slots=True)
class ComponentLatency:
    """The latency of a component on a node.

    Attributes:
        component: Its name.
        node: Where it runs.
        source: How it is known.
        processes: For measured and scaled ones: the latencies of each process in s, in time order, as measured.
        factor: What they are multiplied by at best and at worst; (1, 1) for measured ones.
        assumed: For assumed ones: least and greatest latency in s.
        runs: Ids of the runs.
        conditions: What is declared and not measured, as clauses for a reader.
        missing: Why nothing is known, as a clause for a reader; empty where something is.
        stale: Why what is known may not be used; empty where it may.
        basis: How the runs came by it.
        evidence: The runs themselves, for what else they tell of the component.
        confidence: One-sided confidence after it is shared among the suite's looks.
        looks: How many looks the suite has; 1 where nothing was measured.
        told: How it is known, in words: "measured", "3..6 times as slow as measured on cloud-vm-2core (...)".
    """

    component: str
    node: str
    source: Source
    processes: tuple[Latencies, ...] = ()
    factor: tuple[float, float] = (1.0, 1.0)
    assumed: tuple[float, float] | None = None
    runs: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    missing: str = ""
    stale: str = ""
    basis: Basis = "measured"
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.95
    looks: int = 1
    told: str = ""
