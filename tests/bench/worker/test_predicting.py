"""What the first processes of a run answer, for every task, in real worker processes."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from runpy import run_path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from buttress.bench.messages import Job, Message, read_message, write_message
from buttress.bench.plan import CandidatePlan, DataPlan, ServicePlan

SUITE = '''
import math
import random

from buttress.bench import Dataset, Prediction

COUNT = 24


def people():
    """Patients with two visits each, who are ill where the first number is large."""
    dealer = random.Random(3)
    rows = [[float(place % 3), dealer.random()] for place in range(COUNT)]
    labels = ["ill" if row[0] == 2 else "healthy" for row in rows]
    columns = {"patient": [place // 2 for place in range(COUNT)], "sex": ["f", "m"] * (COUNT // 2)}
    return Dataset(rows, labels, [f"e{place}" for place in range(COUNT)], columns)


def line():
    return Dataset([[float(x)] for x in range(COUNT)], [2.0 * x + 1 for x in range(COUNT)])


def users():
    return Dataset(["ann", "bob"], [{"tea", "milk"}, {"gin": 3, "tonic": 1}])


def images():
    return Dataset(["empty", "cats"], [[], [(0, 0, 10, 10, "cat"), (20, 0, 30, 10, "cat")]])


def recordings():
    return Dataset([b"hi", b"bye"], ["good morning", "good night"], columns={"duration_s": [1.5, 2.0]})


def pages():
    return Dataset(["p1", "p2"], ["guten Tag", ["gute Nacht", "schlaf gut"]])


class Threshold:
    """Learns how the label hangs on the first number, and remembers what it has seen."""

    def fit(self, features, labels):
        self.seen = {tuple(row) for row in features}
        self.ill = {row[0] for row, label in zip(features, labels) if label == "ill"}
        self.classes_ = sorted(set(labels))
        return self

    def predict(self, features):
        if any(tuple(row) in self.seen for row in features):
            raise AssertionError("asked for what it was fitted on")
        return ["ill" if row[0] in self.ill else "healthy" for row in features]

    def decision_function(self, features):
        return [row[0] - 1.5 for row in features]


class Slope:
    def fit(self, features, labels):
        xs, ys = [row[0] for row in features], list(labels)
        mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
        self.slope = sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)
        self.start = my - self.slope * mx

    def predict(self, features):
        return [self.start + self.slope * row[0] for row in features]


def unchanged(features):
    return [list(row) for row in features]


def blurred(features):
    return [[row[0] + random.choice([0, 1]), row[1]] for row in features]


def renumbered(features):
    return [[row[0], row[1] + 5] for row in features]


def healed(features):
    return [[0.0, row[1]] for row in features]


def shouted(features):
    return [text.upper() for text in features]


def sure(item):
    return Prediction("ill", 0.75) if item[0] == 2 else Prediction("healthy", 0.25)


def half(item):
    return item[0] / 2


def shelf(user):
    return {"ann": ["gin", "tea"], "bob": ["gin", "tonic"]}[user]


def boxes(image):
    return [] if image == "empty" else [(0, 0, 10, 9, "cat", 0.9), (50, 50, 60, 60, "cat", 0.2)]


def hear(sound):
    return {b"hi": "good mourning", b"bye": "good night"}[sound]


def read(page):
    return {"p1": "guten tag", "p2": "schlaf gut", "P1": "guten tag", "P2": "nothing"}[page]


def nan(item):
    return math.nan
'''

# Apart from what needs scikit-learn: whoever builds data only does not wait for it.
ARRAYS = """
import numpy as np

from buttress.bench import Dataset


def plane():
    dealer = np.random.default_rng(0)
    features = dealer.normal(size=(60, 3))
    values = features @ [1.0, -2.0, 0.5] + 4
    return Dataset(features, values, train=np.arange(60) < 40)


def halves():
    dealer = np.random.default_rng(0)
    features = dealer.normal(size=(60, 2))
    return Dataset(features, np.where(features[:, 0] > 0, "up", "down"))
"""

SKLEARN = """
from sklearn.linear_model import LinearRegression


def ordinary():
    return LinearRegression()
"""

SERVICE = """
import json
import sys

for line in sys.stdin:
    item = json.loads(line)
    print(json.dumps({"label": "ill" if item[0] == 2 else "healthy", "score": item[0] / 2}), flush=True)
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "suite.py").write_text(SUITE)
    (tmp_path / "arrays.py").write_text(ARRAYS)
    (tmp_path / "estimators.py").write_text(SKLEARN)
    (tmp_path / "service.py").write_text(SERVICE)
    return tmp_path


@pytest.fixture
def ask(folder):
    def ask(step, data, candidate=None, runtimes=("python",)):
        job = Job(
            step, str(folder), 5, data, candidate is not None and candidate.trained, candidate, runtimes
        )
        request = BytesIO()
        write_message(request, Message(job.to_fields()))
        done = subprocess.run(
            [sys.executable, "-P", "-m", "buttress.bench.worker"],
            input=request.getvalue(),
            capture_output=True,
            cwd=folder,
            check=False,
        )
        return read_message(BytesIO(done.stdout)).fields

    return ask


@pytest.fixture
def predictions(ask):
    def predictions(data, reference, source="run"):
        fields = ask("predict", data, CandidatePlan(source, reference, ("python",)))
        assert "failure" not in fields, fields
        return fields["runtimes"]["python"]["predictions"]

    return predictions


PEOPLE = DataPlan("suite.py:people", positive="ill", folds=4, cluster="patient")


def test_describing_gives_classes_clusters_groups_and_slices(ask):
    data = DataPlan(
        "suite.py:people", cluster="patient", groups=("sex",), slices={"truth": {"ill": 'label == "ill"'}}
    )
    facts = ask("describe", data)
    assert facts["ids"][:2] == ["e0", "e1"]
    assert facts["classes"] == ["healthy", "ill"]
    assert facts["labels"][:3] == ["healthy", "healthy", "ill"]
    assert facts["values"] is None
    assert facts["clusters"][:3] == ["0", "0", "1"]
    assert facts["groups"]["sex"][:2] == ["f", "m"]
    assert facts["slices"]["truth"]["ill"][:3] == [0, 0, 1]


def test_describing_a_regression_gives_values_that_slices_may_ask_for(ask):
    facts = ask(
        "describe",
        DataPlan("suite.py:line", task="regression", folds=3, slices={"size": {"big": "label > 40"}}),
    )
    assert facts["labels"] is None
    assert facts["classes"] == []
    assert facts["values"] == [2.0 * x + 1 for x in range(24)]
    assert facts["slices"]["size"]["big"] == [int(2 * x + 1 > 40) for x in range(24)]


def test_describing_the_other_tasks_checks_their_truths(ask):
    facts = ask("describe", DataPlan("suite.py:images", task="detection"))
    assert (facts["labels"], facts["values"], facts["classes"]) == (None, None, [])
    failure = ask("describe", DataPlan("suite.py:users", task="detection"))["failure"]
    assert failure["kind"] == "BenchError"
    assert "the truth of example" in failure["text"]


def test_describing_refuses_a_label_in_slices_of_other_tasks(ask):
    facts = ask("describe", DataPlan("suite.py:images", task="detection", slices={"a": {"b": "label == 1"}}))
    assert "label" in facts["failure"]["text"]


def test_out_of_fold_answers_come_from_models_that_saw_neither_example_nor_cluster(predictions):
    found = predictions(PEOPLE, "suite.py:Threshold", "build")
    truth = ["ill" if place % 3 == 2 else "healthy" for place in range(24)]
    assert found["labels"] == truth
    assert found["scores"] == [place % 3 - 1.5 for place in range(24)]
    assert found["values"] is None
    assert found["figures"] == found["perturbed"] == found["kept"] == {}


def test_changed_examples_are_answered_by_the_same_models(ask):
    data = DataPlan(
        "suite.py:people",
        positive="ill",
        folds=4,
        perturbations={"none": "suite.py:unchanged", "blur": "suite.py:blurred"},
        invariants={"number": "suite.py:renumbered", "cure": "suite.py:healed"},
    )
    candidate = CandidatePlan("build", "suite.py:Threshold", ("python",))
    first, again = (ask("predict", data, candidate)["runtimes"]["python"]["predictions"] for _ in range(2))
    assert first == again
    ill = [place % 3 == 2 for place in range(24)]
    # The identity meets models that did not see the example either, or they would have raised.
    assert first["perturbed"]["none"] == {
        name: first[name] for name in ("labels", "scores", "values", "figures")
    }
    moved = [
        after - before
        for before, after in zip(first["scores"], first["perturbed"]["blur"]["scores"], strict=True)
    ]
    assert {round(one, 6) for one in moved} == {0, 1}
    assert first["kept"] == {"number": [1] * 24, "cure": [int(not one) for one in ill]}


def test_a_callable_may_give_scores(predictions):
    found = predictions(DataPlan("suite.py:people", positive="ill"), "suite.py:sure")
    assert found["labels"][:3] == ["healthy", "healthy", "ill"]
    assert found["scores"][:3] == [0.25, 0.25, 0.75]


def test_a_service_is_asked_like_a_callable(ask):
    candidate = CandidatePlan(
        "service",
        "",
        ("service",),
        service=ServicePlan((sys.executable, "service.py"), protocol="lines"),
    )
    fields = ask("predict", DataPlan("suite.py:people", positive="ill"), candidate, ("service",))
    found = fields["runtimes"]["service"]["predictions"]
    assert found["labels"][:3] == ["healthy", "healthy", "ill"]
    assert found["scores"][:3] == [0, 0.5, 1]


def test_regressions_record_values(predictions):
    data = DataPlan("suite.py:line", task="regression", folds=3, perturbations={"none": "suite.py:unchanged"})
    found = predictions(data, "suite.py:Slope", "build")
    assert found["values"] == pytest.approx([2 * x + 1 for x in range(24)])
    assert found["labels"] is found["scores"] is None
    assert found["perturbed"]["none"]["values"] == found["values"]
    assert predictions(DataPlan("suite.py:line", task="regression"), "suite.py:half")["values"][3] == 1.5


def test_recommendations_record_figures(predictions):
    found = predictions(DataPlan("suite.py:users", task="recommendation"), "suite.py:shelf")
    assert found["labels"] is found["values"] is None
    assert found["figures"]["recall_at_10"] == [0.5, 1]
    assert found["figures"]["precision_at_10"] == [0.1, 0.2]
    assert found["figures"]["reciprocal_rank"] == [0.5, 1]
    assert found["figures"]["ndcg_at_10"][1] == 1


def test_detections_record_counts(predictions):
    found = predictions(DataPlan("suite.py:images", task="detection"), "suite.py:boxes")
    assert found["figures"] == {
        "true_positives": [0, 1],
        "false_positives": [0, 1],
        "false_negatives": [0, 1],
    }


def test_transcripts_record_errors_and_times(predictions):
    pytest.importorskip("jiwer")
    figures = predictions(DataPlan("suite.py:recordings", task="transcription"), "suite.py:hear")["figures"]
    assert figures["word_errors"] == [1, 0]
    assert figures["words"] == [2, 2]
    assert figures["character_errors"] == [1, 0]
    assert figures["characters"] == [12, 10]
    assert figures["audio_seconds"] == [1.5, 2.0]
    assert all(0 < seconds < 1 for seconds in figures["seconds"])


def test_texts_record_how_near_they_come(predictions):
    pytest.importorskip("sacrebleu")
    data = DataPlan("suite.py:pages", task="text", perturbations={"loud": "suite.py:shouted"})
    found = predictions(data, "suite.py:read")
    assert found["figures"]["exact_match"] == [0, 1]
    assert 40 < found["figures"]["chrf"][0] < found["figures"]["chrf"][1] == 100
    assert found["perturbed"]["loud"]["figures"]["exact_match"] == [0, 0]


def test_an_answer_that_is_none_names_its_example(ask):
    candidate = CandidatePlan("run", "suite.py:nan", ("python",))
    failure = ask("predict", DataPlan("suite.py:line", task="regression"), candidate)["failure"]
    assert failure["kind"] == "BenchError"
    assert "the answer to example" in failure["text"]
    assert failure["text"].endswith("is nan")


def test_an_error_says_which_example_was_asked(ask):
    candidate = CandidatePlan("run", "suite.py:shelf", ("python",))
    failure = ask("predict", DataPlan("suite.py:people"), candidate)["failure"]
    assert failure["doing"] == "while predicting example 'e0'"


def test_regressors_run_on_onnx_runtime(ask):
    pytest.importorskip("skl2onnx")
    candidate = CandidatePlan("build", "estimators.py:ordinary", ("sklearn", "onnx"))
    data = DataPlan("arrays.py:plane", task="regression")
    found = ask("predict", data, candidate, ("sklearn", "onnx"))["runtimes"]
    ours, exported = (found[name]["predictions"]["values"] for name in ("sklearn", "onnx"))
    assert len(ours) == 20
    assert exported == pytest.approx(ours, abs=1e-4)
    assert found["sklearn"]["equivalence"] is None
    assert found["onnx"]["equivalence"]["agreed"] == found["onnx"]["equivalence"]["examples"] == 60
    assert found["onnx"]["figures"]["features"][0] == 3
    assert found["onnx"]["artifact_sha256"] != found["sklearn"]["artifact_sha256"]
    assert found["onnx"]["settings"]["quantisation"] == "none"


def test_a_model_file_answers_like_the_estimator_that_it_was(ask, folder):
    converter = pytest.importorskip("skl2onnx")
    known = run_path(str(folder / "arrays.py"))["halves"]()
    model = LogisticRegression().fit(known.features, known.labels)
    content = converter.to_onnx(model, known.features[:1].astype(np.float32), options={"zipmap": False})
    (folder / "model.onnx").write_bytes(content.SerializeToString())
    data = DataPlan("arrays.py:halves", positive="up")
    candidate = CandidatePlan("model", "model.onnx", ("onnx",))
    answer = ask("predict", data, candidate, ("onnx",))["runtimes"]["onnx"]
    found = answer["predictions"]
    labels = ask("describe", data)["labels"]
    assert sum(one == other for one, other in zip(found["labels"], labels, strict=True)) > 55
    assert [score > 0.5 for score in found["scores"]] == [label == "up" for label in found["labels"]]
    assert answer["equivalence"] is None
    assert answer["figures"]["model.size"][0] == (folder / "model.onnx").stat().st_size
