"""Forward-mode differentiation with dual numbers: a value, and how fast it changes along one direction or several."""

from __future__ import annotations

from typing import Any

import numpy as np
from reverse_mode import logistic


class Dual:
    """An array with its tangent: of the same shape, or with one more axis at the end, one column a direction."""

    __slots__ = ("tangent", "value")
    __array_ufunc__ = None
    """NumPy leaves operators to this class."""

    def __init__(self, value: Any, tangent: Any) -> None:
        self.value = value
        self.tangent = tangent

    def __add__(self, other: Any) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.tangent + other.tangent)
        return Dual(self.value + other, self.tangent)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Dual:
        if isinstance(other, Dual):
            return Dual(
                self.value * other.value,
                self._along(other.value, self.tangent) + self._along(self.value, other.tangent),
            )
        return Dual(self.value * other, self._along(other, self.tangent))

    __rmul__ = __mul__

    def __rmatmul__(self, matrix: np.ndarray) -> Dual:
        return Dual(matrix @ self.value, matrix @ self.tangent)

    def softplus(self) -> Dual:
        return Dual(np.logaddexp(0, self.value), self._along(logistic(self.value), self.tangent))

    def sum(self) -> Dual:
        return Dual(self.value.sum(), self.tangent.sum(axis=0))

    @staticmethod
    def _along(factor: Any, tangent: Any) -> Any:
        """Multiplies each entry's tangent, in all directions, by that entry's factor."""
        many = np.ndim(tangent) > np.ndim(factor) > 0
        return (factor[:, None] if many else factor) * tangent
