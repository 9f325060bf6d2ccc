"""Handwritten digits of 8 x 8 pixels, which stand for the images of an instrument."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits

from buttress.bench import Dataset

TRAINED = 1000
"""Digits that networks are fitted on; the others were mostly written by other people."""


def digits() -> Dataset:
    """Gives the 1,797 digits of scikit-learn as rows of 64 grey values from 0 to 1."""
    source = load_digits()
    pixels = np.asarray(source.data, dtype=np.float32) / 16
    return Dataset(
        features=pixels,
        labels=[str(digit) for digit in source.target],
        ids=[f"digit-{row:04d}" for row in range(len(pixels))],
        train=[row < TRAINED for row in range(len(pixels))],
    )
