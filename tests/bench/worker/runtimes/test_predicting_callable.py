from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.messages import Job
from buttress.bench.plan import CandidatePlan, DataPlan, OnnxPlan, ServicePlan
from buttress.bench.worker.code import load_module
from buttress.bench.worker.runtimes.predicting_callable import open_predict


def job(folder, candidate):
    return Job(
        "serve", str(folder), 0, DataPlan("data.py:sixty"), candidate=candidate, runtimes=candidate.runtimes
    )


def test_a_pickled_estimator_predicts_a_row(root):
    folder = root / "clinic"
    model = load_module(folder, "candidates.py").NearestCentroid().fit([[0.0], [1.0]], ["near", "far"])
    candidate = CandidatePlan("build", "candidates.py:centroid", ("python",))
    with open_predict(job(folder, candidate), pickle.dumps(model)) as predict:
        assert predict([[0.9]]) == ["far"]


def test_a_function_of_the_suite_takes_an_item(root):
    candidate = CandidatePlan("run", "candidates.py:always_benign", ("python",))
    with open_predict(job(root / "clinic", candidate), b"") as predict:
        assert predict([1, 2]) == "benign"


def test_a_session_takes_what_was_prepared():
    pytest.importorskip("skl2onnx")
    from sklearn.linear_model import LinearRegression

    from buttress.bench.worker.runtimes.onnx_export import export_onnx, onnx_feed

    features = np.array([[0.0], [1.0], [2.0]])
    model = LinearRegression().fit(features, [1.0, 3.0, 5.0])
    candidate = CandidatePlan("build", "estimators.py:line", ("onnx",), onnx=OnnxPlan(optimisation="disable"))
    with open_predict(job(".", candidate), export_onnx(model, features)) as predict:
        assert predict(onnx_feed(model, features[2:]))[0].ravel().tolist() == pytest.approx([5.0])


def test_a_service_runs_while_it_is_asked_and_tells_whose_memory_counts(tmp_path):
    code = "import sys\nfor line in sys.stdin:\n    print(line.upper().strip(), flush=True)\n"
    (tmp_path / "echo.py").write_text(code)
    service = ServicePlan(("{python}", "echo.py"), protocol="lines")
    candidate = CandidatePlan("service", "", ("service",), service=service)
    with open_predict(job(tmp_path, candidate), b"") as predict:
        assert predict("louder") == "LOUDER"
        assert predict.memory_pid > 0


def test_what_cannot_be_loaded_says_so(tmp_path):
    (tmp_path / "candidates.py").write_text("x = 1")
    candidate = CandidatePlan("run", "candidates.py:gone", ("python",))
    with (
        pytest.raises(BenchError, match="no callable 'gone'") as caught,
        open_predict(job(tmp_path, candidate), b""),
    ):
        pass
    assert caught.value.__notes__ == ["while loading the candidate"]


PROGRAM = """
import sys
from buttress.bench.messages import Job
from buttress.bench.plan import CandidatePlan, DataPlan
from buttress.bench.worker.runtimes.predicting_callable import open_predict

candidate = CandidatePlan("run", "plain.py:one", ("python",))
with open_predict(Job("serve", sys.argv[1], 0, DataPlan("data.py:d"), candidate=candidate), b"") as predict:
    predict(1)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_serving_a_plain_function_loads_no_library(tmp_path):
    (tmp_path / "plain.py").write_text("def one(item):\n    return 1\n")
    environment = {"PYTHONPATH": str(Path(__file__).parents[4] / "generator")}
    loaded = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert "buttress" in loaded
    assert not {"numpy", "pydantic", "onnxruntime", "sklearn", "http", "subprocess"} & set(loaded)
