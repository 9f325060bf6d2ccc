"""How much a fitted model holds and how much of it a reader must follow, counted on the model itself.

* ``parameters``: coefficients and fitted intercepts of a linear model; weights and biases of a multi-layer
  perceptron; for a tree the threshold of every inner node and every number stored in a leaf (a scikit-learn
  classifier stores one a class); for an ensemble the sum over its members.
* ``interpretability.terms``: coefficients that are not zero plus intercepts that are not zero; leaves of a
  tree, since each is a rule; the sum of leaves over an ensemble; all weights and biases of a perceptron.
* ``tree.depth``: the longest way from root to leaf, in decisions; for an ensemble of trees the deepest.

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
        terms: Terms that a reader must follow.
        depth: Decisions on the longest way through a tree, None for other models.
    """

    parameters: int
    terms: int
    depth: int | None = None


def measure_complexity(model: Any) -> Complexity | None:  # noqa: ANN401 - estimators of any library
    """Gives what a fitted model holds, or None for a kind of model that is not known.

    Pipelines and searches count as the estimator inside: scaling and encoding are not counted.
    """
    if hasattr(model, "best_estimator_"):
        return measure_complexity(model.best_estimator_)
    if hasattr(model, "steps"):
        return measure_complexity(model.steps[-1][1])
    for kind in (_of_tree, _of_histogram_trees, _of_perceptron, _of_linear, _of_ensemble):
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
    return Complexity(tree.node_count - leaves + leaves * stored, leaves, int(tree.max_depth))


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
    terms = np.count_nonzero(coefficients) + np.count_nonzero(intercepts)
    return Complexity(coefficients.size + intercepts.size, int(terms))


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
    return Complexity(
        sum(part.parameters for part in known),
        sum(part.terms for part in known),
        max(depths) if len(depths) == len(known) else None,
    )


def _final_estimator(model: Any) -> list[Any]:  # noqa: ANN401
    return [model.final_estimator_] if hasattr(model, "final_estimator_") else []


def _dense(values: Any) -> np.ndarray:  # noqa: ANN401
    return np.asarray(values.toarray() if hasattr(values, "toarray") else values)
