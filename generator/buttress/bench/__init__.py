"""How numbers are made: candidates run in fresh processes, and everything recorded becomes one `Run`.

Read `planning` (what will be measured), then `execution` (the whole run), then `worker` (what one process does).
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.bench.failure import BenchError, MissingDataError
    from buttress.bench.packing.pack import PackSummary, write_pack
    from buttress.bench.plan import Plan, PlannedProcess
    from buttress.bench.planning.demands import Demand, find_demands
    from buttress.bench.planning.here import fingerprint_here
    from buttress.bench.planning.measures import MEASURED_QUALITIES, can_measure
    from buttress.bench.planning.planner import plan_bench
    from buttress.bench.planning.provenance import suite_folder
    from buttress.bench.quick import Wanted, find_wanted, shorten
    from buttress.bench.self_check import ArmDifference, compare_arms, plan_self_check
    from buttress.bench.session.execution import BenchInterrupted, Progress, execute_bench
    from buttress.bench.session.journal import close_journal
    from buttress.bench.session.software import check_versions
    from buttress.bench.worker.data.dataset import Dataset
    from buttress.bench.worker.tasks.prediction import Prediction

__all__ = [
    "MEASURED_QUALITIES",
    "ArmDifference",
    "BenchError",
    "BenchInterrupted",
    "Dataset",
    "Demand",
    "MissingDataError",
    "PackSummary",
    "Plan",
    "PlannedProcess",
    "Prediction",
    "Progress",
    "Wanted",
    "can_measure",
    "check_versions",
    "close_journal",
    "compare_arms",
    "execute_bench",
    "find_demands",
    "find_wanted",
    "fingerprint_here",
    "plan_bench",
    "plan_self_check",
    "shorten",
    "suite_folder",
    "write_pack",
]

_HOMES: Mapping[str, str] = MappingProxyType(
    {
        "MEASURED_QUALITIES": "planning.measures",
        "ArmDifference": "self_check",
        "BenchError": "failure",
        "MissingDataError": "failure",
        "BenchInterrupted": "session.execution",
        "Dataset": "worker.data.dataset",
        "Demand": "planning.demands",
        "PackSummary": "packing.pack",
        "Plan": "plan",
        "PlannedProcess": "plan",
        "Prediction": "worker.tasks.prediction",
        "Progress": "session.execution",
        "can_measure": "planning.measures",
        "fingerprint_here": "planning.here",
        "suite_folder": "planning.provenance",
        "write_pack": "packing.pack",
        "check_versions": "session.software",
        "close_journal": "session.journal",
        "compare_arms": "self_check",
        "execute_bench": "session.execution",
        "find_demands": "planning.demands",
        "plan_bench": "planning.planner",
        "plan_self_check": "self_check",
        "Wanted": "quick",
        "find_wanted": "quick",
        "shorten": "quick",
    }
)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes are of any type
    # The serving process imports this package too, and its peak memory is evidence: the records, and pydantic
    # behind them, would add 20 MB to every candidate.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
