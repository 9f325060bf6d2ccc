"""Points at which to differentiate."""

from __future__ import annotations

import numpy as np
from problems import INPUTS, SIGNED, loss_gradient, response_derivative, tell

from buttress.bench import Dataset

POINTS = 80
"""Points of each kind."""


def weights() -> Dataset:
    """Gives 160 points of 500 weights; at every other one a margin lies between 800 and 2,000, where exp overflows."""
    dice = np.random.default_rng(710)
    points, margins = [], []
    for place in range(2 * POINTS):
        point = dice.normal(size=INPUTS)
        if place % 2:
            point *= dice.uniform(800, 2000) / (SIGNED @ point).max()
        points.append(point)
        margins.append(float((SIGNED @ point).max()))
    return Dataset(
        features=points,
        labels=[tell(loss_gradient(point)) for point in points],
        ids=[f"point-{place:03d}" for place in range(2 * POINTS)],
        columns={"margin": margins},
    )


def gains() -> Dataset:
    """Gives 160 gains from 0.1 to 10, evenly spaced by their logarithm."""
    points = np.geomspace(0.1, 10, 2 * POINTS)
    return Dataset(
        features=[float(gain) for gain in points],
        labels=[tell(response_derivative(gain)) for gain in points],
        ids=[f"gain-{place:03d}" for place in range(2 * POINTS)],
    )
