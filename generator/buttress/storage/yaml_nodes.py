"""YAML nodes to plain data: the strict half of YAML that records are written in.

libyaml composes the nodes (fast, with a mark on each); one walk of our own turns them into data. It replaces
PyYAML's constructor, so the checks cost nothing extra and every mistake knows its line and column.

Scalars follow YAML 1.2: only ``true`` and ``false`` are booleans, numbers are decimal, dates stay text. There
are no tags and no merge keys: a merged key has no place of its own to point at, its precedence surprises, and
YAML 1.2 dropped it. An alias for a whole value stays allowed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from buttress.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_DEPTH: Final = 50
MOST_NODES: Final = 200_000
MOST_PROBLEMS: Final = 100

Trail = tuple[str | int, ...]
Loader = type[yaml.SafeLoader] | type[yaml.CSafeLoader]

# The composer asks `resolve` for a tag only where the author wrote none, so these four mean "untagged".
_PLAIN: Final = "plain"
_QUOTED: Final = "quoted"
_LIST: Final = "list"
_MAP: Final = "map"

_KEYWORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_NUMERIC_START: Final = frozenset("+-.0123456789")
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MOST_DIGITS: Final = 300

# What YAML calls not printable, tab and line breaks apart. An escape such as "\0" could still smuggle it in.
UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class LimitError(yaml.MarkedYAMLError):
    """A document beyond what a build may spend on it; composing stops at once.

    Args:
        message: What is too much.
        hint: How to mend it.
        mark: Where it became too much, where that is known.
    """

    def __init__(self, message: str, hint: str, mark: Any) -> None:  # noqa: ANN401 (two unrelated mark classes)
        super().__init__(problem=message, problem_mark=mark)
        self.hint = hint


class _Limits:
    """Mixed into a loader: counts nodes and depth while composing, leaves scalars as they were written.

    The depth must be checked here and not later: libyaml composes recursively in C, and a hundred thousand
    opening brackets end the interpreter.
    """

    _depth = 0
    _nodes = 0

    def resolve(self, kind: type[Node], _value: str | None, implicit: tuple[bool, bool]) -> str:
        if kind is ScalarNode:
            return _PLAIN if implicit[0] else _QUOTED
        return _LIST if kind is SequenceNode else _MAP

    def descend_resolver(self, parent: Node | None, _index: object) -> None:
        self._depth += 1
        self._nodes += 1
        if self._depth > MOST_DEPTH:
            message = f"nested deeper than {MOST_DEPTH} levels"
            raise LimitError(message, "flatten it", parent and parent.start_mark)
        if self._nodes > MOST_NODES:
            message = f"more than {MOST_NODES} values in one file"
            raise LimitError(message, "split the file", parent and parent.start_mark)

    def ascend_resolver(self) -> None:
        self._depth -= 1


class PythonLoader(_Limits, yaml.SafeLoader):
    """The same loader without libyaml: slower, and stricter about tabs between words."""


SourceLoader: Loader = PythonLoader
if yaml.__with_libyaml__:

    class SourceLoader(_Limits, yaml.CSafeLoader):  # type: ignore[no-redef]
        """The loader for project files, on libyaml where it is there."""


def compose_documents(text: str, loader: Loader = SourceLoader) -> Iterator[Node]:
    """Gives the root node of each document, lazily, so that a later syntax error spares the earlier ones.

    Raises:
        yaml.YAMLError: On a syntax error, or a `LimitError` on a document too deep or too large.
    """
    source = loader(text)
    try:
        while source.check_node():
            root = source.get_node()
            assert root is not None  # noqa: S101 (only the stubs doubt it after check_node)
            yield root
    finally:
        source.dispose()


class TooManyProblems(Exception):  # noqa: N818 (it ends a walk, it is not a failure)
    """Ends a walk that has found more problems than anybody reads."""


class Construction:
    """One walk over composed nodes that gives their data and gathers every problem on the way.

    Args:
        path: The file's name for problems.
        problems: Where problems go; the caller reads them after the walk.
    """

    def __init__(self, path: str, problems: list[Problem]) -> None:
        self._path = path
        self._problems = problems

    def document(self, root: Node) -> dict[str, object] | None:
        """Gives a document's mapping, or None (and a problem) where the document is something else."""
        if root.tag == _MAP:
            return self._mapping(root, ())
        if isinstance(root, ScalarNode) and not root.value:
            self._report(root, (), "the document is empty", "remove the '---' line or write the document")
        elif root.tag in (_PLAIN, _QUOTED, _LIST):
            found = "a list" if root.tag == _LIST else "plain text"
            self._report(
                root, (), f"a document must be a mapping; found {found}", "begin with a key such as 'kind:'"
            )
        else:
            self._tagged(root, ())
        return None

    def _value(self, node: Node, trail: Trail) -> object:
        tag = node.tag
        if tag == _PLAIN:
            return self._plain(node, trail)
        if tag == _QUOTED:
            return self._quoted(node, trail)
        if tag == _MAP:
            return self._mapping(node, trail)
        if tag == _LIST:
            return [self._value(item, (*trail, index)) for index, item in enumerate(node.value)]
        self._tagged(node, trail)
        return None

    def _mapping(self, node: Node, trail: Trail) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, trail)
            if key is None:
                continue
            below = (*trail, key)
            if key in data:
                self._report_duplicate(node, key_node, below)
            data[key] = self._value(value_node, below)
        return data

    def _key(self, node: Node, trail: Trail) -> str | None:
        if node.tag not in (_PLAIN, _QUOTED):
            self._report_key(node, trail)
            return None
        key: object = self._plain(node, trail) if node.tag == _PLAIN else self._quoted(node, trail)
        if key == "<<" and node.tag == _PLAIN:
            message = "merge keys ('<<') are not supported"
            self._report(node, trail, message, "write the keys out, or use an alias for a whole value")
            return None
        if not isinstance(key, str):
            self._report(node, trail, f"a key must be text; found {_shown(node.value)}", _quote(node.value))
            return None
        return key

    def _plain(self, node: Node, trail: Trail) -> object:
        text: str = node.value
        if text in _KEYWORDS:
            return _KEYWORDS[text]
        if text[0] in _NUMERIC_START:
            if _INTEGER.fullmatch(text):
                return self._integer(node, text, trail)
            if _FLOAT.fullmatch(text):
                return self._float(node, text, trail)
            if _NOT_FINITE.fullmatch(text):
                self._report(node, trail, f"{text} is not a number that can be judged", "leave the value out")
                return None
        return text

    def _integer(self, node: Node, text: str, trail: Trail) -> int | None:
        # Python refuses to read very long integers (its own guard against quadratic time) with a ValueError.
        if len(text) > _MOST_DIGITS:
            self._report(node, trail, f"a number of {len(text)} digits is too long", "quote it if it is text")
            return None
        return int(text)

    def _float(self, node: Node, text: str, trail: Trail) -> float | None:
        number = float(text)
        if number in (float("inf"), float("-inf")):
            self._report(node, trail, f"{_shown(text)} is too large for a number", _quote(text))
            return None
        return number

    def _quoted(self, node: Node, trail: Trail) -> str:
        text: str = node.value
        if getattr(node, "style", None) == '"' and (found := UNPRINTABLE.search(text)):
            message = f"an escape gives the control character U+{ord(found[0]):04X}"
            self._report(node, trail, message, "remove it; write the backslash twice if it is meant")
        return text

    def _tagged(self, node: Node, trail: Trail) -> None:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        hint = "remove it; quotes make a value text" if tag == "!!str" else "remove it"
        self._report(node, trail, f"tags are not supported; found {_shown(tag)}", hint)

    def _report_key(self, node: Node, trail: Trail) -> None:
        if not isinstance(node, MappingNode | SequenceNode):
            self._tagged(node, trail)
        elif isinstance(node, MappingNode) and node.flow_style:
            hint = "quote the whole value if it begins with '{{'"
            self._report(node, trail, "a key must be text; found a mapping in braces", hint)
        else:
            found = "a mapping" if isinstance(node, MappingNode) else "a list"
            self._report(node, trail, f"a key must be text; found {found}", "")

    def _report_duplicate(self, mapping: Node, again: Node, trail: Trail) -> None:
        first = next(key for key, _ in mapping.value if key.value == again.value).start_mark
        place = f"line {first.line + 1}, column {first.column + 1}"
        message = f"duplicate key {_shown(again.value)}; it first stands at {place}"
        self._report(again, trail, message, "keep one of them")

    def _report(self, node: Node, trail: Trail, message: str, hint: str) -> None:
        if len(self._problems) >= MOST_PROBLEMS:
            raise TooManyProblems
        mark = node.start_mark
        place = (self._path, mark.line + 1, mark.column + 1)
        self._problems.append(Problem(*place, field_text(trail), message, hint))


def field_text(field: Sequence[str | int]) -> str:
    """Gives a field path as authors read it.

    >>> field_text(("options", 1, "model"))
    'options[1].model'
    """
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in field]
    return "".join(parts).removeprefix(".")


def _shown(text: str) -> str:
    """Quotes what was found, cut to a readable length."""
    return repr(text if len(text) <= 40 else text[:37] + "...")


def _quote(text: str) -> str:
    return f'quote it: "{text}"' if len(text) <= 40 else "quote it"
