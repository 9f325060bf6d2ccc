"""The classifiers that were weighed against each other, each as an unfitted estimator.

Penalties and depths were set by hand. The linear models and the threshold rule weigh both classes equally,
because a missed malignancy costs more than a needless biopsy.
"""

from __future__ import annotations

from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

SEED = 0


def threshold_rule() -> DecisionTreeClassifier:
    """The rule it replaces: one threshold on the one measurement that separates best."""
    return DecisionTreeClassifier(max_depth=1, class_weight="balanced", random_state=SEED)


def sparse_logistic_regression() -> Pipeline:
    """A weighted sum of few measurements: the L1 penalty drops the rest."""
    penalised = LogisticRegression(
        l1_ratio=1.0, C=0.3, solver="liblinear", class_weight="balanced", random_state=SEED
    )
    return make_pipeline(StandardScaler(), penalised)


def logistic_regression() -> Pipeline:
    """A weighted sum of all measurements."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced", max_iter=1000))


def decision_tree() -> DecisionTreeClassifier:
    """At most four questions a case, and at least five cases behind every answer."""
    return DecisionTreeClassifier(max_depth=4, min_samples_leaf=5, random_state=SEED)


def random_forest() -> RandomForestClassifier:
    """Two hundred trees and their pooled vote."""
    return RandomForestClassifier(n_estimators=200, random_state=SEED, n_jobs=1)


def gradient_boosting() -> GradientBoostingClassifier:
    """A hundred small trees, each correcting the sum of those before."""
    return GradientBoostingClassifier(n_estimators=100, max_depth=3, random_state=SEED)


def neural_network() -> Pipeline:
    """One hidden layer of 32 units."""
    network = MLPClassifier(hidden_layer_sizes=(32,), alpha=1.0, max_iter=600, random_state=SEED)
    return make_pipeline(StandardScaler(), network)
