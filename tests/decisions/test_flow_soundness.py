"""The simulated flows behind *flow-latency*: their truth is where they say, and the answers are the code's."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from buttress.storage import read_run_file

FOLDER = Path(__file__).parents[2] / "decisions" / "buttress" / "soundness"
MODULES = (
    "cell",
    "flow_candidates",
    "flow_cells",
    "flow_data",
    "grid",
    "metrics",
    "processes",
    "shares",
    "textbook",
)


@pytest.fixture(scope="module")
def suite():
    """The suite's modules, under their own names only while this file is tested."""
    assert not set(MODULES) & set(sys.modules)
    sys.path.insert(0, str(FOLDER))
    try:
        import flow_candidates
        import flow_cells
        import flow_data

        yield {"candidates": flow_candidates, "cells": flow_cells, "data": flow_data}
    finally:
        sys.path.remove(str(FOLDER))
        for name in MODULES:
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def trials(suite):
    return suite["data"].trials()


def test_a_verdict_is_right_only_beyond_the_limit(trials):
    for trial, label in zip(trials.features, trials.labels, strict=True):
        assert (label == "told") is ((trial.shift, trial.claim) in {(1, "holds"), (-1, "violated")})
    assert len(set(trials.ids)) == len(trials.ids)


def test_the_limit_is_the_percentile_of_the_sum_and_not_the_sum_of_percentiles(suite):
    # Erlang's distribution with three phases: its median and its 95th percentile, in medians of one phase.
    limits = {
        cell.where.partition(",")[0]: cell.limit
        for cell in suite["cells"].flow_cells()
        if "exponential" in cell.where
    }
    assert limits["p50 of three exponential"] == pytest.approx(2.6741 / np.log(2), rel=3e-3)
    assert limits["p95 of three exponential"] == pytest.approx(6.2958 / np.log(2), rel=3e-3)
    assert limits["p95 of three exponential"] < 0.75 * 3 * -np.log(0.05) / np.log(2)


def test_the_recorded_answers_are_those_of_the_code(suite, trials):
    """Whoever changes how flows are judged so that verdicts change must record the suite again."""
    (file,) = (FOLDER / "runs").glob("flows-*.json")
    run = read_run_file(file).run
    place_of = {name: place for place, name in enumerate(run.data.ids.texts())}
    cells = np.array(trials.columns["cell"], dtype=object)
    for measured in run.measurements:
        said = measured.predictions.labels.numbers()
        answer = getattr(suite["candidates"], measured.candidate.replace("-", "_"))
        for cell in sorted(set(cells)):
            at_limit_and_clear = np.flatnonzero(cells == cell)[[0, -1]]
            for place in at_limit_and_clear:
                recorded = run.data.classes[said[place_of[trials.ids[place]]]]
                assert answer(trials.features[place]) == recorded, cell
