"""Boosted trees that are asked what the scorecard is asked."""

from __future__ import annotations

from typing import Self

import numpy as np
from candidates import WORK_AND_MONEY
from data import ANSWERS, CODES
from sklearn.ensemble import HistGradientBoostingClassifier

SEED = 0


class Boosting(HistGradientBoostingClassifier):
    """Boosted trees on the answers of some questions; chances are told in whole per cent."""

    def __init__(self, questions: tuple[str, ...] = WORK_AND_MONEY) -> None:
        self.questions = questions
        places = [place for place, question in enumerate(questions) if question in CODES]
        super().__init__(
            max_iter=50,
            learning_rate=0.2,
            categorical_features=places,
            early_stopping=False,
            random_state=SEED,
        )

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        return super().fit(self._pick(features), labels)

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        return np.round(super().predict_proba(self._pick(features)), 2).astype(np.float32)

    def predict(self, features: np.ndarray) -> np.ndarray:
        return super().predict(self._pick(features))

    def _pick(self, features: np.ndarray) -> np.ndarray:
        return features[:, [ANSWERS.index(question) for question in self.questions]]


def boosting() -> Boosting:
    return Boosting()
