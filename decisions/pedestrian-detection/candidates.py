"""Watchers: a detector with the threshold above which its boxes are believed.

Thresholds are set on the photographs of COCO's training half: each is the lowest that gives no more than so many false
boxes for each photograph there. So detectors of different kinds are compared at the same rate of false alarms (Dollár
et al. 2012). The networks were trained on that half, so that rate is not what they keep elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from detectors import FastestDet, Gradients, YoloFastest, load_opencv
from obtained import ZOO, read_weights
from overlaps import match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from overlaps import Found

MATCHED = 0.25
"""False boxes for each photograph at which detectors are compared."""
TALL = 128
"""Height in pixels from which on a found person makes the robot slow down: four fifths of that of a near one."""


class Watcher:
    """Answers questions about photographs with what a detector finds above its threshold."""

    def __init__(self, detector: Any, alarms: float = MATCHED) -> None:
        self.detector, self.alarms, self.threshold = detector, alarms, float("inf")

    def fit(self, questions: Sequence[dict[str, Any]], _labels: Sequence[Any]) -> Watcher:
        """Sets the threshold by the photographs of the questions, each taken once."""
        shots = {question["name"]: question for question in questions}
        found = [self.detector.find(decode(shot["jpeg"])) for shot in shots.values()]
        persons = [shot["persons"] for shot in shots.values()]
        self.threshold = choose_threshold(found, persons, self.alarms)
        return self

    def predict(self, questions: Sequence[dict[str, Any]]) -> list[Any]:
        """Gives the answers; a photograph that several of these questions are about is looked at once."""
        seen: dict[bytes, list[Found]] = {}
        for question in questions:
            jpeg = question["jpeg"]
            if jpeg not in seen:
                seen[jpeg] = [one for one in self.detector.find(decode(jpeg)) if one[1] >= self.threshold]
        return [answer(question, seen[question["jpeg"]]) for question in questions]


def answer(question: dict[str, Any], found: Sequence[Found]) -> Any:
    """Gives the answer to one question from what was found on its photograph."""
    if question["ask"] == "person":
        return "person" if question["place"] in match(found, question["persons"]) else "nobody"
    if question["ask"] == "anybody":
        return "person" if found else "nobody"
    if question["ask"] == "pace":
        return "slow" if any(box[3] - box[1] >= TALL for box, _ in found) else "go"
    return [(*box, "person", score) for box, score in found]


def choose_threshold(
    found: Sequence[Sequence[Found]], persons: Sequence[Sequence[Sequence[float]]], alarms: float
) -> float:
    """Gives the lowest threshold at which at most so many false boxes remain for each photograph."""
    wrong = []
    for boxes, everybody in zip(found, persons, strict=True):
        fits = match(boxes, everybody)
        wrong += [score for (_, score), fit in zip(boxes, fits, strict=True) if fit is None]
    allowed = int(alarms * len(found))
    ranked = sorted(wrong, reverse=True)
    return float(np.nextafter(ranked[allowed], np.inf)) if allowed < len(ranked) else 0.0


def decode(jpeg: bytes) -> np.ndarray:
    """Gives the picture of a JPEG as it was taken, without turning it."""
    cv2 = load_opencv()
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)


def gradients() -> Watcher:
    """The classical detector of OpenCV."""
    return Watcher(Gradients())


def yolo_fastest() -> Watcher:
    """Yolo-Fastest 1.1."""
    return Watcher(_yolo("yolo-fastest-1.1"))


def yolo_fastest_xl() -> Watcher:
    """Yolo-Fastest 1.1, the larger one."""
    return Watcher(_yolo("yolo-fastest-1.1-xl"))


def fastest_det(alarms: float = MATCHED) -> Watcher:
    """FastestDet."""
    return Watcher(FastestDet(read_weights("FastestDet/example/onnx-runtime/FastestDet.onnx")), alarms)


def fastest_det_seldom() -> Watcher:
    """FastestDet at a fifth of the false boxes."""
    return fastest_det(MATCHED / 5)


def fastest_det_often() -> Watcher:
    """FastestDet at five times the false boxes."""
    return fastest_det(MATCHED * 5)


def _yolo(name: str) -> YoloFastest:
    return YoloFastest(read_weights(f"{ZOO}/{name}.cfg"), read_weights(f"{ZOO}/{name}.weights"))
