"""How quiet the machine was around one process: a short spin before and after, and what others did meanwhile.

The spin sees a slower clock and a CPU that is taken away at that moment; the meter of foreign CPU time sees what
happened in between. Neither stops a measurement: a process is recorded with the reasons for which it counts as
disturbed, and who judges it decides.

The limits lie between what a virtual machine with 2 CPUs showed when it was idle (155 spins) and with an endless loop
of another program (27 and 32 spins); medians, in brackets the 5 % or 95 % quantile towards the other:

=================  ===========  ==============  ============
endless loop       speed        lost            foreign CPUs
=================  ===========  ==============  ============
none               0.93 (0.90)  0.000 (0.008)   0.00 (0.04)
on the other CPU   0.95         0.001           1.01 (0.99)
on the same CPU    0.45         0.530 (0.519)   0.97 (0.96)
=================  ===========  ==============  ============

So a loop elsewhere is seen by its CPU time alone.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from buttress.bench.session.placement import pin, usable_cpus

if TYPE_CHECKING:
    from collections.abc import Sequence

PROC_STAT = Path("/proc/stat")
GAP_NS = 50_000
"""A spin loop that stands still for longer was interrupted by more than a timer tick."""
SLICE_NS = 5_000_000
"""The fastest slice of this length is what the machine can do."""
MOST_SPINNING_S = 0.4
"""Spinning before or after a process takes no longer, however many CPUs it is pinned to."""
LEAST_WINDOW_S = 0.5
"""The system counts CPU time in ticks of some ms: over a shorter window the share would be guesswork."""

LEAST_SPEED = 0.85
"""Slower than this share of the best is disturbed."""
MOST_LOST = 0.02
"""A larger share of the spinning time in gaps is disturbed."""
MOST_FOREIGN_SHARE = 0.125
"""More of all CPUs busy with other work is disturbed: a quarter of a CPU where there are two. A share, since caches,
memory and clock are shared by all, and on a larger machine the same program takes less of them."""

# Fields of a line of /proc/stat that count as busy: user, nice, system, irq, softirq and steal. Time of guests is
# within user already; idle and waiting for a disk are not busy.
BUSY_FIELDS = (0, 1, 2, 5, 6, 7)


class Noise(TypedDict):
    """How quiet a machine was at one moment.

    Attributes:
        speed: Loop iterations per second over the best of the probe's life, at most 1.
        lost: Share of the spinning time in gaps of more than 50 us.
    """

    speed: float
    lost: float


class NoiseProbe:
    """Spins on the CPUs of a process and compares each with the best that this probe ever saw there.

    CPUs need not be alike: some chips have fast and slow cores.
    """

    def __init__(self, spin_s: float = 0.05) -> None:
        self._spin_ns = int(spin_s * 1e9)
        self._best: dict[int | None, float] = {}

    def measure(self, cpus: Sequence[int]) -> Noise:
        """Gives how quiet the CPUs are now, each in turn, the worst of them; the calling thread moves there and back.

        Args:
            cpus: CPUs of the process; where there are none the spin runs wherever the system puts it.
        """
        before = usable_cpus()
        length_ns = min(self._spin_ns, int(MOST_SPINNING_S * 1e9) // max(1, len(cpus)))
        try:
            spins = [self._spin_on(cpu, length_ns) for cpu in cpus or (None,)]
        finally:
            pin(0, before)
        return {
            "speed": round(min(speed for speed, _ in spins), 4),
            "lost": round(max(lost for _, lost in spins), 4),
        }

    def _spin_on(self, cpu: int | None, length_ns: int) -> tuple[float, float]:
        if cpu is not None:
            pin(0, (cpu,))
        speed, best, lost = spin(length_ns)
        self._best[cpu] = max(best, self._best.get(cpu, 0.0))
        return speed / self._best[cpu], lost


def spin(length_ns: int) -> tuple[float, float, float]:
    """Spins and gives iterations per second, those of the fastest slice, and the share of time in gaps."""
    clock = time.perf_counter_ns
    began = last = clock()
    iterations, best, lost_ns = 0, 0.0, 0
    while last - began < length_ns:
        slice_began, turns = last, 0
        while last - slice_began < SLICE_NS:
            now = clock()
            if now - last > GAP_NS:
                lost_ns += now - last
            last = now
            turns += 1
        iterations += turns
        best = max(best, turns / (last - slice_began))
    spent = last - began
    return iterations / spent * 1e9, best * 1e9, lost_ns / spent


class ForeignCpu:
    """Meters how many CPUs others kept busy between `start` and `stop`.

    All CPUs that this process may use are looked at, whoever runs there: other programs, other containers of the
    same kernel, and in a virtual machine its host (time stolen).
    """

    def __init__(self, proc_stat: Path = PROC_STAT) -> None:
        self._proc_stat = proc_stat
        self._began: tuple[float, float, float] | None = None

    def start(self) -> None:
        """Begins to meter."""
        self._began = self._read()

    def stop(self, own_cpu_s: float = 0.0) -> float | None:
        """Gives the CPUs that others kept busy since `start`, on average, at least 0.

        CPU time of this process and of the children that it has waited for is our own.

        Args:
            own_cpu_s: CPU seconds, since `start`, of further processes of ours: those not waited for.

        Returns:
            None where the system does not tell, or where less than half a second has passed.
        """
        began, ended = self._began, self._read()
        if began is None or ended is None:
            return None
        elapsed, busy, own = (after - before for before, after in zip(began, ended, strict=True))
        if elapsed < LEAST_WINDOW_S:
            return None
        return round(max(0.0, busy - own - own_cpu_s) / elapsed, 3)

    def _read(self) -> tuple[float, float, float] | None:
        busy = read_busy_s(self._proc_stat, usable_cpus())
        return None if busy is None else (time.monotonic(), busy, _own_cpu_s())


def read_busy_s(proc_stat: Path, cpus: Sequence[int]) -> float | None:
    """Gives the seconds for which CPUs were busy since the machine started, None where the system does not tell."""
    try:
        lines = proc_stat.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    fields = {line.split()[0]: line.split()[1:] for line in lines if line.startswith("cpu")}
    found = [fields[f"cpu{cpu}"] for cpu in cpus if f"cpu{cpu}" in fields]
    if not found:
        return None
    ticks = sum(int(one[place]) for one in found for place in BUSY_FIELDS)
    return ticks / os.sysconf("SC_CLK_TCK")


def _own_cpu_s() -> float:
    import resource

    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


def why_disturbed(
    before: Noise | None,
    after: Noise | None,
    foreign_cpus: float | None,
    load_average: tuple[float, float] | None,
    cores: int,
) -> tuple[str, ...]:
    """Gives the reasons for which a process counts as disturbed, in words; nothing where it was quiet.

    Args:
        before: The machine before the process, None where that was not measured.
        after: The machine after it.
        foreign_cpus: CPUs that others kept busy meanwhile, None where that is not known.
        load_average: One-minute load average before and after. It lags by a minute and counts our own processes,
            so it speaks only where foreign CPU time is not known and there was more to run than CPUs.
        cores: CPUs that the harness may use.

    >>> why_disturbed({"speed": 0.97, "lost": 0.0}, {"speed": 0.6, "lost": 0.0}, 1.0, None, 2)
    ('after it the CPU ran at 60 % of its best speed', 'other processes kept 1.0 of 2 CPUs busy')
    """
    moments = [(when, one) for when, one in (("before", before), ("after", after)) if one is not None]
    reasons = [reason for when, one in moments for reason in _why_noisy(when, one)]
    if foreign_cpus is not None:
        if foreign_cpus > MOST_FOREIGN_SHARE * cores:
            reasons.append(f"other processes kept {_tenths(foreign_cpus)} of {cores} CPUs busy")
    elif load_average is not None and max(load_average) > cores:
        reasons.append(f"the load average was {max(load_average):.1f} on {cores} CPUs")
    return tuple(reasons)


def _why_noisy(when: str, noise: Noise) -> list[str]:
    reasons = []
    if noise["speed"] < LEAST_SPEED:
        reasons.append(f"{when} it the CPU ran at {noise['speed'] * 100:.0f} % of its best speed")
    if noise["lost"] > MOST_LOST:
        reasons.append(f"{when} it {noise['lost'] * 100:.0f} % of the CPU's time went to others")
    return reasons


def _tenths(cpus: float) -> str:
    return f"{cpus:.1f}" if cpus >= 1 else f"{cpus:.2f}"
