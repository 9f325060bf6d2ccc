"""Reverse-mode differentiation, define by run: each operation leaves behind how its derivative is pulled back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Links = tuple[tuple["Traced", Callable[[np.ndarray], np.ndarray]], ...]


class Traced:
    """An array that remembers what it was computed from."""

    __slots__ = ("cotangent", "links", "value")
    __array_ufunc__ = None
    """NumPy leaves operators to this class."""

    def __init__(self, value: Any, links: Links = ()) -> None:
        self.value = value
        self.links = links
        self.cotangent: Any = None

    def __add__(self, other: Any) -> Traced:
        if isinstance(other, Traced):
            return Traced(self.value + other.value, ((self, _same), (other, _same)))
        return Traced(self.value + other, ((self, _same),))

    __radd__ = __add__

    def __mul__(self, other: Any) -> Traced:
        if isinstance(other, Traced):
            mine, theirs = self.value, other.value
            return Traced(mine * theirs, ((self, lambda g: g * theirs), (other, lambda g: g * mine)))
        return Traced(self.value * other, ((self, lambda g: g * other),))

    __rmul__ = __mul__

    def __matmul__(self, matrix: np.ndarray) -> Traced:
        return Traced(self.value @ matrix, ((self, lambda g: g @ matrix.T),))

    def __rmatmul__(self, matrix: np.ndarray) -> Traced:
        return Traced(matrix @ self.value, ((self, lambda g: matrix.T @ g),))

    def exp(self) -> Traced:
        value = np.exp(self.value)
        return Traced(value, ((self, lambda g: g * value),))

    def log(self) -> Traced:
        value = self.value
        return Traced(np.log(value), ((self, lambda g: g / value),))

    def relu(self) -> Traced:
        above = self.value > 0
        return Traced(self.value * above, ((self, lambda g: g * above),))

    def softplus(self) -> Traced:
        value = self.value
        return Traced(np.logaddexp(0, value), ((self, lambda g: g * logistic(value)),))

    def sum(self) -> Traced:
        shape = self.value.shape
        return Traced(self.value.sum(), ((self, lambda g: np.broadcast_to(g, shape)),))


def logistic(value: Any) -> Any:
    """The derivative of log(1 + exp(x)), in a form that no x overflows."""
    return 0.5 + 0.5 * np.tanh(0.5 * value)


def pull_back(output: Traced, seed: Any, source: Traced) -> np.ndarray:
    """Gives the derivative of ``output``, weighed by ``seed``, with respect to ``source``."""
    order = _order(output)
    for one in order:
        one.cotangent = None
    output.cotangent = np.asarray(seed, dtype=float)
    for one in reversed(order):
        for origin, pull in one.links:
            part = pull(one.cotangent)
            origin.cotangent = part if origin.cotangent is None else origin.cotangent + part
    return source.cotangent


def _order(output: Traced) -> list[Traced]:
    """Gives everything that an output was computed from, origins first."""
    order: list[Traced] = []
    seen: set[int] = set()
    stack: list[tuple[Traced, bool]] = [(output, False)]
    while stack:
        one, finished = stack.pop()
        if finished:
            order.append(one)
        elif id(one) not in seen:
            seen.add(id(one))
            stack.append((one, True))
            stack.extend((origin, False) for origin, _ in one.links)
    return order


def _same(cotangent: np.ndarray) -> np.ndarray:
    return cotangent
