"""The detectors that were weighed against each other.

Each answers *fraud* above a threshold of its own: the score above which one in a hundred genuine payments of
the training week stood, counted on every fifth payment, from which the model did not learn. The threshold is
moved to one half inside the fitted model, so that an exported graph answers as the model does. After that,
scores are an order and no probabilities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from world import LARGE

from buttress.bench import Prediction

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 0
FALSE_ALARMS = 0.01
HELD_BACK = 5
"""Every fifth payment of the training week sets the threshold and teaches nothing."""


def amount_rule(payment: Sequence[float]) -> Prediction:
    """The rule it replaces: what is above the limit is fraud."""
    amount = float(payment[0])
    return Prediction("fraud" if amount > LARGE else "genuine", round(amount / (amount + LARGE), 4))


def logistic_regression() -> Held:
    """A weighted sum of the fifteen features."""
    return Held(make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)))


def decision_tree() -> Held:
    """At most six questions a payment, and at least twenty payments behind every answer."""
    return Held(DecisionTreeClassifier(max_depth=6, min_samples_leaf=20, random_state=SEED))


def random_forest() -> Held:
    """A hundred trees as deep as they grow, and their pooled vote."""
    return Held(RandomForestClassifier(n_estimators=100, random_state=SEED, n_jobs=1))


def histogram_boosting() -> Held:
    """Sixty small trees on binned features, each correcting the sum of those before."""
    return Held(HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=15, random_state=SEED))


def isolation_forest() -> Unusual:
    """Learns from no label: what few random cuts set apart is taken for fraud."""
    return Unusual(IsolationForest(n_estimators=100, random_state=SEED, n_jobs=1))


class Held:
    """An estimator whose threshold is set on payments that it did not learn from."""

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Any:
        """Gives the fitted estimator itself, its threshold moved to one half."""
        learned = np.arange(len(labels)) % HELD_BACK > 0
        model = self.estimator.fit(features[learned], np.asarray(labels)[learned])
        genuine = ~learned & (np.asarray(labels) == "genuine")
        move_threshold(model, float(np.quantile(fraud_scores(model, features[genuine]), 1 - FALSE_ALARMS)))
        return model


class Unusual:
    """A detector of what is unlike the rest, with a threshold from genuine payments that it did not see."""

    classes_ = ("fraud", "genuine")

    def __init__(self, forest: IsolationForest) -> None:
        self._forest, self._threshold = forest, 0.5

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        """Fits on payments without their labels; these only set the threshold."""
        learned = np.arange(len(labels)) % HELD_BACK > 0
        self._forest.fit(features[learned])
        genuine = ~learned & (np.asarray(labels) == "genuine")
        self._threshold = float(np.quantile(self._scores(features[genuine]), 1 - FALSE_ALARMS))
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Says of each payment what it is."""
        return np.where(self._scores(features) > self._threshold, "fraud", "genuine")

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Gives how unusual each payment is, from 0 to 1; no probability."""
        unusual = self._scores(features).round(6)
        return np.column_stack([unusual, 1 - unusual])

    def _scores(self, features: np.ndarray) -> np.ndarray:
        return np.asarray(-self._forest.score_samples(features))


def fraud_scores(model: Any, features: np.ndarray) -> np.ndarray:
    """Gives the score of fraud of each payment."""
    return np.asarray(model.predict_proba(features)[:, list(model.classes_).index("fraud")])


def move_threshold(model: Any, threshold: float) -> None:
    """Changes a fitted model so that what scored the threshold scores one half; the order of payments stays.

    A payment that scores exactly the threshold is genuine, so the threshold is raised by a millionth. Sums
    are moved by the threshold's logit. Votes are stretched by one factor for all leaves, so that the mean
    over trees moves as each tree does.
    """
    threshold = float(np.clip(threshold + 1e-6, 1e-6, 1 - 1e-6))
    last = model[-1] if isinstance(model, Pipeline) else model
    # Classes stand in the order of the alphabet, so that the second one, genuine, is what sums count towards.
    shift = float(np.log(threshold / (1 - threshold)))
    if isinstance(last, LogisticRegression):
        last.intercept_ += shift
    elif isinstance(last, HistGradientBoostingClassifier):
        last._baseline_prediction += shift
    else:
        factor = 0.5 / max(threshold, 1 - threshold)
        for tree in getattr(last, "estimators_", [last]):
            fraud = 0.5 + factor * (tree.tree_.value[:, 0, 0] - threshold)
            tree.tree_.value[:, 0, :] = np.column_stack([fraud, 1 - fraud])
