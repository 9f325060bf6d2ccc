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


def _share(found: QuantityRange) -> QuantityRange:
    """Checks that a range lies between nothing and all."""
    if found.low.dimension or not 0 <= found.low.magnitude_in("") <= found.high.magnitude_in("") <= 1:
        raise as_field_error(TextError(f"found {found}; this is a share", hint="such as 99.9 % or 0.999"))
    return found


def _factor(found: QuantityRange) -> QuantityRange:
    """Checks that a range holds positive bare numbers."""
    if found.low.dimension or not found.low.value > 0:
        raise as_field_error(TextError(f"found {found}; this is a factor above 0", hint="such as 3..6"))
    return found


def _refuse_negative(found: Quantity | QuantityRange, low: Quantity) -> Quantity | QuantityRange:
    if low.value < 0:
        raise as_field_error(TextError(f"found {found}; it cannot be below nothing"))
    return found


def _price(*per: str) -> AfterValidator:
    """Gives the check of amounts of money, alone or per amount of one of the units."""

    def check(found: Quantity | QuantityRange) -> Quantity | QuantityRange:
        low = found.low if isinstance(found, QuantityRange) else found
        above = [name for name, power in low.dimension if (len(name), power) == (3, 1) and name.isupper()]
        below: Dimension = tuple((name, -power) for name, power in low.dimension if name not in above)
        if len(above) != 1 or below not in [(), *(parse_unit(unit).dimension for unit in per)]:
            raise as_field_error(
                TextError(f"found {found}; this is a price", hint=f"such as 0.40 USD/{per[0]}")
            )
        return _refuse_negative(found, low)

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
PriceRangeOfUse = Annotated[QuantityRange, _price("h")]
"""A range of money, alone or per time."""
PriceRangeOfVolume = Annotated[QuantityRange, _price("GB")]
"""A range of money, alone or per amount of data."""
EnergyOfVolume = Annotated[QuantityRange, _not_negative("J/MB", "5 J/MB")]
"""A range of energy per amount of data."""
CarbonOfEnergy = Annotated[QuantityRange, _not_negative("kg/kWh", "0.4 kg/kWh")]
"""A range of carbon dioxide equivalents per energy."""
ShareRange = Annotated[QuantityRange, AfterValidator(_share)]
"""A range of shares, from 0 to 1."""
FactorRange = Annotated[QuantityRange, AfterValidator(_factor)]
"""A range of factors, all above 0."""
