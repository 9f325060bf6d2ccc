"""Processes -> values: what each process of the runs recorded, all of them or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from buttress.records import convert
from buttress.verdicts.failures import processes_under
from buttress.verdicts.latencies import latencies_of, mean_latency_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.records import LoadScenario, ProcessRecord, Quality
    from buttress.verdicts.latencies import Latencies
    from buttress.verdicts.run_selection import Evidence

ENERGY = "energy.per_item"
_Recorded = TypeVar("_Recorded")


def latency_runs(evidence: Sequence[Evidence], load: LoadScenario | None, unit: str) -> tuple[Latencies, ...]:
    """Gives the latencies of each process under a load scenario, in a unit of time; nothing where none has any.

    Raises:
        ValueError: Some processes have none, or what is stored is damaged.
    """
    return _whole([latencies_of(process, unit) for process in _processes(evidence, load)])


def process_values(
    quality: Quality, evidence: Sequence[Evidence], load: LoadScenario | None, unit: str
) -> tuple[float, ...]:
    """Gives the figure of each process under a load scenario, in a unit; nothing where none has any.

    Raises:
        ValueError: Some processes have none, what is stored is damaged, or energy was come by in different ways.
    """
    processes = _processes(evidence, load)
    if quality.sample_name == "latency":
        return _whole([mean_latency_of(process, unit) for process in processes])
    figures = _whole([process.figures.get(quality.sample_name) for process in processes])
    if quality.sample_name == ENERGY:
        _check_one_meter(processes)
    return tuple(convert(figure.value, figure.unit, unit) for figure in figures)


def _check_one_meter(processes: Sequence[ProcessRecord]) -> None:
    """Refuses a mixture of what different counters saw: a processor's energy is not a machine's."""
    methods = sorted({process.energy_method or "unknown" for process in processes})
    if len(methods) > 1:
        message = f"the energy of processes was come by differently ({', '.join(methods)})"
        raise ValueError(message)


def _whole(found: Sequence[_Recorded | None]) -> tuple[_Recorded, ...]:
    """What every process recorded; nothing where none did.

    Which processes lack it is seldom chance (an energy counter misses short windows, say), so those that have it do not
    speak for the others.
    """
    held = tuple(one for one in found if one is not None)
    if held and len(held) < len(found):
        message = f"{len(found) - len(held)} of {len(found)} processes did not record it"
        raise ValueError(message)
    return held


def _processes(evidence: Sequence[Evidence], load: LoadScenario | None) -> tuple[ProcessRecord, ...]:
    return tuple(process for one in evidence for process in processes_under(one.measured, load))
