"""Whole runs of tiny suites of every task: from YAML fields to a sealed run."""

from __future__ import annotations

import numpy as np
import pytest

from buttress.bench import execute_bench, plan_bench, suite_folder
from buttress.records import Benchmark
from buttress.storage import seal_run

CODE = """
from buttress.bench import Dataset


def line():
    clusters = {"site": [x // 3 for x in range(24)]}
    return Dataset([[float(x)] for x in range(24)], [2.0 * x + 1 for x in range(24)], columns=clusters)


class Slope:
    def fit(self, features, labels):
        xs, ys = [row[0] for row in features], list(labels)
        mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
        self.slope = sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)
        self.start = my - self.slope * mx

    def predict(self, features):
        return [self.start + self.slope * row[0] for row in features]


def shifted(features):
    return [[row[0] + 1] for row in features]


def users():
    return Dataset(["ann", "bob"], [{"tea", "milk"}, {"gin": 3, "tonic": 1}], ["u1", "u2"])


def shelf(user):
    return {"ann": ["gin", "tea"], "bob": ["gin", "tonic"]}[user]
"""


@pytest.fixture
def measure(root):
    (root / "clinic" / "tasks.py").write_text(CODE)

    def measure(fields, data, candidate):
        fields |= {"data": data, "candidates": {"one": candidate}, "load": {}, "processes": 1}
        suite = Benchmark.model_validate(fields)
        folder = suite_folder(suite, root)
        return seal_run(execute_bench(plan_bench(suite, root, {}), folder, runs=folder / "runs"))

    return measure


def test_a_regression_with_clusters_and_disturbed_examples(measure, fields):
    data = {
        "build": "tasks.py:line",
        "task": "regression",
        "folds": 4,
        "cluster": "site",
        "perturbations": {"shift": "tasks.py:shifted"},
        "invariants": {"shift_again": "tasks.py:shifted"},
        "slices": {"size": {"big": "label > 40"}},
    }
    run = measure(fields, data, {"build": "tasks.py:Slope"})
    found = run.measurements[0].predictions
    truth = run.data.values.numbers()
    assert run.data.labels is None
    assert run.data.clusters.texts() == tuple(str(x // 3) for x in range(24))
    assert run.data.slices["size"]["big"].numbers().tolist() == (truth > 40).astype(int).tolist()
    assert np.allclose(found.values.numbers(), truth)
    assert np.allclose(found.perturbed["shift"].values.numbers(), truth + 2)
    assert found.kept["shift_again"].numbers().tolist() == [0] * 24
    assert set(run.data.change_digests) == {"shift", "shift_again"}


def test_a_recommendation(measure, fields):
    run = measure(fields, {"build": "tasks.py:users", "task": "recommendation"}, {"run": "tasks.py:shelf"})
    found = run.measurements[0].predictions
    assert (run.data.labels, run.data.values, run.data.classes) == (None, None, ())
    assert run.data.ids.texts() == ("u1", "u2")
    assert found.labels is found.values is None
    assert found.figures["recall_at_10"].numbers().tolist() == [0.5, 1]
