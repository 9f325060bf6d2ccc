"""The worker protocol, with real processes."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from buttress.bench.failure import BenchError
from buttress.bench.messages import Job, Message, read_message, write_message
from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan
from buttress.bench.session.processes import Workshop, run_worker


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
    code = "import sys, buttress.bench.worker.__main__, buttress.bench.worker.serving, buttress.bench.worker.loads.loadgen\n"
    code += "print(*sys.modules)"
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
