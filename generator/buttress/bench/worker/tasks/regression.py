"""Regression: the value itself."""

from __future__ import annotations

import math
from typing import Any

from buttress.bench.worker.tasks.kind import Kind, judge_nothing

RELATIVE = 1e-6
"""Values that differ by less, relatively, count as the same."""
ABSOLUTE = 1e-12
"""And values about zero that differ by less."""


def read_value(answer: Any) -> float:  # noqa: ANN401 - numbers, or arrays of one number
    """Gives an answer as a finite number; an array of one element counts as its element.

    Raises:
        TypeError: It is no number.
        ValueError: It is infinite, not a number, or an array of several.
    """
    if isinstance(answer, str | bytes) or answer is None:
        message = f"is {answer!r}, not a number"
        raise TypeError(message)
    if hasattr(answer, "size") and answer.size != 1:
        message = f"has {answer.size} values, not one"
        raise ValueError(message)
    try:
        value = float(answer.item() if hasattr(answer, "item") else answer)
    except (TypeError, ValueError):
        message = f"is of type {type(answer).__name__}, not a number"
        raise TypeError(message) from None
    if not math.isfinite(value):
        message = f"is {value}"
        raise ValueError(message)
    return value


def are_close(one: float, other: float) -> bool:
    """Says whether two values are the same but for rounding (1e-6 relatively, or 1e-12)."""
    return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


REGRESSION = Kind(read_value, read_value, judge_nothing, are_close)
