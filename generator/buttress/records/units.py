"""The units a record may use: a closed list with exact factors, and the grammar ``unit`` or ``unit/unit``.

The list is closed because a general unit library reads too much: to pint, ``M`` is molar and ``40..200 ms``
is 8 ms. Factors are fractions, so ``1000 us`` and ``1 ms`` are the same number. Spelling is case sensitive.

Counted things (items, queries, parameters) have the dimension one, as in the SI (SI Brochure, 9th edition,
2.3.3): ``200 qps``, ``200 req/s`` and ``200 /s`` are equal; what is counted is the quality's business. Every
currency is a dimension of its own: exchange rates are not constants.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.errors import TextError, listing, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Dimension = tuple[tuple[str, int], ...]
"""Powers of base dimensions, sorted by name: ``(("energy", 1), ("time", -1))`` is power, ``()`` a number."""

_TIME: Dimension = (("time", 1),)
_DATA: Dimension = (("data", 1),)
_ENERGY: Dimension = (("energy", 1),)
_POWER: Dimension = (("energy", 1), ("time", -1))
_MASS: Dimension = (("mass", 1),)
_FREQUENCY: Dimension = (("time", -1),)

# The first spelling is the canonical one.
_MEASURED: tuple[tuple[Dimension, Mapping[str, str]], ...] = (
    (
        _TIME,
        {
            "ns": "1e-9",
            "us µs μs": "1e-6",  # micro sign and Greek mu look the same, so both are read
            "ms": "1e-3",
            "s second seconds": "1",
            "min minute minutes": "60",
            "h hour hours": "3600",
            "d day days": "86400",
            "week weeks": "604800",
            "month months": "2629800",  # a twelfth of the year
            "year years": "31557600",  # Julian: 365.25 d
        },
    ),
    (
        _DATA,
        {
            "bit bits": "1/8",
            "kbit": "125",
            "Mbit": "125e3",
            "Gbit": "125e6",
            "Tbit": "125e9",
            "B byte bytes": "1",
            "kB": "1e3",
            "MB": "1e6",
            "GB": "1e9",
            "TB": "1e12",
            "PB": "1e15",
            "KiB": "1024",
            "MiB": "1048576",
            "GiB": "1073741824",
            "TiB": "1099511627776",
        },
    ),
    (
        _ENERGY,
        {
            "uJ µJ μJ": "1e-6",
            "mJ": "1e-3",
            "J": "1",
            "kJ": "1e3",
            "MJ": "1e6",
            "Wh": "3600",
            "kWh": "3.6e6",
            "MWh": "3.6e9",
        },
    ),
    (_POWER, {"mW": "1e-3", "W": "1", "kW": "1e3", "MW": "1e6"}),
    (_MASS, {"mg": "1e-6", "g": "1e-3", "kg": "1", "t": "1e3", "lb": "0.45359237"}),
    (_FREQUENCY, {"Hz": "1", "kHz": "1e3", "MHz": "1e6", "GHz": "1e9", "qps": "1"}),
    ((("pixels", 1),), {"px": "1"}),
    ((("level", 1),), {"dB": "1"}),
    ((), {"% percent": "0.01", "ppm": "1e-6", "ratio": "1"}),
    ((), {"FLOP": "1", "MFLOP": "1e6", "GFLOP": "1e9", "TFLOP": "1e12"}),
)

_CURRENCIES = """
    AUD BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON
    SEK SGD THB TRY TWD UAH USD VND ZAR
"""

_COUNTED = """
    call calls, class classes, core cores, device devices, epoch epochs, event events, example examples,
    feature features, file files, frame frames, image images, instance instances, item items, layer layers,
    line lines, message messages, node nodes, page pages, parameter parameters, photo photos,
    prediction predictions, process processes, query queries, req requests request reqs, row rows,
    rule rules, run runs, sample samples, step steps, token tokens, transaction transactions, tree trees,
    user users, word words
"""

PLURALS: Mapping[str, str] = MappingProxyType(
    {"week": "weeks", "month": "months", "year": "years"}
    | {words[0]: words[1] for words in map(str.split, _COUNTED.split(","))}
)
"""Units that read as words, with their plural."""

_CONFUSED: Mapping[str, str] = MappingProxyType(
    {
        "M": "write the number out, such as 5e6, or name the unit: MB, Mbit",
        "k": "write the number out, such as 5e3, or name the unit: kB, kWh",
        "K": "write the number out, such as 5e3, or name the unit: kB, KiB",
        "G": "write the number out, such as 5e9, or name the unit: GB, Gbit",
        "m": "did you mean 'min' (minutes), 'ms' or 'month'?",
        "b": "did you mean 'B' (bytes) or 'bit'?",
        "KB": "did you mean 'kB' (1000 bytes) or 'KiB' (1024 bytes)?",
        "Kb": "did you mean 'kB' (bytes) or 'kbit'?",
        "kb": "did you mean 'kB' (bytes) or 'kbit'?",
        "Mb": "did you mean 'MB' (bytes) or 'Mbit'?",
        "Gb": "did you mean 'GB' (bytes) or 'Gbit'?",
        "Mbps": "did you mean 'Mbit/s'?",
        "Gbps": "did you mean 'Gbit/s'?",
        "kbps": "did you mean 'kbit/s'?",
        "rps": "did you mean 'req/s'?",
        "fps": "did you mean 'frame/s'?",
        "sec": "did you mean 's'?",
        "secs": "did you mean 's'?",
        "msec": "did you mean 'ms'?",
        "hr": "did you mean 'h'?",
        "hrs": "did you mean 'h'?",
        "yr": "did you mean 'year'?",
        "mo": "did you mean 'month'?",
        "$": "did you mean 'USD'?",
        "€": "did you mean 'EUR'?",
        "£": "did you mean 'GBP'?",
        "¥": "did you mean 'JPY'?",
        "per": "a rate is written with a slash, such as USD/h",
    }
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement.

    Attributes:
        symbol: Canonical spelling, which `parse_unit` reads back; empty for a bare number.
        factor: How many base units (s, B, J, kg, 1, one of the currency) one of it is; exact.
        dimension: What it measures; only units of one dimension convert into each other.
    """

    symbol: str
    factor: Fraction
    dimension: Dimension


def _spelled(row: str, factor: str, dimension: Dimension) -> Iterable[tuple[str, Unit]]:
    spellings = row.split()
    unit = Unit(spellings[0], Fraction(factor), dimension)
    return ((spelling, unit) for spelling in spellings)


def _closed_list() -> Mapping[str, Unit]:
    rows = [(row, factor, dimension) for dimension, units in _MEASURED for row, factor in units.items()]
    rows += [(code, "1", ((code, 1),)) for code in _CURRENCIES.split()]
    rows += [(row, "1", ()) for row in _COUNTED.split(",")]
    return MappingProxyType(dict(pair for row in rows for pair in _spelled(*row)))


_BARE = Unit("", Fraction(1), ())
UNITS: Mapping[str, Unit] = _closed_list()
"""Every accepted spelling of a single unit, in the order of the list."""


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """Gives the unit that a text spells: ``ms``, ``USD/GB``, ``1/s``, ``/s``; ``1`` or nothing is a number.

    >>> parse_unit("Mbit/s")
    Unit(symbol='Mbit/s', factor=Fraction(125000, 1), dimension=(('data', 1), ('time', -1)))

    Args:
        text: The unit alone, without blanks inside.

    Raises:
        TextError: For a spelling outside the list, with the nearest allowed one.
    """
    body = text.strip()
    start = len(text) - len(text.lstrip())
    above, slash, below = body.partition("/")
    numerator = _BARE if above in ("", "1") else _single(above, start)
    if not slash:
        return numerator
    denominator = _single(below, start + len(above) + 1)
    return Unit(
        f"{numerator.symbol}/{denominator.symbol}",
        numerator.factor / denominator.factor,
        _quotient(numerator.dimension, denominator.dimension),
    )


def convert(value: float, source: str, target: str) -> float:
    """Gives the number of ``target`` units that ``value`` ``source`` units are, correctly rounded.

    The value counts as the decimal that it prints as: ``convert(0.0011, "s", "ms")`` is 1.1 to the last bit.

    Raises:
        TextError: Where a unit is unknown, the units measure different things, or the result is too large.
    """
    factor = _factor(source, target)
    try:
        return float(exact(value) * factor) if factor != 1 else float(value)
    except OverflowError:
        raise TextError(f"{value} {source} is too large to be told in {target}") from None


# A page asks for the same few conversions thousands of times, and exact fractions are slow to divide.
@lru_cache(maxsize=4096)
def _factor(source: str, target: str) -> Fraction:
    here, there = parse_unit(source), parse_unit(target)
    if here.dimension != there.dimension:
        raise TextError(
            f"{named(here)} cannot be turned into {named(there)}",
            hint=f"units that fit: {listing(units_like(there))}",
        )
    return here.factor / there.factor


def exact(value: float) -> Fraction:
    """Gives a finite float as the shortest decimal that names it, which is what its author wrote."""
    return Fraction(repr(float(value)))


def units_like(unit: Unit) -> tuple[str, ...]:
    """Gives the symbols of the single units that convert into this one, in the order of the list.

    For a compound unit these are only its own symbol and single units such as ``qps``.
    """
    same = (other.symbol for other in UNITS.values() if other.dimension == unit.dimension)
    return tuple(dict.fromkeys((*same, *([unit.symbol] if "/" in unit.symbol else []))))


def named(unit: Unit) -> str:
    """Gives a unit with what it measures, for messages: ``'MB' (data)``."""
    return f"{unit.symbol!r} ({dimension_name(unit.dimension)})" if unit.symbol else "a bare number"


def dimension_name(dimension: Dimension) -> str:
    """Gives a dimension in words: ``data per time``, ``number`` for the dimension one."""
    above = " ".join(_power(name, power) for name, power in dimension if power > 0)
    below = " ".join(_power(name, -power) for name, power in dimension if power < 0)
    return f"{above or 'number'} per {below}" if below else above or "number"


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


def _quotient(above: Dimension, below: Dimension) -> Dimension:
    powers = dict(above)
    for name, power in below:
        powers[name] = powers.get(name, 0) - power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _single(text: str, offset: int) -> Unit:
    if text in UNITS:
        return UNITS[text]
    if not text:
        raise TextError("a unit is missing after '/'", offset, "write the unit as one word, such as USD/h")
    if "/" in text:
        raise TextError(
            f"a unit has at most one '/', found '/{text}'",
            offset + text.index("/"),
            "such as J/item or USD/GB",
        )
    hint = _hint(text)
    raise TextError(f"unknown unit {text[:40]!r}; {_allowed(hint)}", offset, hint)


def _hint(text: str) -> str:
    if text in _CONFUSED:
        return _CONFUSED[text]
    same = [spelling for spelling in UNITS if spelling.casefold() == text.casefold()]
    if same:
        return f"did you mean {' or '.join(map(repr, same))}?"
    # Among so many short words, nearness means something only for longer ones, and never for currencies.
    words = [spelling for spelling, unit in UNITS.items() if unit.dimension != ((unit.symbol, 1),)]
    return suggest(text, words) if 3 <= len(text) <= 40 else ""


def _allowed(hint: str) -> str:
    """Gives the units like the one that the hint names, or one of every sort where the hint names none."""
    quoted = hint.partition("'")[2].partition("'")[0]
    like = UNITS.get(quoted, _BARE)
    if not like.dimension or like.dimension == ((like.symbol, 1),):
        return "a unit is such as ms, MB, Mbit/s, J/item, W, kg, USD/h, items, %"
    return f"units of {dimension_name(like.dimension)} are {listing(units_like(like), 16)}"
