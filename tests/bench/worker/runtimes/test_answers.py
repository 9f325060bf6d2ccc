from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper, numpy_helper

from buttress.bench.failure import BenchError
from buttress.bench.worker.runtimes.answers import ask_estimator, ask_onnx
from buttress.bench.worker.runtimes.onnx_inputs import CHUNK_ROWS
from buttress.bench.worker.runtimes.onnx_session import open_session


def session_of(nodes, inputs, outputs, constants=()):
    graph = helper.make_graph(
        nodes,
        "hand",
        [helper.make_tensor_value_info(*one) for one in inputs],
        [helper.make_tensor_value_info(*one) for one in outputs],
        [numpy_helper.from_array(value, name) for name, value in constants],
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
    return open_session(helper.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString())


def softmax_session(rows=None):
    """Two inputs to three classes."""
    weights = np.array([[1, 0, -1], [0, 1, -1]], dtype=np.float32)
    return session_of(
        [helper.make_node("MatMul", ["x", "w"], ["z"]), helper.make_node("Softmax", ["z"], ["p"], axis=1)],
        [("x", TensorProto.FLOAT, [rows, 2])],
        [("p", TensorProto.FLOAT, [rows, 3])],
        [("w", weights)],
    )


class Fixed:
    """Says what it was made with."""

    def __init__(self, answers):
        self.answers = answers

    def predict(self, _):
        return self.answers


def test_an_estimator_of_plain_lists_is_understood():
    assert ask_estimator(Fixed(["a", "b"]), [[1], [2]]).predicted.tolist() == ["a", "b"]
    assert ask_estimator(Fixed([[1.5], [2.5]]), [[1], [2]]).predicted == [[1.5], [2.5]]


def test_a_column_of_values_counts_as_values():
    assert ask_estimator(Fixed(np.array([[1.5], [2.5]])), [[1], [2]]).predicted.tolist() == [1.5, 2.5]


def test_rankings_of_any_length_stay_lists():
    answers = [["a", "b"], ["c"]]
    assert ask_estimator(Fixed(answers), [[1], [2]]).predicted == answers


def test_a_missing_answer_is_told():
    with pytest.raises(BenchError, match="3 examples were asked, 2 answers came"):
        ask_estimator(Fixed(["a", "b"]), [[1], [2], [3]])


def test_a_softmax_answers_with_the_place_of_its_largest_entry():
    found = ask_onnx(softmax_session(), None, np.array([[5.0, 0.0], [0.0, 5.0], [-5.0, -5.0]]))
    assert found.predicted.tolist() == [0, 1, 2]
    assert found.classes == (0, 1, 2)
    assert np.allclose(found.scores.sum(axis=1), 1.0)


def test_where_nothing_is_classified_the_first_output_is_the_answer():
    found = ask_onnx(softmax_session(), None, np.ones((4, 2)), classify=False)
    assert found.predicted.shape == (4, 3)
    assert found.scores is None


@pytest.mark.parametrize("rows", [1, None])
def test_many_rows_are_answered_in_order_however_many_the_model_takes(rows):
    features = np.random.default_rng(0).normal(size=(CHUNK_ROWS + 10, 2))
    found = ask_onnx(softmax_session(rows), None, features)
    expected = np.column_stack([features, -features.sum(axis=1)]).argmax(axis=1)
    assert found.predicted.tolist() == expected.tolist()


def test_a_model_for_another_number_of_rows_is_refused():
    with pytest.raises(BenchError, match="exactly 4 rows at once"):
        ask_onnx(softmax_session(4), None, np.ones((8, 2)))


def test_columns_of_a_frame_fill_the_inputs_of_their_names():
    session = session_of(
        [
            helper.make_node("Cast", ["visits"], ["v"], to=TensorProto.FLOAT),
            helper.make_node("Add", ["age", "v"], ["sum"]),
        ],
        [("age", TensorProto.FLOAT, [None, 1]), ("visits", TensorProto.INT64, [None, 1])],
        [("sum", TensorProto.FLOAT, [None, 1])],
    )
    frame = pd.DataFrame({"visits": [1, 2], "country": ["DE", "FR"], "age": [30.5, 40.0]})
    assert ask_onnx(session, None, frame, classify=False).predicted.tolist() == [31.5, 42.0]
    with pytest.raises(BenchError, match="the model has the inputs age, visits"):
        ask_onnx(session, None, frame[["age"]], classify=False)
    items = [{"age": [[1]], "visits": [[2]]}, {"age": [[3]], "visits": [[4]]}]
    assert ask_onnx(session, None, items, classify=False).predicted.tolist() == [3.0, 7.0]


def test_items_of_different_shapes_are_fed_one_by_one():
    session = session_of(
        [helper.make_node("ReduceSum", ["x", "axes"], ["s"], keepdims=0)],
        [("x", TensorProto.FLOAT, [None, None])],
        [("s", TensorProto.FLOAT, [None])],
        [("axes", np.array([1], dtype=np.int64))],
    )
    found = ask_onnx(session, None, [[1, 2, 3], [4, 5]], classify=False)
    assert found.predicted.tolist() == [6.0, 9.0]


def test_features_of_another_kind_are_refused():
    with pytest.raises(BenchError, match="do not fit the input 'x'"):
        ask_onnx(softmax_session(), None, [["a", "b"], ["c", "d"]])


def test_a_label_output_is_preferred_to_the_table():
    pytest.importorskip("skl2onnx")
    from sklearn.linear_model import LogisticRegression

    from buttress.bench.worker.runtimes.onnx_export import export_onnx

    features = np.array([[0.0], [1.0], [2.0], [3.0]])
    model = LogisticRegression().fit(features, ["low", "low", "high", "high"])
    session = open_session(export_onnx(model, features))
    found = ask_onnx(session, None, features)
    assert found.predicted.tolist() == ["low", "low", "high", "high"]
    assert found.classes == ("high", "low")
    assert np.allclose(found.scores, model.predict_proba(features), atol=1e-6)


def test_dictionaries_of_scores_name_their_columns():
    pytest.importorskip("skl2onnx")
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression

    features = np.array([[0.0], [1.0], [2.0], [3.0]], dtype=np.float32)
    model = LogisticRegression().fit(features, [3, 3, 7, 7])
    found = ask_onnx(open_session(to_onnx(model, features).SerializeToString()), None, features)
    assert found.predicted.tolist() == [3, 3, 7, 7]
    assert found.classes == (3, 7)
    assert np.allclose(found.scores, model.predict_proba(features), atol=1e-6)
