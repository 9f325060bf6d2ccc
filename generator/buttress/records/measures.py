"""Quantities of one sort: a duration, a size, a price; each refuses what measures something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from buttress.errors import TextError
from buttress.records.quantity import Quantity, QuantityRange
from buttress.records.units import dimension_name, parse_unit
from buttress.records.written import as_field_error

if TYPE_CHECKING:
    from buttress.records.units import Dimension


def _not_negative(unit: str, example: str) -> AfterValidator:
    """Gives the check of amounts that convert into ``unit`` and are not below nothing."""

    def check(found: Quantity | QuantityRange) -> Quantity | QuantityRange:
        wanted = parse_unit(unit).dimension
        low = found.low if isinstance(found, QuantityRange) else found
        if low.dimension != wanted:
            message = f"found {found}; this is {_with_article(dimension_name(wanted))}"
            raise as_field_error(TextError(message, hint=f"such as {example}"))
        return _refuse_negative(found, low)

    return AfterValidator(check)


def _with_article(words: str) -> str:
    return words if words == "data" or words.startswith("data ") else f"a {words}"


def _refuse_negative(found: Quantity | QuantityRange, low: Quantity) -> Quantity | QuantityRange:
    if low.value < 0:
        raise as_field_error(TextError(f"found {found}; it cannot be below nothing"))
    return found


def _price(*per: str) -> AfterValidator:
    """Gives the check of amounts of money, alone or per amount of one of the units."""

    def check(found: Quantity) -> Quantity | QuantityRange:
        above = [name for name, power in found.dimension if (len(name), power) == (3, 1) and name.isupper()]
        below: Dimension = tuple((name, -power) for name, power in found.dimension if name not in above)
        if len(above) != 1 or below not in [(), *(parse_unit(unit).dimension for unit in per)]:
            raise as_field_error(
                TextError(f"found {found}; this is a price", hint=f"such as 0.40 USD/{per[0]}")
            )
        return _refuse_negative(found, found)

    return AfterValidator(check)


Duration = Annotated[Quantity, _not_negative("s", "5 s")]
"""A time, not negative."""
DurationRange = Annotated[QuantityRange, _not_negative("s", "40..200 ms")]
"""A range of times, none negative."""
Volume = Annotated[Quantity, _not_negative("B", "8 GB")]
"""An amount of data."""
BandwidthRange = Annotated[QuantityRange, _not_negative("B/s", "3 Mbit/s")]
"""A range of data per time."""
Frequency = Annotated[Quantity, _not_negative("/s", "2 /s")]
"""How often something happens."""
Power = Annotated[Quantity, _not_negative("W", "15 W")]
"""Energy per time."""
PriceOfUse = Annotated[Quantity, _price("h")]
"""Money, alone or per time."""
PriceOfVolume = Annotated[Quantity, _price("GB")]
"""Money, alone or per amount of data."""
