"""Detectors that are trained again and again while payments come in, each on the week whose frauds are known by then.

``fit`` is given all payments before the judged ones, with time and bank as last features. A payment's label may
be used a week after the payment. ``predict`` goes through the judged week: at each date of the cycle it
trains, and answers until the next date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from candidates import FALSE_ALARMS, HELD_BACK, SEED, Held, histogram_boosting, logistic_regression
from sklearn.linear_model import SGDClassifier
from sklearn.preprocessing import StandardScaler

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400
DELAY = LEARNED = WEEK
"""Seconds until a fraud is known, and seconds of payments that a model learns from."""


def hourly_boosting() -> Retrained:
    """The boosted trees, trained anew at every full hour."""
    return Retrained(histogram_boosting, HOUR)


def nightly_boosting() -> Retrained:
    """The boosted trees, trained anew at midnight."""
    return Retrained(histogram_boosting, DAY)


def weekly_boosting() -> Retrained:
    """The boosted trees, trained anew once a week, the last time just before the judged week."""
    return Retrained(histogram_boosting, WEEK)


def nightly_linear() -> Retrained:
    """The weighted sum, trained anew at midnight."""
    return Retrained(logistic_regression, DAY)


def weekly_linear() -> Retrained:
    """The weighted sum, trained anew once a week, the last time just before the judged week."""
    return Retrained(logistic_regression, WEEK)


def hourly_incremental() -> Incremental:
    """A weighted sum that learns on, every hour, from the payments of one hour."""
    return Incremental()


class Retrained:
    """A detector that is trained anew at every date of a cycle, for each bank by itself."""

    classes_ = ("fraud", "genuine")

    def __init__(self, make: Callable[[], Held], cycle: int) -> None:
        self._make, self._cycle = make, cycle

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        """Keeps the payments, in order of time."""
        self._past, self._labels = features, np.asarray(labels)
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Says of each payment what it is, by its bank's detector of that time."""
        answers = np.empty(len(features), dtype="<U7")
        for bank in np.unique(features[:, -1]):
            past, now = self._past[:, -1] == bank, features[:, -1] == bank
            answers[now] = self.follow(self._past[past, :-1], self._labels[past], features[now, :-1])
        return answers

    def follow(self, past: np.ndarray, labels: np.ndarray, features: np.ndarray) -> np.ndarray:
        """Goes through one bank's week; the last feature is the time."""
        known, time = past[:, -1].astype(np.int64), features[:, -1].astype(np.int64)
        begin = int(time.min()) // DAY * DAY
        dates = begin + (time - begin) // self._cycle * self._cycle
        answers = np.empty(len(time), dtype="<U7")
        for date in np.unique(dates):
            learned = (known >= date - DELAY - LEARNED) & (known < date - DELAY)
            detector = self._make().fit(past[learned, :-1], labels[learned])
            answers[dates == date] = detector.predict(features[dates == date, :-1])
        return answers


class Incremental(Retrained):
    """A weighted sum that learns on each hour, from the payments whose labels came in, and from no older ones."""

    def __init__(self) -> None:
        super().__init__(logistic_regression, HOUR)

    def follow(self, past: np.ndarray, labels: np.ndarray, features: np.ndarray) -> np.ndarray:
        """Goes through one bank's week, learning on before each hour; the last feature is the time."""
        known, time = past[:, -1].astype(np.int64), features[:, -1].astype(np.int64)
        held = np.arange(len(known)) % HELD_BACK == 0
        until = int(time.min()) // DAY * DAY - DELAY
        first = (known >= until - LEARNED) & (known < until)
        scale = StandardScaler().fit(past[first, :-1])
        past = scale.transform(past[:, :-1])
        model = SGDClassifier(
            loss="log_loss", learning_rate="constant", eta0=0.01, max_iter=20, tol=None, random_state=SEED
        )
        model.fit(past[first & ~held], labels[first & ~held])
        answers = np.empty(len(time), dtype="<U7")
        for hour in np.unique(time // HOUR):
            before, until = until, int(hour) * HOUR - DELAY
            new = (known >= before) & (known < until) & ~held
            if new.any():
                model.partial_fit(past[new], labels[new])
            recent = held & (known >= until - LEARNED) & (known < until) & (labels == "genuine")
            limit = np.quantile(-model.decision_function(past[recent]), 1 - FALSE_ALARMS)
            rows = time // HOUR == hour
            found = -model.decision_function(scale.transform(features[rows, :-1])) > limit
            answers[rows] = np.where(found, "fraud", "genuine")
        return answers
