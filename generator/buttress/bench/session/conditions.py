"""Under which conditions a process ran: its CPUs and threads, and what else the machine did meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from buttress.bench.session.machine import load_average
from buttress.bench.session.noise import ForeignCpu, why_disturbed
from buttress.bench.session.placement import usable_cpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.bench.session.noise import NoiseProbe


@contextmanager
def observe(probe: NoiseProbe, cpus: tuple[int, ...], threads: int) -> Iterator[dict[str, Any]]:
    """Gives the fields of a `ProcessRecord` that tell of the surroundings; they are complete on leaving.

    Args:
        probe: Spins on the CPUs before and after.
        cpus: CPUs of the process; where there are none the spin runs anywhere.
        threads: Threads that its libraries are told to use.
    """
    fields: dict[str, Any] = {"cpus": cpus, "threads": threads}
    foreign = ForeignCpu()
    load_before, noise_before = load_average(), probe.measure(cpus)
    foreign.start()
    yield fields
    busy = foreign.stop()
    noise_after, load_after = probe.measure(cpus), load_average()
    loads = pair(load_before, load_after)
    fields |= {
        "load_average": loads,
        "noise": (noise_before, noise_after),
        "foreign_cpus": busy,
        "disturbed": why_disturbed(noise_before, noise_after, busy, loads, len(usable_cpus()) or 1),
    }


def pair(before: float | None, after: float | None) -> tuple[float, float] | None:
    """Gives both values, None where one is not known."""
    return None if before is None or after is None else (before, after)
