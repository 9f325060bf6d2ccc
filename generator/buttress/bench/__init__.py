"""How numbers are made: candidates run in fresh processes, and everything recorded becomes one `Run`.

Read `planning` (what will be measured), then `execution` (the whole run), then `worker` (what one process does).
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.bench.failure import BenchError
    from buttress.bench.plan import Plan, PlannedProcess
    from buttress.bench.planning.here import fingerprint_here
    from buttress.bench.planning.measures import MEASURED_QUALITIES, can_measure
    from buttress.bench.planning.planner import plan_bench
    from buttress.bench.planning.provenance import suite_folder
    from buttress.bench.session.execution import Progress, execute_bench
    from buttress.bench.worker.data.dataset import Dataset

__all__ = [
    "MEASURED_QUALITIES",
    "BenchError",
    "Dataset",
    "Plan",
    "PlannedProcess",
    "Progress",
    "can_measure",
    "execute_bench",
    "fingerprint_here",
    "plan_bench",
    "suite_folder",
]

_HOMES: Mapping[str, str] = MappingProxyType(
    {
        "MEASURED_QUALITIES": "planning.measures",
        "BenchError": "failure",
        "Dataset": "worker.data.dataset",
        "Plan": "plan",
        "PlannedProcess": "plan",
        "Progress": "session.execution",
        "can_measure": "planning.measures",
        "fingerprint_here": "planning.here",
        "suite_folder": "planning.provenance",
        "execute_bench": "session.execution",
        "plan_bench": "planning.planner",
    }
)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes are of any type
    # The serving process imports this package too, and its peak memory is evidence: the records, and pydantic
    # behind them, would add 20 MB to every candidate.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
