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
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from buttress.bench.failure import BenchError
from buttress.bench.worker.runtimes.answers import ask_estimator, ask_onnx
from buttress.bench.worker.runtimes.equivalence import compare_answers
from buttress.bench.worker.runtimes.onnx_export import count_onnx_parameters, export_onnx, onnx_feed
from buttress.bench.worker.runtimes.onnx_session import open_session

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
def test_an_export_says_what_its_original_says(model):
    model.fit(FEATURES, TARGETS)
    ours = ask_estimator(model, FEATURES)
    theirs = ask_onnx(open_session(export_onnx(model, FEATURES)), model, FEATURES)
    found = compare_answers(ours, theirs)
    assert found["examples"] == 569
    assert found["agreed"] >= 568
    assert theirs.classes == ours.classes == (0, 1)
    apart = np.abs(ours.scores[:, -1] - theirs.scores[:, -1])
    assert np.quantile(apart, 0.99) < 1e-3
    # The last column speaks for the second class.
    assert np.corrcoef(theirs.scores[:, -1], TARGETS)[0, 1] > 0.5


def test_several_classes_have_a_score_each():
    features, targets = load_iris(return_X_y=True)
    model = LogisticRegression(max_iter=1000).fit(features, targets)
    found = ask_onnx(open_session(export_onnx(model, features)), model, features)
    assert found.classes == (0, 1, 2)
    assert np.allclose(found.scores, model.predict_proba(features), atol=1e-5)


@pytest.mark.parametrize(
    "model",
    [
        LinearRegression(),
        DecisionTreeRegressor(max_depth=4, random_state=0),
        RandomForestRegressor(n_estimators=5, random_state=0),
        HistGradientBoostingRegressor(max_iter=10),
        SVR(),
        KNeighborsRegressor(),
    ],
    ids=lambda model: type(model).__name__,
)
def test_an_exported_regression_gives_the_values_of_its_original(model):
    features = FEATURES[:, 1:].astype(np.float32)
    model.fit(features, FEATURES[:, 0] * 2 + FEATURES[:, 3])
    ours = ask_estimator(model, features)
    theirs = ask_onnx(open_session(export_onnx(model, features)), model, features)
    assert ours.scores is theirs.scores is None
    assert ours.predicted.shape == theirs.predicted.shape == (569,)
    # A row that stands on the threshold of a tree may fall on the other side in single precision.
    assert np.quantile(np.abs(ours.predicted - theirs.predicted), 0.95) < 1e-3


@pytest.mark.parametrize(
    "model",
    [
        LinearRegression(),
        DecisionTreeRegressor(max_depth=4, random_state=0),
        MLPRegressor(hidden_layer_sizes=(8,), max_iter=30, random_state=0),  # comes back one below the other
    ],
    ids=lambda model: type(model).__name__,
)
def test_several_values_of_an_example_stay_together(model):
    targets = np.column_stack([FEATURES[:, 0], FEATURES[:, 1] * 2, FEATURES[:, 2] - 1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(FEATURES, targets)
    theirs = ask_onnx(open_session(export_onnx(model, FEATURES)), model, FEATURES)
    assert theirs.predicted.shape == (569, 3)
    assert np.quantile(np.abs(theirs.predicted - model.predict(FEATURES)), 0.99) < 1e-3


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
    theirs, ours = ask_onnx(session, model, frame), ask_estimator(model, frame)
    assert ours.predicted.tolist() == theirs.predicted.tolist()
    assert np.allclose(ours.scores, theirs.scores, atol=1e-5)


def test_a_frame_of_numbers_is_one_matrix():
    frame = pd.DataFrame(FEATURES)
    model = LogisticRegression().fit(frame, TARGETS)
    assert list(onnx_feed(model, frame)) == ["features"]
    theirs = ask_onnx(open_session(export_onnx(model, frame)), model, frame)
    assert theirs.predicted.tolist() == model.predict(frame).tolist()


def test_an_outlier_detector_says_inside_or_outside():
    model = IsolationForest(n_estimators=5, random_state=0).fit(FEATURES)
    found = ask_onnx(open_session(export_onnx(model, FEATURES)), model, FEATURES)
    assert found.predicted.shape == (569,)
    assert set(found.predicted.tolist()) == {-1, 1}
    assert found.classes is None


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
