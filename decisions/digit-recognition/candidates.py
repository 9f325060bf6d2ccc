"""The readers that were weighed against each other, each as an unfitted estimator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from changes import SIDES, move
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier

if TYPE_CHECKING:
    from sklearn.base import ClassifierMixin

SEED = 0


def logistic_regression() -> LogisticRegression:
    """Ten weighted sums of pixels."""
    return LogisticRegression(C=1.0, max_iter=2000)


def nearest_neighbours() -> KNeighborsClassifier:
    """The vote of the three most alike training images."""
    return KNeighborsClassifier(n_neighbors=3)


def network() -> MLPClassifier:
    """Two hidden layers of 256 and 64 units, fitted in sixty passes over the images."""
    return MLPClassifier(hidden_layer_sizes=(256, 64), alpha=0.01, max_iter=60, random_state=SEED)


class Shifted:
    """An estimator that is also shown every training image moved by one pixel to each side."""

    def __init__(self, estimator: ClassifierMixin) -> None:
        self._estimator = estimator

    def fit(self, features: np.ndarray, labels: np.ndarray) -> ClassifierMixin:
        """Gives the fitted estimator itself: moving images is a matter of training only."""
        every = np.concatenate([features, *(move(features, *side) for side in SIDES)])
        return self._estimator.fit(every, np.tile(labels, 1 + len(SIDES)))


def shifted_neighbours() -> Shifted:
    """The three most alike among five times as many images."""
    return Shifted(nearest_neighbours())


def shifted_network() -> Shifted:
    """The same two layers, fitted on five times as many images."""
    return Shifted(network())
