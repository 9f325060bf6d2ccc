"""The worked decision about diagnosis: what its data are, and that its candidates are what their names say."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "decisions" / "cancer-prognosis"
LINEAR = ("sparse_logistic_regression", "logistic_regression")


@pytest.fixture(scope="module")
def aspirates():
    return runpy.run_path(str(FOLDER / "data.py"))["aspirates"]()


@pytest.fixture(scope="module")
def candidates():
    return runpy.run_path(str(FOLDER / "candidates.py"))


def test_the_data_are_the_cases_that_the_decision_counts(aspirates):
    assert aspirates.features.shape == (569, 30)
    assert sum(label == "malignant" for label in aspirates.labels) == 212
    assert sum(label == "benign" for label in aspirates.labels) == 357
    assert len(set(aspirates.ids)) == 569


def test_fifty_one_malignant_cases_have_small_nuclei(aspirates):
    small = np.asarray(aspirates.columns["mean_radius"]) < 15
    assert int(np.sum(small & (aspirates.labels == "malignant"))) == 51


def test_every_measurement_can_be_named_in_a_slice(aspirates):
    assert len(aspirates.columns) == 30
    assert all(name.isidentifier() for name in aspirates.columns)


def test_no_measurement_is_missing(aspirates):
    assert np.isfinite(aspirates.features).all()


def test_the_sparse_sum_leaves_out_more_than_half_of_what_the_full_sum_uses(aspirates, candidates):
    sparse, full = (candidates[name]().fit(aspirates.features, aspirates.labels)[-1] for name in LINEAR)
    assert np.count_nonzero(full.coef_) == 30
    assert 0 < np.count_nonzero(sparse.coef_) < 15


def test_the_threshold_rule_asks_one_question(aspirates, candidates):
    rule = candidates["threshold_rule"]().fit(aspirates.features, aspirates.labels)
    assert (rule.get_depth(), rule.get_n_leaves()) == (1, 2)
    asked = list(aspirates.columns)[rule.tree_.feature[0]]
    assert asked == "worst_perimeter"


def test_the_tree_asks_at_most_four_questions_and_answers_from_five_cases_or_more(aspirates, candidates):
    tree = candidates["decision_tree"]().fit(aspirates.features, aspirates.labels)
    leaves = tree.tree_.children_left == -1
    assert tree.get_depth() <= 4
    assert tree.tree_.n_node_samples[leaves].min() >= 5


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_the_network_has_the_weights_that_its_card_counts(aspirates, candidates):
    network = candidates["neural_network"]()
    network.set_params(mlpclassifier__max_iter=2, mlpclassifier__n_iter_no_change=1, mlpclassifier__tol=1e9)
    fitted = network.fit(aspirates.features, aspirates.labels)[-1]
    assert sum(part.size for part in (*fitted.coefs_, *fitted.intercepts_)) == 1025


@pytest.mark.parametrize("name", [*LINEAR, "threshold_rule", "decision_tree"])
def test_fitting_twice_gives_the_same_scores(aspirates, candidates, name):
    first, second = (candidates[name]().fit(aspirates.features, aspirates.labels) for _ in range(2))
    np.testing.assert_array_equal(
        first.predict_proba(aspirates.features), second.predict_proba(aspirates.features)
    )


def test_ensembles_have_the_members_that_their_cards_state(candidates):
    assert candidates["random_forest"]().n_estimators == 200
    boosting = candidates["gradient_boosting"]()
    assert (boosting.n_estimators, boosting.max_depth) == (100, 3)
