"""Which CPUs a process gets, on machines written down as folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.bench.session.placement import pin, place_processes, stay_off, usable_cpus

NOWHERE = Path("/nowhere")
can_pin = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not pin")


@pytest.fixture
def four_cores(tmp_path: Path) -> Path:
    """Eight CPUs: n and n + 4 are two threads of one core, as Intel numbers them."""
    for cpu in range(8):
        folder = tmp_path / f"cpu{cpu}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{cpu % 4},{cpu % 4 + 4}\n")
    return tmp_path


def test_the_last_cpus_are_taken(four_cores):
    assert place_processes(1, range(8), four_cores) == (7,)
    assert place_processes(2, range(8), four_cores) == (6, 7)


def test_two_threads_never_share_a_core_while_there_are_others(four_cores):
    assert place_processes(2, [3, 6, 7], four_cores) == (6, 7)
    assert place_processes(2, [2, 3, 7], four_cores) == (2, 7)


def test_cores_are_shared_only_when_there_are_no_more(four_cores):
    assert place_processes(4, range(8), four_cores) == (4, 5, 6, 7)
    assert place_processes(5, range(8), four_cores) == (3, 4, 5, 6, 7)


def test_neighbouring_siblings_are_told_apart_too(tmp_path):
    for cpu in range(4):
        folder = tmp_path / f"cpu{cpu}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{cpu // 2 * 2}-{cpu // 2 * 2 + 1}\n")
    assert place_processes(2, range(4), tmp_path) == (1, 3)


def test_too_few_cpus_or_none_known_pin_nothing():
    assert place_processes(3, [0, 1], NOWHERE) == ()
    assert place_processes(1, [], NOWHERE) == ()
    assert place_processes(0, [0, 1], NOWHERE) == ()


@given(st.integers(1, 8), st.sets(st.integers(0, 63), max_size=16))
def test_the_answer_is_exactly_as_many_of_the_available_cpus(threads, available):
    found = place_processes(threads, tuple(available), NOWHERE)
    assert len(found) == (threads if threads <= len(available) else 0)
    assert set(found) <= available


def test_by_default_this_machine_is_asked():
    assert set(place_processes(1)) <= set(usable_cpus())


@can_pin
def test_a_process_is_kept_on_its_cpus():
    cpus = place_processes(1)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert pin(process.pid, cpus) == cpus
        assert os.sched_getaffinity(process.pid) == set(cpus)
        process.communicate(b"\n")


def test_nothing_to_pin_to_does_nothing():
    before = usable_cpus()
    assert pin(0, ()) == ()
    assert usable_cpus() == before


@can_pin
def test_what_cannot_be_pinned_is_told():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert pin(process.pid, usable_cpus()) == ()
    assert pin(0, (100_000,)) == ()


@can_pin
def test_who_watches_stays_off_the_measured_cpus_and_comes_back():
    before = usable_cpus()
    with stay_off(before[-1:]):
        assert usable_cpus() == (before[:-1] or before)
    assert usable_cpus() == before
    with pytest.raises(KeyError), stay_off(before[-1:]):
        raise KeyError
    assert usable_cpus() == before


@can_pin
@pytest.mark.parametrize("share", [slice(0), slice(None)])
def test_who_watches_stays_where_there_is_no_other_place(share):
    before = usable_cpus()
    with stay_off(before[share]):
        assert usable_cpus() == before
