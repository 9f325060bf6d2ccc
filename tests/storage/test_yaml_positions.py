from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.storage.yaml_positions import Positions, field_text, locate
from buttress.storage.yaml_source import Document, parse_documents

TEXT = """\
kind: decision
options:
  - id: a
    model: cards/a
  - {id: b, "pros": [x, 'y z']}
constraints:
  - latency.p99 <= 5 parsecs
empty:
nested:
  deep: {deeper: 1}
"""


def document_of(text: str) -> Document:
    (document,), problems = parse_documents(text, "a.yaml")
    assert problems == ()
    return document


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("kind",), (1, 7), (1, 1)),
        (("options",), (3, 3), (2, 1)),
        (("options", 0), (3, 5), (3, 5)),
        (("options", 0, "model"), (4, 12), (4, 5)),
        (("options", 1), (5, 5), (5, 5)),
        (("options", 1, "pros"), (5, 21), (5, 13)),
        (("options", 1, "pros", 1), (5, 25), (5, 25)),
        (("constraints", 0), (7, 5), (7, 5)),
        (("nested", "deep", "deeper"), (10, 18), (10, 10)),
    ],
)
def test_values_and_keys_are_found(field, value, key):
    positions = Positions(document_of(TEXT))
    assert positions.locate(field) == value
    assert positions.locate(field, on_key=True) == key


@pytest.mark.parametrize(
    ("field", "parent"),
    [
        (("title",), (1, 1)),
        (("options", 1, "title"), (5, 5)),
        (("options", 7, "title"), (2, 1)),
        (("options", "id"), (2, 1)),
        (("nested", "deep", "none", "at", "all"), (10, 3)),
        (("kind", 0), (1, 1)),
    ],
)
def test_a_missing_field_is_placed_at_its_nearest_parent(field, parent):
    assert locate(document_of(TEXT), field) == parent
    assert locate(document_of(TEXT), field, on_key=True) == parent


def test_an_empty_value_stands_behind_its_key():
    assert locate(document_of(TEXT), ("empty",)) == (8, 7)


@pytest.mark.parametrize(
    ("scalar", "word", "place"),
    [
        ("recall >= x", "x", (1, 14)),
        ("'recall >= x'", "x", (1, 15)),
        ('"recall >= x"', "x", (1, 15)),
        ("'it''s x'", "x", (1, 11)),
        ('"\\u00e9\\t\\x41 x"', "x", (1, 18)),
        ("&name  recall x", "x", (1, 18)),
        ("recall\n  >= x", "x", (2, 6)),
        ("&name\n  recall\n  x", "x", (3, 3)),
        ("'recall\n\n   >= x'", "x", (3, 7)),
        ('"recall\n  >= x"', "x", (2, 6)),
        ("|\n  recall\n\n    >= x", "x", (4, 8)),
        ("|2-\n    recall\n  x", "x", (3, 3)),
        ("|  # comment\n\n  recall\n  x\n", "recall", (3, 3)),
        (">-\n  recall\n  >=\n\n  x\n", "x", (5, 3)),
        (">+\n  recall\n    >= x\n", "x", (3, 8)),
    ],
)
def test_an_offset_in_a_text_leads_to_its_line_and_column(scalar, word, place):
    document = document_of(f"a: {scalar}")
    text = document.data["a"]
    assert isinstance(text, str)
    assert locate(document, ("a",), offset=text.index(word)) == place


def test_the_end_of_a_text_is_one_behind_its_last_character():
    assert locate(document_of("a: 'bc'\n"), ("a",), offset=2) == (1, 7)
    assert locate(document_of("a: |\n  bc\nd: 1\n"), ("a",), offset=2) == (2, 5)
    assert locate(document_of("a: |\n  bc\n\n# comment\nd: 1\n"), ("a",), offset=9) == (2, 5)
    assert locate(document_of("a: bc\n"), ("a",), offset=99) == (1, 6)


def test_an_offset_in_something_else_than_text_is_ignored():
    assert locate(document_of("a: {b: 1}\n"), ("a",), offset=3) == (1, 4)
    assert locate(document_of("a: ''\n"), ("a",), offset=3) == (1, 4)


def test_windows_line_ends_and_later_documents_keep_their_lines():
    text = "a: @broken\r\n---\r\n# comment\r\nb: |\r\n  one\r\n  two\r\n---\r\nc: [1"
    (document,), problems = parse_documents(text, "a.yaml")
    assert len(problems) == 2
    assert locate(document, ("b",), on_key=True) == (4, 1)
    assert locate(document, ("b",), offset=5) == (6, 4)


def test_an_alias_is_placed_at_its_anchor():
    assert locate(document_of("a: &x {p: 1}\nb: *x\n"), ("b", "p")) == (1, 11)


@pytest.mark.parametrize(
    ("field", "text"),
    [((), ""), (("a",), "a"), (("options", 1, "model"), "options[1].model"), ((0, "a", 1, 2), "[0].a[1][2]")],
)
def test_field_text_reads_like_code(field, text):
    assert field_text(field) == text


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1), st.data())
def test_every_character_of_a_quoted_text_is_found(text, data):
    offset = data.draw(st.integers(0, len(text) - 1))
    quoted = json.dumps({"a": text}, ensure_ascii=False)
    line, column = locate(document_of(quoted), ("a",), offset=offset)
    escaped = json.dumps(text[offset], ensure_ascii=False)[1:-1]
    assert line == 1
    assert quoted[column - 1 :].startswith(escaped) or offset == 0


@given(st.lists(st.text("ab c", min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=5), st.data())
def test_every_word_of_a_literal_text_is_found(lines, data):
    text = "a: |2\n" + "".join(f"  {line}\n" for line in lines)
    value = "".join(f"{line}\n" for line in lines)
    offset = data.draw(st.sampled_from([n for n, character in enumerate(value) if not character.isspace()]))
    line, column = locate(document_of(text), ("a",), offset=offset)
    assert line == 2 + value.count("\n", 0, offset)
    assert text.splitlines()[line - 1][column - 1] == value[offset]
    assert column - 3 == offset - (value.rfind("\n", 0, offset) + 1)
