"""The forecasts that were weighed against each other, each as an unfitted estimator.

Settings were put in by hand and not searched for. No model weighs its classes: a forecast has to be a probability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from data import FEATURES, encode, gbsg, to_recalibrate, weights
from scipy.optimize import brentq
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from buttress.bench import Prediction

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 0
CUTS = (1 / 3, 2 / 3)
"""Probabilities at which a patient's risk group changes."""


def nodes_alone() -> Pipeline:
    """The index it replaces: one weight on the logarithm of the number of positive nodes."""
    only_nodes = ColumnTransformer([("nodes", "passthrough", [FEATURES.index("log_nodes")])])
    return make_pipeline(only_nodes, LogisticRegression())


def logistic_regression() -> Pipeline:
    """A weighted sum of all seven features, with hardly any penalty."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=1.0))


def sparse_logistic_regression() -> Pipeline:
    """A weighted sum of fewer features: a strong L1 penalty drops the rest, and shrinks what it keeps."""
    penalised = LogisticRegression(l1_ratio=1.0, C=0.02, solver="liblinear", random_state=SEED)
    return make_pipeline(StandardScaler(), penalised)


def shallow_tree() -> DecisionTreeClassifier:
    """At most three questions a patient, and at least fifty patients behind every answer."""
    return DecisionTreeClassifier(max_depth=3, min_samples_leaf=50, random_state=SEED)


def random_forest() -> RandomForestClassifier:
    """Two hundred trees with five patients or more in every leaf, and their mean."""
    return RandomForestClassifier(n_estimators=200, min_samples_leaf=5, random_state=SEED, n_jobs=1)


def gradient_boosting() -> GradientBoostingClassifier:
    """A hundred small trees, each correcting the sum of those before."""
    return GradientBoostingClassifier(n_estimators=100, max_depth=3, random_state=SEED)


def neural_network() -> Pipeline:
    """One hidden layer of sixteen units."""
    network = MLPClassifier(hidden_layer_sizes=(16,), alpha=1.0, max_iter=600, random_state=SEED)
    return make_pipeline(StandardScaler(), network)


def everyone_recurs(_item: Sequence[float]) -> Prediction:
    """No forecast but a probe: the share of its answers that are right is the share of recurrences in the sample."""
    return Prediction("recurs", 1.0)


class Moved:
    """The logistic regression with its intercept moved, so that its mean forecast meets a share seen elsewhere.

    The patients looked at are those of `data.to_recalibrate`, whom nobody is judged by.
    """

    def __init__(self, *, of_all: bool) -> None:
        self._of_all = of_all

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Pipeline:
        """Gives the fitted logistic regression itself, with another intercept."""
        model = logistic_regression().fit(features, labels)
        patients = gbsg()
        looked_at = to_recalibrate(patients) & (self._of_all | patients.known)
        weight = (weights(patients) if self._of_all else patients.known)[looked_at]
        share = float(np.average(patients.recurred[looked_at], weights=weight))
        scores = model.decision_function(encode(patients.table)[looked_at])
        # The classes in sorted order are "recurs" and "stays free", and the model's sum speaks for the second.
        step = brentq(lambda move: np.mean(1 / (1 + np.exp(scores + move))) - share, -9, 9)
        model[-1].intercept_ = model[-1].intercept_ + step
        return model


def moved_to_known() -> Moved:
    """The intercept meets the share of recurrences among those whose outcome is known."""
    return Moved(of_all=False)


def moved_to_all() -> Moved:
    """The intercept meets the share among all, each known outcome weighed for those who left before."""
    return Moved(of_all=True)


class RiskGroups:
    """Three groups by the forecast of the logistic regression; a group's forecast is its share in training."""

    def fit(self, features: np.ndarray, labels: np.ndarray) -> RiskGroups:
        """Fits the regression, and counts recurrences in each group."""
        self._model = logistic_regression().fit(features, labels)
        self.classes_ = self._model.classes_
        groups = self.groups(features)
        self.shares = np.array(
            [np.mean(labels[groups == one] == self.classes_[0]) for one in range(len(CUTS) + 1)]
        )
        return self

    def groups(self, features: np.ndarray) -> np.ndarray:
        """Gives 0 for a low risk, 1 for a middle one, 2 for a high one."""
        return np.digitize(self._model.predict_proba(features)[:, 0], CUTS)

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Gives the share of the patient's group."""
        shares = self.shares[self.groups(features)]
        return np.column_stack([shares, 1 - shares])

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives the more frequent outcome in the patient's group."""
        return self.classes_[np.argmax(self.predict_proba(features), axis=1)]


def risk_groups() -> RiskGroups:
    """Low, middle or high instead of a probability."""
    return RiskGroups()
