"""The worker protocol, with real processes."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from buttress.bench.failure import BenchError
from buttress.bench.messages import Job, Message, read_message, write_message
from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan
from buttress.bench.session import Guard, WorkerFailure, Workshop, run_worker
from buttress.bench.session.placement import usable_cpus
from buttress.bench.session.process_tree import read_tree


def echo(message):
    stream = io.BytesIO()
    write_message(stream, message)
    return stream.getvalue()


def test_messages_come_back_with_their_blobs():
    message = Message({"text": "häm\n"}, (b"", b"a\nb", bytes(range(256))))
    assert read_message(io.BytesIO(echo(message))) == message


def test_a_message_that_was_cut_is_refused():
    with pytest.raises(EOFError, match="4 bytes were announced, 3 came"):
        read_message(io.BytesIO(echo(Message({}, (b"abcd",)))[:-1]))
    with pytest.raises(EOFError, match="wrote nothing"):
        read_message(io.BytesIO(b""))


def test_a_job_survives_json():
    job = Job(
        "serve",
        "/suite",
        3,
        DataPlan("data.py:sixty", groups=("sex",), slices={"age": {"old": "age > 60"}}),
        candidate=CandidatePlan("build", "c.py:tree", ("onnx",), files={"a": "0"}),
        runtimes=("onnx",),
        load=LoadPlan("server", "loadgen", 5, 6, 7, target_qps=2.5),
    )
    stream = io.BytesIO(echo(Message(job.to_fields())))
    assert Job.from_fields(read_message(stream).fields) == job


def test_what_candidates_print_does_not_spoil_the_result(root):
    noisy = "import os\nprint('loading')\nos.write(1, b'straight to the descriptor')\n"
    noisy += "os.system('echo from a child')\n"
    code = root / "clinic" / "data.py"
    code.write_text(noisy + code.read_text())
    job = Job("describe", str(root / "clinic"), 0, DataPlan("data.py:sixty"), trained=True)
    answer = run_worker(Workshop({}, 60), job, "the data")
    assert answer.fields["classes"] == ["benign", "malignant"]
    assert len(answer.fields["ids"]) == 20


def test_a_suite_may_hold_a_module_called_json(root):
    (root / "clinic" / "json.py").write_text("raise ImportError('not the real one')\n")
    job = Job("describe", str(root / "clinic"), 0, DataPlan("data.py:sixty"), trained=True)
    assert run_worker(Workshop({}, 60), job, "the data").fields["ids"]


def test_what_serves_imports_neither_records_nor_training():
    """Peak memory is evidence: the serving process must hold the candidate and little else."""
    parts = ("__main__", "serving", "loads.driving", "loads.loadgen")
    code = "".join(f"import buttress.bench.worker.{part}\n" for part in parts)
    code += "import sys\nprint(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"pydantic", "numpy", "sklearn", "buttress.records", "buttress.bench.planning"} & set(loaded)


def test_a_name_that_is_not_there_is_told_with_the_nearest_one(root):
    job = Job("describe", str(root / "clinic"), 0, DataPlan("data.py:sixy"))
    with pytest.raises(BenchError, match=r"data.py has no callable 'sixy' did you mean 'sixty'"):
        run_worker(Workshop({}, 60), job, "the data")


def test_the_environment_of_a_worker_is_the_workshops(root):
    code = root / "clinic" / "data.py"
    code.write_text(
        code.read_text()
        + "    \n\ndef env():\n    import os\n    raise KeyError(os.environ['OMP_NUM_THREADS'])\n"
    )
    job = Job("describe", str(root / "clinic"), 0, DataPlan("data.py:env"))
    with pytest.raises(BenchError, match="while building the data: KeyError: '17'"):
        run_worker(Workshop({"OMP_NUM_THREADS": "17"}, 60), job, "the data")


def job_of(root, code, name="build"):
    (root / "clinic" / "own.py").write_text(code)
    return Job("describe", str(root / "clinic"), 0, DataPlan(f"own.py:{name}"))


def test_a_worker_that_leaves_children_behind_is_not_waited_for(root):
    """A forked child holds the pipes open; the answer of a crashed worker must not be waited for until it ends."""
    code = "import os, time\n\n\ndef build():\n    if os.fork():\n        os._exit(4)\n    time.sleep(600)\n"
    began = time.monotonic()
    with pytest.raises(WorkerFailure, match="the data ended with status 4") as caught:
        run_worker(Workshop({}, 300), job_of(root, code), "the data")
    assert time.monotonic() - began < 60
    assert caught.value.to_fields()["reason"] == "exit"


def test_memory_counts_with_all_that_a_worker_starts(root):
    code = (
        "import os, time\n\n\n"
        "def build():\n"
        "    if os.fork() == 0:\n"
        "        kept = b'x' * (300 << 20)\n"
        "    time.sleep(600)\n"
    )
    with pytest.raises(WorkerFailure, match=r"used \d+ MiB of memory, more than the 250 MiB") as caught:
        run_worker(Workshop({}, 300, memory_limit_bytes=250 << 20), job_of(root, code), "the data")
    assert caught.value.reason == "memory"


def test_an_answer_may_be_large_and_rows_too(root):
    """More than any pipe holds, in both directions."""
    code = (
        "import numpy as np\n"
        "from buttress.bench import Dataset\n\n\n"
        "def build():\n"
        "    rows = np.zeros((200, 20000))\n"
        "    rows[:, 0] = range(200)\n"
        "    return Dataset(rows, ['a', 'b'] * 100, train=[True] * 100 + [False] * 100)\n\n\n"
        "def sums(item):\n    return 'ab'[int(item[0]) % 2]\n"
    )
    job = job_of(root, code)
    candidate = CandidatePlan("run", "own.py:sums", ("python",))
    prepare = replace(job, step="prepare", candidate=candidate, runtimes=("python",))
    prepared = run_worker(Workshop({}, 300), prepare, "it")
    assert len(prepared.blobs[0]) > 100 * 20000 * 8
    served = run_worker(Workshop({}, 300), replace(prepare, step="serve"), "it", prepared.blobs)
    assert served.fields["figures"]["cold_start"][0] > 0


def test_a_worker_may_chatter_without_end_on_its_standard_error(root):
    code = (
        "import sys\n\n\ndef build():\n"
        "    for line in range(200000):\n        print(line, file=sys.stderr)\n"
        "    sys.exit(5)\n"
    )
    with pytest.raises(WorkerFailure, match="SystemExit: 5"):
        run_worker(Workshop({}, 300), job_of(root, code), "the data")


def test_a_worker_stays_on_its_cpus_with_its_threads(root):
    cpus = usable_cpus()[-1:]
    if not cpus:
        pytest.skip("the system cannot pin")
    code = (
        "import os, threading\n\n\n"
        "def build():\n"
        "    seen = []\n"
        "    thread = threading.Thread(target=lambda: seen.append(os.sched_getaffinity(0)))\n"
        "    thread.start()\n"
        "    thread.join()\n"
        "    raise KeyError(*map(sorted, seen))\n"
    )
    with pytest.raises(WorkerFailure, match=rf"KeyError: \[{cpus[0]}\]"):
        run_worker(Workshop({}, 300, cpus=cpus), job_of(root, code), "the data")


def test_a_guard_ends_what_it_watches_when_its_owner_dies():
    code = (
        "import os, subprocess, sys, time\n"
        "from buttress.bench.session import Guard\n"
        "guard = Guard()\n"
        "started = [subprocess.Popen(['sleep', '600'], start_new_session=True, stdout=2) for _ in 'ab']\n"
        "watched, forgotten = started\n"
        "for one in (watched, forgotten):\n"
        "    guard.watch(one.pid)\n"
        "guard.forget(forgotten.pid)\n"
        "print(watched.pid, forgotten.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    watched, forgotten = map(int, said.split())
    try:
        ends = time.monotonic() + 30
        while read_tree(watched):
            assert time.monotonic() < ends, "the watched process outlived its owner"
            time.sleep(0.02)
        assert read_tree(forgotten)
    finally:
        os.kill(forgotten, signal.SIGKILL)


def test_a_guard_that_is_not_needed_leaves_nothing():
    with Guard() as guard:
        guard.watch(2**30)
        guard.forget(2**30)


DATA_JOB = DataPlan("data.py:sixty")


def described(root, code):
    """What a worker answers, or how it fails, where the data builder runs some code first."""
    file = root / "clinic" / "data.py"
    file.write_text(file.read_text().replace("def sixty():\n", f"def sixty():\n    {code}\n"))
    job = Job("describe", str(root / "clinic"), 0, DATA_JOB, trained=True)
    return run_worker(Workshop({}, 60), job, "the data")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="other systems do not tell")
def test_a_daemon_that_a_candidate_left_behind_is_ended(root):
    described(
        root,
        "import subprocess; open('daemon', 'w').write(str("
        "subprocess.Popen(['sleep', '600'], start_new_session=True).pid))",
    )
    pid = (root / "clinic" / "daemon").read_text()
    for _ in range(200):
        if not is_running(pid):
            return
        time.sleep(0.01)
    pytest.fail("it is still there")


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_a_forked_copy_of_a_worker_does_not_answer_for_it(root):
    answer = described(
        root, "import os, time; os.fork() or print('copy'); time.sleep(0.2 * (os.getpid() == os.getsid(0)))"
    )
    assert len(answer.fields["ids"]) == 20  # the copy was first, and said nothing


def test_an_answer_that_no_file_can_hold_fails_its_own_candidate(root):
    (root / "clinic" / "odd.py").write_text("def answer(item):\n    return 'b\\udcff'\n")
    candidate = CandidatePlan("run", "odd.py:answer", ("python",))
    job = Job("predict", str(root / "clinic"), 0, DATA_JOB, candidate=candidate, runtimes=("python",))
    with pytest.raises(WorkerFailure, match="while answering: UnicodeEncodeError"):
        run_worker(Workshop({}, 60), job, "candidate 'odd'")


def test_an_error_about_such_text_can_be_recorded(root):
    with pytest.raises(WorkerFailure) as caught:
        described(root, "raise OSError('no file b\\udcff')")
    assert "no file b\\udcff" in caught.value.text
    caught.value.text.encode()


def test_an_error_that_cannot_say_what_it_is_is_told_by_its_kind(root):
    with pytest.raises(WorkerFailure, match="while building the data: Mute\n"):
        described(root, "raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})()")


def test_notes_of_others_are_not_what_was_being_done(root):
    with pytest.raises(WorkerFailure) as caught:
        described(root, "error = ValueError('x'); error.add_note('see the manual'); raise error")
    assert caught.value.doing == "building the data"
