"""Trains the network on made-up roads and writes `lane.onnx`: ``python train_network.py``.

It takes a minute or two on one core, 2 GB of memory, and what ``buttress[bench]`` installs. The seed is fixed.
Another version of NumPy or scikit-learn may end at weights that differ in their last digits, so the file is
committed, and suites record its digest.

The graph holds everything from picture to column: the bright lines of `detectors.ridges` as a convolution with
fixed weights, pooling, and two hidden layers that scikit-learn fitted. Weights are kept in half precision, which
halves the file, and are cast when it is loaded. Each picture is shown as it is and mirrored. No picture of the
suites is among them: those are drawn from other seeds.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from detectors import FIRST, POOL, WIDTHS, network_inputs
from onnx import TensorProto, helper, numpy_helper
from road import COLUMNS, ROWS, make_roads
from sklearn.neural_network import MLPRegressor

SEED = 5_000
"""Seeds from here on; the suite takes others."""
BATCHES, BATCH = 40, 500
HIDDEN = (24, 16)
SCALE = 10.0
"""Columns that the network calls one."""


def train() -> MLPRegressor:
    """Gives the fitted layers."""
    inputs, middles = [], []
    for batch in range(BATCHES):
        roads = make_roads(BATCH, SEED + batch)
        for pictures, sign in ((roads.pictures, 1), (roads.pictures[:, :, ::-1], -1)):
            inputs.append(network_inputs(pictures))
            middles.append(sign * roads.middle / SCALE)
    network = MLPRegressor(
        hidden_layer_sizes=HIDDEN,
        alpha=1e-2,
        batch_size=256,
        learning_rate_init=1e-3,
        max_iter=40,
        random_state=0,
    )
    return network.fit(np.concatenate(inputs), np.concatenate(middles).astype(np.float32))


def as_graph(network: MLPRegressor) -> onnx.ModelProto:
    """Gives the whole way from picture to column as one graph."""
    reach = max(WIDTHS)
    kernel = np.zeros((len(WIDTHS), 1, 1, 2 * reach + 1), dtype=np.float32)
    for place, width in enumerate(WIDTHS):
        kernel[place, 0, 0, [reach - width, reach, reach + width]] = -0.5, 1, -0.5
    constants = {
        "begin": np.array([FIRST], dtype=np.int64),
        "end": np.array([ROWS], dtype=np.int64),
        "axis": np.array([1], dtype=np.int64),
        "kernel": kernel,
        "little": np.array([1e-3], dtype=np.float32),
        "scale": np.array([SCALE], dtype=np.float32),
    }
    nodes = [
        helper.make_node("Slice", ["picture", "begin", "end", "axis"], ["region"]),
        helper.make_node("Unsqueeze", ["region", "axis"], ["plane"]),
        helper.make_node("Conv", ["plane", "kernel"], ["contrast"], pads=[0, reach, 0, reach]),
        helper.make_node("Relu", ["contrast"], ["ridges"]),
        helper.make_node("AveragePool", ["ridges"], ["pooled"], kernel_shape=POOL, strides=POOL),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("ReduceMean", ["flat", "axis"], ["mean"], keepdims=1),
        helper.make_node("Add", ["mean", "little"], ["raised"]),
        helper.make_node("Div", ["flat", "raised"], ["layer0"]),
    ]
    last = len(network.coefs_)
    for place, (weights, bias) in enumerate(zip(network.coefs_, network.intercepts_, strict=True), start=1):
        constants[f"half{place}"] = weights.astype(np.float16)
        constants[f"bias{place}"] = bias.astype(np.float32)
        given, made = f"layer{place - 1}", f"sum{place}"
        nodes.append(helper.make_node("Cast", [f"half{place}"], [f"weights{place}"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Gemm", [given, f"weights{place}", f"bias{place}"], [made]))
        if place < last:
            nodes.append(helper.make_node("Relu", [made], [f"layer{place}"]))
    nodes.append(helper.make_node("Mul", [f"sum{last}", "scale"], ["middle"]))
    graph = helper.make_graph(
        nodes,
        "lane",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["batch", ROWS, COLUMNS])],
        [helper.make_tensor_value_info("middle", TensorProto.FLOAT, ["batch", 1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model, full_check=True)
    return model


if __name__ == "__main__":
    Path(__file__).with_name("lane.onnx").write_bytes(as_graph(train()).SerializeToString())
