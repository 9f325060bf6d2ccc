"""Numbers as text: how people write them, how they read back exactly, and how readers see them."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite

from buttress.errors import TextError

NUMBER_PATTERN = r"[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?(?:[eE][+-]?[0-9]+)?"
"""An unsigned decimal number: ``1_000``, ``0.80``, ``1e3``; no ``.5``, so that ``1..5`` stays a range."""

NUMBER = re.compile(rf"[+-]?{NUMBER_PATTERN}")
"""The same, perhaps with a sign, ready to match."""

_MOST_DIGITS = 17  # more say nothing about a float
_GROUP = "\u202f"  # narrow no-break space, as ISO 80000-1 groups digits
_PLAIN_FROM, _PLAIN_BELOW = Decimal("1e-4"), Decimal("1e15")


def read_number(text: str) -> float:
    """Gives the finite number that a match of `NUMBER` spells."""
    value = float(text)
    if not isfinite(value):
        raise TextError(f"the number {text[:20]} is too large", hint="numbers go up to about 1.8e308")
    return value


def number_text(value: float) -> str:
    """Gives the shortest text that reads back as this very float: ``5``, ``0.8``, ``1e+22``."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)


def format_number(value: float, digits: int = 3) -> str:
    """Gives a finite number for readers: significant digits, no trailing zeros, grouped thousands.

    >>> format_number(0.9474), format_number(1.2e-7)
    ('0.947', '1.2e-7')
    """
    shown = rounded(value, digits)
    if shown and not _PLAIN_FROM <= abs(shown) < _PLAIN_BELOW:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{_trimmed(mantissa)}e{int(exponent)}"
    return _trimmed(f"{shown:,f}").replace(",", _GROUP)


def rounded(value: float, digits: int) -> Decimal:
    """Gives a number with that many significant digits, half to even, and its integer part untouched."""
    number = Decimal(repr(value + 0.0))  # as printed; the sum turns -0.0 into 0.0
    if not number or abs(number) >= _PLAIN_BELOW:
        return number
    return round(number, max(0, min(digits, _MOST_DIGITS) - 1 - number.adjusted()))


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
