from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from buttress.linting.written_numbers import find_numbers
from buttress.records import Quantity, parse_quantity

NUMERALS = st.text(st.sampled_from("0123456789.,_- …–eE%/msk B$€µ\u00a0\u202f~\nperand"), max_size=80)


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=80), NUMERALS))
@example("1e999 ms")
@example("9" * 5000 + " ms")
@example("1e" + "9" * 5000 + " ms")
@example("٣ ms")
@example("5 /")
def test_any_text_is_read_and_numbers_stand_where_their_offset_says(text: str) -> None:
    for number in find_numbers(text):
        assert text[number.offset].isdigit()
        assert number.step >= 0
        assert number.equals(number.amount.value)


@pytest.mark.parametrize(
    "unit", ["ms", "us", "s", "kB", "MiB", "%", "USD", "/s", "mJ", "MB/s", "USD/h", "Wh", "GFLOP"]
)
@pytest.mark.parametrize("digits", ["5", "0.25", "1.5e3"])
def test_what_records_read_is_read_in_prose_as_well(digits: str, unit: str) -> None:
    (number,) = find_numbers(f"It is {digits} {unit}, they say.")
    assert number.amount == parse_quantity(f"{digits} {unit}")
    assert number.written == f"{digits} {unit}"


@pytest.mark.parametrize(
    ("prose", "amounts"),
    [
        ("40..200 ms", ["40 ms", "200 ms"]),
        ("between 3 and 5 ms", ["3 ms", "5 ms"]),
        ("from 3 to 5.5 %", ["3 %", "5.5 %"]),
        ("3–5 kB or 1,797 kB", ["3 kB", "5 kB", "1797 kB"]),
        ("recall is 0.91 to 0.97", ["0.91", "0.97"]),
        ("266 610 B", ["266610 B"]),
        ("266\u202f610\u00a0B", ["266610 B"]),
        ("a 5-ms budget, 5ms", ["5 ms", "5 ms"]),
        ("5\n  ms", ["5 ms"]),
        ("95 per cent, 95 percent, 2 percentage points", ["95 %", "95 %", "2 %"]),
        ("$20, €5/GB and £1 per hour", ["20 USD", "5 EUR/GB", "1 GBP/h"]),
        ("20 USD an hour, 20 MB per second", ["20 USD/h", "20 MB/s"]),
        ("6000 boxes a second, 40 per second", ["6000 /s", "40 /s"]),
        ("60 large requests per minute", ["60 /min"]),
        ("5 milliseconds, 3 KB, 2 secs", ["5 ms", "3 kB", "2 s"]),
        ("5 ms/foo", ["5 ms"]),
        ("p99 of <5 ms, ~6 ms, ±2 %", ["5 ms", "6 ms", "2 %"]),
        ("(0.97)", ["0.97"]),
    ],
)
def test_measurements_are_read_however_people_write_them(prose: str, amounts: list[str]) -> None:
    assert [number.amount for number in find_numbers(prose)] == [parse_quantity(text) for text in amounts]


@pytest.mark.parametrize(
    "prose",
    [
        "on 2026-11-20, in 1994, at 12:30",
        "version 3.11.7, Python 3.11.x, v1.2",
        "section 7.1, Table 2.1, release 1.2",
        "the 1990s, a 7B model, a 3D view, the 99th percentile, 8x8, 5G",
        "200 trees, 10 processes, 569 cases",
        "every 30 days, in 2 years, for 3 weeks",
        "at 95 % confidence, 99 % bounds, a 95% CI",
        "recall@10, #5 ms, §5 s, RFC 896, ISO 8601",
        "16/9, 116/164, 10.0.0.1",
        "option 3 a second server, 2 million requests per second",
        "input of 224 px",
        "five milliseconds",
        "",
    ],
)
def test_dates_versions_counts_and_calendars_are_no_measurements(prose: str) -> None:
    assert find_numbers(prose) == ()


@pytest.mark.parametrize(
    ("written", "value", "equal"),
    [
        ("25 ms", 25.49, True),
        ("25 ms", 25.51, False),
        ("25.0 ms", 25.04, True),
        ("25.0 ms", 25.06, False),
        ("0.97", 0.965, True),
        ("52,000 B", 51_501.0, True),
        ("52,000 B", 51_499.0, False),
        ("3000 B", 2951.0, True),
        ("3000 B", 2949.0, False),
        ("10 ms", 10.6, False),
        ("1.5e3 ms", 1540, True),
        ("about 25 ms", 23.0, True),
        ("about 25 ms", 22.0, False),
        ("25 ms", -25.0, True),
    ],
)
def test_a_number_equals_what_rounds_to_it(written: str, value: float, equal: bool) -> None:
    (number,) = find_numbers(written)
    assert number.equals(value) is equal


@settings(max_examples=100)
@given(st.floats(0.001, 10_000), st.integers(0, 4))
def test_a_value_backs_its_own_rounded_text(value: float, digits: int) -> None:
    found = find_numbers(f"{value:.{digits}f} ms")
    assert [number.equals(value) for number in found] == [True]
    assert found[0].amount.compatible_with(Quantity(1, "s"))
