from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper

from buttress.bench.failure import BenchError
from buttress.bench.plan import OnnxPlan
from buttress.bench.worker.runtimes.onnx_session import LEVELS, check_available, check_chosen, open_session


@pytest.fixture(scope="module")
def content():
    graph = helper.make_graph(
        [helper.make_node("Neg", ["x"], ["y"])],
        "negative",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None])],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9
    ).SerializeToString()


@pytest.mark.parametrize("level", LEVELS)
def test_settings_reach_the_session(content, level):
    import onnxruntime

    session = open_session(content, OnnxPlan(optimisation=level), threads=2)
    options = session.get_session_options()
    assert options.graph_optimization_level == getattr(onnxruntime.GraphOptimizationLevel, LEVELS[level])
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (2, 1)
    assert session.run(None, {"x": np.float32([1, -2])})[0].tolist() == [-1, 2]


def test_a_provider_that_is_not_built_in_is_named_with_those_that_are(content):
    with pytest.raises(
        BenchError, match=r"has no NoSuchExecutionProvider here; it has .*CPUExecutionProvider"
    ):
        open_session(content, OnnxPlan(providers=("NoSuchExecutionProvider", "CPUExecutionProvider")))


def test_a_silent_fall_back_on_the_cpu_is_an_error():
    available = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    check_available(available, available)
    check_chosen("CUDAExecutionProvider", available)
    with pytest.raises(
        BenchError, match="could not start CUDAExecutionProvider and fell back on CPUExecution"
    ):
        check_chosen("CUDAExecutionProvider", ["CPUExecutionProvider"])


def test_what_is_no_model_is_refused():
    with pytest.raises(BenchError, match="ONNX Runtime refuses the model"):
        open_session(b"no model")
