"""Resident memory, now and at its largest."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from buttress.bench.worker.figures.memory import peak_memory, peak_memory_of, reset_peak, resident_memory

MIB = 2**20
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@on_linux
def test_the_peak_keeps_what_residence_forgets():
    before = resident_memory()
    block = bytearray(b"\1") * (64 * MIB)
    held = resident_memory()
    del block
    assert held - before > 60 * MIB
    assert resident_memory() < held - 60 * MIB
    assert peak_memory() > held - MIB  # the kernel may be a few pages behind on each CPU


@on_linux
def test_the_peak_of_a_running_process_is_read_from_outside():
    assert abs(peak_memory_of(os.getpid()) - peak_memory()) < MIB


def test_a_process_that_does_not_exist_has_no_peak():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert peak_memory_of(ended.pid) is None


@on_linux
def test_a_peak_that_was_reset_starts_from_what_is_resident():
    block = bytearray(b"\1") * (64 * MIB)
    del block
    high = peak_memory()
    if not reset_peak():
        pytest.skip("this kernel does not reset peaks")
    assert peak_memory() < high - 60 * MIB


def test_asking_imports_nothing_that_would_be_measured_too():
    program = (
        "import sys; from buttress.bench.worker.figures.memory import peak_memory; peak_memory();"
        "sys.exit('numpy' in sys.modules or 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
