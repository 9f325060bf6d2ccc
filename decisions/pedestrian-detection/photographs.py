"""Photographs with the boxes of the persons on them, read from JPEG files and labels in YOLO's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from obtained import read_photographs

if TYPE_CHECKING:
    from overlaps import Box

PERSON = "0"
"""The class of persons among those of COCO."""
NEAR, MIDDLE = 160, 64
"""Least height of a near person, and of one at middle distance, in pixels."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph: its name, its half, the JPEG, and the boxes of the persons on it in pixels."""

    name: str
    half: str
    jpeg: bytes
    persons: tuple[Box, ...]

    @property
    def tallest(self) -> float:
        """Height in pixels of the tallest person, 0 where there is nobody."""
        return max((bottom - top for _, top, _, bottom in self.persons), default=0.0)


def all_photographs() -> list[Photograph]:
    """Gives all photographs with labels, in the order of their names."""
    return [
        Photograph(
            name.partition("/")[2], name.partition("/")[0], jpeg, read_persons(labels, *read_size(jpeg))
        )
        for name, (jpeg, labels) in read_photographs().items()
    ]


def read_persons(labels: str, width: int, height: int) -> tuple[Box, ...]:
    """Gives the boxes of persons in pixels: a line has class, centre x and y, width and height as shares."""
    boxes = []
    for line in labels.splitlines():
        kind, *shares = line.split()
        if kind == PERSON:
            x, y, w, h = (float(share) for share in shares)
            left, top = (x - w / 2) * width, (y - h / 2) * height
            boxes.append((left, top, left + w * width, top + h * height))
    return tuple(boxes)


def read_size(jpeg: bytes) -> tuple[int, int]:
    """Gives width and height as the frame header of a JPEG file says (ITU-T T.81, annex B)."""
    place = 2
    while jpeg[place] == 0xFF:
        kind, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4])
        if 0xC0 <= kind <= 0xC3:
            return int.from_bytes(jpeg[place + 7 : place + 9]), int.from_bytes(jpeg[place + 5 : place + 7])
        place += 2 + length
    message = "a photograph has no frame header"
    raise ValueError(message)
