"""The short form of a constraint: its grammar, its canonical text, its errors."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from buttress.errors import TextError
from buttress.records.quantity import Quantity
from buttress.records.requirement import LOAD_SCENARIOS, Level, Requirement, parse_requirement
from buttress.records.units import UNITS

KEYWORDS = ("on", "in", "for", "by", "under", "between", "and")


def test_all_parts_are_read():
    text = "latency.p99 <= 5 ms on edge-cpu in single-stream for translate-sign by age_group"
    assert parse_requirement(text) == Requirement(
        quality="latency.p99",
        operator="<=",
        limit=Quantity(5, "ms"),
        hardware="edge-cpu",
        load="single-stream",
        flow="translate-sign",
        group="age_group",
    )


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("latency.p99 <= 5 ms on edge in server", "latency.p99 <= 5 ms on edge in server"),
        ("recall>=0.80", "recall >= 0.8"),
        ("recall >= 80%", "recall >= 80 %"),
        ("latency.p99.9<5ms", "latency.p99.9 < 5 ms"),
        ("cost.per_million <= 20 USD", "cost.per_million <= 20 USD"),
        ("equalized_odds_difference <= 0.1 by sex", "equalized_odds_difference <= 0.1 by sex"),
        ("interpretability >= high", "interpretability >= high"),
        ("interpretability = high by region", "interpretability = high by region"),
        ("drift > -0.5 %", "drift > -0.5 %"),
        ("accuracy>=90% under sensor-noise on edge", "accuracy >= 90 % on edge under sensor-noise"),
        ("link.utilisation between 10 and 70 % for a", "link.utilisation between 10 % and 70 % for a"),
        ("latency between 40 ms and 0.2 s", "latency between 40 ms and 0.2 s"),
        ("throughput\n  >= 2 /s", "throughput >= 2 /s"),
        ("rate >= 2 1/s on x", "rate >= 2 /s on x"),
        ("recall >= 0.8 on cards/x86_64.v3", "recall >= 0.8 on cards/x86_64.v3"),
    ],
)  # fmt: skip
def test_the_canonical_text(text, canonical):
    assert str(parse_requirement(text)) == canonical
    assert parse_requirement(canonical) == parse_requirement(text)


def test_clauses_stand_in_any_order():
    clauses = ["on edge", "in server", "for f", "by sex", "under noise"]
    found = {parse_requirement(f"recall >= 0.8 {' '.join(order)}") for order in permutations(clauses)}
    assert found == {Requirement("recall", ">=", Quantity(0.8), None, "edge", "server", "f", "sex", "noise")}


def test_limits_are_equal_however_written():
    assert parse_requirement("recall >= 80 %") == parse_requirement("recall >= 0.8")


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("", 0, "expected the name of a quality, found nothing", "latency.p99 <= 5 ms"),
        ("0.8 <= recall", 0, "expected the name of a quality, found '0.8'", "the quality comes first"),
        ("on edge recall >= 1", 0, "expected the name of a quality, found 'on'", ""),
        ("latency. <= 5", 7, "expected the name of a quality", ""),
        ("recall", 6, "expected an operator, found the end", ""),
        ("recall 0.8", 7, "expected an operator, found '0.8'; allowed are <= < >= > = between", ""),
        ("recall at least 0.8", 7, "expected an operator, found 'at'", ""),
        ("recall betwen 1 and 2", 7, "expected an operator", "did you mean 'between'?"),
        ("recall =< 0.8", 7, "found '=<'", "did you mean '<='?"),
        ("recall => 0.8", 7, "found '=>'", "did you mean '>='?"),
        ("recall == 0.8", 7, "found '=='", "did you mean '='?"),
        ("recall ≤ 0.8", 7, "found '≤'", "did you mean '<='?"),
        ("recall ≥ 0.8", 7, "found '≥'", "did you mean '>='?"),
        ("recall != 0.8", 7, "found '!='", ""),
        ("recall < = 0.8", 9, "the limit is missing, found '='", "no blanks"),
        ("recall >=  ", 9, "the limit is missing, found the end", "80 %"),
        ("recall >= on x", 10, "the limit is missing, found the reserved word 'on'", "80 %"),
        ("latency <= ms", 11, "the number is missing before the unit 'ms'", "5 ms"),
        ("latency <= nan", 11, "finite", ""),
        ("recall >= 1,5 ms", 11, "unexpected ',5'", "1.5"),
        ("size <= 5 mb", 10, "unknown unit 'mb'", "'MB'"),
        ("size <= 5mb on x", 9, "unknown unit 'mb'", "'MB'"),
        ("recall >= 0.8 onn x", 14, "unknown unit 'onn'", "on HARDWARE"),
        ("latency <= 5 ms with gpu", 16, "expected a clause or the end, found 'with'", "on HARDWARE"),
        ("recall >= 80 % On edge", 15, "found 'On'", "did you mean 'on'?"),
        ("recall >= high foo", 15, "found 'foo'", ""),
        ("latency <= 5 ms on edge cpu", 24, "found 'cpu'", "on HARDWARE"),
        ("latency <= 5 ms on", 18, "a name is missing after 'on'", ""),
        ("latency <= 5 ms on in server", 19, "found the reserved word 'in'", "reserved: on, in"),
        ("latency <= 5 ms on -x", 19, "expected a name, found '-x'", ""),
        ("latency <= 5 ms on ed$ge", 21, "expected a name, found 'ed$ge'", ""),
        (
            "latency <= 5 ms in sever",
            19,
            "allowed are single-stream, multi-stream, server, offline",
            "'server'",
        ),
        ("latency <= 5 ms in SingleStream", 19, "unknown load scenario", "'single-stream'"),
        ("latency <= 5 ms on a on b", 21, "'on' is given twice", ""),
        ("latency <= 5 ms and 6 ms", 16, "expected a clause or the end, found 'and'", ""),
        ("latency between 1 ms", 20, "expected 'and' between the two limits, found the end", ""),
        ("latency between 1 ms or 2 ms", 21, "expected 'and'", ""),
        ("latency between and 2 ms", 16, "the limit is missing", ""),
        ("latency between 2 and 1 ms", 22, "upwards", "swap"),
        ("latency between 1 ms and 2", 25, "the unit is missing after 2", "2 ms"),
        ("latency between 1 ms and 2 MB", 25, "do not compare", ""),
        ("quality between low and high", 16, "expected a number, found 'low'", ""),
        ("a" * 101 + " >= 1", 100, "expected the name of a quality", ""),
        ("recall >= 1" + " " * 1000, 1000, "1000 characters", ""),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_hint(text, offset, message, hint):
    with pytest.raises(TextError) as caught:
        parse_requirement(text)
    assert message in caught.value.message
    assert caught.value.offset == offset
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "parts",
    [
        {"quality": "on"},
        {"quality": "two words"},
        {"operator": "=="},
        {"operator": "between"},
        {"upper": Quantity(2, "ms")},
        {"operator": "between", "upper": Quantity(1, "us")},
        {"operator": "between", "upper": Quantity(2, "MB")},
        {"operator": "between", "limit": Level("low"), "upper": Quantity(1)},
        {"hardware": "by"},
        {"flow": ""},
        {"under": "two words"},
        {"load": "burst"},
    ],
)
def test_a_requirement_made_in_code_can_always_be_written(parts):
    with pytest.raises(TextError):
        Requirement(**{"quality": "latency", "operator": "<=", "limit": Quantity(1, "ms"), **parts})


def test_bounds_made_in_code_share_a_unit_when_one_is_bare():
    requirement = Requirement("recall", "between", Quantity(0.5), Quantity(80, "%"))
    assert str(requirement) == "recall between 50 % and 80 %"
    assert parse_requirement(str(requirement)) == requirement


@pytest.mark.parametrize("word", ["5", "ms", "and", "nan", "", "two words", "-x"])
def test_a_level_is_a_word_that_means_nothing_else(word):
    with pytest.raises(TextError):
        Level(word)


names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,20}", fullmatch=True).filter(
    lambda name: name not in KEYWORDS
)
qualities = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,9}(\.[A-Za-z0-9_-]{1,5}){0,2}", fullmatch=True).filter(
    lambda name: name not in KEYWORDS
)
units = st.sampled_from(["", *UNITS, "Mbit/s", "USD/GB", "J/item", "/s"])
limits = st.builds(Quantity, st.floats(allow_nan=False, allow_infinity=False), units)
levels = (
    st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,9}", fullmatch=True)
    .filter(lambda word: word not in KEYWORDS and word not in UNITS)
    .filter(lambda word: word.casefold() not in ("nan", "inf", "infinity"))
    .map(Level)
)


@st.composite
def requirements(draw):
    clauses = {
        "hardware": draw(st.none() | names),
        "load": draw(st.none() | st.sampled_from(LOAD_SCENARIOS)),
        "flow": draw(st.none() | names),
        "group": draw(st.none() | names),
        "under": draw(st.none() | names),
    }
    quality = draw(qualities)
    if draw(st.booleans()):
        unit = draw(units)
        low, high = sorted(draw(st.tuples(*[st.floats(-1e9, 1e9)] * 2)))
        return Requirement(quality, "between", Quantity(low, unit), Quantity(high, unit), **clauses)
    return Requirement(
        quality, draw(st.sampled_from(["<=", "<", ">=", ">", "="])), draw(limits | levels), **clauses
    )


SCHEMA = TypeAdapter(Requirement).json_schema()


@given(requirements())
def test_the_canonical_text_parses_to_an_equal_requirement(requirement):
    text = str(requirement)
    assert parse_requirement(text) == requirement
    assert str(parse_requirement(text)) == text
    assert re.search(SCHEMA["pattern"], text)


words = st.sampled_from(
    ["latency.p99", "<=", "≤", "=", "between", "and", "on", "in", "for", "by", "5", "5ms", "ms", "%", "high",
     "1e999", "server", "edge-cpu", "..", ",", "nan", "é", "\x00", "{", "}"]
)  # fmt: skip


def outcome(parse, text):
    try:
        return parse(text)
    except TextError as error:
        return error


@given(st.lists(words, max_size=10).map(" ".join) | st.text(max_size=60))
def test_no_text_raises_anything_but_a_text_error(text):
    found = outcome(parse_requirement, text)
    if isinstance(found, TextError):
        assert 0 <= found.offset <= len(text)
        assert found.message
    else:
        assert parse_requirement(str(found)) == found
        assert re.search(SCHEMA["pattern"], text)


def test_pydantic_reads_text_and_nothing_else():
    adapter = TypeAdapter(Requirement)
    requirement = adapter.validate_python("recall >= 0.80")
    assert adapter.validate_python(requirement) is requirement
    assert adapter.dump_json(requirement) == b'"recall >= 0.8"'
    for value in (5, 10**5000, True, ["recall >= 0.8"]):
        with pytest.raises(ValidationError, match="expected text, found"):
            adapter.validate_python(value)


def test_pydantic_tells_the_offset():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Requirement).validate_python("recall == 0.8")
    assert caught.value.errors()[0]["ctx"] == {
        "message": "expected an operator, found '=='; allowed are <= < >= > = between",
        "offset": 7,
        "hint": "did you mean '='?",
    }


def test_the_json_schema_shows_examples_that_parse():
    assert all(parse_requirement(example) for example in SCHEMA["examples"])
    assert all(re.search(SCHEMA["pattern"], example) for example in SCHEMA["examples"])
    for wrong in ("", "recall", "recall == 1", "0.8 <= recall", "recall >= ", "latency between 1"):
        assert not re.search(SCHEMA["pattern"], wrong)


def test_levels_are_read_by_pydantic_too():
    assert TypeAdapter(Level).validate_python(" high ") == Level("high")
    assert TypeAdapter(Level | Quantity).validate_python("5 ms") == Quantity(5, "ms")
