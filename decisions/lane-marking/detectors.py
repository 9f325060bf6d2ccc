"""Ways to say where the middle of the lane is, each from one picture and nothing else.

Each gives columns from the picture's middle, at the row of `LOOK_AHEAD`, or None where it finds nothing.
"""

from __future__ import annotations

import numpy as np
from road import CAMERA_HEIGHT, COLUMNS, FOCAL, HORIZON, LANE, LINE, LOOK_AHEAD, ROWS

FIRST = 46
"""Row below which lines are looked for: above it they are paler than the grain."""
WIDTHS = (3, 9)
"""Columns to either side that a bright line is compared with, far away and near."""


# Edges and straight lines


EDGE_SHARE = 0.94
"""Share of pixels that are no edge."""
TOPS = np.arange(-70, 71, 2.0)
BOTTOMS = np.arange(-230, 231, 4.0)
VOTES = 14


def hough(picture: np.ndarray) -> float | None:
    """Edges after Canny, straight lines after Hough: the best line on either side, and the middle between them.

    A line is told by its columns at the row of `LOOK_AHEAD` and at the last row. Where only one side has enough
    votes, the other one is taken to be a lane's width away. A bend is met by the straight line that touches most
    of it.
    """
    region = picture[LOOK_AHEAD - 4 :]
    smooth = (region[:, :-2] + 2 * region[:, 1:-1] + region[:, 2:]) / 4
    slope = np.abs(smooth[:, 2:] - smooth[:, :-2])
    peak = (slope[:, 1:-1] >= slope[:, :-2]) & (slope[:, 1:-1] >= slope[:, 2:])
    row, column = np.nonzero(peak & (slope[:, 1:-1] > np.quantile(slope, EDGE_SHARE)))
    down = (row - 4 + 0.5) / (ROWS - 1 - LOOK_AHEAD)
    place = column + 3 + 0.5 - COLUMNS / 2
    kept = down > 0.1
    down, place = down[kept, None], place[kept, None]
    bottom = (place - TOPS * (1 - down)) / down
    bins = np.round((bottom - BOTTOMS[0]) / 4).astype(np.int64)
    inside = (bins >= 0) & (bins < len(BOTTOMS))
    votes = np.bincount(
        (np.arange(len(TOPS)) * len(BOTTOMS) + bins)[inside], minlength=len(TOPS) * len(BOTTOMS)
    )
    votes = votes.reshape(len(TOPS), len(BOTTOMS))
    # Lines of the own lane open towards the camera: to the left on the left, to the right on the right.
    opens = BOTTOMS[None, :] - TOPS[:, None]
    sides = []
    for side in (-1, 1):
        allowed = (side * opens > 15) & (side * BOTTOMS[None, :] > 5) & (side * BOTTOMS[None, :] < 160)
        best = int(np.argmax(np.where(allowed, votes, -1)))
        sides.append(TOPS[best // len(BOTTOMS)] if votes.flat[best] >= VOTES else None)
    half = LANE / 2 * (LOOK_AHEAD + 0.5 - HORIZON) / CAMERA_HEIGHT
    left, right = sides
    if left is None and right is None:
        return None
    if left is None or right is None:
        return float(right - half if left is None else left + half)
    return float((left + right) / 2)


# Bright lines, and a lane laid over them


def ridges(pictures: np.ndarray) -> np.ndarray:
    """How much brighter each pixel is than what lies to its left and right: shape (n, widths, rows, columns).

    What is not brighter than both together is 0. Rows above `FIRST` are left out. The picture ends in black.
    """
    region = pictures[:, FIRST:]
    found = np.zeros((len(region), len(WIDTHS), *region.shape[1:]), dtype=np.float32)
    for place, width in enumerate(WIDTHS):
        wide = np.pad(region, ((0, 0), (0, 0), (width, width)))
        sides = (wide[:, :, : -2 * width] + wide[:, :, 2 * width :]) / 2
        found[:, place] = np.maximum(region - sides, 0)
    return found


def _lay_out() -> tuple[np.ndarray, np.ndarray]:
    rows = np.arange(FIRST + 4, ROWS, 2)
    ahead = FOCAL * CAMERA_HEIGHT / (rows + 0.5 - HORIZON)
    offset, heading, bend = (
        one.ravel()[:, None]
        for one in np.meshgrid(
            np.linspace(-1.5, 1.5, 31),
            np.linspace(-0.05, 0.05, 11),
            np.linspace(-1 / 80, 1 / 80, 9),
            indexing="ij",
        )
    )
    course = offset + heading * ahead + bend * ahead**2 / 2
    lines = [((course + side * LANE / 2) * FOCAL / ahead + COLUMNS / 2).astype(np.int64) for side in (-1, 1)]
    at = FOCAL * CAMERA_HEIGHT / (LOOK_AHEAD + 0.5 - HORIZON)
    middle = ((offset + heading * at + bend * at**2 / 2) * FOCAL / at).ravel()
    # What lies outside the picture is the last cell, which is black.
    black = (ROWS - FIRST) * COLUMNS
    cells = [
        np.where((line >= 0) & (line < COLUMNS), (rows - FIRST) * COLUMNS + line, black) for line in lines
    ]
    return np.ascontiguousarray(np.concatenate(cells, axis=1).T, dtype=np.intp), middle


CELLS, MIDDLES = _lay_out()
"""Pixels of each lane's two lines, shape (pixels of a lane, lanes), and where the lane's middle would then be."""
NEAR_ROW = int(HORIZON + WIDTHS[0] * CAMERA_HEIGHT / LINE * 0.9) - FIRST
"""Row, counted from `FIRST`, from which on a line is wider than the narrow comparison sees."""


def template(picture: np.ndarray) -> float | None:
    """Lays some three thousand lanes over the bright lines and takes the one that covers most of them.

    The lanes are those that the camera's geometry allows: offset, heading and bend in steps. The detector knows
    camera and width of the lane, as a calibrated one would.
    """
    narrow, wide = ridges(picture[None])[0]
    bright = np.concatenate([narrow[:NEAR_ROW], wide[NEAR_ROW:]])
    # At the sides of the picture there is nothing to compare with.
    bright[:, : WIDTHS[1]] = bright[:, -WIDTHS[1] :] = 0
    flat = np.append(np.minimum(bright, 0.25).ravel(), np.float32(0))
    covered = flat.take(CELLS).sum(axis=0)
    best = int(np.argmax(covered))
    return float(MIDDLES[best]) if covered[best] > 0.5 else None


# The network's input


POOL = (4, 3)
"""Rows and columns that are averaged into one input."""


def network_inputs(pictures: np.ndarray) -> np.ndarray:
    """What the network's first layers make of pictures, as `train_network.py` sees it: shape (n, inputs)."""
    found = ridges(pictures)
    count, widths, rows, columns = found.shape
    height, width = rows // POOL[0], columns // POOL[1]
    found = found[:, :, : height * POOL[0], : width * POOL[1]]
    pooled = found.reshape(count, widths, height, POOL[0], width, POOL[1]).mean(axis=(3, 5))
    flat = pooled.reshape(count, -1)
    return np.asarray(flat / (flat.mean(axis=1, keepdims=True) + 1e-3), dtype=np.float32)
