"""The slice language: what it means, its canonical text, and that hostile text meets only a `TextError`."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from buttress.errors import TextError
from buttress.language import MAX_DEPTH, MAX_TOKENS
from buttress.language.condition import And, Comparison, Literal, Membership, Name, Not, Or
from buttress.records import Expression, parse_expression

ROW = {"amount": 250, "country": "DE", "is_night": False, "mean radius": 15.5, "p.x": -2, "True": 1}


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("amount > 200", True),
        ("amount <= 200", False),
        ("amount == 250.0", True),
        ("200 < amount", True),
        ("amount != 250", False),
        ("amount >= 2.5e2", True),
        ("amount < 1_000", True),
        ("p.x == -2", True),
        ("p.x<-1", True),
        ('country == "DE"', True),
        ("country == 'FR'", False),
        ("country < 'EE'", True),
        ("country in ['DE', \"FR\"]", True),
        ("country not in ['DE']", False),
        ("not country in ['DE']", False),
        ("amount in [1, 250]", True),
        ("is_night", False),
        ("not is_night", True),
        ("is_night == false", True),
        ("is_night != false", False),
        ("true", True),
        ("not true", False),
        ("`mean radius` > 15", True),
        ("`True` == 1", True),
        ("amount > p.x", True),
        ("is_night and amount > 0 or true", True),
        ("is_night and (amount > 0 or true)", False),
        ("not is_night and amount > 0", True),
        ("not (is_night or amount > 0)", False),
        ("amount > 0 or nowhere == 1", True),  # as in Python, the second half is not looked at
    ],
)
def test_what_an_expression_means(text, truth):
    assert parse_expression(text).holds(ROW) is truth


def test_the_tree_is_plain_and_frozen():
    amount, country = Name("amount"), Name("country")
    assert parse_expression('amount > 200 and not country in ["DE"] or is_night').condition == Or(
        (
            And((Comparison(amount, ">", Literal(200)), Not(Membership(country, (Literal("DE"),))))),
            Name("is_night"),
        )
    )


def test_names_come_once_in_the_order_of_the_text():
    expression = parse_expression("b > 1 and (a in [1] or not c) and b < 2 and d == a and 3 < e")
    assert expression.names == ("b", "a", "c", "d", "e")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("amount>200", "amount > 200"),
        ("((amount > 200))", "amount > 200"),
        ("(a and b) and (c and d)", "a and b and c and d"),
        ("a or (b or c)", "a or b or c"),
        ("a or (b and c)", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("not (a and b)", "not (a and b)"),
        ("not (a == 1)", "not a == 1"),
        ("not not a", "not not a"),
        ("not (x in [1,2])", "x not in [1, 2]"),
        ("`amount` == 'x'", 'amount == "x"'),
        ("`mean radius` == 1", "`mean radius` == 1"),
        ("`And`", "`And`"),
        ("""a == 'say "x"'""", """a == 'say "x"'"""),
        (r"""a == 'it\'s "x"'""", r"""a == 'it\'s "x"'"""),
        (r"""a == 'it\'s mine'""", '''a == "it\'s mine"'''),
        (r"a == '\\'", r'a == "\\"'),
        ("a == 1_000", "a == 1000"),
        ("a == 1.0", "a == 1.0"),
        ("a == +5", "a == 5"),
    ],
)
def test_the_canonical_text(text, canonical):
    assert str(parse_expression(text)) == canonical
    assert parse_expression(canonical) == parse_expression(text)


def test_literals_of_different_sorts_are_different_expressions():
    texts = ["a == 1", "a == 1.0", "a == true", 'a == "1"']
    assert len({parse_expression(text) for text in texts}) == 4


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("", 0, "expected a column or a value, found the end", ""),
        ("x = 5", 2, "unknown operator '='; allowed are == != < <= > >=", "did you mean '=='?"),
        ("x =< 5", 2, "unknown operator", "did you mean '<='?"),
        ("x <> 5", 2, "unknown operator", "did you mean '!='?"),
        ("x ≥ 5", 2, "unknown operator", "did you mean '>='?"),
        ("x && y", 2, "unknown operator", "did you mean 'and'?"),
        ("x || y", 2, "unknown operator", "did you mean 'or'?"),
        ("!x", 0, "unknown operator", "did you mean 'not'?"),
        ("x AND y", 2, "unexpected 'AND'", "did you mean 'and'?"),
        ("x == True", 5, "unexpected 'True'", "did you mean 'true'?"),
        ("0 < x < 5", 6, "a second '<'", "write 0 < x and x < ..."),
        ("5", 0, "'5' alone is no condition", "amount > 5"),
        ("x and 'y'", 6, "alone is no condition", ""),
        ("1 < 2", 0, "compares two values and no column", "backticks"),
        ("x ==", 4, "expected a column or a value, found the end", ""),
        ("x == 'abc", 5, "has no partner", "close it"),
        ("x == `abc", 5, "has no partner", "close it"),
        ("x == ``", 5, "between the backticks is missing", ""),
        (r"x == 'a\n'", 7, "unknown escape", "backslash"),
        ("x in (1)", 5, "expected '[' after 'in', found '('", "country in"),
        ("x in []", 6, "expected a column or a value, found ']'", ""),
        ("x in [1 2]", 8, "expected ',' or ']'", ""),
        ("x in [DE]", 6, "expected a value in the list", '"DE"'),
        ("x in [1, 'a']", 9, "values of one sort", ""),
        ("x not 5", 6, "expected 'in' after 'not'", ""),
        ("(x > 5", 6, "expected ')' for the '(' at 0", ""),
        ("x > 5)", 5, "expected 'and', 'or' or the end, found ')'", ""),
        ("(x) > 5", 4, "expected 'and', 'or' or the end, found '>'", "no brackets"),
        ("x > 5 anf y", 6, "found 'anf'", "did you mean 'and'?"),
        ("x ^ 5", 2, "unexpected '^'", ""),
        ("x; y", 1, "unexpected ';'", ""),
        ("x.__class__()", 11, "found '('", ""),
        ("and x", 0, "expected a column or a value, found 'and'", ""),
        ("x == 1e999", 5, "too large", ""),
        ("x == " + "9" * 201, 5, "200 characters", ""),
        ("x == '" + "a" * 500 + "'", 5, "200 characters", ""),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_hint(text, offset, message, hint):
    with pytest.raises(TextError) as caught:
        parse_expression(text)
    assert message in caught.value.message
    assert caught.value.offset == offset
    assert hint in caught.value.hint


@pytest.mark.parametrize(("before", "after"), [("(", ")"), ("not ", ""), ("not (", ")")])
def test_deep_nesting_is_refused_and_breaks_nothing(before, after):
    deepest = MAX_DEPTH // (2 if before == "not (" else 1)
    assert parse_expression(before * deepest + "a" + after * deepest)
    for depth in (deepest + 1, 150):
        with pytest.raises(TextError, match="nests at most 30 levels"):
            parse_expression(before * depth + "a" + after * depth)


def test_two_hundred_brackets_are_a_text_error():
    with pytest.raises(TextError, match="nests at most 30 levels"):
        parse_expression("(" * 200 + "a" + ")" * 200)


def test_a_very_long_text_is_refused():
    with pytest.raises(TextError, match=f"at most {MAX_TOKENS} words and signs"):
        parse_expression(" and ".join(["a"] * MAX_TOKENS))
    with pytest.raises(TextError):
        parse_expression("(" * 1_000_000)


def test_a_long_row_of_alternatives_needs_no_depth():
    expression = parse_expression(" or ".join(f"a == {number}" for number in range(120)))
    assert expression.holds({"a": 119})
    assert not expression.holds({"a": 120})


@pytest.mark.parametrize(
    ("text", "row", "offset", "message", "hint"),
    [
        (
            "true and amount > 1",
            {"amont": 1},
            9,
            "the row has no 'amount'; it has amont",
            "did you mean 'amont'?",
        ),
        ("amount > 1", {}, 0, "it has nothing", ""),
        ("amount > 1", {"amount": None}, 0, "missing in this row", ""),
        ("amount > 1", {"amount": float("nan")}, 0, "missing in this row", ""),
        ("amount > 1", {"amount": np.float32("nan")}, 0, "missing in this row", ""),
        ("amount > 1", {"amount": "2"}, 0, 'compares text with a number: "2" with 1', "quotes"),
        ("1 < amount", {"amount": "2"}, 4, "compares a number with text", ""),
        ("amount == 1", {"amount": True}, 0, "true or false with a number", ""),
        ("a < true", {"a": False}, 0, "true and false have no order", "=="),
        ("not a", {"a": 1}, 4, "a is no condition: it is a number, 1", "a == 1"),
        ("a", {"a": 10**5000}, 0, "a is no condition: it is a number, a very long number", ""),
        ("a > 1", {"a": [1]}, 0, "neither number, text nor true or false", ""),
        ("a > 1", {"a": np.array([1, 2])}, 0, "neither number, text nor true or false", ""),
        ("a > 1", {"a": Decimal(1)}, 0, "neither number, text nor true or false", ""),
    ],
)
def test_a_row_that_does_not_fit_is_an_error_and_never_false(text, row, offset, message, hint):
    with pytest.raises(TextError) as caught:
        parse_expression(text).holds(row)
    assert message in caught.value.message
    assert caught.value.offset == offset
    assert hint in caught.value.hint


def test_numpy_values_are_ordinary_values():
    row = {
        "amount": np.int64(250),
        "score": np.float32(0.5),
        "flag": np.bool_(True),
        "country": np.str_("DE"),
    }
    assert parse_expression('amount == 250 and score < 1 and flag and country == "DE"').holds(row)


names = st.text(min_size=1, max_size=12).filter(lambda name: "`" not in name).map(Name)
integers = st.integers(-(10**20), 10**20)
floats = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(max_size=20)
literals = st.one_of(integers, floats, texts, st.booleans()).map(Literal)
comparators = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
comparisons = st.builds(Comparison, names, comparators, names | literals) | st.builds(
    Comparison, literals, comparators, names
)
lists = st.one_of(
    *(st.lists(sort, min_size=1, max_size=3) for sort in (integers | floats, texts, st.booleans()))
).map(lambda values: tuple(map(Literal, values)))
leaves = names | comparisons | st.builds(Membership, names, lists) | st.booleans().map(Literal)


def joined(kind, operands):
    flat = [
        inner
        for operand in operands
        for inner in (operand.operands if isinstance(operand, kind) else (operand,))
    ]
    return kind(tuple(flat))


conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda operands: joined(And, operands)),
        st.lists(inner, min_size=2, max_size=3).map(lambda operands: joined(Or, operands)),
    ),
    max_leaves=8,
)


@given(conditions)
def test_the_canonical_text_parses_to_an_equal_expression(condition):
    text = str(Expression(condition))
    assert parse_expression(text).condition == condition
    assert str(parse_expression(text)) == text


simple = st.recursive(
    st.sampled_from([Name("a"), Name("b"), Name("c")]),
    lambda inner: (
        st.builds(Not, inner)
        | st.tuples(inner, inner).map(lambda pair: joined(And, pair))
        | st.tuples(inner, inner).map(lambda pair: joined(Or, pair))
    ),
    max_leaves=8,
)


@given(simple, st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_logic_is_that_of_python(condition, values):
    row = dict(zip("abc", values, strict=True))
    text = str(Expression(condition))
    assert parse_expression(text).holds(row) is eval(text, {}, row)  # noqa: S307 - the oracle, on our own text


words = st.sampled_from(
    ["a", "`b c`", "`", "and", "or", "not", "in", "true", "(", ")", "[", "]", ",", "==", "=", "<", "!", "1",
     "-2.5", "1e999", '"x"', "'", "\\", "é", "\x00", "{", "}", "AND"]
)  # fmt: skip


def outcome(parse, text):
    try:
        return parse(text)
    except TextError as error:
        return error


@given(st.lists(words, max_size=14).map(" ".join) | st.text(max_size=80))
def test_no_text_raises_anything_but_a_text_error(text):
    found = outcome(parse_expression, text)
    if isinstance(found, TextError):
        assert 0 <= found.offset <= len(text)
        assert found.message
    else:
        assert parse_expression(str(found)) == found


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.integers())
)


@given(conditions, st.data())
def test_no_row_raises_anything_but_a_text_error(condition, data):
    expression = Expression(condition)
    row = {name: data.draw(values) for name in expression.names}
    assert isinstance(outcome(expression.holds, row), bool | TextError)


def test_pydantic_reads_and_writes_text():
    adapter = TypeAdapter(dict[str, Expression])
    slices = adapter.validate_python({"large": "amount>200"})
    assert slices["large"].holds(ROW)
    assert adapter.dump_json(slices) == b'{"large":"amount > 200"}'
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python({"large": "amount = 200"})
    error = caught.value.errors()[0]
    assert error["loc"] == ("large",)
    assert error["ctx"]["offset"] == 7
    with pytest.raises(ValidationError, match="expected text, found true"):
        adapter.validate_python({"large": True})


def test_the_json_schema_shows_examples_that_parse():
    schema = TypeAdapter(Expression).json_schema()
    assert schema["type"] == "string"
    assert all(parse_expression(example) for example in schema["examples"])
