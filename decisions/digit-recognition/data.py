"""Handwritten digits of 8 x 8 pixels, in the order of the set, which seems to go from writer to writer."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits

from buttress.bench import Dataset

TRAINED = 1000
"""Rows that candidates are fitted on; the others were mostly written by other people."""


def digits() -> Dataset:
    """Gives all 1,797 images as rows of 64 grey values from 0 to 1; an image is known by its row number."""
    source = load_digits()
    pixels = np.asarray(source.data, dtype=np.float32) / 16
    count = len(pixels)
    return Dataset(
        features=pixels,
        labels=[str(digit) for digit in source.target],
        ids=[f"digit-{row:04d}" for row in range(count)],
        columns={"ink": pixels.mean(axis=1)},
        train=[row < TRAINED for row in range(count)],
    )
