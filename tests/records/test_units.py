"""Units: every factor against pint, the grammar, and what is said about wrong spellings."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.errors import TextError
from buttress.records.units import PLURALS, UNITS, convert, dimension_name, exact, parse_unit, units_like

# Where pint calls a unit by another name, or does not know it.
PINT_NAMES = {
    "d": "day",
    "min": "minute",
    "t": "metric_ton",
    "lb": "pound",
    "%": "percent",
    "qps": "query / second",
    "ratio": "dimensionless",
    "px": "pixel",
    "dB": "level_decibel",
    "B": "byte",
    "": "dimensionless",
}
CURRENCIES = sorted(symbol for symbol, unit in UNITS.items() if unit.dimension == ((symbol, 1),))
OWN_NAMES = ["class"]  # words that pint's parser cannot read


def a_pint_registry() -> pint.UnitRegistry:
    registry = pint.UnitRegistry(non_int_type=Fraction)
    for currency in CURRENCIES:
        registry.define(f"{currency} = [currency_{currency}]")
    for word in PLURALS:
        if word not in ("week", "month", "year", "class"):
            registry.define(f"{word} = []")
    registry.define("FLOP = []")
    registry.define("level_decibel = [level]")
    return registry


REGISTRY = a_pint_registry()


def in_pint(symbol: str) -> str:
    above, slash, below = symbol.partition("/")
    name = PINT_NAMES.get(above, above) or "1"
    return f"({name}) / ({PINT_NAMES.get(below, below)})" if slash else name


def by_pint(source: str, target: str) -> Fraction:
    return Fraction(REGISTRY.Quantity(Fraction(1), in_pint(source)).to(in_pint(target)).magnitude)


SINGLE = sorted({unit.symbol for unit in UNITS.values()} - set(OWN_NAMES))
COMPOUND = """
    Mbit/s MB/s GiB/h kB/d USD/h USD/month USD/GB USD/GiB J/item mJ/query kWh/frame Wh/query req/s items/s /s
    /min 1/h g/kWh kg/MWh J/s ms/item bit/px EUR/kWh %/h
"""
PAIRS = [
    (first, second)
    for first, second in combinations(SINGLE + COMPOUND.split(), 2)
    if parse_unit(first).dimension == parse_unit(second).dimension
]


def test_every_pair_of_like_units_has_pints_factor_exactly():
    assert len(PAIRS) > 1000
    wrong = [
        (first, second)
        for first, second in PAIRS
        if parse_unit(first).factor / parse_unit(second).factor != by_pint(first, second)
    ]
    assert wrong == []


def test_every_pair_of_unlike_units_is_unlike_for_pint_too():
    firsts = {parse_unit(symbol).dimension: symbol for symbol in SINGLE + COMPOUND.split()}
    # To pint, data is a number without dimension; to us, 5 MB are not 5 million.
    firsts = {dimension: symbol for dimension, symbol in firsts.items() if "data" not in dict(dimension)}
    assert len(firsts) > 40
    for first, second in combinations(firsts.values(), 2):
        with pytest.raises(pint.DimensionalityError):
            by_pint(first, second)
        with pytest.raises(TextError, match="cannot be turned into"):
            convert(1.0, first, second)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (5, "ms", "s", 0.005),
        (0.0011, "s", "ms", 1.1),  # 0.0011 * 1000 is 1.1 only when it counts as the decimal that was written
        (1000, "us", "ms", 1),
        (80, "%", "", 0.8),
        (3, "Mbit/s", "kB/s", 375),
        (1, "kWh", "J", 3_600_000),
        (1, "GiB", "B", 1_073_741_824),
        (1, "year", "d", 365.25),
        (1, "month", "h", 730.5),
        (200, "qps", "req/s", 200),
        (7, "W", "J/s", 7),
        (1, "USD/h", "USD/d", 24),
    ],
)
def test_conversion_is_exact(value, source, target, expected):
    assert convert(value, source, target) == expected


def test_data_is_no_number():
    with pytest.raises(TextError, match="cannot be turned into"):
        convert(5, "MB", "")


@pytest.mark.parametrize("spelling", ["us", "µs", "μs"])
def test_both_signs_for_micro_are_the_same_unit(spelling):
    assert parse_unit(spelling).symbol == "us"


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("seconds", "s"), ("days", "d"), ("queries/second", "query/s"), ("1/s", "/s"), ("/s", "/s"), ("1", ""),
     ("", ""), ("percent", "%"), ("parameters", "parameter"), (" Mbit/s ", "Mbit/s")],
)  # fmt: skip
def test_other_spellings_become_the_canonical_symbol(text, symbol):
    assert parse_unit(text).symbol == symbol


@pytest.mark.parametrize("spelling", UNITS)
def test_the_canonical_symbol_reads_back_as_the_same_unit(spelling):
    unit = parse_unit(spelling)
    assert parse_unit(unit.symbol) == unit
    assert parse_unit(f"USD/{spelling}").dimension != unit.dimension


def test_the_power_of_energy_per_time_is_written_sorted():
    assert parse_unit("kW").dimension == parse_unit("kJ/s").dimension == (("energy", 1), ("time", -1))


def test_currencies_never_convert_into_each_other():
    with pytest.raises(TextError, match=r"'EUR' \(EUR\) cannot be turned into 'USD' \(USD\)"):
        convert(1, "EUR", "USD")


def test_decibels_are_no_ratio():
    with pytest.raises(TextError, match="cannot be turned into"):
        convert(3, "dB", "ratio")


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        ("M", 0, "MB, Mbit"),
        ("mb", 0, "did you mean 'MB'?"),
        ("MS", 0, "did you mean 'ms'?"),
        ("Mj", 0, "did you mean 'mJ' or 'MJ'?"),
        ("KB", 0, "'kB' (1000 bytes) or 'KiB' (1024 bytes)"),
        ("Mb", 0, "'MB' (bytes) or 'Mbit'"),
        ("Mbps", 0, "'Mbit/s'"),
        ("usd/h", 0, "did you mean 'USD'?"),
        ("USD/hr", 4, "did you mean 'h'?"),
        ("itms/s", 0, "did you mean 'item"),
        ("J/", 2, "such as USD/h"),
        ("USD/GB/h", 6, "J/item or USD/GB"),
        ("1/1", 2, ""),
        ("furlong", 0, ""),
        ("  qqq", 2, ""),
    ],
)
def test_a_wrong_spelling_says_where_and_what_was_meant(text, offset, hint):
    with pytest.raises(TextError) as caught:
        parse_unit(text)
    assert caught.value.offset == offset
    assert hint in caught.value.hint


def test_a_wrong_spelling_lists_the_units_of_the_dimension_that_was_meant():
    with pytest.raises(TextError, match="units of time are ns, us, ms, s, min, h, d, week, month, year"):
        parse_unit("MS")


def test_units_like_one_another_are_listed_in_order():
    assert units_like(parse_unit("J")) == ("uJ", "mJ", "J", "kJ", "MJ", "Wh", "kWh", "MWh")
    assert units_like(parse_unit("USD/GB")) == ("USD/GB",)


@pytest.mark.parametrize(
    ("symbol", "name"),
    [("Mbit/s", "data per time"), ("", "number"), ("Hz", "number per time"), ("/J", "number per energy")],
)
def test_a_dimension_has_a_name(symbol, name):
    assert dimension_name(parse_unit(symbol).dimension) == name


def test_a_result_beyond_all_floats_is_an_error_and_no_infinity():
    with pytest.raises(TextError, match="too large"):
        convert(1e308, "year", "ns")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_exact_value_is_the_decimal_that_is_printed(value):
    assert float(exact(value)) == value


@given(st.integers(-(10**15), 10**15), st.integers(0, 9), st.sampled_from(PAIRS))
def test_conversion_there_is_the_correctly_rounded_true_value(digits, places, pair):
    value = float(Fraction(digits, 10**places))
    first, second = (parse_unit(symbol) for symbol in pair)
    assert convert(value, *pair) == float(exact(value) * first.factor / second.factor)


def outcome(parse, text):
    try:
        return parse(text)
    except TextError as error:
        return error


@given(st.text(alphabet="msMBbKikGtUSDEURhqpyear/1% µ\u00a0é/", max_size=12) | st.text(max_size=30))
def test_no_text_raises_anything_but_a_text_error(text):
    found = outcome(parse_unit, text)
    if isinstance(found, TextError):
        assert 0 <= found.offset <= len(text)
        assert found.message
    else:
        assert parse_unit(found.symbol) == found
