"""What a bench survives: candidates that go wrong, Ctrl-C, kill -9, a full disk."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench_plans import DIGEST, callable_plan, estimator_plan, make_plan, measure_fields
from buttress.bench.failure import BenchError
from buttress.bench.plan import DataPlan, Plan
from buttress.bench.session import BenchInterrupted, Progress, WorkerFailure, find_unfinished
from buttress.wire import canonical_bytes, seal_fields

GOOD = callable_plan("wrong.py:good")
PROC = Path("/proc")
PROGRAM = """
import json, pathlib, sys
from buttress.bench.failure import BenchError
from buttress.bench.plan import Plan
from buttress.bench.session import BenchInterrupted, execute_bench
from buttress.bench.session.noise import NoiseProbe
from buttress.wire import canonical_bytes, seal_fields

plan, clinic = Plan.from_fields(json.loads(sys.argv[1])), pathlib.Path(sys.argv[2])
{before}
try:
    fields = execute_bench(
        plan, clinic, report, runs=clinic / "runs", resume=True, probe=NoiseProbe(0.005)
    )
except BenchInterrupted as error:
    sys.exit(f"interrupted {{error}}")
except BenchError as error:
    sys.exit(f"failed {{error}}")
(clinic / "run.json").write_bytes(canonical_bytes(seal_fields(fields)))
"""

SAYS_STEPS = "report = lambda progress: print(progress.done, file=sys.stderr, flush=True)"

on_linux = pytest.mark.skipif(not (PROC / "self" / "stat").exists(), reason="needs /proc")


def start(plan: Plan, clinic: Path, before: str = "report = lambda _: None") -> subprocess.Popen:
    program = PROGRAM.format(before=before)
    command = [sys.executable, "-c", program, json.dumps(plan.to_fields()), str(clinic)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


def workers_in(folder: Path) -> list[int]:
    """Processes whose working directory is the suite's folder: workers and what candidates started."""
    found = []
    for one in PROC.iterdir():
        try:
            if one.name.isdecimal() and (one / "cwd").readlink() == folder.resolve():
                found.append(int(one.name))
        except OSError:
            continue
    return found


def wait_until(true, what, seconds=30.0):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, what
        time.sleep(0.02)


@pytest.fixture(scope="module")
def mixed(measure_once):
    """One run of candidates that go wrong in their ways, and of one that does not."""
    wrong = ("raises", "crashes", "leaves", "leaks", "serves_badly")
    candidates = {name: callable_plan(f"wrong.py:{name}") for name in wrong}
    return measure_once(make_plan({**candidates, "good": GOOD}, memory_limit_bytes=400 << 20))


def test_a_candidate_that_is_well_is_measured_among_those_that_go_wrong(mixed):
    good = mixed.measurement("good", "python")
    assert good.failure is None
    assert good.predictions is not None
    assert len(good.processes) == 2
    assert all(one.failure is None and one.latencies_ns.count == 32 for one in good.processes)


@pytest.mark.parametrize(
    ("name", "reason", "text"),
    [
        ("raises", "raised", "ValueError: singular matrix"),
        ("crashes", "signal", "was ended by SIGSEGV and gave no result"),
        ("leaves", "exit", "ended with status 3 and gave no result\n  no licence"),
        ("leaks", "memory", ""),
    ],
)
def test_a_candidate_that_goes_wrong_fails_alone(mixed, name, reason, text):
    bad = mixed.measurement(name, "python")
    for failure in (bad.failure, *(one.failure for one in bad.processes)):
        assert failure.reason == reason
        assert failure.text.startswith(text)
    assert bad.failure.doing.startswith("predicting")
    assert bad.predictions is None
    assert len(bad.processes) == 2
    assert all(one.latencies_ns is None and not one.figures for one in bad.processes)


def test_a_crash_says_where_it_was(mixed):
    assert 'File "wrong.py", line' in mixed.measurement("crashes", "python").failure.text


def test_a_candidate_that_leaks_is_told_its_limit(mixed):
    assert "more than the 400 MiB that it may" in mixed.measurement("leaks", "python").failure.text


def test_a_candidate_may_predict_and_still_fail_to_serve(mixed):
    bad = mixed.measurement("serves_badly", "python")
    assert bad.failure is None
    assert bad.predictions.labels.count == 20
    assert bad.processes[0].failure.doing == "making the first prediction"
    assert bad.processes[0].failure.text.startswith("RuntimeError: cannot serve")


def test_a_candidate_that_hangs_is_ended_and_not_waited_for_again_and_again(measure):
    plan = make_plan(
        {"bad": callable_plan("wrong.py:hangs"), "good": GOOD}, rounds=3, predicted=("good",), timeout_s=4
    )
    began = time.monotonic()
    run = measure(plan)
    assert time.monotonic() - began < 60
    texts = [one.failure.text for one in run.measurement("bad", "python").processes]
    assert [text.partition("\n")[0] for text in texts[:2]] == ["took longer than 4 s and was ended"] * 2
    assert 'File "wrong.py", line' in texts[0]
    assert " in hangs" in texts[0]
    assert texts[2:] == ["not started: two processes before it took longer than 4 s"]
    reasons = {one.failure.reason for one in run.measurement("bad", "python").processes}
    assert reasons == {"timeout"}
    good = run.measurement("good", "python").processes
    assert [one.failure for one in good] == [None] * 3


def test_nothing_is_recorded_where_every_candidate_failed(clinic, measure):
    wrong = {"bad": callable_plan("wrong.py:raises"), "worse": callable_plan("wrong.py:leaves")}
    plan = make_plan(wrong, rounds=1)
    with pytest.raises(BenchError) as caught:
        measure(plan)
    text = str(caught.value)
    assert "candidate 'bad' failed while predicting example" in text
    assert "ValueError: singular matrix" in text
    assert "candidate 'worse' failed while predicting the examples: ended with status 3" in text
    assert text.endswith("Nothing was recorded: a run is kept whole or not at all.")
    assert find_unfinished(clinic / "runs", plan.suite) is None


def test_data_that_cannot_be_built_end_the_bench(clinic, measure):
    plan = make_plan({"good": GOOD}, DataPlan("data.py:sixy", DIGEST))
    with pytest.raises(
        BenchError, match=r"data.py has no callable 'sixy' did you mean 'sixty'(.*\n)*Nothing was"
    ):
        measure(plan)
    assert not (clinic / "runs").exists()


def test_what_ends_a_bench_keeps_its_kind(clinic, measure):
    with pytest.raises(WorkerFailure, match=r"data.py has no callable 'sixy'(.*\n)*Nothing was") as caught:
        measure(make_plan({"good": GOOD}, DataPlan("data.py:sixy", DIGEST)))
    assert caught.value.to_fields()["reason"] == "raised"

    class FullError(BenchError):
        def __init__(self, steps: int, of: int) -> None:
            super().__init__(f"no room after {steps} of {of} steps")
            self.steps = steps

    def stop_after_one(progress: Progress) -> None:
        if progress.done == 1:
            raise FullError(progress.done, progress.total)

    with pytest.raises(
        FullError, match=r"^no room after 1 of 4 steps\n1 of 4 steps are done and kept:"
    ) as caught:
        measure(make_plan({"good": GOOD}), report=stop_after_one)
    assert caught.value.steps == 1


def test_what_a_candidate_left_running_is_ended(clinic, measure):
    (clinic / "wrong.py").write_text(
        "import subprocess\nsubprocess.Popen(['sleep', '600'])\n\n\ndef good(item):\n    return 'benign'\n"
    )
    measure(make_plan({"good": GOOD}, rounds=1))
    assert not workers_in(clinic)


@on_linux
def test_interrupting_a_bench_ends_its_workers_and_says_how_to_go_on(clinic):
    plan = make_plan({"good": GOOD, "slow": callable_plan("wrong.py:hangs")}, rounds=1)
    parent = start(plan, clinic, SAYS_STEPS)
    assert any(line == b"2\n" for line in parent.stderr)  # the slow one is predicting
    wait_until(lambda: workers_in(clinic), "no worker came")
    parent.send_signal(signal.SIGINT)
    said = parent.communicate(timeout=30)[1].decode()
    assert "interrupted interrupted\n2 of 5 steps are done and kept: --resume goes on from there" in said
    # One that was being started just then hears nobody and ends by itself.
    wait_until(lambda: not workers_in(clinic), "workers outlived the bench")
    assert find_unfinished(clinic / "runs", plan.suite).done == 2


@on_linux
def test_a_bench_that_is_killed_leaves_no_workers(clinic):
    code = "import subprocess\nsubprocess.Popen(['sleep', '600'])\n"
    (clinic / "wrong.py").write_text(code + (clinic / "wrong.py").read_text())
    parent = start(make_plan({"slow": callable_plan("wrong.py:hangs")}, rounds=1), clinic)
    wait_until(lambda: len(workers_in(clinic)) >= 2, "no worker with a child came")
    parent.kill()
    parent.wait()
    wait_until(lambda: not workers_in(clinic), "workers outlived the bench")
    parent.stderr.close()


@on_linux
def test_a_bench_that_is_killed_again_and_again_loses_and_doubles_nothing(clinic):
    plan = make_plan({"centroid": estimator_plan(), "good": GOOD})
    dealer, kept = random.Random(5), clinic / "runs" / ".unfinished" / "triage"  # noqa: S311
    for steps in (2, 4, 6):
        parent = start(plan, clinic, SAYS_STEPS)
        # What is kept is told again, so each comes two steps further, and is killed in the middle of something.
        for step in range(steps):
            assert parent.stderr.readline() == f"{step}\n".encode()
        time.sleep(dealer.uniform(0, 0.2))
        parent.kill()
        parent.communicate()
        assert parent.returncode == -signal.SIGKILL
        for path in kept.glob("*.json"):
            json.loads(path.read_bytes())
    last = start(plan, clinic)
    said = last.communicate()[1].decode()
    assert last.returncode == 0, said
    run = json.loads((clinic / "run.json").read_bytes())
    orders = sorted(one["order"] for found in run["measurements"] for one in found["processes"])
    assert orders == list(range(4))
    assert not any("failure" in one for found in run["measurements"] for one in found["processes"])
    assert not workers_in(clinic)


@on_linux
def test_a_full_disk_ends_the_bench_and_tears_nothing(clinic):
    plan = make_plan({"good": GOOD}, rounds=2)
    before = (
        "import resource\n"
        "def report(progress):\n"
        "    if progress.done == 3:\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))\n"
    )
    said = start(plan, clinic, before).communicate(timeout=60)[1].decode()
    assert "failed a finished step cannot be kept in .unfinished: File too large" in said
    assert "3 of 4 steps are done and kept" in said
    kept = find_unfinished(clinic / "runs", plan.suite)
    assert (kept.done, kept.total) == (3, 4)
    assert not list((clinic / "runs" / ".unfinished" / "triage").glob("*.tmp"))
    assert measure_fields(clinic, plan, resume=True)["measurements"]


def test_finishing_twice_gives_the_same_bytes(clinic):
    plan = make_plan({"centroid": estimator_plan(), "good": GOOD}, rounds=1)
    first, second = (
        canonical_bytes(seal_fields(measure_fields(clinic, plan, resume=True))) for _ in range(2)
    )
    assert first == second


def test_a_bench_that_is_interrupted_does_no_step_twice(clinic):
    plan = make_plan({"good": GOOD}, rounds=2)

    def stop(progress):
        if progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(BenchInterrupted, match="3 of 4 steps are done and kept"):
        measure_fields(clinic, plan, report=stop)
    first = (clinic / "runs" / ".unfinished" / "triage" / "process-000000.json").read_bytes()
    # From here on a good candidate would fail: what is done is not done again.
    (clinic / "wrong.py").write_text("def good(item):\n    raise ValueError(item)\n")
    fields = measure_fields(clinic, plan, resume=True)
    done, failed = fields["measurements"][0]["processes"]
    assert done["latencies_ns"] == json.loads(first)["record"]["latencies_ns"]
    assert failed["failure"]["reason"] == "raised"
