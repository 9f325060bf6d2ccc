"""The candidates of a benchmark suite: each function gives an unfitted estimator with ``fit`` and ``predict``.

Plain classes do, and so does everything that follows scikit-learn's manner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


class Threshold:
    """Calls a machine faulty when one measurement exceeds the middle between the two classes' means."""

    def __init__(self, column: int) -> None:
        self.column = column
        self.limit = 0.0

    def fit(self, features: np.ndarray, labels: Sequence[str]) -> Self:
        """Learns the limit."""
        values, faulty = features[:, self.column], np.asarray(labels) == "faulty"
        self.limit = float(values[faulty].mean() + values[~faulty].mean()) / 2
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives the class of each row."""
        return np.where(features[:, self.column] > self.limit, "faulty", "healthy")


def first_option() -> Threshold:
    """Looks at the temperature alone."""
    return Threshold(column=0)


def second_option() -> Threshold:
    """Looks at the vibration alone."""
    return Threshold(column=1)
