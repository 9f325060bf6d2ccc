"""Pictures of nothing: random numbers in the shape that image networks take."""

from __future__ import annotations

import numpy as np

from buttress.bench import Dataset

PICTURES = 4
SHAPE = (3, 224, 224)
ANSWERED = "answered"
"""What is recorded of every answer. What networks without trained weights say of noise means nothing, and is not kept."""


def noise() -> Dataset:
    """Gives four pictures of 224 x 224 pixels, one of them for trying out what was built."""
    pictures = np.random.default_rng(224).standard_normal((PICTURES, *SHAPE), dtype=np.float32)
    return Dataset(
        features=pictures,
        labels=[ANSWERED] * PICTURES,
        ids=[f"noise-{place}" for place in range(PICTURES)],
        train=[place == 0 for place in range(PICTURES)],
    )
