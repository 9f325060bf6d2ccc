"""The detectors that were weighed against each other, in plain NumPy: each function gives an unfitted one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

HEALTHY, FAULTY = "healthy", "faulty"


class VibrationLimit:
    """Calls a window faulty when its vibration exceeds the middle between healthy and faulty pumps."""

    def fit(self, features: np.ndarray, labels: Sequence[str]) -> Self:
        """Learns the limit."""
        vibration, faulty = features[:, 0], np.asarray(labels) == FAULTY
        self.limit = float(vibration[faulty].mean() + vibration[~faulty].mean()) / 2
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives the class of each window."""
        return np.where(features[:, 0] > self.limit, FAULTY, HEALTHY)


class NearestProfile:
    """Calls a window what the nearer mean profile is, each measurement in units of its spread."""

    def fit(self, features: np.ndarray, labels: Sequence[str]) -> Self:
        """Learns the two profiles."""
        self.spread = features.std(axis=0)
        self.profiles = np.array(
            [features[np.asarray(labels) == name].mean(axis=0) for name in (HEALTHY, FAULTY)]
        )
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives the class of each window."""
        steps = (features[:, None, :] - self.profiles) / self.spread
        healthy, faulty = (steps**2).sum(axis=2).T
        return np.where(faulty < healthy, FAULTY, HEALTHY)


class LogisticRegression:
    """Weighs the standardised measurements; fitted by Newton's method with a slight ridge penalty."""

    def fit(self, features: np.ndarray, labels: Sequence[str]) -> Self:
        """Learns the weights."""
        self.mean, self.spread = features.mean(axis=0), features.std(axis=0)
        inputs, target = self._inputs(features), (np.asarray(labels) == FAULTY).astype(float)
        self.weights = np.zeros(inputs.shape[1])
        for _ in range(20):
            chance = 1 / (1 + np.exp(-inputs @ self.weights))
            curvature = (inputs.T * (chance * (1 - chance))) @ inputs + np.eye(inputs.shape[1])
            self.weights += np.linalg.solve(curvature, inputs.T @ (target - chance) - self.weights)
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives the class of each window."""
        return np.where(self._inputs(features) @ self.weights > 0, FAULTY, HEALTHY)

    def _inputs(self, features: np.ndarray) -> np.ndarray:
        return np.column_stack([np.ones(len(features)), (features - self.mean) / self.spread])


def vibration_limit() -> VibrationLimit:
    """A limit on vibration alone: what the fitters do by hand."""
    return VibrationLimit()


def nearest_profile() -> NearestProfile:
    """The nearer of two typical profiles."""
    return NearestProfile()


def logistic_regression() -> LogisticRegression:
    """A weighted sum of the measurements."""
    return LogisticRegression()
