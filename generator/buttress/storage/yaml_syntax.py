"""Syntax errors of YAML in the words of the person who wrote the line.

libyaml says what its state machine missed ("did not find expected key"); an author wants to know what is
wrong with the line. Each rule recognises one riddle by its words and reads the line again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from buttress.storage.yaml_nodes import UNPRINTABLE, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import yaml

# libyaml also breaks lines where YAML 1.1 did: at NEL and the two Unicode separators.
BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

_LONGEST_KEY: Final = 1000
_KEY_WITHOUT_SPACE: Final = re.compile(r"\s*(?:- +)*([A-Za-z_][\w.-]*):(?!//)(\S.*)")
_KEY: Final = re.compile(r"\s*(?:- +)*([^\s:#'\"\[{][^:#]*?)\s*:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """A syntax error: 1-based line and column, what is wrong, how to mend it."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Riddle:
    """What libyaml said, and where: the place of the problem and of the construct it belongs to, 0-based."""

    problem: str
    context: str
    line: int
    column: int
    context_line: int
    context_column: int
    lines: Sequence[str]

    @property
    def text(self) -> str:
        return _line(self.lines, self.line)

    @property
    def context_text(self) -> str:
        return _line(self.lines, self.context_line)

    def here(self, message: str, hint: str = "") -> Complaint:
        return Complaint(self.line + 1, self.column + 1, message, hint)

    def at_context(self, message: str, hint: str = "") -> Complaint:
        return Complaint(self.context_line + 1, self.context_column + 1, message, hint)


def explain_syntax(error: yaml.MarkedYAMLError, text: str) -> Complaint:
    """Gives a syntax error in plain words, at the place an author would mend."""
    mark, context = error.problem_mark, error.context_mark
    mark, context = mark or context, context or mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    context_line, context_column = (context.line, context.column) if context else (line, column)
    riddle = _Riddle(
        error.problem or "",
        error.context or "",
        line,
        column,
        context_line,
        context_column,
        BREAK.split(text),
    )
    if isinstance(error, LimitError):
        return riddle.here(riddle.problem, error.hint)
    for problem, inside, explain in _RULES:
        if problem in riddle.problem and inside in riddle.context:
            return explain(riddle)
    return riddle.here(f"not readable as YAML: {riddle.problem} {riddle.context}".rstrip())


def explain_unprintable(text: str) -> list[Complaint]:
    """Gives the first control character of each line that has one."""
    complaints = []
    for number, line in enumerate(BREAK.split(text), start=1):
        if found := UNPRINTABLE.search(line):
            message = f"a control character, U+{ord(found[0]):04X}, is not allowed"
            hint = "the file may be UTF-16: save it as UTF-8" if found[0] == "\0" else "remove it"
            complaints.append(Complaint(number, found.start() + 1, message, hint))
    return complaints


def _explain_start(riddle: _Riddle) -> Complaint:
    found = riddle.text[riddle.column : riddle.column + 1]
    if found == "\t":
        return _explain_tab(riddle)
    return riddle.here(f"a value cannot begin with {found!r}", "put it in quotes")


def _explain_tab(riddle: _Riddle) -> Complaint:
    return riddle.here("a tab in the indentation", "indent with spaces")


def _explain_colon(riddle: _Riddle) -> Complaint:
    """A colon where no key can be: the line before, this line's own text or its indentation is to blame."""
    before = riddle.text[: riddle.column]
    if len(before) > _LONGEST_KEY:
        return Complaint(riddle.line + 1, 1, f"a key longer than {_LONGEST_KEY} characters", "")
    if own := _KEY.match(before + " "):
        return riddle.here(f"': ' inside the unquoted value of {_cut(own[1])}", "put the value in quotes")
    above = _above(riddle.lines, riddle.line)
    above_text = _line(riddle.lines, above)
    if cramped := _KEY_WITHOUT_SPACE.match(above_text):
        return _cramped(above, cramped)
    if parent := _KEY.match(above_text):
        message = f"this line is indented deeper than {_cut(parent[1])}, which already has a value"
        return Complaint(riddle.line + 1, _indent(riddle.text) + 1, message, "indent both lines alike")
    return Complaint(
        above + 1,
        _indent(above_text) + 1,
        f"not a 'key: value' pair: {_cut(above_text)}",
        "add a colon and a space after the key, or put text that spans lines in quotes",
    )


def _explain_lost_key(riddle: _Riddle) -> Complaint:
    if cramped := _KEY_WITHOUT_SPACE.match(riddle.context_text):
        return _cramped(riddle.context_line, cramped)
    found = _cut(riddle.context_text[riddle.context_column :])
    hint = "add a colon and a space after the key, or indent it if it continues the line above"
    return riddle.at_context(f"not a 'key: value' pair: {found}", hint)


def _cramped(line: int, cramped: re.Match[str]) -> Complaint:
    key, value = cramped[1], cramped[2]
    return Complaint(
        line + 1, cramped.end(1) + 1, f"no space after the colon of {key!r}", f"write '{key}: {value}'"
    )


def _explain_open_quote(riddle: _Riddle) -> Complaint:
    quote = riddle.context_text[riddle.context_column : riddle.context_column + 1]
    hint = "an apostrophe inside single quotes is written twice" if quote == "'" else ""
    return riddle.at_context(f"the quotation mark {quote} is never closed", hint)


def _explain_open_bracket(riddle: _Riddle) -> Complaint:
    opening = riddle.context_text[riddle.context_column :]
    if opening.startswith("{{"):
        return _explain_braces(riddle)
    closing = "]" if opening.startswith("[") else "}"
    place = f"line {riddle.line + 1}, column {riddle.column + 1}"
    message = f"the {opening[:1]!r} opened here lacks its {closing!r}, or a comma is missing before {place}"
    return riddle.at_context(message, "text with ': ', ',' or brackets inside must be quoted")


def _explain_braces(riddle: _Riddle) -> Complaint:
    return riddle.at_context("'{{' begins a mapping in YAML, not text", "put the whole value in quotes")


def _explain_mapping(riddle: _Riddle) -> Complaint:
    """A line that is no key of the mapping it stands in."""
    before = riddle.text[: riddle.column].rstrip()
    if before.endswith(("'", '"')):
        return riddle.here("text after the closing quotation mark", "put the whole value in quotes")
    if dash := re.match(r"\s*-(?=[\w'\"])", riddle.context_text):
        hint = "write '- ' before each item"
        return Complaint(riddle.context_line + 1, dash.end(), "no space after the dash", hint)
    rest = riddle.text[riddle.column :]
    if riddle.column == riddle.context_column:
        hint = "indent the list under its key, or end the value of that key first"
        found = "a list item" if rest.startswith("-") else _cut(rest)
        return riddle.here(f"{found} stands where the next key was expected", hint)
    if before:
        return riddle.here(f"{_cut(rest)} cannot follow here", "put the whole value in quotes")
    return _explain_indentation(riddle)


def _explain_indentation(riddle: _Riddle) -> Complaint:
    message = f"an indentation of {riddle.column} fits no line above"
    within = f"what line {riddle.context_line + 1} begins is indented by {riddle.context_column}"
    return riddle.here(message, within)


def _explain_list(riddle: _Riddle) -> Complaint:
    if riddle.column != riddle.context_column:
        return _explain_indentation(riddle)
    found = _cut(riddle.text[riddle.column :])
    message = f"{found} stands where the next item of a list ('- ') was expected"
    return riddle.here(message, f"the list begins on line {riddle.context_line + 1}")


def _explain_dash(riddle: _Riddle) -> Complaint:
    hint = "put each '- item' on a line of its own under the key, or quote the text"
    return riddle.here("a list cannot begin on the line of its key", hint)


def _explain_block_scalar(riddle: _Riddle) -> Complaint:
    sign = riddle.context_text[riddle.context_column : riddle.context_column + 1]
    rest = riddle.context_text[riddle.context_column :].strip()
    message = f"{sign!r} begins text on the lines below, yet more follows on the same line"
    return riddle.at_context(message, f"quote it: '{rest}'" if len(rest) <= 40 else "put it in quotes")


def _explain_escape(riddle: _Riddle) -> Complaint:
    slash = riddle.text.rfind("\\", 0, riddle.column + 1)
    escape = riddle.text[slash : slash + 2]
    message = f"unknown escape {escape} in double quotes"
    return Complaint(riddle.line + 1, slash + 1, message, "use single quotes, or write the backslash twice")


def _explain_alias(riddle: _Riddle) -> Complaint:
    word = re.match(r"\S*", riddle.text[riddle.column :])
    message = f"alias {_cut(word[0] if word else '')} names no anchor ('&name') above it"
    return riddle.here(message, "put text that begins with '*' in quotes")


def _explain_anchor_sign(riddle: _Riddle) -> Complaint:
    sign = riddle.context_text[riddle.context_column : riddle.context_column + 1]
    return riddle.at_context(f"a value cannot begin with {sign!r}", "put it in quotes")


def _explain_second_anchor(riddle: _Riddle) -> Complaint:
    message = f"this anchor is named like the one on line {riddle.context_line + 1}"
    return riddle.here(message, "give it another name")


def _explain_content(riddle: _Riddle) -> Complaint:
    found = riddle.text[riddle.column : riddle.column + 1]
    if not found:
        hint = "a bracket or a brace may be open"
        return riddle.here("the text ends where a value was expected", hint)
    return riddle.here(f"{found!r} stands where a value was expected", "put text that begins so in quotes")


def _explain_second_start(riddle: _Riddle) -> Complaint:
    return riddle.here(
        f"{_cut(riddle.text[riddle.column :])} stands after the end of the document",
        "begin another document with a line '---'",
    )


def _explain_directive(riddle: _Riddle) -> Complaint:
    return riddle.at_context("a line cannot begin with '%'", "put it in quotes, or indent it")


def _explain_tag(riddle: _Riddle) -> Complaint:
    return riddle.at_context("tags ('!name') are not supported", "remove it, or put the text in quotes")


# (words of the problem, words of the context, explanation); the first that fits is taken. Both libyaml's
# wording and that of PyYAML's own parser are covered.
_RULES: Final[tuple[tuple[str, str, Callable[[_Riddle], Complaint]], ...]] = (
    ("cannot start any token", "", _explain_start),
    ("found a tab character", "", _explain_tab),
    ("mapping values are not allowed", "", _explain_colon),
    ("could not find expected ':'", "", _explain_lost_key),
    ("escape", "", _explain_escape),
    ("hex", "", _explain_escape),
    ("found unexpected", "quoted scalar", _explain_open_quote),
    ("", "flow sequence", _explain_open_bracket),
    ("", "flow mapping", _explain_open_bracket),
    ("", "block mapping", _explain_mapping),
    ("", "block collection", _explain_list),
    ("sequence entries are not allowed", "", _explain_dash),
    ("", "block scalar", _explain_block_scalar),
    ("undefined alias", "", _explain_alias),
    ("alphabetic or numeric", "", _explain_anchor_sign),
    ("second occurrence", "", _explain_second_anchor),
    ("tag", "", _explain_tag),
    ("", "tag", _explain_tag),
    ("node content", "", _explain_content),
    ("<document start>", "", _explain_second_start),
    ("", "directive", _explain_directive),
)


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _above(lines: Sequence[str], number: int) -> int:
    """The nearest line above that says something."""
    above = number - 1
    while above > 0 and (not lines[above].strip() or lines[above].lstrip().startswith("#")):
        above -= 1
    return max(above, 0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _cut(text: str) -> str:
    text = text.strip()
    return repr(text if len(text) <= 40 else text[:37] + "...")
