"""The predictors of stars that were weighed against each other, each as an unfitted estimator.

Features are member and film, counted from 0. Settings were chosen on a tenth of the training ratings, never on tested
ones. Predictions are rounded to a thousandth of a star. What is measured is how a model differs from a simpler one; see
`data.over`.
"""

from __future__ import annotations

from typing import Self

import numpy as np

LOWEST, HIGHEST = 1.0, 5.0
SEED = 0
HELD = 0.1
"""Share of the training ratings on which a blend finds its weights."""


def _finish(stars: np.ndarray) -> np.ndarray:
    return np.round(np.clip(stars, LOWEST, HIGHEST), 3)


class GlobalMean:
    """Says of every film and to everybody what was given on average."""

    def fit(self, _features: np.ndarray, stars: np.ndarray) -> Self:
        """Learns one number."""
        self.mean = float(np.mean(stars))
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives stars for each member and film."""
        return _finish(np.full(len(features), self.mean))


class Averages:
    """The mean, plus how far the film and the member lie from it; few ratings are drawn towards the mean."""

    def __init__(self, film_damping: float = 5.0, member_damping: float = 5.0) -> None:
        self.film_damping = film_damping
        self.member_damping = member_damping

    def fit(self, features: np.ndarray, stars: np.ndarray) -> Self:
        """Learns one number for each film and, of what that leaves, one for each member."""
        members, films = features.T
        self.mean = float(np.mean(stars))
        self.film = _damped_mean(films, stars - self.mean, self.film_damping)
        self.member = _damped_mean(members, stars - self.mean - self.film[films], self.member_damping)
        return self

    def base(self, features: np.ndarray) -> np.ndarray:
        """Gives stars that are neither cut to the scale nor rounded."""
        members, films = features.T
        return self.mean + _look_up(self.member, members) + _look_up(self.film, films)

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives stars for each member and film."""
        return _finish(self.base(features))


class FilmNeighbours:
    """What averages leave, from the same member's ratings of the films that are rated most alike (Sarwar et al. 2001)."""

    def __init__(self, neighbours: int = 30, shrinkage: float = 100.0, damping: float = 0.2) -> None:
        self.neighbours = neighbours
        self.shrinkage = shrinkage
        self.damping = damping

    def fit(self, features: np.ndarray, stars: np.ndarray) -> Self:
        """Learns averages, the likeness of any two films, and keeps what they leave of each member's ratings."""
        self.averages = Averages().fit(features, stars)
        members, films = features.T
        left = (stars - self.averages.base(features)).astype(np.float32)
        table = np.zeros((members.max() + 1, films.max() + 1), dtype=np.float32)
        table[members, films] = left
        rated = np.zeros_like(table)
        rated[members, films] = 1
        products, squares = table.T @ table, (table**2).T @ rated
        both = rated.T @ rated
        norms = np.sqrt(squares * squares.T)
        with np.errstate(invalid="ignore", divide="ignore"):
            alike = np.where(norms > 0, products / norms, 0) * both / (both + self.shrinkage)
        np.fill_diagonal(alike, 0)
        self.alike = np.maximum(alike, 0).astype(np.float32)
        order = np.argsort(members, kind="stable")
        ends = np.cumsum(np.bincount(members, minlength=len(table)))[:-1]
        self.rated = np.split(films[order], ends)
        self.left = np.split(left[order], ends)
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives stars for each member and film."""
        return _finish(self.base(features))

    def base(self, features: np.ndarray) -> np.ndarray:
        """Gives stars that are neither cut to the scale nor rounded."""
        return self.averages.base(features) + np.array(
            [self._correct(member, film) for member, film in features.tolist()]
        )

    def _correct(self, member: int, film: int) -> float:
        if member >= len(self.rated) or film >= len(self.alike):
            return 0.0
        weights, left = self.alike[film, self.rated[member]], self.left[member]
        if len(weights) > self.neighbours:
            nearest = np.argpartition(weights, -self.neighbours)[-self.neighbours :]
            weights, left = weights[nearest], left[nearest]
        return float(weights @ left) / (float(weights.sum()) + self.damping)


class Factors:
    """What averages leave, as the product of a few numbers of the member and of the film (Zhou et al. 2008)."""

    def __init__(self, factors: int = 32, penalty: float = 0.12, rounds: int = 12) -> None:
        self.factors = factors
        self.penalty = penalty
        self.rounds = rounds

    def fit(self, features: np.ndarray, stars: np.ndarray) -> Self:
        """Learns averages, then members' and films' factors in turn, each time by least squares."""
        self.averages = Averages().fit(features, stars)
        members, films = features.T
        left = (stars - self.averages.base(features)).astype(np.float32)
        by_member = _group(members, films, left)
        by_film = _group(films, members, left)
        random = np.random.default_rng(SEED)
        self.films = random.normal(0, 0.1, (len(by_film), self.factors)).astype(np.float32)
        for _ in range(self.rounds):
            self.members = self._solve(by_member, self.films)
            self.films = self._solve(by_film, self.members)
        return self

    def _solve(self, groups: list[tuple[np.ndarray, np.ndarray]], others: np.ndarray) -> np.ndarray:
        solved = np.zeros((len(groups), self.factors), dtype=np.float32)
        unit = np.eye(self.factors, dtype=np.float32)
        for row, (places, left) in enumerate(groups):
            if len(places):
                known = others[places]
                squares = known.T @ known + self.penalty * len(places) * unit
                solved[row] = np.linalg.solve(squares, known.T @ left)
        return solved

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives stars for each member and film."""
        return _finish(self.base(features))

    def base(self, features: np.ndarray) -> np.ndarray:
        """Gives stars that are neither cut to the scale nor rounded."""
        members, films = features.T
        product = np.einsum("ij,ij->i", _look_up(self.members, members), _look_up(self.films, films))
        return self.averages.base(features) + product


class FewFactors(Factors):
    """The same with eight factors."""

    def __init__(self) -> None:
        super().__init__(factors=8)


class MemberNeighbours:
    """The same with the parts of member and film changed: how members who rate alike rated this film."""

    def __init__(self) -> None:
        self.turned = FilmNeighbours(neighbours=40, damping=0.5)

    def fit(self, features: np.ndarray, stars: np.ndarray) -> Self:
        """Learns the likeness of any two members."""
        self.turned.fit(features[:, ::-1], stars)
        return self

    def base(self, features: np.ndarray) -> np.ndarray:
        """Gives stars that are neither cut to the scale nor rounded."""
        return self.turned.base(features[:, ::-1])


class OverAverages:
    """How a model differs from averages of film and member."""

    def __init__(self, model: GlobalMean | Averages | FilmNeighbours | Factors) -> None:
        self.model = model
        self.averages = Averages()

    def fit(self, features: np.ndarray, stars: np.ndarray) -> Self:
        """Fits both on stars."""
        self.averages.fit(features, stars)
        self.model.fit(features, stars)
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives the difference in stars for each member and film."""
        return np.round(self.model.predict(features) - self.averages.predict(features), 3)


class OverNeighbours:
    """How a blend of neighbouring films with other models differs from neighbouring films alone.

    Without others it does not differ, and takes the time of one model.
    """

    def __init__(self, *others: type[MemberNeighbours | Factors | FewFactors]) -> None:
        self.kinds = (FilmNeighbours, *others)

    def fit(self, features: np.ndarray, stars: np.ndarray) -> Self:
        """Finds the weights on a tenth of the ratings that no model was fitted on, then fits all models on all."""
        self.weights = np.array([0.0, 1.0])
        if len(self.kinds) > 1:
            held = np.random.default_rng(SEED).random(len(stars)) < HELD
            parts = [kind().fit(features[~held], stars[~held]) for kind in self.kinds]
            answers = np.column_stack([np.ones(held.sum()), *(part.base(features[held]) for part in parts)])
            self.weights = np.linalg.lstsq(answers, stars[held], rcond=None)[0]
        self.parts = [kind().fit(features, stars) for kind in self.kinds]
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives the difference in stars for each member and film."""
        answers = np.array([part.base(features) for part in self.parts])
        return np.round(_finish(self.weights[0] + self.weights[1:] @ answers) - _finish(answers[0]), 3)


def global_mean() -> OverAverages:
    """One number for all."""
    return OverAverages(GlobalMean())


def two_averages() -> OverAverages:
    """Differs from itself by nothing."""
    return OverAverages(Averages())


def film_neighbours() -> OverAverages:
    """Thirty neighbouring films."""
    return OverAverages(FilmNeighbours())


def factors() -> OverAverages:
    """Thirty-two factors."""
    return OverAverages(Factors())


def neighbours_alone() -> OverNeighbours:
    """One model."""
    return OverNeighbours()


def with_factors() -> OverNeighbours:
    """Two models."""
    return OverNeighbours(Factors)


def with_three_more() -> OverNeighbours:
    """Four models."""
    return OverNeighbours(Factors, FewFactors, MemberNeighbours)


def _damped_mean(places: np.ndarray, values: np.ndarray, damping: float) -> np.ndarray:
    return np.bincount(places, weights=values) / (np.bincount(places) + damping)


def _look_up(table: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Gives rows of a table, and 0 for what it does not know."""
    known = places < len(table)
    found = table[np.where(known, places, 0)]
    return np.where(known.reshape(-1, *(1,) * (table.ndim - 1)), found, 0)


def _group(places: np.ndarray, others: np.ndarray, left: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places))[:-1]
    return list(zip(np.split(others[order], ends), np.split(left[order], ends), strict=True))
