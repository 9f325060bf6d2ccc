"""How much a fitted model holds and how much of it a reader must follow, counted on the model itself.

* ``parameters``: coefficients and fitted intercepts of a linear model; weights and biases of a multi-layer
  perceptron; for a tree the threshold of every inner node and every number stored in a leaf (a scikit-learn
  classifier stores one a class); for a support-vector machine with another kernel than the linear one the support
  vectors, their weights, the intercepts and what calibrates probabilities; for nearest neighbours every stored
  example with its label; for naive Bayes and quadratic discriminants the statistics of the classes; for an
  ensemble the sum over its members.
* ``terms``: coefficients that are not zero plus intercepts that are not zero; leaves of a tree, since each is a
  rule; weights of support vectors that are not zero plus such intercepts; for naive Bayes one a class and feature
  (or category) plus one a class; the sum over an ensemble; all weights and biases of a perceptron. Nobody follows
  the stored neighbours or a quadratic form term by term: there the figure is absent.
* ``depth``: the longest way from root to leaf, in decisions; for an ensemble of trees the deepest.
* ``rules``: leaves of a single tree. An ensemble adds the answers of its rules, so it has none of its own.
* ``coefficients``: coefficients of a single linear model that are not zero, intercepts not among them.

Models are told apart by what fitting leaves on them, so scikit-learn itself is not imported. Where a model is
of another kind the figures are absent, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Complexity:
    """What a fitted model holds.

    Attributes:
        parameters: Learned numbers.
        terms: Terms that a reader must follow, None where nobody could.
        depth: Decisions on the longest way through a tree, None for other models.
        rules: Rules of a single tree, None for other models.
        coefficients: Coefficients of a single linear model that are not zero, None for other models.
    """

    parameters: int
    terms: int | None
    depth: int | None = None
    rules: int | None = None
    coefficients: int | None = None


def measure_complexity(model: Any) -> Complexity | None:  # noqa: ANN401 - estimators of any library
    """Gives what a fitted model holds, or None for a kind of model that is not known.

    Pipelines and searches count as the estimator inside: scaling and encoding are not counted.
    """
    if hasattr(model, "best_estimator_"):
        return measure_complexity(model.best_estimator_)
    if hasattr(model, "steps"):
        return measure_complexity(model.steps[-1][1])
    for kind in KINDS:
        found = kind(model)
        if found is not None:
            return found
    return None


def _of_tree(model: Any) -> Complexity | None:  # noqa: ANN401
    tree = getattr(model, "tree_", None)
    if tree is None or not hasattr(tree, "children_left"):
        return None
    leaves = int(np.sum(tree.children_left == tree.children_right))
    stored = int(np.prod(np.shape(tree.value)[1:]))
    return Complexity(tree.node_count - leaves + leaves * stored, leaves, int(tree.max_depth), rules=leaves)


def _of_histogram_trees(model: Any) -> Complexity | None:  # noqa: ANN401
    rounds = getattr(model, "_predictors", None)
    if rounds is None:
        return None
    nodes = [predictor.nodes for one_round in rounds for predictor in one_round]
    leaves = sum(int(np.sum(one["is_leaf"])) for one in nodes)
    depth = max((int(one["depth"].max()) for one in nodes), default=0)
    # One threshold an inner node, one value a leaf: as many as there are nodes.
    return Complexity(sum(len(one) for one in nodes), leaves, depth)


def _of_perceptron(model: Any) -> Complexity | None:  # noqa: ANN401
    if not (hasattr(model, "coefs_") and hasattr(model, "intercepts_")):
        return None
    weights = sum(int(np.size(one)) for one in (*model.coefs_, *model.intercepts_))
    return Complexity(weights, weights)


def _of_linear(model: Any) -> Complexity | None:  # noqa: ANN401
    if not hasattr(model, "coef_"):
        return None
    coefficients = _dense(model.coef_)
    fitted = getattr(model, "fit_intercept", True)
    intercepts = _dense(getattr(model, "intercept_", ())) if fitted else np.empty(0)
    weights = int(np.count_nonzero(coefficients))
    terms = weights + int(np.count_nonzero(intercepts))
    return Complexity(coefficients.size + intercepts.size, terms, coefficients=weights)


def _of_kernel(model: Any) -> Complexity | None:  # noqa: ANN401
    if not (hasattr(model, "support_vectors_") and hasattr(model, "dual_coef_")):
        return None
    weights, intercepts = _dense(model.dual_coef_), _dense(model.intercept_)
    calibration = _size(getattr(model, "_probA", ())) + _size(getattr(model, "_probB", ()))
    return Complexity(
        _size(model.support_vectors_) + weights.size + intercepts.size + calibration,
        int(np.count_nonzero(weights)) + int(np.count_nonzero(intercepts)),
    )


def _of_neighbours(model: Any) -> Complexity | None:  # noqa: ANN401
    if not (hasattr(model, "_fit_X") and hasattr(model, "_y")):
        return None
    return Complexity(_size(model._fit_X) + _size(model._y), None)


def _of_naive_bayes(model: Any) -> Complexity | None:  # noqa: ANN401
    if hasattr(model, "theta_") and hasattr(model, "var_"):
        means, priors = _size(model.theta_), _size(model.class_prior_)
        # Mean and variance together make one term.
        return Complexity(means + _size(model.var_) + priors, means + priors)
    if not (hasattr(model, "feature_log_prob_") and hasattr(model, "class_log_prior_")):
        return None
    tables = model.feature_log_prob_
    parts = tables if isinstance(tables, list) else [tables]  # one a feature where features are categories
    held = sum(_size(part) for part in parts) + _size(model.class_log_prior_)
    return Complexity(held, held)


def _of_quadratic(model: Any) -> Complexity | None:  # noqa: ANN401
    if not (hasattr(model, "rotations_") and hasattr(model, "scalings_")):
        return None
    forms = sum(_size(part) for part in (*model.rotations_, *model.scalings_))
    return Complexity(forms + _size(model.means_) + _size(model.priors_), None)


def _of_ensemble(model: Any) -> Complexity | None:  # noqa: ANN401
    members = getattr(model, "estimators_", None)
    if members is None or len(members) == 0:
        return None
    everyone = [*np.asarray(members, dtype=object).ravel(), *_final_estimator(model)]
    parts = [measure_complexity(member) for member in everyone if member != "drop"]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    depths = [part.depth for part in known if part.depth is not None]
    terms = [part.terms for part in known if part.terms is not None]
    return Complexity(
        sum(part.parameters for part in known),
        sum(terms) if len(terms) == len(known) else None,
        max(depths) if len(depths) == len(known) else None,
    )


def _final_estimator(model: Any) -> list[Any]:  # noqa: ANN401
    return [model.final_estimator_] if hasattr(model, "final_estimator_") else []


def _dense(values: Any) -> np.ndarray:  # noqa: ANN401
    return np.asarray(values.toarray() if hasattr(values, "toarray") else values)


def _size(values: Any) -> int:  # noqa: ANN401
    return int(values.nnz) if hasattr(values, "nnz") else int(np.size(values))


KINDS = (
    _of_tree,
    _of_histogram_trees,
    _of_perceptron,
    _of_linear,
    _of_kernel,
    _of_neighbours,
    _of_naive_bayes,
    _of_quadratic,
    _of_ensemble,
)
