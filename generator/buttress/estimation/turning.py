"""Where a rising function turns from negative to positive, with as few questions as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NARROW = 2e-15
"""The share of a range within which rounding hides where a function turns."""
_LEAST = 1e-300
_MOST_STEPS = 200


def find_turn(
    rising: Callable[[float], float], low: float, high: float, narrow: float = NARROW
) -> tuple[float, float]:
    """Gives two close numbers between which a rising function turns from negative to at least 0.

    By inverse quadratic interpolation where three points allow it, and halving otherwise (Chandrupatla 1997): a smooth
    function is asked some ten times, one with steps as often as halving asks.

    Args:
        rising: The function. ``low`` counts as negative and ``high`` as at least 0, whatever it says there.
        low: The lower end.
        high: The upper end.
        narrow: The distance of the two numbers, as a share of that of the ends.

    >>> below, above = find_turn(lambda x: x**3 - 8, 0.0, 10.0)
    >>> round(below, 12), round(above, 12), below < above
    (2.0, 2.0, True)
    """
    width = high - low
    new, at_new = high, max(rising(high), _LEAST)
    far, at_far = low, min(rising(low), -_LEAST)
    part = 0.5
    for _ in range(_MOST_STEPS):
        guess = new + part * (far - new)
        found = rising(guess)
        if (found >= 0) == (at_new >= 0):
            old, at_old = new, at_new
        else:
            old, at_old, far, at_far = far, at_far, new, at_new
        new, at_new = guess, found
        least = narrow * width / abs(far - new) if far != new else 1.0
        if least > 0.5:
            break
        place, height = (new - far) / (old - far), (at_new - at_far) / (at_old - at_far)
        part = 0.5
        if height**2 < place and (1 - height) ** 2 < 1 - place:
            part = at_new / (at_far - at_new) * at_old / (at_far - at_old)
            part += (old - new) / (far - new) * at_new / (at_old - at_new) * at_far / (at_old - at_far)
        part = min(max(part, least), 1 - least)
    return min(new, far), max(new, far)
