"""The diagnostic Wisconsin breast-cancer data: one row per patient, 30 measurements of cell nuclei."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_breast_cancer

from buttress.bench import Dataset


def aspirates() -> Dataset:
    """Gives all 569 cases in the order of the file; a case is known by its row number."""
    source = load_breast_cancer()
    features = np.asarray(source.data, dtype=np.float64)
    names = [str(name).replace(" ", "_") for name in source.feature_names]
    labels = np.where(source.target == 0, "malignant", "benign")
    ids = np.array([f"wdbc-{row:03d}" for row in range(len(labels))])
    columns = {name: features[:, index] for index, name in enumerate(names)}
    return Dataset(features=features, labels=labels, ids=ids, columns=columns)
