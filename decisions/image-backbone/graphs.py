"""The graphs of six image networks, as the package onnx ships them for its tests: real operators, no trained weights.

In place of weights they hold rules for making them, such as "64 x 3 x 7 x 7 times the same number". `fill` turns the
rules into numbers, as a file with trained weights would hold.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

FOLDER = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
FILES = {
    "densenet121": "49ddb5712797d6164f1d864bedaad927de4f3909ad1b4ba390a92c2f8150e9f6",
    "inception_v1": "bb7a0e6c370c709f5615eeef961b43628de13d0009ae4d6f4bfb0d5aea5d8270",
    "resnet50": "05e77a5c9c9ce0913f549a50d6ebaced5e0ff6817b61e09bae26e4c5bd9055e4",
    "shufflenet": "c6f406d62be36d6b4572542c0950a2abd59f56237068793290680bba89fbafe5",
    "squeezenet": "770b0f3c8623e18bf58b53754d710051b4c268248422142980a132bbe6dfe908",
    "vgg19": "8e547d732b3a3d66eeb8fa64a026adb994d3db552f0bbd52e436d06300d89afe",
}
"""SHA-256 of each file, by the name that follows `light_`."""
RULE = "ConstantOfShape"


def read_graph(name: str) -> bytes:
    """Gives the file of a network.

    Raises:
        ValueError: The installed package ships another file than the one that was measured.
    """
    content = (FOLDER / f"light_{name}.onnx").read_bytes()
    if sha256(content).hexdigest() != FILES[name]:
        message = f"light_{name}.onnx is another file than that of onnx 1.23; python -m pip install 'onnx>=1.23,<1.24'"
        raise ValueError(message)
    return content


@cache
def weight_shapes(name: str) -> tuple[tuple[int, ...], ...]:
    """Gives the shape of everything in a network that training would set, statistics of batches among it."""
    graph = onnx.load_from_string(read_graph(name)).graph
    held = {one.name: one for one in graph.initializer}
    made = [_shape(held, node) for node in graph.node if node.op_type == RULE]
    stored = [
        tuple(one.dims) for one in held.values() if one.data_type == onnx.TensorProto.FLOAT and one.dims
    ]
    return (*made, *stored)


def fill(content: bytes, seed: int = 50) -> bytes:
    """Gives a network whose rules are replaced by numbers: random ones for weights, the rule's own elsewhere.

    Weights are drawn from normal distributions as He and others (2015) start a training, so that values neither vanish
    nor grow from layer to layer.
    """
    model = onnx.load_from_string(content)
    graph, dice = model.graph, np.random.default_rng(seed)
    held = {one.name: one for one in graph.initializer}
    for node in [one for one in graph.node if one.op_type == RULE]:
        shape = _shape(held, node)
        if len(shape) > 1:
            spread = np.float32(np.sqrt(2 / np.prod(shape[1:])))
            values = dice.standard_normal(shape, dtype=np.float32) * spread
        else:
            values = np.full(shape, _rule(node), dtype=np.float32)
        graph.initializer.append(numpy_helper.from_array(values, node.output[0]))
        graph.node.remove(node)
    return model.SerializeToString()


def _shape(held: dict[str, onnx.TensorProto], node: onnx.NodeProto) -> tuple[int, ...]:
    return tuple(int(size) for size in numpy_helper.to_array(held[node.input[0]]))


def _rule(node: onnx.NodeProto) -> float:
    return float(numpy_helper.to_array(node.attribute[0].t).ravel()[0])
