"""The ladder of classifiers, from a linear model to a network of more than a million weights."""

from __future__ import annotations

from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

SEED = 0


def logistic_regression() -> LogisticRegression:
    """Ten weighted sums of 784 pixels."""
    return LogisticRegression(C=0.1, max_iter=1000)


def network_32() -> MLPClassifier:
    """One hidden layer of 32 units."""
    return _network(32)


def network_300_100() -> MLPClassifier:
    """Two hidden layers of 300 and 100 units, the network of Géron (2019)."""
    return _network(300, 100)


def network_1000_500() -> MLPClassifier:
    """Two hidden layers of 1,000 and 500 units."""
    return _network(1000, 500)


def _network(*layers: int) -> MLPClassifier:
    # Rectified units, a softmax at the end; thirty passes over the images, as in the book.
    return MLPClassifier(hidden_layer_sizes=layers, max_iter=30, random_state=SEED)
