"""Ways to differentiate: each takes a point and tells the derivative there."""

from __future__ import annotations

from typing import Any

import numpy as np
from forward_mode import Dual
from problems import (
    INPUTS,
    OUTPUTS,
    loss,
    loss_gradient,
    response,
    response_derivative,
    softplus,
    softplus_as_written,
    tell,
)
from reverse_mode import Traced, pull_back

STEP = float(np.sqrt(np.finfo(float).eps))
"""The usual step of a finite difference: half of the digits go to cutting off, half to rounding."""
DIRECTIONS = np.eye(INPUTS)


def reverse(point: np.ndarray) -> str:
    """One pass forward, one pass back."""
    return tell(_reverse(point, softplus))


def reverse_as_written(point: np.ndarray) -> str:
    """The same, with log(1 + exp(x)) differentiated as it is written."""
    with np.errstate(over="ignore", invalid="ignore"):
        return tell(_reverse(point, softplus_as_written))


def forward(point: np.ndarray) -> str:
    """One pass for each input, each along one direction."""
    return tell(np.array([loss(Dual(point, direction)).tangent for direction in DIRECTIONS]))


def forward_at_once(point: np.ndarray) -> str:
    """One pass that carries all directions along."""
    return tell(loss(Dual(point, DIRECTIONS)).tangent)


def finite_differences(point: np.ndarray) -> str:
    """One evaluation at the point and one beside it for each input."""
    here = loss(point)
    return tell(np.array([(loss(point + STEP * direction) - here) / STEP for direction in DIRECTIONS]))


def by_hand(point: np.ndarray) -> str:
    """The formula that somebody worked out on paper."""
    return tell(loss_gradient(point))


def response_forward(gain: float) -> str:
    """One pass: there is one direction only."""
    return tell(response(Dual(np.array(gain), np.array(1.0))).tangent)


def response_reverse(gain: float) -> str:
    """One pass forward, and one pass back for each output."""
    source = Traced(np.array(gain))
    output = response(source)
    return tell(np.array([pull_back(output, unit, source).sum() for unit in np.eye(OUTPUTS)]))


def response_finite_difference(gain: float) -> str:
    """Two evaluations."""
    there, here = (response(np.array(place)) for place in (gain + STEP, gain))
    return tell((there - here) / STEP)


def response_by_hand(gain: float) -> str:
    """The formula that somebody worked out on paper."""
    return tell(response_derivative(gain))


def _reverse(point: np.ndarray, of_margin: Any) -> np.ndarray:
    source = Traced(point)
    return pull_back(loss(source, of_margin), 1.0, source)
