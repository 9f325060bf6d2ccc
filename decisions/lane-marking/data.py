"""Pictures to judge by: any road for where the lane is, and clear cases for whether to warn."""

from __future__ import annotations

import numpy as np
from road import CAMERA_HEIGHT, HORIZON, LOOK_AHEAD, make_roads

from buttress.bench import Dataset

PICTURES, SEED = 500, 7
JUDGED_WARNINGS, WARNING_SEED = 900, 8
METRE = (LOOK_AHEAD + 0.5 - HORIZON) / CAMERA_HEIGHT
"""Columns that a metre takes at the row of `LOOK_AHEAD`, where the horizon is level."""
LEAVING, KEEPING = 1.0, 0.5
"""Metres to a side from which the car leaves its lane, and up to which it keeps it."""


def lanes() -> Dataset:
    """Five hundred pictures, each with the columns that lie within half a metre of the lane's middle."""
    roads = make_roads(PICTURES, SEED)
    return Dataset(
        features=roads.pictures,
        labels=[columns_near(middle) for middle in roads.middle],
        ids=[f"road-{place:03d}" for place in range(PICTURES)],
        columns=roads.columns,
    )


def columns_near(middle: float) -> list[int]:
    """Gives the whole columns within half a metre of a lane's middle, counted from the picture's middle."""
    reach = KEEPING * METRE
    return list(range(int(np.ceil(middle - reach)), int(np.floor(middle + reach)) + 1))


def departures() -> Dataset:
    """Pictures in which the lane's middle is a metre or more to a side, or half a metre or less; none between."""
    roads = make_roads(JUDGED_WARNINGS, WARNING_SEED)
    beside = np.abs(roads.middle) / METRE
    rows = np.flatnonzero((beside >= LEAVING) | (beside <= KEEPING))
    return Dataset(
        features=roads.pictures[rows],
        labels=np.where(beside[rows] >= LEAVING, "leaves", "keeps"),
        ids=[f"warning-{row:03d}" for row in rows],
        columns={name: [column[row] for row in rows] for name, column in roads.columns.items()},
    )
