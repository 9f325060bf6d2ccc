"""Energy that a stretch of work took.

* RAPL (Intel and AMD, through Linux' powercap): whole CPU packages, without memory modules and without the rest of
  the machine; the counter moves about every millisecond (Khan and others, "RAPL in Action", 2018). Since Linux 5.10
  only root may read it unless the machine's owner allows it.
* NVML (NVIDIA, from Volta on): whole boards; the counter moves about every 100 ms (Yang, Adamek and Armour,
  "Accurate and Convenient Energy Measurements for GPUs", 2024).

Both count all that runs there, idle power and other programs included: nothing is subtracted. Where both exist
they are added. A window of fewer than 100 movements of the slowest counter gives no figure, since its ends would
be off by more than one part in a hundred: 0.1 s for RAPL, 10 s with a GPU.

Where there is no counter an estimate may stand in: CPU seconds of this process, all threads and without its
children, times a declared power. It cannot prove anything.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.bench.worker.figures.energy_counters import POWERCAP, close_counters, open_counters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from buttress.bench.worker.figures.energy_counters import Counters

LEAST_UPDATES = 100

Method = Literal["rapl", "nvml", "rapl+nvml", "estimated"]


@dataclass(slots=True)
class EnergyMeter:
    """What was found; filled when the stretch of work ends.

    Attributes:
        joules: The energy, None where it is not known.
        method: How it was come by, None without a figure.
        note: Why there is no figure, or what a figure leaves out, in words; may be empty.
    """

    joules: float | None = None
    method: Method | None = None
    note: str = ""


@contextmanager
def measure_energy(
    mode: Literal["counter", "estimated"] = "counter",
    power_w: float | None = None,
    powercap: Path = POWERCAP,
) -> Iterator[EnergyMeter]:
    """Meters the energy of what is done inside; the result stands in the meter afterwards.

    Args:
        mode: ``counter`` for counters only, ``estimated`` to fall back on CPU time where there is no counter.
        power_w: Watts of a busy core, for the estimate.
        powercap: The folder in which Linux lists its power zones.
    """
    meter = EnergyMeter()
    counters = open_counters(powercap)
    try:
        before = _read_all(counters)
        began, began_cpu = time.perf_counter(), time.process_time()
        yield meter
        elapsed_s, cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
        if counters:
            _settle(meter, counters, before, _read_all(counters), elapsed_s)
        elif mode == "estimated" and power_w is not None:
            meter.joules, meter.method = cpu_s * power_w, "estimated"
            meter.note = f"energy is CPU time times {power_w:g} W, an estimate"
        else:
            meter.note = "no energy: this machine has no counter that may be read"
    finally:
        close_counters(counters)


def _settle(
    meter: EnergyMeter,
    counters: list[Counters],
    before: list[list[float]] | None,
    after: list[list[float]] | None,
    elapsed_s: float,
) -> None:
    least_s = LEAST_UPDATES * max(one.update_s for one in counters)
    if before is None or after is None:
        meter.note = "no energy: a counter could not be read"
        return
    if elapsed_s < least_s:
        meter.note = f"no energy: its counters need {least_s:g} s at least, this took {elapsed_s:.2g} s"
        return
    readings = zip(counters, before, after, strict=True)
    parts = [one.spent(first, last, elapsed_s) for one, first, last in readings]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        meter.note = "no energy: a counter may have started again unseen"
        return
    meter.joules = sum(known)
    meter.method = counters[0].method if len(counters) == 1 else "rapl+nvml"
    if meter.method == "nvml":
        meter.note = "energy is that of the GPUs alone: no CPU counter may be read"


def _read_all(counters: list[Counters]) -> list[list[float]] | None:
    try:
        return [one.read() for one in counters]
    except OSError:
        return None
