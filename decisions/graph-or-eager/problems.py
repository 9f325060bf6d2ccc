"""Two functions to differentiate: many inputs to one output, and one input to many outputs.

Both are written once, with operators, and take plain arrays, traced arrays and dual numbers alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np

INPUTS = 500
OBSERVATIONS = 20
OUTPUTS = 500
RIDGE = 0.01
OVERFLOW = 709.8
"""exp(x) exceeds the largest double above this x."""

_dice = np.random.default_rng(2018)
SIGNED = _dice.normal(size=(OBSERVATIONS, INPUTS)) / np.sqrt(INPUTS)
"""Rows of features, each times minus the sign of its class."""
SLOPES, OFFSETS = _dice.normal(size=OUTPUTS), _dice.normal(size=OUTPUTS)
VIEWS = _dice.normal(size=(3, INPUTS))
"""Three random directions, in which a derivative is told: a mistake anywhere in it shows in all of them."""


def softplus(x: Any) -> Any:
    """log(1 + exp(x)), in a form that no x overflows."""
    return np.logaddexp(0, x) if isinstance(x, np.ndarray) else x.softplus()


def softplus_as_written(x: Any) -> Any:
    """The same as a textbook writes it, for traced arrays: exp(x) overflows, and log(1 + exp(x)) with it."""
    return (x.exp() + 1.0).log()


def loss(weights: Any, of_margin: Any = softplus) -> Any:
    """The loss of a logistic regression, with a penalty on its weights: 500 inputs, one output."""
    return of_margin(SIGNED @ weights).sum() + (weights * weights).sum() * (RIDGE / 2)


def loss_gradient(weights: np.ndarray) -> np.ndarray:
    """Its derivative, worked out on paper."""
    margins = SIGNED @ weights
    return SIGNED.T @ (0.5 + 0.5 * np.tanh(0.5 * margins)) + RIDGE * weights


def response(gain: Any) -> Any:
    """What 500 units answer to one gain: one input, 500 outputs."""
    return softplus(gain * SLOPES + OFFSETS) * gain


def response_derivative(gain: float) -> np.ndarray:
    """Its derivative, worked out on paper."""
    driven = gain * SLOPES + OFFSETS
    return gain * SLOPES * (0.5 + 0.5 * np.tanh(0.5 * driven)) + np.logaddexp(0, driven)


def tell(derivative: np.ndarray) -> str:
    """Gives a derivative as text: how long it is in three random directions, to six digits."""
    return " ".join(f"{length:.5e}" for length in VIEWS @ derivative)
