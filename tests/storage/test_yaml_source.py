from __future__ import annotations

import codecs
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.storage.yaml_nodes import PythonLoader
from buttress.storage.yaml_source import MOST_BYTES, parse_documents, read_documents


def data_of(text: str) -> dict[str, object]:
    (document,), problems = parse_documents(text, "a.yaml")
    assert problems == ()
    return document.data


def problems_of(text: str) -> list[str]:
    _, problems = parse_documents(text, "a.yaml")
    return [str(problem).removeprefix("a.yaml:") for problem in problems]


# Scalars


@pytest.mark.parametrize("text", ["true", "True", "TRUE"])
def test_true_is_written_in_three_ways(text):
    assert data_of(f"a: {text}") == {"a": True}


@pytest.mark.parametrize("text", ["false", "False", "FALSE"])
def test_false_is_written_in_three_ways(text):
    assert data_of(f"a: {text}") == {"a": False}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_written_in_five_ways(text):
    assert data_of(f"a: {text}") == {"a": None}


@pytest.mark.parametrize(
    "text",
    [
        *("no", "on", "yes", "off", "y", "N", "tRUE", "nULL", "0123", "1:30", "0x1F", "0o7", "1_000", "01.5"),
        *("2026-11-20", "2026-11-20T10:00:00Z", "-x", "+", ".", "e3", "1e", "1.2.3", "5 ms", "٣", "=", "<<x"),
    ],
)
def test_what_yaml_1_1_would_convert_stays_text(text):
    assert data_of(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-0", 0), ("+5", 5), ("-12", -12), ("1234567890123456789012", 1234567890123456789012)],
)
def test_decimal_integers_are_integers(text, number):
    value = data_of(f"a: {text}")["a"]
    assert value == number
    assert type(value) is int


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e3", 1000.0), ("1.", 1.0), (".5", 0.5), ("-2.5E-3", -0.0025), ("0.80", 0.8), ("12e03", 12e3)],
)
def test_decimal_fractions_and_exponents_are_floats(text, number):
    value = data_of(f"a: {text}")["a"]
    assert value == number
    assert type(value) is float


@pytest.mark.parametrize("text", ["'true'", '"true"', "|-\n  true", ">-\n  true"])
def test_quoted_and_block_scalars_are_text(text):
    assert data_of(f"a: {text}") == {"a": "true"}


def test_on_is_a_key_like_any_other():
    assert data_of("on: edge-cpu\nno: 1") == {"on": "edge-cpu", "no": 1}


def test_values_that_no_verdict_could_use_are_problems():
    text = "a: .inf\nb: -.INF\nc: .nan\nd: 1e999\ne: " + "9" * 5000
    assert problems_of(text) == [
        "1:4: a: .inf is not a number that can be judged (leave the value out)",
        "2:4: b: -.INF is not a number that can be judged (leave the value out)",
        "3:4: c: .nan is not a number that can be judged (leave the value out)",
        "4:4: d: '1e999' is too large for a number (quote it: \"1e999\")",
        "5:4: e: a number of 5000 digits is too long (quote it if it is text)",
    ]


# Keys, tags, aliases


def test_every_duplicate_key_names_its_first_place():
    assert problems_of("a: 1\nb: {c: 1, c: 2}\n'a': 2\n") == [
        "2:11: b.c: duplicate key 'c'; it first stands at line 2, column 5 (keep one of them)",
        "3:1: a: duplicate key 'a'; it first stands at line 1, column 1 (keep one of them)",
    ]


def test_keys_must_be_text():
    assert problems_of("1: a\ntrue: b\n~: c\n? [x]\n: d\n{{ x }}: e\n") == [
        "1:1: a key must be text; found '1' (quote it: \"1\")",
        "2:1: a key must be text; found 'true' (quote it: \"true\")",
        "3:1: a key must be text; found '~' (quote it: \"~\")",
        "4:3: a key must be text; found a list",
        "6:1: a key must be text; found a mapping in braces (quote the whole value if it begins with '{{')",
    ]


def test_fields_of_problems_lead_through_lists():
    assert problems_of("options:\n  - {}\n  - pros: [x, {a: 1, a: 2}]\n")[0].startswith(
        "3:22: options[1].pros[1].a: "
    )


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("a: !!python/object/apply:os.system [x]", "!!python/object/apply:os.system"),
        ("a: !!str 1", "!!str"),
        ("a: !foo {b: 1}", "!foo"),
        ("a: !!timestamp 2026-11-20", "!!timestamp"),
    ],
)
def test_tags_are_refused(text, tag):
    (problem,) = problems_of(text)
    assert problem.startswith(f"1:4: a: tags are not supported; found {tag!r}")


def test_a_tag_on_a_key_or_a_document_is_refused():
    assert problems_of("!!str a: 1")[0].startswith("1:1: tags are not supported")
    assert problems_of("!foo\na: 1")[0].startswith("1:1: tags are not supported")


def test_merge_keys_are_refused_with_a_way_out():
    assert problems_of("a: &a {x: 1}\nb:\n  <<: *a\n") == [
        "3:3: b: merge keys ('<<') are not supported (write the keys out, or use an alias for a whole value)"
    ]


def test_an_alias_gives_an_equal_value_of_its_own():
    data = data_of("a: &x {p: [1]}\nb: *x\n")
    assert data == {"a": {"p": [1]}, "b": {"p": [1]}}
    assert data["a"] is not data["b"]


def test_an_anchor_may_serve_again_in_another_document():
    documents, problems = parse_documents("a: &x 1\nb: *x\n---\na: &x 2\nb: *x\n", "a.yaml")
    assert problems == ()
    assert [document.data["b"] for document in documents] == [1, 2]


def test_aliases_that_multiply_are_stopped_before_they_grow():
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    (problem,) = problems_of("\n".join(levels))
    assert "aliases stand for more than 10000 values (write the values out)" in problem


def test_an_alias_inside_its_own_anchor_is_a_problem():
    assert problems_of("a: &a [*a]\n") == [
        "1:8: alias '*a' stands inside its own anchor (write the values out)"
    ]


def test_a_hundred_aliases_are_allowed_and_no_more():
    text = "a: &a 1\nb: [{}]\n"
    assert len(data_of(text.format(", ".join(["*a"] * 100)))["b"]) == 100
    assert "more than 100 aliases" in problems_of(text.format(", ".join(["*a"] * 101)))[0]


# Limits


def test_fifty_levels_are_allowed():
    assert data_of("a: " + "[" * 49 + "]" * 49)


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "{a: " * 100_000, "? " * 100_000, "- " * 100_000])
def test_a_deep_document_is_refused_and_no_crash(text):
    (problem,) = problems_of(text)
    assert "nested deeper than 50 levels (flatten it)" in problem


def test_a_document_after_a_deep_one_is_still_read():
    documents, problems = parse_documents("a: " + "[" * 60 + "]" * 60 + "\n---\nb: 1\n", "a.yaml")
    assert [document.data for document in documents] == [{"b": 1}]
    assert len(problems) == 1


def test_too_many_values_are_refused():
    assert "more than 200000 values in one file" in problems_of("a: [" + "1," * 200_001 + "]")[0]


def test_a_flood_of_problems_is_cut():
    problems = problems_of("a: 1\n" * 500)
    assert len(problems) == 101
    assert problems[-1] == " more than 100 problems; the rest is not shown"


def test_a_text_that_is_too_large_is_refused():
    assert problems_of("a: " + "x" * MOST_BYTES) == [" the file is larger than 4 MiB (split it)"]


# Documents


def test_a_file_may_hold_several_documents():
    documents, problems = parse_documents("# first\na: 1\n---\n\nb: 2\n--- {c: 3}\n", "a.yaml")
    assert problems == ()
    assert [(one.data, one.index, one.line) for one in documents] == [
        ({"a": 1}, 0, 2),
        ({"b": 2}, 1, 5),
        ({"c": 3}, 2, 6),
    ]


def test_a_broken_document_does_not_hide_the_others():
    documents, problems = parse_documents("a: 1\na: 2\n---\nb: @\n---\nc: 1\nc: 2\n---\nd: 4\n", "a.yaml")
    assert [(one.data, one.index, one.line) for one in documents] == [({"d": 4}, 3, 9)]
    assert [(problem.line, problem.column) for problem in problems] == [(2, 1), (4, 4), (7, 1)]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "\ufeff"])
def test_a_file_without_a_document_is_a_problem(text):
    assert problems_of(text) == ["1:1: the file holds no document (write one or remove the file)"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: 1\n---\n", "3:1: the document is empty"),
        ("- a\n", "1:1: a document must be a mapping; found a list"),
        ("text\n", "1:1: a document must be a mapping; found plain text"),
    ],
)
def test_a_document_must_be_a_mapping(text, complaint):
    assert problems_of(text)[0].startswith(complaint)


def test_a_byte_order_mark_in_utf_8_is_accepted():
    assert data_of("\ufeffa: 1") == {"a": 1}


# Syntax errors in plain words


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a:\n\tb: 1\n", "2:1: a tab in the indentation (indent with spaces)"),
        ("a:\n  b: |\n\tx\n", "3:1: a tab in the indentation (indent with spaces)"),
        ("a:1\nb: 2\n", "1:2: no space after the colon of 'a' (write 'a: 1')"),
        ("b: 2\na:1\n", "2:2: no space after the colon of 'a' (write 'a: 1')"),
        ("a: x\n\n# c\nb:1\nc: 2\n", "4:2: no space after the colon of 'b' (write 'b: 1')"),
        ("a: foo: bar\n", "1:7: ': ' inside the unquoted value of 'a' (put the value in quotes)"),
        ("- a: foo: bar\n", "1:9: ': ' inside the unquoted value of 'a' (put the value in quotes)"),
        ("foo\nbar: 1\n", "1:1: not a 'key: value' pair: 'foo'"),
        ("a: 1\nfoo\nb: 2\n", "2:1: not a 'key: value' pair: 'foo'"),
        ("a: 1\n  b: 2\n", "2:3: this line is indented deeper than 'a', which already has a value"),
        ("a:\n  b: 2\n c: 3\n", "3:2: an indentation of 1 fits no line above"),
        ("o:\n  - a: 1\n   b: x\n", "3:4: an indentation of 3 fits no line above"),
        ("a: 1\n- b\n", "2:1: a list item stands where the next key was expected"),
        ("- a\nb: 1\n", "2:1: 'b: 1' stands where the next item of a list ('- ') was expected"),
        ("a:\n  -b: 1\n  - c\n", "2:3: no space after the dash"),
        ("a: - b\n", "1:4: a list cannot begin on the line of its key"),
        ('a: "foo\nb: 2\n', '1:4: the quotation mark " is never closed'),
        ("a: 'it\nb: 2\n", "1:4: the quotation mark ' is never closed (an apostrophe inside single quotes"),
        ('a: "x" y\n', "1:8: text after the closing quotation mark"),
        ("a: [1, 2\nb: 3\n", "1:4: the '[' opened here lacks its ']'"),
        ("a: {x: 1\nb: 3\n", "1:4: the '{' opened here lacks its '}'"),
        ("a: ]\n", "1:4: ']' stands where a value was expected"),
        ("a: [\n", "2:1: the text ends where a value was expected"),
        ("a: {{ x }}\n", "1:5: a: a key must be text; found a mapping in braces (quote the whole value if"),
        ("a: {{ x }} y\n", "1:12: 'y' cannot follow here"),
        ("a: %x\n", "1:4: a value cannot begin with '%' (put it in quotes)"),
        ("a: @x\n", "1:4: a value cannot begin with '@' (put it in quotes)"),
        ("a: `x`\n", "1:4: a value cannot begin with '`' (put it in quotes)"),
        ("a: *.py\n", "1:4: a value cannot begin with '*' (put it in quotes)"),
        ("a: *x\n", "1:4: alias '*x' names no anchor ('&name') above it"),
        ("a: & b\n", "1:4: a value cannot begin with '&' (put it in quotes)"),
        (
            "a: >= 3\n",
            "1:4: '>' begins text on the lines below, yet more follows on the same line (quote it: '>= 3')",
        ),
        ('a: "x\\d"\n', "1:6: unknown escape \\d in double quotes"),
        ('a: "\\xzz"\n', "1:5: unknown escape \\x in double quotes"),
        ("a: !e!foo x\n", "1:4: tags ('!name') are not supported"),
        ("a: &x 1\nb: &x 2\n", "2:4: this anchor is named like the one on line 1"),
        ("a: 1\n...\nb: 2\n", "3:1: 'b: 2' stands after the end of the document"),
        ("%foo\na: 1\n", "1:1: a line cannot begin with '%'"),
        ("x" * 1100 + ": 1\n", "1:1: a key longer than 1000 characters"),
    ],
)
def test_a_syntax_error_says_what_is_wrong_with_the_line(text, complaint):
    problems = problems_of(text)
    assert len(problems) == 1
    assert problems[0].startswith(complaint)


def test_each_merge_conflict_is_one_problem():
    side = "<<<<<<< HEAD\r\nb: 1\r\n=======\r\nb: 2\r\n>>>>>>> branch\r\n"
    hint = "(choose a side and remove the marker lines)"
    assert problems_of(f"a: 1\r\n{side}c: 1\r\n{side}") == [
        f"2:1: a merge conflict is not resolved: <<<<<<< HEAD {hint}",
        f"8:1: a merge conflict is not resolved: <<<<<<< HEAD {hint}",
    ]


def test_a_forgotten_conflict_marker_is_found():
    assert problems_of("a: 1\n=======\nb: 2\n")[0].startswith(
        "2:1: a merge conflict is not resolved: ======="
    )


def test_markers_inside_indented_text_are_text():
    assert data_of("a: |\n  Title\n  =======\n  text\n") == {"a": "Title\n=======\ntext\n"}


def test_every_line_with_a_control_character_is_a_problem():
    assert problems_of("a: \x01\nb: x\x7f\n") == [
        "1:4: a control character, U+0001, is not allowed (remove it)",
        "2:5: a control character, U+007F, is not allowed (remove it)",
    ]


def test_an_escape_cannot_smuggle_a_control_character_in():
    assert problems_of('a: "\\0"')[0].startswith("1:4: a: an escape gives the control character U+0000")
    assert data_of('a: "\\t\\n\\u00e9"') == {"a": "\t\né"}


# Files


def write(folder: Path, content: bytes, name: str = "a.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_file_is_named_relative_to_the_root(tmp_path):
    path = write(tmp_path, b"a: 1\r\n", "x/y/a.yaml")
    (document,), problems = read_documents(tmp_path, path)
    assert problems == ()
    assert (document.path, document.data, document.text) == ("x/y/a.yaml", {"a": 1}, "a: 1\r\n")
    assert read_documents(tmp_path, Path("x/y/a.yaml")) == ((document,), ())


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (
            b"a: 1\nb: caf\xe9\n",
            "a.yaml:2:7: the file is not UTF-8: byte 0xE9 at offset 11 (save it as UTF-8)",
        ),
        (
            codecs.BOM_UTF16_LE + "a: 1".encode("utf-16-le"),
            "a.yaml:1:1: the file is UTF-16, not UTF-8 (save it as",
        ),
        (
            codecs.BOM_UTF16_BE + "a: 1".encode("utf-16-be"),
            "a.yaml:1:1: the file is UTF-16, not UTF-8 (save it as",
        ),
        (
            codecs.BOM_UTF32_LE + "a: 1".encode("utf-32-le"),
            "a.yaml:1:1: the file is UTF-32, not UTF-8 (save it as",
        ),
        (
            "a: 1".encode("utf-16-le"),
            "a.yaml:1:2: a control character, U+0000, is not allowed (the file may be UTF-16",
        ),
        (b"a: " + b"x" * MOST_BYTES, "a.yaml: the file is larger than 4 MiB (split it)"),
    ],
)
def test_a_file_that_is_no_utf_8_text_is_a_problem(tmp_path, content, complaint):
    documents, (problem,) = read_documents(tmp_path, write(tmp_path, content))
    assert documents == ()
    assert str(problem).startswith(complaint)


def test_a_missing_file_and_a_folder_are_problems(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    assert "there is no such file" in str(read_documents(tmp_path, tmp_path / "none.yaml")[1][0])
    assert "not a regular file" in str(read_documents(tmp_path, tmp_path / "folder.yaml")[1][0])


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "not a regular file" in str(read_documents(tmp_path, tmp_path / "pipe.yaml")[1][0])


def test_links_may_not_lead_out_of_the_root(tmp_path):
    outside = write(tmp_path, b"secret: 1", "outside.yaml")
    inside = write(tmp_path, b"a: 1", "root/real.yaml")
    root = tmp_path / "root"
    (root / "file.yaml").symlink_to(outside)
    (root / "folder").symlink_to(tmp_path)
    (root / "loop.yaml").symlink_to("loop.yaml")
    (root / "near.yaml").symlink_to(inside)
    for name in ("file.yaml", "folder/outside.yaml", "../outside.yaml"):
        documents, (problem,) = read_documents(root, root / name)
        assert documents == ()
        assert "lies outside the project" in problem.message
        assert str(tmp_path) not in str(problem)
    assert "cannot be read" in read_documents(root, root / "loop.yaml")[1][0].message
    assert read_documents(root, root / "near.yaml")[0][0].data == {"a": 1}


# Properties


printable = st.characters(categories=("L", "N", "P", "S"))
plain_data = st.dictionaries(
    st.text(printable, max_size=8),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(printable),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(printable, max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


@given(plain_data)
def test_json_is_read_as_it_was_written(data):
    # JSON is YAML 1.2, and an independent writer.
    assert data_of(json.dumps(data, ensure_ascii=False)) == data


@given(st.text())
def test_no_text_whatever_raises(text):
    documents, problems = parse_documents(text, "a.yaml")
    assert documents or problems


@given(st.text("ab:-[]{}&*!|>'\"%@`#,? \n\t", max_size=60))
def test_no_yaml_like_text_raises_and_every_problem_has_a_place(text):
    documents, problems = parse_documents(text, "a.yaml")
    assert documents or problems
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in problems)


@given(st.text("ab:-[]{}'\"#,? \n", max_size=60))
def test_both_parsers_agree(text):
    fast, slow = parse_documents(text, "a.yaml"), parse_documents(text, "a.yaml", PythonLoader)
    assert [one.data for one in fast[0]] == [one.data for one in slow[0]]
    assert bool(fast[1]) == bool(slow[1])
