"""The scores that a person can recompute, each as an unfitted estimator.

A *scorecard* asks questions, each with a few possible answers, and adds up whole points (Siddiqi 2006). It needs
scikit-learn to be fitted, and NumPy alone to answer.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from data import ANSWERS, CODES

CUTS = {
    "age": (23, 27, 31, 36, 41, 51),
    "education": (9, 10, 11, 13, 14, 15),
    "hours": (30, 40, 41, 50),
    "gain": (1, 5000, 7000),
    "loss": (1, 1500, 2000),
}
"""Where an answer that is a number begins to count otherwise: set by hand, in round figures.

Age counts alike from 51 on: a card may not give the elderly fewer points for their age than others.
"""
WORK_AND_MONEY = (*CUTS, "work", "occupation")
FAMILY = ("marriage", "relationship")
SEX = ("sex",)
DOUBLING = 20
"""Points that double the odds of an income above the line."""


class Scorecard:
    """Whole points for each answer, from a logistic regression on the answers.

    Attributes:
        classes_: "above" and "below".
        coef_: Points of each possible answer, shape (1, answers).
        intercept_: Points that everybody starts with, shape (1,).
    """

    def __init__(self, questions: tuple[str, ...]) -> None:
        self.questions = questions

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        from sklearn.linear_model import LogisticRegression  # a process that only answers need not load it

        model = LogisticRegression(solver="newton-cholesky")
        model.fit(self._list_answers(features), np.asarray(labels) == "above")
        self.coef_ = np.round(model.coef_ * DOUBLING / np.log(2))
        self.intercept_ = np.round(model.intercept_ * DOUBLING / np.log(2))
        self.classes_ = np.array(["above", "below"])
        return self

    def count_points(self, features: np.ndarray) -> np.ndarray:
        """Gives the sum of each application; at 0 both classes are equally likely."""
        return self._list_answers(features) @ self.coef_[0] + self.intercept_[0]

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Gives the chances as they are told, in whole per cent; the points decide."""
        above = np.round(1 / (1 + 2 ** (-self.count_points(features) / DOUBLING)), 2)
        return np.column_stack([above, 1 - above]).astype(np.float32)

    def predict(self, features: np.ndarray) -> np.ndarray:
        return np.where(self.count_points(features) >= 0, "above", "below")

    def _list_answers(self, features: np.ndarray) -> np.ndarray:
        # A number below the first cut is what all others are compared with, so it has no points.
        parts = []
        for question in self.questions:
            given = features[:, ANSWERS.index(question)]
            if question in CUTS:
                parts.append(
                    np.digitize(given, CUTS[question])[:, None] == np.arange(1, len(CUTS[question]) + 1)
                )
            else:
                parts.append(given[:, None] == np.arange(len(CODES[question])))
        return np.concatenate(parts, axis=1).astype(np.float64)


class DeskRule:
    """What the desk did before: a bachelor's degree and full-time work."""

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        del features, labels
        self.classes_ = np.array(["above", "below"])
        self.coef_, self.intercept_ = np.ones((1, 2)), np.zeros(1)  # two conditions, for whoever counts terms
        return self

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        schooled = features[:, ANSWERS.index("education")] >= 13
        met = schooled & (features[:, ANSWERS.index("hours")] >= 40)
        return np.column_stack([met, ~met]).astype(float)

    def predict(self, features: np.ndarray) -> np.ndarray:
        return np.where(self.predict_proba(features)[:, 0] == 1, "above", "below")


def desk_rule() -> DeskRule:
    return DeskRule()


def scorecard() -> Scorecard:
    """Asks about work and money only."""
    return Scorecard(WORK_AND_MONEY)


def scorecard_with_family() -> Scorecard:
    """Also asks about marriage and the place in the household."""
    return Scorecard((*WORK_AND_MONEY, *FAMILY))


def scorecard_with_sex() -> Scorecard:
    """Asks about everything, the sex among it."""
    return Scorecard((*WORK_AND_MONEY, *FAMILY, *SEX))
