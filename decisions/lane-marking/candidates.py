"""The detectors as the suites ask them: one picture in, one answer out.

A place is answered as a list of one column.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import detectors
from data import METRE

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime

BETWEEN = 0.75
"""Metres to a side above which the car is taken to leave its lane."""


def straight_ahead(_: np.ndarray) -> list[int]:
    """The baseline: the lane is straight ahead, whatever the picture shows."""
    return [0]


def hough(picture: np.ndarray) -> list[int]:
    """Edges and straight lines; what is not found is taken to be straight ahead."""
    return [round(detectors.hough(picture) or 0)]


def template(picture: np.ndarray) -> list[int]:
    """A lane laid over bright lines; what is not found is taken to be straight ahead."""
    return [round(detectors.template(picture) or 0)]


def network(picture: np.ndarray) -> list[int]:
    """What the network says, to the next whole column."""
    return [round(_ask_network(picture))]


def warn_hough(picture: np.ndarray) -> str:
    """Warns above three quarters of a metre, by edges and straight lines."""
    return warn(detectors.hough(picture), BETWEEN)


def warn_template(picture: np.ndarray) -> str:
    """Warns above three quarters of a metre, by the lane laid over bright lines."""
    return warn(detectors.template(picture), BETWEEN)


def warn_template_early(picture: np.ndarray) -> str:
    """Warns above half a metre."""
    return warn(detectors.template(picture), 0.5)


def warn_template_late(picture: np.ndarray) -> str:
    """Warns above a metre."""
    return warn(detectors.template(picture), 1.0)


def warn_network(picture: np.ndarray) -> str:
    """Warns above three quarters of a metre, by the network."""
    return warn(_ask_network(picture), BETWEEN)


def warn(middle: float | None, limit: float) -> str:
    """Says whether the car leaves its lane; *unknown* where no lane was found, which is neither."""
    if middle is None:
        return "unknown"
    return "leaves" if abs(middle) > limit * METRE else "keeps"


def _ask_network(picture: np.ndarray) -> float:
    session = _load()
    return float(session.run(None, {"picture": picture[None]})[0][0, 0])


@cache
def _load() -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    path = Path(__file__).with_name("lane.onnx")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
