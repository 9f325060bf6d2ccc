"""The energy counters that hardware keeps itself: RAPL for CPU packages, NVML for GPU boards.

They are read directly, since libraries that do so (Zeus, CodeCarbon) bring more along than the measured process
should carry.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from types import ModuleType

POWERCAP = Path("/sys/class/powercap")
MOST_PACKAGE_W = 500.0
"""No CPU package draws more for long: where one more turn of its counter would mean less, it may have turned unseen."""


@dataclass(frozen=True, slots=True)
class RaplCounters:
    """Counters of CPU packages.

    Attributes:
        zones: Folder of each package zone.
        turns_j: Joules at which the counter of each starts again.
    """

    method: ClassVar[Literal["rapl"]] = "rapl"
    update_s: ClassVar[float] = 0.001

    zones: tuple[Path, ...]
    turns_j: tuple[float, ...]

    def read(self) -> list[float]:
        """Gives the joules of each package since its counter last started again; raises OSError."""
        return [_read_joules(zone / "energy_uj") for zone in self.zones]

    def spent(self, before: list[float], after: list[float], elapsed_s: float) -> float | None:
        """Gives the joules between two readings, None where a counter may have turned more often than seen."""
        total = 0.0
        for first, last, turn in zip(before, after, self.turns_j, strict=True):
            joules = last - first if last >= first else last - first + turn
            if joules + turn <= MOST_PACKAGE_W * elapsed_s:
                return None
            total += joules
        return total


@dataclass(frozen=True, slots=True)
class NvmlCounters:
    """Counters of GPU boards: all that the driver lists.

    Attributes:
        nvml: The binding, with the library opened.
        handles: The boards.
    """

    method: ClassVar[Literal["nvml"]] = "nvml"
    update_s: ClassVar[float] = 0.1

    nvml: ModuleType
    handles: tuple[object, ...]

    def read(self) -> list[float]:
        """Gives the joules of each board since the driver was loaded; raises OSError."""
        try:
            return [self.nvml.nvmlDeviceGetTotalEnergyConsumption(one) / 1e3 for one in self.handles]
        except self.nvml.NVMLError as error:
            raise OSError(str(error)) from error

    def spent(self, before: list[float], after: list[float], elapsed_s: float) -> float | None:  # noqa: ARG002
        """Gives the joules between two readings, None where a counter started again (a new driver)."""
        parts = [last - first for first, last in zip(before, after, strict=True)]
        return sum(parts) if min(parts) >= 0 else None


Counters = RaplCounters | NvmlCounters


def open_counters(powercap: Path = POWERCAP) -> list[Counters]:
    """Gives the counters of this machine that may be read; `close_counters` them afterwards."""
    return [one for one in (open_rapl(powercap), open_nvml()) if one is not None]


def close_counters(counters: list[Counters]) -> None:
    """Lets go of the libraries behind counters."""
    for one in counters:
        if isinstance(one, NvmlCounters):
            one.nvml.nvmlShutdown()


def open_rapl(powercap: Path = POWERCAP) -> RaplCounters | None:
    """Gives the counters of all CPU packages, None where there are none or one of them may not be read.

    Zones of cores, graphics and memory lie inside or beside a package, the zone ``psys`` around it; only
    packages are taken, so nothing is counted twice.
    """
    try:
        zones = [zone for zone in sorted(powercap.glob("intel-rapl:*")) if _is_package(zone)]
        counters = RaplCounters(
            tuple(zones), tuple(_read_joules(zone / "max_energy_range_uj") for zone in zones)
        )
        return counters if counters.read() else None
    except (OSError, ValueError):
        return None


def open_nvml() -> NvmlCounters | None:
    """Gives the counters of all GPUs, None without GPU, driver or binding, or where a board has no counter.

    A process from which all GPUs are hidden (``CUDA_VISIBLE_DEVICES`` is empty or -1) cannot have used one.
    """
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return None
    try:
        import pynvml

        pynvml.nvmlInit()
    except ImportError:
        return None
    except pynvml.NVMLError:
        return None
    try:
        places = range(pynvml.nvmlDeviceGetCount())
        counters = NvmlCounters(pynvml, tuple(pynvml.nvmlDeviceGetHandleByIndex(one) for one in places))
        if counters.read():
            return counters
    except (OSError, pynvml.NVMLError):
        pass
    pynvml.nvmlShutdown()
    return None


def _is_package(zone: Path) -> bool:
    return zone.name.count(":") == 1 and _read_text(zone / "name").startswith("package")


def _read_joules(path: Path) -> float:
    return int(_read_text(path)) / 1e6


def _read_text(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()
