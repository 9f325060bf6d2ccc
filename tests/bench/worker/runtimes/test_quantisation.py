from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("skl2onnx")

import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from buttress.bench.failure import BenchError
from buttress.bench.worker.runtimes.answers import ask_estimator, ask_onnx
from buttress.bench.worker.runtimes.equivalence import compare_answers
from buttress.bench.worker.runtimes.onnx_export import export_onnx, onnx_feed
from buttress.bench.worker.runtimes.onnx_session import open_session
from buttress.bench.worker.runtimes.quantisation import quantise_onnx

FEATURES, TARGETS = load_digits(return_X_y=True)
HOW = ("dynamic", "static")


@pytest.fixture(scope="module")
def perceptron():
    model = MLPClassifier(hidden_layer_sizes=(64, 32), max_iter=20, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(FEATURES, TARGETS)


def quantise(model, how, rows=128):
    return quantise_onnx(export_onnx(model, FEATURES), how, [onnx_feed(model, FEATURES[:rows])])


@pytest.mark.parametrize("how", HOW)
def test_a_quantised_perceptron_is_smaller_and_says_nearly_the_same(perceptron, how):
    content = quantise(perceptron, how)
    assert len(content) < 0.6 * len(export_onnx(perceptron, FEATURES))
    ours, theirs = ask_estimator(perceptron, FEATURES), ask_onnx(open_session(content), perceptron, FEATURES)
    found = compare_answers(ours, theirs, tolerance=0.5)
    assert found["agreed"] > 0.98 * len(FEATURES)
    assert found["largest_deviation"] > 1e-4  # it really is another model


@pytest.mark.parametrize("how", HOW)
def test_a_perceptron_behind_a_scaler_is_quantised_too(how):
    model = make_pipeline(
        StandardScaler(), MLPRegressor(hidden_layer_sizes=(32,), max_iter=30, random_state=0)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(FEATURES, TARGETS)
    theirs = ask_onnx(open_session(quantise(model, how, 400)), model, FEATURES)
    assert np.corrcoef(theirs.predicted, model.predict(FEATURES))[0, 1] > 0.98


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    "model",
    [
        RandomForestClassifier(n_estimators=3, random_state=0),
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=3)),
    ],
    ids=["forest", "linear"],
)
def test_a_model_without_such_weights_is_left_alone(model, how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(FEATURES, TARGETS)
    assert quantise(model, how) is None


def convolution(opset=18):
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(4, 1, 3, 3)).astype(np.float32)
    ones = np.ones(4, dtype=np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "k"], ["c"]),
            helper.make_node("BatchNormalization", ["c", "s", "b", "m", "v"], ["n"]),
            helper.make_node("Relu", ["n"], ["r"]),
            helper.make_node("GlobalAveragePool", ["r"], ["g"]),
            helper.make_node("Flatten", ["g"], ["y"]),
        ],
        "convolution",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 1, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 4])],
        [
            numpy_helper.from_array(value, name)
            for name, value in {"k": kernel, "s": ones, "b": ones, "m": ones * 0.1, "v": ones * 2}.items()
        ],
    )
    opsets = [helper.make_opsetid("", opset)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()


@pytest.mark.parametrize("how", HOW)
def test_a_convolution_is_quantised_with_its_normalisation_folded_in(how):
    images = FEATURES.reshape(-1, 1, 8, 8).astype(np.float32) / 16
    quantised = quantise_onnx(convolution(), how, [{"x": images}])
    operators = {node.op_type for node in onnx.load_from_string(quantised).graph.node}
    assert "BatchNormalization" not in operators
    ours = open_session(convolution()).run(None, {"x": images})[0]
    theirs = open_session(quantised).run(None, {"x": images})[0]
    assert np.abs(ours - theirs).max() < 0.05 * np.abs(ours).max()


def test_calibration_that_does_not_fit_is_an_error(perceptron):
    with pytest.raises(BenchError, match=r"cannot be quantised \(static\)"):
        quantise_onnx(
            export_onnx(perceptron, FEATURES), "static", [{"features": np.ones((2, 3), np.float32)}]
        )


PROGRAM = """
import hashlib, sys
from pathlib import Path
import numpy as np
from buttress.bench.worker.runtimes.quantisation import quantise_onnx

content = Path(sys.argv[1]).read_bytes()
rows = np.random.default_rng(0).integers(0, 16, (50, 64)).astype(np.float32)
for how in ("dynamic", "static"):
    print(hashlib.sha256(quantise_onnx(content, how, [{"features": rows}])).hexdigest())
"""


def test_the_same_model_gives_the_same_bytes_in_every_process(perceptron, tmp_path):
    path = tmp_path / "net.onnx"
    path.write_bytes(export_onnx(perceptron, FEATURES))
    found = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(path)],
            env={"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1", "PATH": ""},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert len(found.pop().split()) == 2


def test_dynamic_ranges_depend_on_the_batch_so_examples_are_asked_one_by_one(perceptron):
    content = quantise_onnx(export_onnx(perceptron, FEATURES), "dynamic", [onnx_feed(perceptron, FEATURES)])
    session = open_session(content)
    rows = FEATURES[:40] * np.linspace(0.1, 3.0, 40)[:, None]
    together, singly = ask_onnx(session, perceptron, rows), ask_onnx(session, perceptron, rows, singly=True)
    served = [session.run(None, onnx_feed(perceptron, rows[at : at + 1]))[1][0] for at in range(40)]
    assert np.array_equal(singly.scores, np.asarray(served, dtype=float))
    assert not np.array_equal(singly.scores, together.scores)
    assert list(singly.predicted) == [int(answers.argmax()) for answers in singly.scores]
