from __future__ import annotations

import subprocess

from buttress.bench import fingerprint_here
from buttress.bench.planning.provenance import git_commit
from buttress.bench.session.machine import allowed_memory, read_cpu_info, total_memory


def test_the_first_processor_speaks_for_all():
    text = "processor\t: 0\nmodel name\t: Cortex: A72\nflags\t\t: fpu hypervisor\n\nprocessor\t: 1\nmodel name\t: X\n"
    assert read_cpu_info(text)["model name"] == "Cortex: A72"
    assert read_cpu_info(text)["flags"] == "fpu hypervisor"
    assert read_cpu_info("") == {}


def test_a_machine_is_told_by_what_a_profile_may_ask():
    here = fingerprint_here()
    assert here == fingerprint_here()
    assert here.operating_system in ("Linux", "Darwin", "Windows")
    assert here.memory.magnitude_in("GiB") > 0.1
    assert here.accelerators is not None


def test_a_share_of_the_memory_is_never_more_than_the_machine_has():
    assert 0 < allowed_memory(0.5) <= total_memory() / 2


def test_a_commit_says_whether_the_suite_was_changed(tmp_path):
    def git(*words):
        subprocess.run(
            ["git", "-C", tmp_path, "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True
        )

    suite = tmp_path / "clinic"
    suite.mkdir()
    (suite / "data.py").write_text("")
    assert git_commit(suite) is None
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    clean = git_commit(suite)
    assert len(clean) == 40
    (tmp_path / "elsewhere").write_text("")
    assert git_commit(suite) == clean
    (suite / "runs").mkdir()
    (suite / "runs" / "first.json").write_text("{}")
    assert git_commit(suite) == clean
    (suite / "data.py").write_text("x = 1")
    assert git_commit(suite) == f"{clean}+changes"
