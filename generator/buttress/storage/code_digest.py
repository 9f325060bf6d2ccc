"""A digest of the code that a callable reaches: evidence is stale when it changes, and only then.

From one name the digest follows every name that its code loads, through the files of the portfolio. Code of
other packages counts by name only. Nothing is imported or run.

What it cannot see: modules named by text (`importlib`), files that code opens (suites declare those), and what
other packages do. Where a module is used in a way that hides the names (passed around, ``import *``,
`getattr`), all of it counts: better stale too early than fresh too long.
"""

from __future__ import annotations

import ast
import hashlib
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from buttress.errors import Problem, ProjectError, listing, suggest
from buttress.storage.code_form import normal_form
from buttress.storage.code_uses import Import, Uses, bound_by_import, bound_names, imports_in, uses_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from buttress.storage.code_uses import Use

_MOST_BYTES: Final = 1024 * 1024
_WHOLE: Final = "*"
_ON_IMPORT: Final = ""
# With these a function can reach any name of its own module.
_REFLECTION: Final = frozenset(("globals", "eval", "exec", "vars"))


@dataclass(frozen=True, slots=True)
class CodeDigest:
    """The digest of reached code.

    Attributes:
        digest: SHA-256 in hexadecimal, the same on every Python version.
        reached: What was reached, sorted, as ``file:name`` with the file relative to the root; ``file:*`` is a
            whole module, ``file`` alone its statements that run on import.
    """

    digest: str
    reached: tuple[str, ...]


def digest_code(root: Path, file: Path, name: str) -> CodeDigest:
    """Gives the digest of the code that a module's function, class or value reaches.

    Moving the folder of ``file`` within the root leaves the digest alone; renaming a file does not.

    Args:
        root: The folder nothing may be read outside of.
        file: The Python file.
        name: A name that the file defines or imports at its top level.

    Raises:
        ProjectError: The file is missing, outside the root or not Python, or it has no such name.
    """
    return _Trace(root, file).digest(name)


def digest_bytes(data: bytes) -> str:
    """Gives the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """Gives the SHA-256 of a file, in hexadecimal, without holding the file in memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Module:
    """A parsed file: what it defines, what it imports, what it does when it is imported."""

    path: Path
    statements: tuple[ast.stmt, ...]
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, list[Import]] = field(default_factory=dict)
    on_import: list[ast.stmt] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return sorted({*self.definitions, *self.imports} - {_WHOLE})


class _Trace:
    """The files and names reached from one file; each name is taken once, so cycles end."""

    def __init__(self, root: Path, file: Path) -> None:
        self._root = root.resolve()
        self._file = file.resolve()
        self._modules: dict[Path, _Module] = {}
        self._forms: dict[tuple[Path, str], bytes] = {}
        self._todo: list[tuple[Path, str]] = []

    def digest(self, name: str) -> CodeDigest:
        module = self._module(self._file)
        if name not in module.definitions and name not in module.imports:
            found = f"it defines {listing(module.names)}" if module.names else "it defines nothing"
            message = f"there is no {name!r} in the file; {found}"
            raise ProjectError([Problem(self._shown(self._file), 0, 0, "", message, suggest(name, module.names))])
        self._todo.append((self._file, name))
        while self._todo:
            self._take(*self._todo.pop())
        return self._result()
