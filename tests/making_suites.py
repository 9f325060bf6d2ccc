"""Small benchmark suites, written to a folder as a user writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

CENTROID_CODE = '''
"""A nearest-centroid classifier in plain Python: what the base install can measure."""

from distance import squared


class NearestCentroid:
    def fit(self, features, labels):
        self.classes_ = sorted(set(labels))
        rows = {name: [r for r, label in zip(features, labels) if label == name] for name in self.classes_}
        self.centroids_ = {name: [sum(c) / len(c) for c in zip(*rows[name])] for name in self.classes_}
        return self

    def predict(self, features):
        return [min(self.classes_, key=lambda name: squared(row, self.centroids_[name])) for row in features]

    def decision_function(self, features):
        near, far = (self.centroids_[name] for name in self.classes_)
        return [squared(row, near) - squared(row, far) for row in features]


def centroid():
    print("building a candidate, and saying so on stdout")
    return NearestCentroid()


def always_benign(item):
    return "benign"
'''

DISTANCE_CODE = """
def squared(first, second):
    return sum((a - b) ** 2 for a, b in zip(first, second))
"""

DATA_CODE = """
import random

from buttress.bench import Dataset


def sixty():
    dealer = random.Random(7)
    labels = ["malignant" if index % 3 == 0 else "benign" for index in range(60)]
    features = [[dealer.gauss(2.0 if label == "malignant" else 0.0, 1.0) for _ in range(2)] for label in labels]
    ages = [30 + index for index in range(60)]
    sexes = ["f" if index % 2 else "m" for index in range(60)]
    train = [index < 40 for index in range(60)]
    return Dataset(features, labels, columns={"age": ages, "sex": sexes}, train=train)
"""

SKLEARN_CODE = """
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier


def logistic_regression():
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))


def tree():
    return DecisionTreeClassifier(max_depth=3, random_state=0)
"""

CANCER_CODE = """
from sklearn.datasets import load_breast_cancer

from buttress.bench import Dataset


def cancer():
    found = load_breast_cancer()
    names = ["malignant" if target == 0 else "benign" for target in found.target]
    return Dataset(found.data, names, columns={"radius": found.data[:, 0]})
"""
CODE = {
    "candidates.py": CENTROID_CODE,
    "distance.py": DISTANCE_CODE,
    "data.py": DATA_CODE,
    "estimators.py": SKLEARN_CODE,
    "cancer.py": CANCER_CODE,
}


def write_suite(folder: Path) -> Path:
    """Writes the code of the suites and gives the folder of the records."""
    root = folder / "decisions"
    (root / "clinic").mkdir(parents=True)
    for name, code in CODE.items():
        (root / "clinic" / name).write_text(code)
    return root


def suite_fields() -> dict[str, Any]:
    """Gives the fields of the plain-Python suite; a test changes what it needs."""
    return {
        "id": "clinic/triage",
        "kind": "benchmark",
        "title": "Triage",
        "data": {
            "build": "data.py:sixty",
            "positive": "malignant",
            "groups": ["sex"],
            "slices": {"age": {"old": "age >= 60", "young": "age < 60"}},
        },
        "candidates": {"centroid": {"build": "candidates.py:centroid"}},
        "load": {"single-stream": {"min_queries": 32, "warmup_queries": 4}},
        "processes": 2,
        "seed": 11,
    }
