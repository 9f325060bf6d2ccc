"""From a suite to a plan: what is measured, how often and why. It reads records; the engine that it plans for may not."""

from __future__ import annotations

from buttress.bench.planning.demands import Demand, find_demands
from buttress.bench.planning.here import fingerprint_here
from buttress.bench.planning.measures import MEASURED_QUALITIES, can_measure
from buttress.bench.planning.planner import plan_bench
from buttress.bench.planning.provenance import suite_folder

__all__ = [
    "MEASURED_QUALITIES",
    "Demand",
    "can_measure",
    "find_demands",
    "fingerprint_here",
    "plan_bench",
    "suite_folder",
]
