"""How numbers are made: candidates run in fresh processes, and everything recorded becomes one `Run`.

Read `planning` (what will be measured), then `execution` (the whole run), then `worker` (what one process does).
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.bench.dataset import Dataset
    from buttress.bench.execution import Progress, execute_bench
    from buttress.bench.failure import BenchError
    from buttress.bench.machine import describe_machine
    from buttress.bench.measures import MEASURED_QUALITIES, can_measure
    from buttress.bench.plan import Plan, PlannedProcess
    from buttress.bench.planning import plan_bench
    from buttress.bench.software import describe_software

__all__ = [
    "MEASURED_QUALITIES",
    "BenchError",
    "Dataset",
    "Plan",
    "PlannedProcess",
    "Progress",
    "can_measure",
    "describe_machine",
    "describe_software",
    "execute_bench",
    "plan_bench",
]

_HOMES: Mapping[str, str] = MappingProxyType(
    {
        "MEASURED_QUALITIES": "measures",
        "BenchError": "failure",
        "Dataset": "dataset",
        "Plan": "plan",
        "PlannedProcess": "plan",
        "Progress": "execution",
        "can_measure": "measures",
        "describe_machine": "machine",
        "describe_software": "software",
        "execute_bench": "execution",
        "plan_bench": "planning",
    }
)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes are of any type
    # The serving process imports this package too, and its peak memory is evidence: the records, and pydantic
    # behind them, would add 20 MB to every candidate.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
