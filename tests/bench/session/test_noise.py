"""How quiet a machine was, from files written by hand and from short spins."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from buttress.bench.session.noise import ForeignCpu, NoiseProbe, read_busy_s, spin, why_disturbed
from buttress.bench.session.placement import usable_cpus

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
QUIET = {"speed": 0.95, "lost": 0.001}


@pytest.fixture
def stat(tmp_path):
    return tmp_path / "stat"


def write_stat(stat, user, others=0, idle=1000):
    """Every usable CPU was busy for so many ticks of user time and others (nice, system, irq, softirq, steal)."""
    fields = [user, others, others, idle, 77, others, others, others, user, 0]
    lines = [
        "cpu  1 2 3 4 5 6 7 8 9 10",
        *(f"cpu{cpu} {' '.join(map(str, fields))}" for cpu in usable_cpus()),
    ]
    stat.write_text("\n".join([*lines, "intr 5 0 0", "ctxt 1", ""]))


linux = pytest.mark.skipif(not usable_cpus(), reason="this system does not tell its CPUs")


@linux
def test_a_spin_brings_the_thread_back_to_its_cpus():
    before = usable_cpus()
    found = NoiseProbe(spin_s=0.01).measure(before[-1:])
    assert usable_cpus() == before
    assert 0 < found["speed"] <= 1
    assert 0 <= found["lost"] <= 1


def test_where_nothing_is_pinned_the_spin_runs_anywhere():
    assert set(NoiseProbe(spin_s=0.01).measure(())) == {"speed", "lost"}


def test_a_spin_lasts_as_long_as_asked_and_its_best_slice_is_no_slower_than_the_whole():
    began = time.perf_counter_ns()
    speed, best, lost = spin(20_000_000)
    assert time.perf_counter_ns() - began >= 20_000_000
    assert 0 < speed <= best
    assert 0 <= lost <= 1


@linux
def test_busy_time_leaves_out_idling_waiting_and_guests_that_are_within_user(stat):
    write_stat(stat, user=100, others=10)
    first = usable_cpus()[0]
    assert read_busy_s(stat, [first]) == pytest.approx((100 + 5 * 10) / TICKS)
    assert read_busy_s(stat, usable_cpus()) == pytest.approx(len(usable_cpus()) * 150 / TICKS)


@linux
def test_cpus_that_are_not_ours_are_not_counted(stat):
    write_stat(stat, user=100)
    assert read_busy_s(stat, [100_000]) is None


@linux
def test_what_others_did_is_the_busy_time_without_our_own(stat):
    write_stat(stat, user=0)
    meter = ForeignCpu(stat)
    began, own = time.monotonic(), time.process_time()
    meter.start()
    time.sleep(0.6)
    write_stat(stat, user=60)
    found = meter.stop()
    elapsed, own = time.monotonic() - began, time.process_time() - own
    most = 60 / TICKS * len(usable_cpus())
    assert (most - own) / elapsed * 0.9 < found <= most / 0.6


@linux
def test_children_that_were_waited_for_are_our_own(stat):
    write_stat(stat, user=0)
    meter = ForeignCpu(stat)
    meter.start()
    burn = "import time\nwhile time.process_time() < 0.7: pass"
    subprocess.run([sys.executable, "-c", burn], check=True)
    write_stat(stat, user=int(0.7 * TICKS / len(usable_cpus())))
    assert meter.stop() == 0.0


@linux
def test_processes_of_ours_that_still_run_are_taken_off(stat):
    write_stat(stat, user=0)
    meter = ForeignCpu(stat)
    meter.start()
    time.sleep(0.6)
    write_stat(stat, user=60)
    assert meter.stop(own_cpu_s=60 / TICKS * len(usable_cpus())) == 0.0


@linux
def test_a_moment_is_too_short_to_tell(stat):
    write_stat(stat, user=0)
    meter = ForeignCpu(stat)
    meter.start()
    assert meter.stop() is None


def test_without_proc_nothing_is_known(stat):
    meter = ForeignCpu(stat)
    meter.start()
    assert meter.stop() is None


def test_a_meter_that_was_not_started_knows_nothing(stat):
    assert ForeignCpu(stat).stop() is None


def test_a_quiet_machine_gives_no_reason():
    assert why_disturbed(QUIET, QUIET, 0.05, (0.9, 1.1), 2) == ()
    assert why_disturbed(None, None, None, None, 2) == ()


def test_each_disturbance_is_said_in_words():
    slow, taken = {"speed": 0.6, "lost": 0.0}, {"speed": 0.9, "lost": 0.25}
    assert why_disturbed(slow, taken, 1.0, None, 2) == (
        "before it the CPU ran at 60 % of its best speed",
        "after it 25 % of the CPU's time went to others",
        "other processes kept 1.0 of 2 CPUs busy",
    )


def test_the_same_program_disturbs_a_larger_machine_less():
    assert why_disturbed(QUIET, QUIET, 0.3, None, 2) == ("other processes kept 0.30 of 2 CPUs busy",)
    assert why_disturbed(QUIET, QUIET, 0.3, None, 16) == ()


def test_the_load_average_speaks_only_where_foreign_time_is_not_known_and_above_the_cores():
    assert why_disturbed(QUIET, QUIET, None, (0.1, 3.2), 2) == ("the load average was 3.2 on 2 CPUs",)
    assert why_disturbed(QUIET, QUIET, None, (1.9, 2.0), 2) == ()
    assert why_disturbed(QUIET, QUIET, 0.0, (0.1, 3.2), 2) == ()
