"""Writes `network.onnx`, the file that `server.py` loads: ``python export_network.py``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from candidates import shifted_network
from data import digits
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType

if __name__ == "__main__":
    found = digits()
    rows = np.flatnonzero(found.train)
    model = shifted_network().fit(found.features[rows], np.asarray(found.labels)[rows])
    graph = convert_sklearn(
        model,
        name="candidate",
        initial_types=[("features", FloatTensorType([None, found.features.shape[1]]))],
        target_opset={"": 18, "ai.onnx.ml": 3},
        options={id(model): {"zipmap": False}},
    )
    Path(__file__).with_name("network.onnx").write_bytes(graph.SerializeToString())
