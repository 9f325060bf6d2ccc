"""Networks that others have timed on the processors of phones, run here on one thread."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from buttress.bench import Dataset

GRAPHS = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"


def blank_picture() -> Dataset:
    """Gives one picture without anything on it; what networks of equal weights say of it means nothing."""
    return Dataset(features=np.ones((1, 3, 224, 224), np.float32), labels=["0"], ids=["blank"])


def resnet50(picture: np.ndarray) -> int:
    """Fifty layers (He et al. 2016)."""
    return _answer("light_resnet50.onnx", picture)


def squeezenet(picture: np.ndarray) -> int:
    """A small network of fire modules (Iandola et al. 2016)."""
    return _answer("light_squeezenet.onnx", picture)


def _answer(graph: str, picture: np.ndarray) -> int:
    session = _session(graph)
    scores = session.run(None, {session.get_inputs()[0].name: picture[None]})[0]
    return int(np.argmax(scores))


@cache
def _session(graph: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(GRAPHS / graph), options, providers=["CPUExecutionProvider"])
