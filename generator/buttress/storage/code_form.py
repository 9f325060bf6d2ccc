"""The normal form of Python code: bytes that differ only where the code may behave differently.

What cannot change a number does not count: comments and layout (the parser drops them), docstrings and other
bare constants, ``pass``, type parameters and annotations. Only in a class body do annotations count, because
dataclasses and pydantic models read their fields and conversions from them.

The form is our own and not `ast.dump`, whose text changes between Python versions. Fields are sorted by name
and empty ones left out, so that a field a later Python adds does not change the digest of older code.
"""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_IGNORED: Final = frozenset(
    ("annotation", "ctx", "kind", "returns", "simple", "type_comment", "type_ignores", "type_params")
)


class _Written(str):
    """Text of the form itself, as opposed to text found in the code."""

    __slots__ = ()


def normal_form(statements: Sequence[ast.stmt]) -> bytes:
    """Gives the normal form of statements, the same on every Python version that can parse them."""
    parts: list[str] = []
    # A stack of our own instead of recursion: a sum of a thousand terms nests a thousand nodes deep.
    todo: list[object] = [_effective(statements)]
    while todo:
        item = todo.pop()
        if isinstance(item, _Written):
            parts.append(item)
        elif isinstance(item, ast.Constant):
            parts.append(_constant(item.value))
        elif isinstance(item, ast.AST):
            todo += reversed(_node(item))
        elif isinstance(item, list):
            todo += (_Written("]"), *reversed(item), _Written("["))
        else:
            # None stands for a default or a key that is not there, which is not the constant None.
            parts.append("-" if item is None else _constant(item))
    return " ".join(parts).encode("ascii")


def _node(node: ast.AST) -> list[object]:
    """A node as its class name and its fields, in the order in which they are written."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        # Annotating an assignment must not change its form.
        node = ast.Assign(targets=[node.target], value=node.value)
    form: list[object] = [_Written(f"({type(node).__name__}")]
    for name in sorted(set(node._fields) - _IGNORED):
        value = _field(node, name, getattr(node, name, None))
        if value is not None and value != []:
            form += (_Written(f"{name}="), value)
    form.append(_Written(")"))
    return form


def _field(node: ast.AST, name: str, value: object) -> object:
    if isinstance(node, ast.JoinedStr) and isinstance(value, list):
        return _joined(value)
    if isinstance(value, ast.JoinedStr) and name == "format_spec" and not _joined(value.values):
        return None
    if isinstance(node, ast.ClassDef) and name == "body":
        return _class_body(node.body)
    if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
        return _effective(value)
    return value


def _effective(statements: Sequence[ast.stmt]) -> list[object]:
    """Statements without those that do nothing: docstrings, ``...``, ``pass``, bare annotations."""
    return [one for one in statements if not (_is_idle(one) or _is_bare_annotation(one))]


def _class_body(statements: Sequence[ast.stmt]) -> list[object]:
    return [
        [_Written("field"), one.target, one.annotation, one.value] if isinstance(one, ast.AnnAssign) else one
        for one in statements
        if not _is_idle(one)
    ]


def _is_idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


def _is_bare_annotation(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.AnnAssign) and statement.value is None


def _joined(values: Sequence[ast.expr]) -> list[object]:
    """The parts of an f-string with neighbouring texts as one: how they are cut depends on the version."""
    parts: list[object] = []
    for value in values:
        text = value.value if isinstance(value, ast.Constant) else None
        if not isinstance(text, str):
            parts.append(value)
        elif parts and isinstance(parts[-1], str):
            parts[-1] += text
        elif text:
            parts.append(text)
    return parts


def _constant(value: object) -> str:
    """A constant with its type, in ASCII; `repr` of text follows the Unicode tables of the Python version."""
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, bytes):
        return f"b{value.hex()}"
    if isinstance(value, float):
        return f"f{value.hex()}"
    if isinstance(value, complex):
        return f"c{value.real.hex()},{value.imag.hex()}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"i{value:x}"  # a decimal of more than 4300 digits is an error
    return str(value)  # True, False, None, Ellipsis
