from __future__ import annotations

import hashlib
import pickle
import sys

import numpy as np
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.messages import Job
from buttress.bench.plan import CandidatePlan, DataPlan, OnnxPlan, ServicePlan
from buttress.bench.worker.preparing import prepare
from buttress.bench.worker.runtimes.predicting_callable import open_predict


@pytest.fixture
def folder(root, monkeypatch):
    """The suite's folder; what it adds to the path and to the loaded modules is taken back."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield root / "clinic"
    for name in set(sys.modules) - before:
        if name.startswith("suite_") or name == "distance":
            del sys.modules[name]


def job(folder, candidate, data="data.py:sixty", **fields):
    return Job(
        "prepare",
        str(folder),
        11,
        DataPlan(data, **fields),
        trained=candidate.trained,
        candidate=candidate,
        runtimes=candidate.runtimes,
    )


def answer_all(one, message):
    artifact = message.blobs[1] if len(message.blobs) > 1 else b""
    with open_predict(one, artifact) as predict:
        return [predict(row) for row in pickle.loads(message.blobs[0])]  # noqa: S301 - made a moment ago


def test_an_estimator_is_fitted_and_its_rows_are_single_examples(folder):
    one = job(folder, CandidatePlan("build", "candidates.py:centroid", ("python",)))
    message = prepare(one)
    assert message.fields["artifact_sha256"] == hashlib.sha256(message.blobs[1]).hexdigest()
    value, unit = message.fields["figures"]["training.time"]
    assert (value > 0, unit) == (True, "s")
    assert message.fields["settings"] == {"threads": "1"}
    answers = answer_all(one, message)
    assert len(answers) == 20  # of 60, 40 are trained on
    assert all(len(answer) == 1 for answer in answers)


def test_rows_are_chosen_by_the_seed(folder):
    candidate = CandidatePlan("run", "candidates.py:always_benign", ("python",))
    first, second = (prepare(job(folder, candidate)).blobs for _ in range(2))
    assert first == second
    assert len(first) == 1
    assert answer_all(job(folder, candidate), prepare(job(folder, candidate))) == ["benign"] * 20


def test_items_of_a_frame_are_mappings(folder):
    (folder / "frames.py").write_text(
        "import pandas as pd\nfrom buttress.bench import Dataset\n"
        "def frame():\n    return Dataset(pd.DataFrame({'age': [3, 5], 'name': ['a', 'b']}), ['x', 'y'])\n"
    )
    (folder / "asked.py").write_text("def age(item):\n    return item['age']\n")
    one = job(folder, CandidatePlan("run", "asked.py:age", ("python",)), "frames.py:frame")
    assert sorted(answer_all(one, prepare(one))) == [3, 5]


def test_a_service_gets_items(folder):
    (folder / "count.py").write_text(
        "import json, sys\nfor line in sys.stdin:\n    print(len(json.loads(line)), flush=True)\n"
    )
    service = ServicePlan(("{python}", "count.py"), protocol="lines")
    one = job(folder, CandidatePlan("service", "", ("service",), service=service))
    message = prepare(one)
    assert message.fields["artifact_sha256"] is None
    assert answer_all(one, message) == [2] * 20


@pytest.mark.parametrize("quantisation", ["none", "dynamic", "static"])
def test_an_export_is_prepared_with_what_its_session_takes(folder, quantisation):
    pytest.importorskip("skl2onnx")
    (folder / "nets.py").write_text(
        "from sklearn.neural_network import MLPClassifier\n"
        "def net():\n    return MLPClassifier(hidden_layer_sizes=(8,), max_iter=5, random_state=0)\n"
    )
    onnx = OnnxPlan(quantisation=quantisation)
    one = job(
        folder, CandidatePlan("build", "nets.py:net", ("onnx",), onnx=onnx), "cancer.py:cancer", folds=5
    )
    message = prepare(one)
    assert message.fields["settings"]["quantisation"] == quantisation
    assert message.fields["notes"] == []
    assert message.blobs == prepare(one).blobs
    answers = answer_all(one, message)
    assert len(answers) == 569
    assert {len(answer[0]) for answer in answers} == {1}


def test_a_model_file_is_not_fitted(folder):
    pytest.importorskip("skl2onnx")
    from sklearn.linear_model import LinearRegression

    from buttress.bench.worker.runtimes.onnx_export import export_onnx

    features = np.arange(6.0).reshape(3, 2)
    content = export_onnx(LinearRegression().fit(features, [0.0, 1.0, 2.0]), features)
    (folder / "line.onnx").write_bytes(content)
    one = job(folder, CandidatePlan("model", "line.onnx", ("onnx",)))
    message = prepare(one)
    assert message.blobs[1] == content
    assert message.fields["figures"] == {}
    assert [answer[0].shape for answer in answer_all(one, message)] == [(1, 1)] * 20


def test_what_cannot_be_pickled_is_told(folder):
    (folder / "local.py").write_text(
        "def make():\n    class Here:\n        def fit(self, features, labels):\n            pass\n"
        "        def predict(self, features):\n            return features\n    return Here()\n"
    )
    with pytest.raises(BenchError, match="define its class at the top of a module"):
        prepare(job(folder, CandidatePlan("build", "local.py:make", ("python",))))
