"""The simulated benchmarks behind the recipes: their truth is where they say, and the recorded answers are the code's."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from soundness_suites import FIRST_AND_LAST, assert_answers_are_recorded, suite_modules

UNBIASED = {"share", "clustered share", "paired difference", "AUC", "F1", "Matthews"}
UNBIASED |= {"balanced accuracy", "Brier score", "average precision"}


@pytest.fixture(scope="module")
def suite():
    with suite_modules("candidates", "data", "grid") as found:
        yield found


@pytest.fixture(scope="module")
def trials(suite):
    return suite.data.trials()


def test_a_verdict_is_right_only_beyond_the_limit(trials):
    for trial, label in zip(trials.features, trials.labels, strict=True):
        assert (label == "told") is ((trial.shift, trial.claim) in {(1, "holds"), (-1, "violated")})


def test_every_cell_is_tried_two_thousand_times_and_more_on_either_side(trials):
    at_limit = [
        cell for trial, cell in zip(trials.features, trials.columns["cell"], strict=True) if not trial.shift
    ]
    counts = Counter(at_limit)
    assert min(counts.values()) >= 2000
    assert {name.rpartition("; ")[2] for name in counts} == {"holds", "violated"}
    assert len(set(trials.ids)) == len(trials.ids)


def test_the_true_quality_lies_at_the_limit(suite):
    grid = suite.grid
    for cell in grid.all_cells():
        if cell.recipe not in UNBIASED:
            continue
        drawn = (grid.evidence_of(cell, grid.Trial(cell.name, number, 0, "holds")) for number in range(12))
        values = np.array([cell.ours(evidence).estimate(0.95).value for evidence in drawn], dtype=float)
        error = max(values.std(ddof=1) / np.sqrt(len(values)), 1e-6)
        assert abs(values.mean() - cell.limit) < 4.5 * error + 0.004, cell.name


def test_the_recorded_answers_are_those_of_the_code(suite, trials):
    """Whoever changes an estimator so that verdicts change must record the suite again."""
    assert_answers_are_recorded("recipes-*.json", suite.candidates, trials, FIRST_AND_LAST)
