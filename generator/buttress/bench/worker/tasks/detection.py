"""Object detection: boxes found, boxes found wrongly and boxes missed in each image, at IoU 0.5.

The truth of an image is a list of boxes ``(x1, y1, x2, y2, class)``, the answer a list of
``(x1, y1, x2, y2, class, score)``. Every listed box counts: a candidate applies its own threshold to its scores.

Detections of a class are matched from the highest score down (equal scores in the order given), each with the box of
its class that overlaps it most among those not matched yet, provided their intersection over union is at least 0.5;
what stays unmatched is a false positive or a false negative. The bound and the order are those of the PASCAL VOC
challenge (Everingham et al. 2010). Where the best box is taken already, VOC counts a false positive at once, and COCO
(Lin et al. 2014) tries the next best, as is done here. Coordinates are continuous, as in COCO: a box is ``x2 - x1`` wide,
without VOC's extra pixel. Boxes marked "difficult" or "crowd" are not known; leave them out of truth and answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buttress.bench.worker.data.dataset import label_text, plain_values
from buttress.bench.worker.tasks.kind import Kind
from buttress.bench.worker.tasks.regression import are_close

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_OVERLAP = 0.5
"""Intersection over union from which on two boxes may match."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with a class.

    Attributes:
        edges: Left, top, right and bottom, in any one unit.
        label: Its class as text.
        score: How sure the candidate is of it; 0 for a true box.
    """

    edges: tuple[float, float, float, float]
    label: str
    score: float = 0.0

    @property
    def area(self) -> float:
        """Its area in squares of the unit of its edges."""
        left, top, right, bottom = self.edges
        return (right - left) * (bottom - top)


def read_boxes(truth: object) -> list[Box]:
    """Gives the true boxes of an image; raises TypeError or ValueError where one is none or has no area."""
    boxes = [_read_box(row, scored=False) for row in _rows(truth)]
    if any(box.area == 0 for box in boxes):
        message = "holds a box without an area"
        raise ValueError(message)
    return boxes


def read_detections(answer: object) -> list[Box]:
    """Gives the boxes that a candidate found; raises TypeError or ValueError where one is none."""
    return [_read_box(row, scored=True) for row in _rows(answer)]


def judge_detections(truth: Sequence[Box], found: Sequence[Box]) -> dict[str, float]:
    """Gives the counts of one image."""
    left = list(truth)
    matched = 0
    for box in sorted(found, key=lambda one: -one.score):
        overlaps = [overlap(box, other) if box.label == other.label else 0.0 for other in left]
        best = max(range(len(left)), key=overlaps.__getitem__, default=None)
        if best is not None and overlaps[best] >= LEAST_OVERLAP:
            del left[best]
            matched += 1
    return {
        "true_positives": float(matched),
        "false_positives": float(len(found) - matched),
        "false_negatives": float(len(left)),
    }


def overlap(one: Box, other: Box) -> float:
    """Gives the intersection of two boxes over their union, 0 to 1.

    >>> overlap(Box((0, 0, 2, 2), "cat"), Box((1, 0, 3, 2), "cat"))
    0.3333333333333333
    """
    width = min(one.edges[2], other.edges[2]) - max(one.edges[0], other.edges[0])
    height = min(one.edges[3], other.edges[3]) - max(one.edges[1], other.edges[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one.area + other.area - shared)


def same_detections(one: Sequence[Box], other: Sequence[Box]) -> bool:
    """Says whether two answers hold the same boxes, in any order and whatever their scores."""
    pairs = zip(sorted(one, key=_place), sorted(other, key=_place), strict=False)
    return len(one) == len(other) and all(_is_same(first, second) for first, second in pairs)


def _place(box: Box) -> tuple[str, tuple[float, ...]]:
    return box.label, box.edges


def _is_same(one: Box, other: Box) -> bool:
    return one.label == other.label and all(map(are_close, one.edges, other.edges))


def _rows(boxes: object) -> list[Any]:
    if isinstance(boxes, str | bytes) or not isinstance(boxes, Iterable):
        message = f"is of type {type(boxes).__name__}, not a list of boxes"
        raise TypeError(message)
    return plain_values(boxes)


def _read_box(row: Any, *, scored: bool) -> Box:  # noqa: ANN401 - checked here
    form = "(x1, y1, x2, y2, class, score)" if scored else "(x1, y1, x2, y2, class)"
    if isinstance(row, str) or not hasattr(row, "__len__") or len(row) != 5 + scored:
        message = f"holds {row!r}, not a box {form}"
        raise ValueError(message)
    left, top, right, bottom = (float(edge) for edge in row[:4])
    score = float(row[5]) if scored else 0.0
    if not all(map(math.isfinite, (left, top, right, bottom, score))) or right < left or bottom < top:
        message = f"holds {row!r}, not a box {form} with x1 <= x2 and y1 <= y2"
        raise ValueError(message)
    return Box((left, top, right, bottom), label_text(row[4]), score)


DETECTION = Kind(read_boxes, read_detections, judge_detections, same_detections)
