"""Energy from counters that lie in a folder like Linux', with values written by hand."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from buttress.bench.worker.figures.energy import measure_energy
from buttress.bench.worker.figures.energy_counters import RaplCounters, open_nvml, open_rapl

RANGE_UJ = 262_143_328_850  # of a common server package

pytestmark = pytest.mark.skipif(open_nvml() is not None, reason="a GPU's counter would be added")


@pytest.fixture
def powercap(tmp_path: Path) -> Path:
    return tmp_path


def add_zone(powercap: Path, folder: str, name: str, microjoules: int) -> Path:
    zone = powercap / folder
    zone.mkdir()
    (zone / "name").write_text(f"{name}\n")
    (zone / "max_energy_range_uj").write_text(f"{RANGE_UJ}\n")
    (zone / "energy_uj").write_text(f"{microjoules}\n")
    return zone / "energy_uj"


def test_packages_are_added_and_what_lies_inside_or_around_them_is_not(powercap):
    first = add_zone(powercap, "intel-rapl:0", "package-0", 1_000_000)
    second = add_zone(powercap, "intel-rapl:1", "package-1", 5_000_000)
    inside = add_zone(powercap, "intel-rapl:0:0", "core", 0)
    around = add_zone(powercap, "intel-rapl:2", "psys", 0)
    with measure_energy("counter", powercap=powercap) as meter:
        time.sleep(0.11)
        first.write_text("3000000\n")
        second.write_text("5500000\n")
        inside.write_text("1500000\n")
        around.write_text("9000000\n")
    assert meter.joules == pytest.approx(2.0 + 0.5)
    assert meter.method == "rapl"
    assert meter.note == ""


def test_a_counter_that_starts_again_goes_on(powercap):
    counter = add_zone(powercap, "intel-rapl:0", "package-0", RANGE_UJ - 400_000)
    with measure_energy("counter", powercap=powercap) as meter:
        time.sleep(0.11)
        counter.write_text("600000\n")
    assert meter.joules == pytest.approx(1.0)


def test_a_window_of_fewer_than_100_updates_gives_no_figure(powercap):
    counter = add_zone(powercap, "intel-rapl:0", "package-0", 0)
    with measure_energy("estimated", 15.0, powercap=powercap) as meter:
        counter.write_text("600000\n")
    assert (meter.joules, meter.method) == (None, None)
    assert "0.1 s at least" in meter.note


@pytest.mark.parametrize(
    ("elapsed_s", "expected"),
    [
        (400.0, 1000.0),  # another turn of 262 kJ would need 658 W
        (600.0, None),  # ... and here 439 W, which a large package may draw
    ],
)
def test_a_window_in_which_the_counter_may_have_turned_unseen_gives_no_figure(elapsed_s, expected):
    counters = RaplCounters((Path("package"),), (RANGE_UJ / 1e6,))
    assert counters.spent([500.0], [1500.0], elapsed_s) == expected


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads every file")
def test_a_counter_that_may_not_be_read_counts_as_absent(powercap):
    add_zone(powercap, "intel-rapl:0", "package-0", 0).chmod(0)
    assert open_rapl(powercap) is None


def test_a_broken_counter_counts_as_absent(powercap):
    add_zone(powercap, "intel-rapl:0", "package-0", 0).unlink()
    assert open_rapl(powercap) is None


def test_a_counter_that_vanishes_gives_no_figure(powercap):
    counter = add_zone(powercap, "intel-rapl:0", "package-0", 0)
    with measure_energy("counter", powercap=powercap) as meter:
        time.sleep(0.11)
        counter.unlink()
    assert meter.joules is None
    assert "could not be read" in meter.note


def test_without_a_counter_there_is_no_figure_unless_an_estimate_was_asked_for(powercap):
    with measure_energy("counter", 15.0, powercap=powercap) as meter:
        pass
    assert (meter.joules, meter.method) == (None, None)
    assert "no counter" in meter.note


def test_an_estimate_is_cpu_time_times_power_and_sleeping_costs_nothing(powercap):
    began = time.process_time()
    with measure_energy("estimated", 10.0, powercap=powercap) as meter:
        sum(range(300_000))
        time.sleep(0.2)
    assert meter.method == "estimated"
    assert 0 < meter.joules <= 10.0 * (time.process_time() - began)


def test_an_estimate_needs_a_power(powercap):
    with measure_energy("estimated", None, powercap=powercap) as meter:
        pass
    assert meter.joules is None


def test_an_error_inside_is_not_hidden(powercap):
    with pytest.raises(ZeroDivisionError), measure_energy("counter", powercap=powercap):
        1 / 0  # noqa: B018
