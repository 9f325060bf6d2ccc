from __future__ import annotations

import random
import sys

import numpy as np
import pandas as pd
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.worker.code import load_module
from buttress.bench.worker.data.changes import Versions, change_features

CHANGES = """
import os
import random

import numpy as np


def noisy(features):
    return features + np.random.normal(0, 0.1, np.shape(features))


def typo(features):
    return [text.replace(random.choice(text), "_") for text in features]


def negated(features):
    return -features


def in_place(features):
    features[0] = 9
    return features


def shorter(features):
    return features[1:]


def narrower(features):
    return features[:, 1:]


def listed(features):
    return features.tolist()


def unseeded(features):
    return features + np.random.default_rng().normal(size=np.shape(features))
"""


@pytest.fixture
def change(tmp_path, monkeypatch):
    (tmp_path / "changes.py").write_text(CHANGES)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "suite_changes", raising=False)
    load_module(tmp_path, "changes.py")

    def apply(name, features, seed=0, named=None):
        named = named or name
        return change_features(features, {named: f"changes.py:{name}"}, tmp_path, seed)[named]

    yield apply
    del sys.modules["suite_changes"]


ROWS = np.array([[1.0, 2.0], [3.0, 4.0]])


def test_changes_are_the_same_each_time_and_differ_by_seed_and_name(change):
    first = change("noisy", ROWS)
    assert np.array_equal(first, change("noisy", ROWS))
    assert not np.array_equal(first, change("noisy", ROWS, seed=1))
    assert not np.array_equal(first, change("noisy", ROWS, named="louder"))
    assert np.abs(first - ROWS).max() < 1
    assert change("typo", ["abc", "def"]) == change("typo", ["abc", "def"])


def test_changes_are_the_same_in_every_process(change):
    # Recorded answers of disturbed examples rest on these numbers.
    assert change("noisy", ROWS).round(6).tolist() == [[1.169642, 1.946777], [3.020706, 4.124008]]
    assert change("typo", ["abc", "def"]) == ["a_c", "de_"]


def test_changing_leaves_the_generators_where_they_were(change):
    random.seed(5)
    np.random.seed(5)
    ours, numpys = random.getstate(), np.random.get_state()[1].tolist()
    change("noisy", ROWS)
    change("typo", ["abc"])
    assert random.getstate() == ours
    assert np.random.get_state()[1].tolist() == numpys


def test_frames_stay_frames(change):
    frame = pd.DataFrame({"a": [1.0, 2.0]})
    assert change("negated", frame)["a"].tolist() == [-1.0, -2.0]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("in_place", "'in_place' modifies the features that it is given"),
        ("shorter", "'shorter' makes 1 examples of 2"),
        ("narrower", r"'narrower' makes examples of shape \(1,\) of examples of shape \(2,\)"),
        ("listed", "'listed' makes list of ndarray; it must give the same kind"),
        ("unseeded", "'unseeded' gives other features each time; draw from `random` or `numpy.random`"),
    ],
)
def test_changes_that_break_the_rules_are_refused(change, name, message):
    with pytest.raises(BenchError, match=message):
        change(name, ROWS.copy())


def test_versions_are_mapped_one_by_one():
    found = Versions(1, {"noise": 2}, {"swap": 3}).map(str)
    assert found == Versions("1", {"noise": "2"}, {"swap": "3"})
