from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("skl2onnx")

from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from buttress.bench.failure import BenchError
from buttress.bench.worker.runtimes.onnx_export import count_onnx_parameters, export_onnx, onnx_feed
from buttress.bench.worker.runtimes.onnx_session import open_session
from buttress.bench.worker.tasks.outcomes import explain_export, predict_with_estimator, predict_with_onnx

FEATURES, TARGETS = load_breast_cancer(return_X_y=True)
FEATURES = StandardScaler().fit_transform(FEATURES)


@pytest.mark.parametrize(
    "model",
    [
        LogisticRegression(),
        DecisionTreeClassifier(max_depth=4, random_state=0),
        RandomForestClassifier(n_estimators=10, random_state=0),
        HistGradientBoostingClassifier(max_iter=10),  # needs protobuf below 7
        SVC(kernel="linear"),
        LinearSVC(),
        CalibratedClassifierCV(LinearSVC(), cv=2),  # refuses the option `zipmap`
    ],
    ids=lambda model: type(model).__name__,
)
@pytest.mark.parametrize("positive", ["0", "1"])
def test_an_export_says_what_its_original_says(model, positive):
    model.fit(FEATURES, TARGETS)
    session = open_session(export_onnx(model, FEATURES))
    ours = predict_with_estimator(model, FEATURES, positive)
    theirs = predict_with_onnx(session, model, FEATURES, positive)
    assert sum(a == b for a, b in zip(ours.classes, theirs.classes, strict=True)) >= 568
    assert np.quantile(np.abs(ours.scores - theirs.scores), 0.99) < 1e-3
    # Scores speak for the positive class, whichever it is.
    assert np.corrcoef(ours.scores, [name == positive for name in map(str, TARGETS)])[0, 1] > 0.5


def test_the_note_tells_how_far_the_export_departs():
    model = LogisticRegression().fit(FEATURES, TARGETS)
    note = explain_export(model, open_session(export_onnx(model, FEATURES)), FEATURES)
    assert note.startswith("ONNX export: 569 of 569 labels agree with the original; the largest deviation")
    assert float(note.rstrip(".").rsplit(" ", 1)[1]) < 1e-5


def test_the_note_tells_of_an_export_that_departs():
    model = LogisticRegression().fit(FEATURES, TARGETS)
    session = open_session(export_onnx(model, FEATURES))
    turned = LogisticRegression().fit(FEATURES, 1 - TARGETS)
    assert "0 of 569 labels agree" in explain_export(turned, session, FEATURES)


def test_several_classes_score_the_positive_one():
    features, targets = load_iris(return_X_y=True)
    model = LogisticRegression(max_iter=1000).fit(features, targets)
    session = open_session(export_onnx(model, features))
    scores = predict_with_onnx(session, model, features, "1").scores
    assert np.allclose(scores, model.predict_proba(features)[:, 1], atol=1e-5)


def test_the_same_model_gives_the_same_bytes():
    first, second = (LogisticRegression().fit(FEATURES, TARGETS) for _ in range(2))
    assert export_onnx(first, FEATURES) == export_onnx(second, FEATURES)


def test_columns_of_a_frame_become_inputs_of_their_own():
    frame = pd.DataFrame(
        {"age": [30.5, 40.0, 50.0, 61.0] * 5, "visits": [1, 2, 3, 4] * 5, "country": ["DE", "FR"] * 10}
    )
    scale = ColumnTransformer(
        [("text", OneHotEncoder(), ["country"]), ("number", StandardScaler(), ["age", "visits"])]
    )
    model = make_pipeline(scale, LogisticRegression()).fit(frame, ["low", "low", "high", "high"] * 5)
    session = open_session(export_onnx(model, frame))
    assert set(onnx_feed(model, frame)) == {"age", "visits", "country"}
    theirs = predict_with_onnx(session, model, frame, "high")
    ours = predict_with_estimator(model, frame, "high")
    assert ours.classes == theirs.classes
    assert np.allclose(ours.scores, theirs.scores, atol=1e-5)


def test_a_frame_of_numbers_is_one_matrix():
    frame = pd.DataFrame(FEATURES)
    model = LogisticRegression().fit(frame, TARGETS)
    assert list(onnx_feed(model, frame)) == ["features"]
    assert "569 of 569" in explain_export(model, open_session(export_onnx(model, frame)), frame)


def test_an_outlier_detector_is_exported_without_scores():
    model = IsolationForest(n_estimators=5, random_state=0).fit(FEATURES)
    found = predict_with_onnx(open_session(export_onnx(model, FEATURES)), model, FEATURES, None)
    assert set(found.classes) == {"-1", "1"}
    assert found.scores is None


def test_a_model_without_converter_is_refused_by_name():
    with pytest.raises(BenchError, match="DummyClassifier cannot be exported to ONNX"):
        export_onnx(DummyClassifier().fit(FEATURES, TARGETS), FEATURES)


def test_the_fashion_perceptron_is_about_a_megabyte():
    model = MLPClassifier(hidden_layer_sizes=(300, 100), max_iter=1, random_state=0)
    rows = np.random.default_rng(0).random((10, 784))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(rows, np.arange(10))
    content = export_onnx(model, rows)
    assert count_onnx_parameters(content) == 266_610
    assert 4 * 266_610 < len(content) < 4 * 266_610 + 3000


def test_parameters_of_linear_and_tree_operators_are_found_in_their_nodes():
    linear = export_onnx(LogisticRegression().fit(FEATURES, TARGETS), FEATURES)
    assert count_onnx_parameters(linear) == 62  # the operator stores both classes
    tree = DecisionTreeClassifier(max_depth=2).fit(FEATURES, TARGETS)
    assert count_onnx_parameters(export_onnx(tree, FEATURES)) >= tree.tree_.node_count
