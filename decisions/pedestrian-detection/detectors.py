"""Detectors of persons: from a picture in OpenCV's order of channels (blue, green, red) to boxes with scores.

Each is a small class that can be pickled with its weights; what OpenCV or ONNX Runtime make of them is built when it is
first asked. All of them keep to one thread. OpenCV and ONNX Runtime are loaded by what needs them.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from overlaps import suppress

if TYPE_CHECKING:
    from overlaps import Found


@cache
def load_opencv() -> Any:
    """Gives OpenCV, kept to one thread."""
    import cv2

    cv2.setNumThreads(1)
    return cv2


class _Detector:
    """What detectors have in common: a pickle holds what they were made of, and not what was built of it."""

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_network"}


class Gradients(_Detector):
    """Histograms of oriented gradients and a linear support vector machine (Dalal and Triggs 2005), as OpenCV has them.

    A window of 64 x 128 pixels slides over the picture and over smaller copies of it. Boxes are shrunk as in OpenCV's own
    example, since the window has a margin around the person.
    """

    def __init__(self, scale: float = 1.1, least: float = 0.0) -> None:
        self.coefficients = np.asarray(load_opencv().HOGDescriptor_getDefaultPeopleDetector(), np.float32)
        self.scale, self.least = scale, least

    @cached_property
    def _network(self) -> Any:
        found = load_opencv().HOGDescriptor()
        found.setSVMDetector(self.coefficients)
        return found

    def find(self, picture: np.ndarray) -> list[Found]:
        """Gives boxes with the distance from the separating plane as their score."""
        if picture.shape[0] < 128 or picture.shape[1] < 64:
            return []
        boxes, scores = self._network.detectMultiScale(
            picture,
            hitThreshold=self.least,
            winStride=(8, 8),
            padding=(8, 8),
            scale=self.scale,
            groupThreshold=0,
        )
        found = [
            ((x + 0.1 * w, y + 0.07 * h, x + 0.9 * w, y + 0.87 * h), float(score))
            for (x, y, w, h), score in zip(boxes, np.ravel(scores), strict=True)
        ]
        return suppress(found)


class YoloFastest(_Detector):
    """A network of the YOLO family for small processors, in Darknet's form, on OpenCV.

    The picture is stretched to 320 x 320. Each row of an answer has centre and size as shares, how sure a box is, and the
    score of each class.
    """

    def __init__(self, layers: bytes, weights: bytes, side: int = 320, least: float = 0.05) -> None:
        self.layers, self.weights, self.side, self.least = layers, weights, side, least

    @cached_property
    def _network(self) -> Any:
        cv2 = load_opencv()
        found = cv2.dnn.readNetFromDarknet(
            np.frombuffer(self.layers, np.uint8), np.frombuffer(self.weights, np.uint8)
        )
        found.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
        return found, found.getUnconnectedOutLayersNames()

    def find(self, picture: np.ndarray) -> list[Found]:
        """Gives boxes whose best class is that of persons, with its score."""
        network, outputs = self._network
        side = (self.side, self.side)
        network.setInput(load_opencv().dnn.blobFromImage(picture, 1 / 255, side, swapRB=True))
        rows = np.concatenate(network.forward(outputs))
        return read_rows(rows, picture.shape[1], picture.shape[0], self.least)


class FastestDet(_Detector):
    """A network with one box for each of 22 x 22 cells, on ONNX Runtime."""

    def __init__(self, graph: bytes, side: int = 352, least: float = 0.1) -> None:
        self.graph, self.side, self.least = graph, side, least

    @cached_property
    def _network(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 1, 3
        found = onnxruntime.InferenceSession(self.graph, options, providers=["CPUExecutionProvider"])
        return found, found.get_inputs()[0].name

    def find(self, picture: np.ndarray) -> list[Found]:
        """Gives boxes whose best class is that of persons, with its score."""
        network, name = self._network
        cv2 = load_opencv()
        small = cv2.resize(picture, (self.side, self.side), interpolation=cv2.INTER_AREA)
        values = np.ascontiguousarray(small.transpose(2, 0, 1)[None], np.float32) / np.float32(255)
        return read_cells(
            network.run(None, {name: values})[0][0], picture.shape[1], picture.shape[0], self.least
        )


def read_rows(rows: np.ndarray, width: int, height: int, least: float) -> list[Found]:
    """Gives the persons among rows of centre, size, sureness and the scores of all classes."""
    persons = rows[(rows[:, 5] >= least) & (rows[:, 5] >= rows[:, 5:].max(axis=1))]
    return suppress([(_corners(*row[:4].tolist(), width, height), float(row[5])) for row in persons])


def read_cells(cells: np.ndarray, width: int, height: int, least: float) -> list[Found]:
    """Gives the persons among cells of shape (5 + classes, rows, columns).

    A cell has how sure a box is, where its centre lies from the corner of the cell (hyperbolic tangent of the value), its
    width and height as shares of the picture (logistic function), and the score of each class.
    """
    sure, classes = cells[0], cells[5:]
    scores = sure**0.6 * classes[0] ** 0.4
    ys, xs = np.nonzero((scores >= least) & (classes[0] >= classes.max(axis=0)))
    rows, columns = cells.shape[1:]
    found = []
    for y, x in zip(ys.tolist(), xs.tolist(), strict=True):
        along, down, wide, high = (float(value) for value in cells[1:5, y, x])
        centre = (x + np.tanh(along)) / columns, (y + np.tanh(down)) / rows
        box = _corners(*centre, 1 / (1 + np.exp(-wide)), 1 / (1 + np.exp(-high)), width, height)
        found.append((box, float(scores[y, x])))
    return suppress(found)


def _corners(
    x: float, y: float, wide: float, high: float, width: int, height: int
) -> tuple[float, float, float, float]:
    return (
        float((x - wide / 2) * width),
        float((y - high / 2) * height),
        float((x + wide / 2) * width),
        float((y + high / 2) * height),
    )
