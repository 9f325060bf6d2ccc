"""The simulated flows behind *flow-latency*: their truth is where they say, and the answers are the code's."""

from __future__ import annotations

import numpy as np
import pytest

from soundness_suites import FIRST_AND_LAST, assert_answers_are_recorded, suite_modules


@pytest.fixture(scope="module")
def suite():
    with suite_modules("flow_candidates", "flow_cells", "flow_data") as found:
        yield found


@pytest.fixture(scope="module")
def trials(suite):
    return suite.flow_data.trials()


def test_a_verdict_is_right_only_beyond_the_limit(trials):
    for trial, label in zip(trials.features, trials.labels, strict=True):
        assert (label == "told") is ((trial.shift, trial.claim) in {(1, "holds"), (-1, "violated")})
    assert len(set(trials.ids)) == len(trials.ids)


def test_the_limit_is_the_percentile_of_the_sum_and_not_the_sum_of_percentiles(suite):
    # Erlang's distribution with three phases: its median and its 95th percentile, in medians of one phase.
    limits = {
        cell.where.partition(",")[0]: cell.limit
        for cell in suite.flow_cells.flow_cells()
        if "exponential" in cell.where
    }
    assert limits["p50 of three exponential"] == pytest.approx(2.6741 / np.log(2), rel=3e-3)
    assert limits["p95 of three exponential"] == pytest.approx(6.2958 / np.log(2), rel=3e-3)
    assert limits["p95 of three exponential"] < 0.75 * 3 * -np.log(0.05) / np.log(2)


def test_the_recorded_answers_are_those_of_the_code(suite, trials):
    """Whoever changes how flows are judged so that verdicts change must record the suite again."""
    assert_answers_are_recorded("flows-*.json", suite.flow_candidates, trials, FIRST_AND_LAST)
