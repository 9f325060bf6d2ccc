"""Quantities and ranges: what reads, what does not, what equals what, and how readers see them."""

from __future__ import annotations

import copy
import json
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from buttress.errors import TextError
from buttress.records.quantity import (
    Quantity,
    QuantityRange,
    format_quantity,
    parse_quantity,
    parse_range,
)
from buttress.records.units import UNITS

THIN = "\u202f"

units = st.sampled_from(["", *UNITS, "Mbit/s", "USD/GB", "J/item", "1/s", "/s"])
numbers = st.floats(allow_nan=False, allow_infinity=False)
quantities = st.builds(Quantity, numbers, units)


def outcome(parse, text):
    try:
        return parse(text)
    except TextError as error:
        return error


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 ms", 5, "ms"),
        ("5ms", 5, "ms"),
        ("  5   ms ", 5, "ms"),
        ("5\u00a0ms", 5, "ms"),
        ("80 %", 80, "%"),
        ("80%", 80, "%"),
        ("20 USD", 20, "USD"),
        ("3 Mbit/s", 3, "Mbit/s"),
        ("2 /s", 2, "/s"),
        ("2 1/s", 2, "/s"),
        ("0.40 USD/h", 0.4, "USD/h"),
        ("1_000", 1000, ""),
        ("1e3", 1000, ""),
        ("1e3ms", 1000, "ms"),
        ("-0.5", -0.5, ""),
        ("+7 items", 7, "item"),
        ("26_000_000 parameters", 26e6, "parameter"),
    ],
)
def test_a_quantity_is_a_number_with_a_unit(text, value, unit):
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("1,5", 1, "unexpected ',5'", "1.5, 1_000"),
        ("1,500 ms", 1, "unexpected ',500'", "1.5, 1_000"),
        ("266 610", 4, "unexpected '610'", "266_610"),
        ("5 m s", 2, "unknown unit 'm'", "'min' (minutes), 'ms'"),
        ("5 ms s", 5, "unexpected 's' after the unit 'ms'", "one word"),
        ("5 Mbit / s", 7, "unexpected '/'", "Mbit/s"),
        ("ms", 0, "the number is missing before the unit 'ms'", "5 ms"),
        ("nan", 0, "finite", ""),
        ("-inf", 0, "finite", ""),
        ("1e999", 0, "too large", "1.8e308"),
        ("", 0, "missing", "5 ms"),
        ("   ", 3, "missing", "5 ms"),
        ("$20", 0, "expected a number", "20 USD"),
        (".5", 0, "expected a number", "0.5"),
        ("5.", 1, "unexpected '.'", ""),
        ("−5 ms", 0, "expected a number", "'-'"),
        ("fast", 0, "expected a number, found 'fast'", "5 ms"),
        ("40..200 ms", 2, "unexpected '..200'", "not a range"),
        ("  5 mb", 4, "unknown unit 'mb'", "'MB'"),
        ("5 USD/hr", 6, "unknown unit 'hr'", "'h'"),
        ("1__0", 1, "unexpected", ""),
        ("0x10", 1, "unknown unit 'x10'", ""),
        ("٣ ms", 0, "expected a number", ""),
        ("5" * 201, 200, "200 characters", ""),
    ],
)
def test_anything_else_is_refused_with_its_place_and_a_hint(text, offset, message, hint):
    with pytest.raises(TextError) as caught:
        parse_quantity(text)
    assert caught.value.offset == offset
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("one", "other"),
    [("80 %", "0.80"), ("5 ms", "0.005 s"), ("1000 us", "1 ms"), ("0.0011 s", "1.1 ms"), ("8 bit", "1 B"),
     ("1 W", "1 J/s"), ("200 qps", "200 /s"), ("0 s", "0 h"), ("0.1 kWh", "360 kJ"), ("-0.0", "0")],
)  # fmt: skip
def test_equal_amounts_are_equal_however_written(one, other):
    assert parse_quantity(one) == parse_quantity(other)
    assert hash(parse_quantity(one)) == hash(parse_quantity(other))


@pytest.mark.parametrize(
    ("one", "other"), [("1 s", "1"), ("0 s", "0 B"), ("1 USD", "1 EUR"), ("1 ms", "1.001 ms")]
)
def test_different_amounts_and_different_things_are_unequal(one, other):
    assert parse_quantity(one) != parse_quantity(other)
    assert parse_quantity(one) != one


def test_quantities_are_ordered_across_units():
    texts = ["1 h", "5 ms", "2 s", "1000 us"]
    assert [str(quantity) for quantity in sorted(map(parse_quantity, texts))] == [
        "1000 us",
        "5 ms",
        "2 s",
        "1 h",
    ]
    assert parse_quantity("5 ms") <= parse_quantity("0.005 s") <= parse_quantity("5 ms")


def test_different_things_have_no_order():
    with pytest.raises(TextError, match=r"5 ms and 3 MB do not compare: 'ms' \(time\) against 'MB' \(data\)"):
        assert Quantity(5, "ms") < Quantity(3, "MB")


def test_a_quantity_converts_and_knows_what_it_measures():
    quantity = Quantity(1500, "ms")
    assert quantity.magnitude_in("s") == 1.5
    assert str(quantity.to("s")) == "1.5 s"
    assert quantity.dimension == (("time", 1),)
    assert quantity.compatible_with(Quantity(1, "year"))
    assert not quantity.compatible_with(Quantity(1))


def test_a_quantity_made_in_code_is_checked_and_canonical():
    assert Quantity(5, "seconds").unit == "s"
    assert isinstance(Quantity(5).value, float)
    for value in (float("nan"), float("inf"), 10**400):
        with pytest.raises(TextError, match="finite"):
            Quantity(value)
    with pytest.raises(TextError, match="unknown unit"):
        Quantity(5, "sec")


def test_a_quantity_survives_copy_and_pickle():
    quantity = Quantity(5, "ms")
    assert copy.deepcopy(quantity) == quantity == pickle.loads(pickle.dumps(quantity))  # noqa: S301


@given(quantities)
def test_the_text_of_a_quantity_reads_back_to_the_bit(quantity):
    back = parse_quantity(str(quantity))
    assert (back.value, back.unit) == (quantity.value, quantity.unit)
    assert back == quantity
    assert hash(back) == hash(quantity)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("40..200 ms", "40 ms", "200 ms"),
        ("40 ms..0.2 s", "40 ms", "0.2 s"),
        ("40ms .. 200ms", "40 ms", "200 ms"),
        ("-5..5 %", "-5 %", "5 %"),
        ("1..5", "1", "5"),
        ("3 Mbit/s", "3 Mbit/s", "3 Mbit/s"),
        ("5..5 s", "5 s", "5 s"),
    ],
)
def test_a_range_has_two_ends(text, low, high):
    found = parse_range(text)
    assert found == QuantityRange(parse_quantity(low), parse_quantity(high))
    assert found.low.unit == found.high.unit or "0.2 s" in text


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("200..40 ms", 5, "upwards", "swap"),
        ("40 ms..0.02 s", 7, "upwards", "swap"),
        ("40 ms..200", 7, "the unit is missing after 200", "200 ms"),
        ("40 ms..3 MB", 7, "do not compare", ""),
        ("40-200 ms", 2, "expected '..'", "40..200 ms"),
        ("40 – 200 ms", 3, "expected '..'", "40..200 ms"),
        ("40 ms to 200 ms", 6, "expected '..'", "40..200 ms"),
        ("1..2..3", 4, "unexpected", ""),
        ("..5", 0, "missing", ""),
        ("5..", 3, "missing", ""),
        ("5 ms..x", 6, "expected a number", ""),
        ("1...5", 3, "expected a number", "0.5"),
        ("quick", 0, "expected a number", ""),
    ],
)
def test_a_wrong_range_says_where(text, offset, message, hint):
    with pytest.raises(TextError) as caught:
        parse_range(text)
    assert caught.value.offset == offset
    assert message in caught.value.message
    assert hint in caught.value.hint


@given(*[st.builds(Quantity, numbers, units | st.sampled_from(["", "%"]))] * 2)
def test_the_text_of_a_range_reads_back(one, other):
    if not one.compatible_with(other):
        return
    found = outcome(lambda ends: QuantityRange(min(ends), max(ends)), (one, other))
    if isinstance(found, TextError):
        assert "too large" in found.message  # 1e308 as per cent, beside per cent
    else:
        assert parse_range(str(found)) == found


@pytest.mark.parametrize("ends", [(Quantity(0.5), Quantity(80, "%")), (Quantity(50, "%"), Quantity(0.8))])
def test_a_range_made_in_code_never_leaves_a_number_bare_beside_a_unit(ends):
    found = QuantityRange(*ends)
    assert str(found) == "50..80 %"
    assert parse_range("50..80 %") == found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.00412 s", "4.12 ms"),
        ("266610 B", "267 kB"),
        ("0.9474", "0.947"),
        ("266610", f"266{THIN}610"),
        ("26_000_000 parameters", f"26{THIN}000{THIN}000 parameters"),
        ("1 item", "1 item"),
        ("412.3 item/s", "412 items/s"),
        ("999.4 ms", "999 ms"),
        ("999.96 ms", "1 s"),
        ("59.99 s", "1 min"),
        ("90 s", "1.5 min"),
        ("730 d", "730 d"),
        ("0.0000005 s", "500 ns"),
        ("0.0000042 s", "4.2 µs"),
        ("1e-12 s", "0.001 ns"),
        ("0 MB", "0 MB"),
        ("-0.0042 s", "-4.2 ms"),
        ("2048 KiB", "2 MiB"),
        ("2048 B", "2.05 kB"),
        ("3_000_000 bit/s", "3 Mbit/s"),
        ("0.00002 kWh/item", "0.02 Wh/item"),
        ("0.40 USD/h", "0.4 USD/h"),
        ("1234.5 USD", f"1{THIN}234 USD"),
        ("80 %", "80 %"),
        ("0.05 %", "0.05 %"),
        ("0.00001234", "1.23e-5"),
        ("2e15", "2e15"),
        ("3 weeks", "3 weeks"),
        ("1 week", "1 week"),
    ],
)
def test_readers_see_a_rounded_number_in_a_fitting_unit(text, shown):
    assert format_quantity(parse_quantity(text)) == shown


def test_digits_are_a_choice():
    assert [format_quantity(Quantity(1.23456, "ms"), digits) for digits in (1, 2, 4, 17)] == [
        "1 ms",
        "1.2 ms",
        "1.235 ms",
        "1.23456 ms",
    ]


def test_halves_round_to_even_on_the_decimal_that_was_written():
    assert format_quantity(Quantity(0.1245)) == "0.124"
    assert format_quantity(Quantity(0.1235)) == "0.124"


@given(st.builds(Quantity, st.floats(-1e308, 1e308), units), st.integers(2, 17))
def test_what_readers_see_is_close_and_parses_but_for_grouping(quantity, digits):
    shown = format_quantity(quantity, digits).replace(THIN, "")
    back = parse_quantity(shown).magnitude_in(quantity.unit)
    # a denormal float has fewer digits than asked for
    assert back == pytest.approx(quantity.value, rel=10.0 ** (1 - digits) + 1e-15, abs=1e-307)


class Link(BaseModel):
    latency: QuantityRange
    price: Quantity = Quantity(0, "USD/GB")
    note: Quantity | str = ""


def test_pydantic_reads_text_numbers_and_instances():
    link = Link.model_validate({"latency": "40..200 ms", "price": "10 USD/GB"})
    assert link.latency == QuantityRange(Quantity(40, "ms"), Quantity(200, "ms"))
    assert Link(latency=link.latency, price=link.price) == link
    assert Link.model_validate({"latency": 5}).latency == QuantityRange(Quantity(5), Quantity(5))
    assert TypeAdapter(Quantity).validate_python(0.8) == Quantity(80, "%")
    assert TypeAdapter(Quantity).validate_json('"5 ms"') == Quantity(5, "ms")


def test_pydantic_prefers_a_quantity_to_text_in_a_union():
    assert Link.model_validate({"latency": 1, "note": "5 ms"}).note == Quantity(5, "ms")
    assert Link.model_validate({"latency": 1, "note": "high"}).note == "high"


def test_pydantic_writes_text_to_json_and_keeps_instances_in_python():
    link = Link.model_validate({"latency": "40..200 ms"})
    assert json.loads(link.model_dump_json()) == {"latency": "40..200 ms", "price": "0 USD/GB", "note": ""}
    assert link.model_dump()["price"] == Quantity(0, "USD/GB")
    assert isinstance(link.model_dump()["price"], Quantity)


@pytest.mark.parametrize(
    ("value", "message", "offset", "hint"),
    [
        ("5 mb", "unknown unit 'mb'", 2, "'MB'"),
        ("{5} ms", "expected a number, found '{5} ms'", 0, "5 ms"),
        (True, "expected text or a number, found true", 0, ""),
        (None, "expected text or a number, found nothing", 0, ""),
        ([5], "expected text or a number, found a list", 0, ""),
        ({"value": 5}, "expected text or a number, found a mapping", 0, ""),
        (float("nan"), "finite", 0, ""),
        (10**400, "finite", 0, ""),
    ],
)
def test_pydantic_keeps_message_offset_and_hint(value, message, offset, hint):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Quantity).validate_python(value)
    error = caught.value.errors()[0]
    assert error["type"] == "text_error"
    assert error["msg"] == error["ctx"]["message"]
    assert message in error["msg"]
    assert error["ctx"]["offset"] == offset
    assert hint in error["ctx"]["hint"]


def test_the_json_schema_serves_editors():
    schema = Link.model_json_schema()["properties"]
    assert schema["price"]["type"] == ["string", "number"]
    assert schema["price"]["default"] == "0 USD/GB"
    for example in schema["price"]["examples"]:
        assert parse_quantity(str(example))
    for example in schema["latency"]["examples"]:
        assert parse_range(str(example))


QUANTITY_PATTERN = re.compile(TypeAdapter(Quantity).json_schema()["pattern"])
RANGE_PATTERN = re.compile(TypeAdapter(QuantityRange).json_schema()["pattern"])


@given(quantities, st.sampled_from(["", " ", "  "]))
def test_the_schemas_pattern_takes_what_the_parser_takes(quantity, blank):
    text = blank + str(quantity).replace(" ", blank) + blank
    assert parse_quantity(text) == quantity
    assert QUANTITY_PATTERN.search(text)
    assert RANGE_PATTERN.search(f"{text}..{text}")


@pytest.mark.parametrize(
    "text", ["1,5", "5 m s", "ms", "nan", "", ".5", "$20", "40-200 ms", "5 USD/", "1__0"]
)
def test_the_schemas_patterns_refuse_what_the_parser_refuses(text):
    assert not QUANTITY_PATTERN.search(text)
    assert not RANGE_PATTERN.search(text)


wild = st.text(alphabet="0123456789.-+_eE,%/ msMBUSDhµ\u00a0…–", max_size=20) | st.text(max_size=40)


@given(wild)
def test_no_text_raises_anything_but_a_text_error(text):
    for parse in (parse_quantity, parse_range):
        found = outcome(parse, text)
        if isinstance(found, TextError):
            assert 0 <= found.offset <= len(text)
            assert found.message
        else:
            assert parse(str(found)) == found
