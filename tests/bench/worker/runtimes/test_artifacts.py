from __future__ import annotations

import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("skl2onnx")

from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from buttress.bench.failure import BenchError
from buttress.bench.plan import CandidatePlan, OnnxPlan
from buttress.bench.worker.runtimes.artifacts import export_name, realise
from buttress.bench.worker.runtimes.equivalence import compare_export
from buttress.bench.worker.runtimes.onnx_export import export_onnx

FEATURES, TARGETS = load_digits(return_X_y=True)
NOWHERE = Path("nowhere")


def candidate(source="build", reference="estimators.py:tree", threads=1, **onnx):
    return CandidatePlan(source, reference, ("onnx",), "c0de", threads, onnx=OnnxPlan(**onnx))


@pytest.fixture(scope="module")
def tree():
    return DecisionTreeClassifier(max_depth=4, random_state=0).fit(FEATURES, TARGETS)


@pytest.fixture(scope="module")
def perceptron():
    model = MLPClassifier(hidden_layer_sizes=(32,), max_iter=20, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(FEATURES, TARGETS)


def test_in_process_runtimes_get_the_pickle(tree):
    artifact = realise(tree, FEATURES, candidate(threads=2), "sklearn", folder=NOWHERE)
    model = pickle.loads(artifact.content)  # noqa: S301 - made a line above
    assert model.predict(FEATURES[:9]).tolist() == tree.predict(FEATURES[:9]).tolist()
    assert artifact.session is None
    assert artifact.settings == {"threads": "2"}


def test_what_cannot_be_pickled_is_named():
    with pytest.raises(BenchError, match="the fitted candidate cannot be handed to a fresh process"):
        realise(lambda: None, FEATURES, candidate(), "python", folder=NOWHERE)


def test_settings_are_recorded_as_text(tree):
    artifact = realise(tree, FEATURES, candidate(threads=2, optimisation="basic"), "onnx", folder=NOWHERE)
    assert artifact.settings == {
        "providers": "CPUExecutionProvider",
        "optimisation": "basic",
        "quantisation": "none",
        "threads": "2",
    }
    assert artifact.notes == ()
    found = compare_export(tree, artifact, FEATURES, 1e-5)
    assert (found["examples"], found["agreed"]) == (1797, 1797)


@pytest.mark.parametrize("how", ["dynamic", "static"])
def test_a_quantised_model_is_compared_with_the_estimator(perceptron, how):
    artifact = realise(perceptron, FEATURES, candidate(quantisation=how), "onnx", folder=NOWHERE)
    assert artifact.settings["quantisation"] == how
    found = compare_export(perceptron, artifact, FEATURES)
    assert 0.95 < found["agreed"] / found["examples"] <= 1
    with pytest.raises(BenchError, match="more than the tolerance of 1e-06"):
        compare_export(perceptron, artifact, FEATURES, 1e-6)


@pytest.mark.parametrize("how", ["dynamic", "static"])
def test_quantisation_that_changes_nothing_says_so(tree, how):
    artifact = realise(tree, FEATURES, candidate(quantisation=how), "onnx", folder=NOWHERE)
    assert artifact.content == export_onnx(tree, FEATURES)
    assert artifact.settings["quantisation"] == "none"
    assert artifact.notes[0].startswith(f"Quantisation ({how}) changed nothing")


def test_static_quantisation_without_training_rows_is_refused(perceptron):
    features = FEATURES[:0]
    with pytest.raises(BenchError, match="calibrates on training rows"):
        realise(perceptron, features, candidate(quantisation="static"), "onnx", folder=NOWHERE)


def test_a_model_file_is_loaded_as_it_is(perceptron, tmp_path):
    content = export_onnx(perceptron, FEATURES)
    (tmp_path / "net.onnx").write_bytes(content)
    artifact = realise(None, FEATURES, candidate("model", "net.onnx"), "onnx", folder=tmp_path)
    assert artifact.content == content
    assert compare_export(None, artifact, FEATURES) is None


@pytest.mark.parametrize("how", ["dynamic", "static"])
def test_a_quantised_model_file_is_compared_with_the_file(perceptron, tmp_path, how):
    (tmp_path / "net.onnx").write_bytes(export_onnx(perceptron, FEATURES))
    plan = candidate("model", "net.onnx", quantisation=how)
    artifact = realise(None, FEATURES, plan, "onnx", folder=tmp_path)
    assert compare_export(None, artifact, FEATURES, 0.5)["agreed"] > 0.95 * len(FEATURES)


def test_a_missing_model_file_is_named(tmp_path):
    with pytest.raises(BenchError, match=r"net\.onnx cannot be read"):
        realise(None, FEATURES, candidate("model", "net.onnx"), "onnx", folder=tmp_path)


def test_an_export_made_beforehand_is_used_instead(tree, tmp_path):
    other = DecisionTreeClassifier(max_depth=2, random_state=0).fit(FEATURES, TARGETS)
    place = tmp_path / export_name(candidate(), "fold-1")
    place.parent.mkdir()
    place.write_bytes(export_onnx(other, FEATURES))
    artifact = realise(
        tree, FEATURES, candidate(), "onnx", folder=NOWHERE, exports=str(tmp_path), key="fold-1"
    )
    assert artifact.content == place.read_bytes()
    assert "beforehand" in artifact.notes[0]
    with pytest.raises(BenchError, match=r"no c0de/final\.onnx"):
        realise(tree, FEATURES, candidate(), "onnx", folder=NOWHERE, exports=str(tmp_path))


@pytest.mark.parametrize("how", ["dynamic", "static"])
def test_an_export_tells_whether_it_was_quantised(tree, perceptron, tmp_path, how):
    plan = candidate(quantisation=how)
    place = tmp_path / export_name(plan, "final")
    place.parent.mkdir()
    for model, expected in ((tree, "none"), (perceptron, how)):
        made = realise(model, FEATURES, plan, "onnx", folder=NOWHERE)
        place.write_bytes(made.content)
        found = realise(model, FEATURES, plan, "onnx", folder=NOWHERE, exports=str(tmp_path))
        assert found.settings == made.settings
        assert found.settings["quantisation"] == expected
        assert set(found.notes) > set(made.notes)


def test_candidates_of_the_same_code_have_different_exports_where_they_are_quantised_differently():
    plans = [candidate(), candidate(quantisation="dynamic"), candidate(quantisation="static")]
    plans.append(candidate(quantisation="static", calibration_rows=7))
    assert len({export_name(plan, "final") for plan in plans}) == 4
    assert export_name(candidate(), "fold-0") == "c0de/fold-0.onnx"


def test_calibration_rows_are_spread_over_the_training_rows(perceptron):
    # The first half knows no bright pixel: calibrated on it alone, the model would be far off.
    features = np.vstack([FEATURES * 0, FEATURES])
    artifact = realise(
        perceptron, features, candidate(quantisation="static", calibration_rows=64), "onnx", folder=NOWHERE
    )
    assert compare_export(perceptron, artifact, FEATURES)["agreed"] > 0.95 * len(FEATURES)
