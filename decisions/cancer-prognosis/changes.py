"""What happens to a case on its way to the model: somebody outlines the nuclei once more."""

from __future__ import annotations

import numpy as np

SPREAD = 0.02
"""Standard deviation of a second measurement against the first, as a share: an assumption, not a finding."""


def outline_again(features: np.ndarray) -> np.ndarray:
    """Scatters each of the thirty measurements by two per cent, independently."""
    scatter = np.random.default_rng(1994).normal(1.0, SPREAD, features.shape)
    return np.asarray(features * scatter)
