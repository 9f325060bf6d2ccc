"""Two ways to read a quantity. Each imports what it needs at its first call, so that its cold start shows it.

A quantity is always read for a record, so the records package is loaded by both.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint


def unit_table(text: str) -> str:
    """Our closed list with exact factors."""
    from buttress.errors import TextError
    from buttress.records import parse_quantity

    try:
        parse_quantity(text)
    except TextError:
        return "refused"
    return "accepted"


def pint_registry(text: str) -> str:
    """The general library, taught the units that it lacks."""
    import buttress.records  # noqa: F401

    try:
        _registry().Quantity(text)
    except Exception:  # noqa: BLE001 - pint raises errors of its own, the tokenizer's and arithmetic ones
        return "refused"
    return "accepted"


@cache
def _registry() -> pint.UnitRegistry:
    import pint

    registry = pint.UnitRegistry()
    for line in (
        "USD = [currency_usd]",
        "EUR = [currency_eur]",
        "item = [] = _ = items",
        "frame = [] = _ = frames",
        "request = [] = req",
        "qps = 1 / second",
        "px = [pixels]",
    ):
        registry.define(line)
    return registry
