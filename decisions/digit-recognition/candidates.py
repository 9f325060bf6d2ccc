"""The readers that were weighed against each other, each as an unfitted estimator."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier

SEED = 0


def logistic_regression() -> LogisticRegression:
    """Ten weighted sums of pixels."""
    return LogisticRegression(C=1.0, max_iter=2000)


def nearest_neighbours() -> KNeighborsClassifier:
    """The vote of the three most alike training images."""
    return KNeighborsClassifier(n_neighbors=3)


def network() -> MLPClassifier:
    """Two hidden layers of 128 and 64 units, fitted in sixty passes over the images."""
    return MLPClassifier(hidden_layer_sizes=(128, 64), alpha=0.01, max_iter=60, random_state=SEED)


class ShiftedNetwork:
    """A network that also sees every training image moved by one pixel to each side."""

    def fit(self, features: np.ndarray, labels: np.ndarray) -> MLPClassifier:
        """Gives the fitted network itself: moving images is a matter of training only."""
        images = features.reshape(-1, 8, 8)
        moved = [images, *(np.roll(images, step, axis) for step in (-1, 1) for axis in (1, 2))]
        every = np.concatenate([one.reshape(features.shape) for one in moved])
        return network().fit(every, np.tile(labels, len(moved)))


def shifted_network() -> ShiftedNetwork:
    """The same two layers, fitted on five times as many images."""
    return ShiftedNetwork()
