"""Ways to make a pre-approval of a score, each fitted together with the scorecard that it reads.

Whatever is set by group is set on the training data.
"""

from __future__ import annotations

import hashlib
from typing import Self

import numpy as np
from candidates import DOUBLING, FAMILY, WORK_AND_MONEY, Scorecard
from data import ANSWERS

THRESHOLD = 0.4
"""A needless refusal costs the desk 30 minutes, a pre-approval that fails 20: 20 / (20 + 30)."""
HIGHER = 0.6
SEX = ANSWERS.index("sex")


class OneThreshold:
    """Everybody from a given chance on, whoever they are."""

    def __init__(self, threshold: float = THRESHOLD, questions: tuple[str, ...] = WORK_AND_MONEY) -> None:
        self.threshold, self.questions = threshold, questions

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        self.card = Scorecard(self.questions).fit(features, labels)
        return self

    def approve(self, features: np.ndarray) -> np.ndarray:
        """Gives whether each application is pre-approved."""
        odds = self.threshold / (1 - self.threshold)
        return self.card.count_points(features) >= DOUBLING * np.log2(odds)

    def predict(self, features: np.ndarray) -> np.ndarray:
        return np.where(self.approve(features), "above", "below")


class ThresholdsBySex(OneThreshold):
    """A threshold in points for either sex, so that a rate is what one threshold makes of all."""

    def __init__(self, among: str) -> None:
        super().__init__()
        self.among = among

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        super().fit(features, labels)
        counts = {"everybody": np.full(len(labels), True)}
        counts |= {name: np.asarray(labels) == name for name in ("above", "below")}
        counted = counts[self.among]
        rate = float(np.mean(super().approve(features)[counted]))
        points, sexes = self.card.count_points(features), features[:, SEX]
        self.cuts = np.array([find_cut(points[counted & (sexes == sex)], rate) for sex in (0, 1)])
        return self

    def approve(self, features: np.ndarray) -> np.ndarray:
        return self.card.count_points(features) >= self.cuts[features[:, SEX].astype(int)]


class OddsLottery(ThresholdsBySex):
    """The same share of false pre-approvals in either sex, and a lot where more of the deserving would be found.

    After Hardt, Price and Srebro (2016): whoever is found more easily is found less often, by chance, until the rates
    are the same.
    """

    def __init__(self) -> None:
        super().__init__(among="below")

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        super().fit(features, labels)
        above, sexes = np.asarray(labels) == "above", features[:, SEX]
        found = super().approve(features)
        recalls, alarms = (
            np.array([np.mean(found[who & (sexes == sex)]) for sex in (0, 1)]) for who in (above, ~above)
        )
        self.chances = alarms
        self.shares = (recalls - recalls.min()) / (recalls - alarms)
        return self

    def approve(self, features: np.ndarray) -> np.ndarray:
        sexes = features[:, SEX].astype(int)
        by_lot = draw_lots(features, b"score or lot") < self.shares[sexes]
        return np.where(by_lot, draw_lots(features) < self.chances[sexes], super().approve(features))


class ByLot(OneThreshold):
    """As many as one threshold pre-approves, drawn by lot."""

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        super().fit(features, labels)
        self.chance = float(np.mean(super().approve(features)))
        return self

    def approve(self, features: np.ndarray) -> np.ndarray:
        return draw_lots(features) < self.chance


def find_cut(points: np.ndarray, rate: float) -> float:
    """Gives the threshold in points that the share nearest to ``rate`` reaches."""
    cuts = np.unique(points)
    shares = 1 - np.searchsorted(np.sort(points), cuts) / len(points)
    return float(cuts[np.argmin(np.abs(shares - rate))])


def draw_lots(features: np.ndarray, salt: bytes = b"") -> np.ndarray:
    """Gives a number from 0 to 1 for each application, out of its answers about work and money.

    Whoever applies again with the same answers draws the same lot; sex and family do not enter it.
    """
    answers = np.ascontiguousarray(features[:, [ANSWERS.index(name) for name in WORK_AND_MONEY]])
    digests = (hashlib.blake2b(row.tobytes(), digest_size=4, salt=salt).digest() for row in answers)
    return np.array([int.from_bytes(one, "little") / 2**32 for one in digests])


def one_threshold() -> OneThreshold:
    return OneThreshold()


def higher_threshold() -> OneThreshold:
    return OneThreshold(HIGHER)


def family_score() -> OneThreshold:
    """The same threshold on the scorecard that also asks about the family."""
    return OneThreshold(questions=(*WORK_AND_MONEY, *FAMILY))


def equal_shares() -> ThresholdsBySex:
    """The same share of women and of men."""
    return ThresholdsBySex(among="everybody")


def equal_chances() -> ThresholdsBySex:
    """The same share of the women and of the men whose income is above the line."""
    return ThresholdsBySex(among="above")


def equal_odds() -> OddsLottery:
    return OddsLottery()


def by_lot() -> ByLot:
    return ByLot()
