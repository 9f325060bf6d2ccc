"""The least risk at which a bound lies beyond a limit, where nothing but the bound at a given risk can be computed."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST_RISK = 1e-30
"""Nothing below it is told: far below it the inverse of the beta function fails."""
_HALVINGS = 60


def find_least_risk(passes: Callable[[float], bool]) -> float:
    """Gives the least risk at which a bound passes its limit, found by halving the risk's logarithm.

    Args:
        passes: Whether the bound at a risk does; then it does at every greater one, which only brings bounds closer.

    Returns:
        A risk that is enough, `LEAST_RISK` at least; 1 where none is.

    >>> round(find_least_risk(lambda risk: risk >= 0.003), 12), find_least_risk(lambda risk: False)
    (0.003, 1.0)
    """
    if not passes(1.0):
        return 1.0
    if passes(LEAST_RISK):
        return LEAST_RISK
    low, high = log(LEAST_RISK), 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if passes(exp(middle)) else (middle, high)
    return exp(high)
