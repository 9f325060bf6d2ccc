"""Exact figures against counts made by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from buttress.bench.worker.figures.complexity import Complexity, measure_complexity

pytest.importorskip("sklearn")

from scipy import sparse
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.linear_model import Lasso, LogisticRegression
from sklearn.naive_bayes import CategoricalNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestCentroid
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

CANCER = load_breast_cancer(return_X_y=True)
IRIS = load_iris(return_X_y=True)
# A step at 0.5, and inside its upper half one at 2.5: two decisions, three leaves.
STEPS = np.array([[0.0], [1.0], [2.0], [3.0], [4.0]]), np.array([0, 1, 1, 0, 0])


def test_logistic_regression_on_thirty_features_has_31_terms():
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(*CANCER)
    assert measure_complexity(model) == Complexity(parameters=31, terms=31, coefficients=30)


def test_without_an_intercept_there_is_one_term_less():
    model = LogisticRegression(fit_intercept=False, max_iter=5000).fit(
        StandardScaler().fit_transform(CANCER[0]), CANCER[1]
    )
    assert measure_complexity(model) == Complexity(30, 30, coefficients=30)


def test_three_classes_need_three_lines_of_coefficients():
    assert measure_complexity(LogisticRegression(max_iter=1000).fit(*IRIS)) == Complexity(
        15, 15, coefficients=12
    )


def test_coefficients_that_are_zero_are_no_terms():
    features = np.random.default_rng(0).normal(size=(50, 4))
    found = measure_complexity(Lasso(alpha=0.1).fit(features, 3 * features[:, 0] + 1))
    assert found == Complexity(parameters=5, terms=2, coefficients=1)


def test_a_tree_is_counted_by_hand():
    # Two thresholds, and three leaves that each store one number for each of two classes.
    assert measure_complexity(DecisionTreeClassifier().fit(*STEPS)) == Complexity(
        2 + 3 * 2, 3, depth=2, rules=3
    )


def test_a_forest_is_the_sum_of_its_trees():
    model = RandomForestClassifier(n_estimators=7, max_depth=3, random_state=0).fit(*CANCER)
    trees = [one.tree_ for one in model.estimators_]
    found = measure_complexity(model)
    assert found.terms == sum(tree.n_leaves for tree in trees)
    assert found.parameters == sum(tree.node_count - tree.n_leaves + 2 * tree.n_leaves for tree in trees)
    assert found.depth == 3


def test_boosted_trees_store_one_number_a_leaf():
    model = GradientBoostingClassifier(n_estimators=4, random_state=0).fit(*CANCER)
    trees = [one.tree_ for one in model.estimators_.ravel()]
    found = measure_complexity(model)
    assert found.parameters == sum(tree.node_count for tree in trees)
    assert found.terms == sum(tree.n_leaves for tree in trees)


def test_histogram_boosting_is_known_too():
    model = HistGradientBoostingClassifier(max_iter=3, max_leaf_nodes=8, early_stopping=False).fit(*CANCER)
    found = measure_complexity(model)
    assert found.terms == 3 * 8
    assert found.parameters == 3 * (8 + 7)
    assert 3 <= found.depth <= 7


def test_the_fashion_perceptron_has_266610_weights():
    rows, classes = np.random.default_rng(0).random((10, 784)), np.arange(10)
    model = MLPClassifier(hidden_layer_sizes=(300, 100), max_iter=1, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(rows, classes)
    assert measure_complexity(model) == Complexity(266_610, 266_610)


def test_votes_and_stacks_are_the_sum_of_their_parts():
    tree, line = DecisionTreeClassifier(max_depth=1), LogisticRegression()
    features = StandardScaler().fit_transform(CANCER[0])
    vote = VotingClassifier([("tree", tree), ("line", line)]).fit(features, CANCER[1])
    assert measure_complexity(vote) == Complexity(1 + 2 * 2 + 31, 2 + 31)
    stack = StackingClassifier([("tree", tree), ("line", line)], cv=2).fit(features, CANCER[1])
    assert measure_complexity(stack).terms == 2 + 31 + 3


def test_an_ensemble_has_neither_rules_nor_coefficients_of_its_own():
    lines = VotingClassifier([("a", LogisticRegression()), ("b", LogisticRegression())])
    for model in (RandomForestClassifier(n_estimators=2), lines):
        found = measure_complexity(model.fit(*STEPS))
        assert (found.rules, found.coefficients) == (None, None)


def test_a_kernel_machine_holds_its_support_vectors():
    # Both points are support vectors of two features, each with a weight; one intercept, zero by symmetry.
    points = np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([0, 1])
    found = measure_complexity(SVC(kernel="rbf", gamma=1.0).fit(*points))
    assert found.parameters == 2 * 2 + 2 + 1
    assert found.terms in (2, 3)  # whether the intercept is exactly zero is the solver's rounding


def test_a_linear_kernel_counts_as_the_line_that_it_is():
    points = np.array([[-1.0, 0.0], [1.0, 0.0], [2.0, 1.0]]), np.array([0, 1, 1])
    found = measure_complexity(SVC(kernel="linear").fit(*points))
    assert (found.parameters, found.coefficients) == (3, 1)


def test_neighbours_store_every_example_with_its_label_and_nobody_follows_them():
    assert measure_complexity(KNeighborsClassifier().fit(*IRIS)) == Complexity(150 * 4 + 150, None)
    assert measure_complexity(KNeighborsRegressor().fit(*IRIS)) == Complexity(150 * 4 + 150, None)


def test_a_sparse_memory_counts_what_it_stores():
    eye = sparse.csr_matrix(np.eye(6))
    assert measure_complexity(KNeighborsClassifier().fit(eye, [0, 1] * 3)) == Complexity(6 + 6, None)


def test_naive_bayes_adds_one_term_a_class_and_feature_plus_the_priors():
    # 3 classes, 4 features: means and variances are two numbers but one term.
    assert measure_complexity(GaussianNB().fit(*IRIS)) == Complexity(12 + 12 + 3, 12 + 3)
    assert measure_complexity(MultinomialNB().fit(*IRIS)) == Complexity(12 + 3, 12 + 3)


def test_categories_have_a_table_a_feature():
    # 2 classes; the first feature has 2 categories, the second has 3.
    rows, classes = np.array([[0, 0], [1, 1], [0, 2], [1, 0]]), [0, 1, 0, 1]
    assert measure_complexity(CategoricalNB().fit(rows, classes)) == Complexity(2 * 2 + 2 * 3 + 2, 12)


def test_quadratic_discriminants_hold_a_form_a_class():
    # For each of 3 classes 4 means, 4 axes of 4 numbers, 4 scales, 1 prior.
    model = QuadraticDiscriminantAnalysis().fit(*IRIS)
    assert measure_complexity(model) == Complexity(3 * (4 + 16 + 4 + 1), None)


def test_a_vote_with_neighbours_cannot_be_followed():
    vote = VotingClassifier([("near", KNeighborsClassifier(1)), ("tree", DecisionTreeClassifier())]).fit(
        *STEPS
    )
    found = measure_complexity(vote)
    assert (found.parameters, found.terms, found.depth) == (5 * 1 + 5 + 8, None, None)


@pytest.mark.parametrize("model", [NearestCentroid(), DummyClassifier()])
def test_another_kind_of_model_is_not_guessed(model):
    assert measure_complexity(model.fit(*CANCER)) is None
