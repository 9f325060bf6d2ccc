"""Counted figures of models whose content is known by hand."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from buttress.bench.worker.figures.counted import count_figures

pytest.importorskip("sklearn")

from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeClassifier

FEATURES = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [3.0, 0.0]])


def test_a_line_through_two_features():
    model = LinearRegression().fit(FEATURES, 2 * FEATURES[:, 0] + FEATURES[:, 1] + 1)
    content = pickle.dumps(model)
    assert count_figures(model, content, FEATURES) == {
        "model.size": (len(content), "B"),
        "features": (2, ""),
        "parameters": (3, ""),
        "interpretability.terms": (3, ""),
        "interpretability.coefficients": (2, ""),
    }


def test_a_tree_with_one_question_is_two_rules():
    model = DecisionTreeClassifier(max_depth=1, random_state=0).fit(FEATURES, [0, 0, 1, 1])
    found = count_figures(model, pickle.dumps(model), FEATURES)
    assert found["interpretability.rules"] == (2, "")
    assert found["interpretability.terms"] == (2, "")
    assert found["tree.depth"] == (1, "")
    assert found["parameters"] == (1 + 2 * 2, "")
    assert "interpretability.coefficients" not in found


def test_a_kind_that_is_not_known_has_a_size_alone_when_pickled():
    model = DummyClassifier().fit(FEATURES, [0, 0, 1, 1])
    assert set(count_figures(model, pickle.dumps(model), FEATURES)) == {"model.size", "features"}


def test_an_onnx_file_without_its_estimator_is_counted_from_its_graph():
    content = _weighted_sum()
    assert count_figures(None, content, FEATURES) == {
        "model.size": (len(content), "B"),
        "features": (2, ""),
        "parameters": (2 + 1, ""),
    }


def test_an_unknown_kind_is_counted_from_the_graph_that_it_was_exported_to():
    model = DummyClassifier().fit(FEATURES, [0, 0, 1, 1])
    assert count_figures(model, _weighted_sum(), FEATURES)["parameters"] == (3, "")


@pytest.mark.parametrize("features", [["a text", "another"], [[[1.0]], [[2.0]]], [[1, [2, 3]], [4, [5, 6]]]])
def test_without_a_table_there_is_no_width(features):
    assert count_figures(None, b"", features) == {}


def _weighted_sum() -> bytes:
    onnx = pytest.importorskip("onnx")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["x", "w", "b"], ["y"])],
        "sum",
        [helper.make_tensor_value_info("x", kind, [None, 2])],
        [helper.make_tensor_value_info("y", kind, [None, 1])],
        [helper.make_tensor("w", kind, [2, 1], [2.0, 1.0]), helper.make_tensor("b", kind, [1], [1.0])],
    )
    return helper.make_model(graph).SerializeToString()
