"""A digest of the code that a callable reaches: evidence is stale when it changes, and only then.

From one name the digest follows every name that its code loads, through the files of the portfolio; what
those files do when they are imported counts too. Code of other packages counts by name only. Nothing is run.

What it cannot see: modules named by text (`importlib`), files that code opens (suites declare those), and
classes that register themselves through their base. Where the names are hidden because a module is passed
around, imported with ``*`` or searched with `getattr`, all of it counts: better stale too early than fresh
too long.
"""

from __future__ import annotations

import ast
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from buttress.errors import listing, suggest
from buttress.storage.code_form import normal_form
from buttress.storage.code_modules import Module, Modules, single_import
from buttress.storage.code_uses import STAR, Import, bound_by_import, uses_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from buttress.storage.code_uses import Use

_WHOLE: Final = "*"
_ON_IMPORT: Final = ""
# With these, code can reach any name of its own module.
_REFLECTION: Final = frozenset(("eval", "exec", "globals", "vars"))


@dataclass(frozen=True, slots=True)
class CodeDigest:
    """The digest of reached code.

    Attributes:
        digest: SHA-256 in hexadecimal, the same on every Python version.
        reached: What was reached, sorted, as ``file:name`` with the file relative to the root; ``file:*`` is a
            whole module, ``file`` alone what the file does when it is imported.
    """

    digest: str
    reached: tuple[str, ...]


def digest_code(root: Path, file: Path, name: str, modules: Modules | None = None) -> CodeDigest:
    """Gives the digest of the code that a file's function, class or value reaches.

    Moving the folder of the file within the root leaves the digest alone; renaming a file does not.

    Args:
        root: The folder nothing may be read outside of.
        file: The Python file.
        name: A name that the file defines or imports at its top level.
        modules: What an earlier call for the same file read, so that it is read once.

    Raises:
        ProjectError: A file is missing, outside the root or not Python, or it has no such name.
    """
    entry = file.resolve()
    trace = _Trace(modules or Modules(root.resolve(), entry), entry)
    trace.follow(name)
    return trace.result(name)


def digest_bytes(data: bytes) -> str:
    """Gives the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """Gives the SHA-256 of a file, in hexadecimal, without holding the file in memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Target(NamedTuple):
    """Something to reach: a name of a file, and the attributes read from it."""

    file: Path
    name: str
    attributes: tuple[str, ...] = ()


class _Trace:
    """The names reached from one file. Each target is taken once, so cycles end."""

    def __init__(self, modules: Modules, file: Path) -> None:
        self._file = file
        self._modules = modules
        self._forms: dict[tuple[Path, str], bytes] = {}
        self._seen: set[_Target] = set()
        self._todo: list[_Target] = []
        self._touched: set[Path] = set()

    def follow(self, name: str) -> None:
        names = self._modules.read(self._file).names
        if name not in names:
            message = f"the file has no {name!r}; it has {listing(names) or 'nothing'}"
            raise self._modules.problem(self._file, message, suggest(name, names))
        self._reach(self._file, name)
        while self._todo:
            target = self._todo.pop()
            try:
                self._take(target)
            except RecursionError:
                message = "an expression is nested too deeply to follow"
                raise self._modules.problem(target.file, message) from None

    def result(self, name: str) -> CodeDigest:
        forms = {self._label(*place): form for place, form in self._forms.items()}
        content = hashlib.sha256(name.encode("utf-8", "surrogatepass"))
        for label, form in sorted(forms.items()):
            content.update(b"\n%s %d\n" % (os.fsencode(label), len(form)))
            content.update(form)
        reached = sorted(
            f"{self._modules.shown(file)}:{part}".rstrip(":")
            for file, part in self._forms
            if part in (_WHOLE, _ON_IMPORT) or self._modules.read(file).definitions.get(part)
        )
        return CodeDigest(content.hexdigest(), tuple(reached))

    def _label(self, file: Path, name: str) -> str:
        place = os.path.relpath(file, self._file.parent).replace(os.sep, "/")
        return f"{place}:{name}"

    def _reach(self, file: Path, name: str, attributes: tuple[str, ...] = ()) -> None:
        target = _Target(file, name, attributes)
        if target not in self._seen:
            self._seen.add(target)
            self._todo.append(target)

    def _take(self, target: _Target) -> None:
        file, name, attributes = target
        module = self._modules.read(file)
        if name == _ON_IMPORT:
            self._take_import(file, module)
            return
        self._touch(file)
        if name == _WHOLE:
            self._take_code(file, name, module.statements)
            for bound in sorted(module.imports):
                self._reach(file, bound)
            return
        self._take_code(file, name, module.definitions.get(name, ()), module.imports.get(name, ()))
        for statement in module.imports.get(name, ()):
            self._follow_import(file, statement, name, attributes)

    def _take_import(self, file: Path, module: Module) -> None:
        """What runs when a file is imported: its own statements, its imports, decorators that may register."""
        self._take_code(file, _ON_IMPORT, module.on_import)
        for statements in module.imports.values():
            self._touch_imports(file, statements)
        for name, decorators in module.decorated.items():
            if any(self._is_ours(file, module, use) for use in uses_of(decorators).names):
                self._reach(file, name)

    def _take_code(
        self, file: Path, name: str, statements: Sequence[ast.stmt], imports: Iterable[Import] = ()
    ) -> None:
        code = [*statements, *(single_import(one, name) for one in imports)]
        if not code or (file, name) in self._forms:
            return
        taken = self._modules.read(file).taken
        if name not in taken:
            taken[name] = normal_form(code), uses_of(statements)
        self._forms[file, name], uses = taken[name]
        self._touch_imports(file, uses.imports)
        for use in uses.names:
            self._follow_use(file, use)

    def _follow_use(self, file: Path, use: Use) -> None:
        for statement in use.imports:
            self._follow_import(file, statement, use.name, use.attributes)
        if use.imports:
            return
        module = self._modules.read(file)
        if use.name in module.imports:
            self._reach(file, use.name, use.attributes)
        elif use.name in module.definitions:
            self._reach(file, use.name)
        elif use.name in _REFLECTION:
            self._reach(file, _WHOLE)
        elif STAR in module.imports:
            self._reach(file, STAR)

    def _follow_import(self, file: Path, statement: Import, name: str, attributes: tuple[str, ...]) -> None:
        for alias in statement.names:
            if bound_by_import(statement, alias) != name:
                continue
            if isinstance(statement, ast.ImportFrom):
                self._follow_import_from(file, statement, alias.name, attributes)
            elif alias.asname or attributes:
                parts = alias.name.split(".")
                self._follow_module(
                    self._modules.find(parts if alias.asname else parts[:1], file), attributes
                )
            else:
                # All that `import a.b` loads is within reach of whoever gets `a`.
                for place in self._places(file, statement, alias):
                    self._follow_module(place, ())

    def _follow_import_from(
        self, file: Path, statement: ast.ImportFrom, name: str, attributes: tuple[str, ...]
    ) -> None:
        parts = statement.module.split(".") if statement.module else []
        place = self._modules.find(parts, file, statement.level)
        if place is None:
            return
        if name == "*":
            self._follow_module(place, ())
        elif place == file:
            # `from . import part` inside the package itself: the name is the one being bound here.
            self._follow_module(self._modules.submodule(place, name), attributes)
        else:
            self._follow_member(place, name, attributes)

    def _follow_module(self, place: Path | None, attributes: tuple[str, ...]) -> None:
        if place is None:
            return
        if attributes:
            self._follow_member(place, attributes[0], attributes[1:])
        elif place.is_file():
            self._reach(place, _WHOLE)

    def _follow_member(self, place: Path, name: str, attributes: tuple[str, ...]) -> None:
        if place.is_file() and name in self._modules.read(place).names:
            self._reach(place, name, attributes)
        elif submodule := self._modules.submodule(place, name):
            self._touch(place)
            self._follow_module(submodule, attributes)
        elif place.is_file():
            self._reach(place, _WHOLE)  # bound in a way that nobody has written down

    def _touch(self, place: Path) -> None:
        """Reaches what runs because a file is imported."""
        if place in self._touched:
            return
        self._touched.add(place)
        if place.is_file():
            for file in (place, *self._modules.packages_around(place)):
                self._reach(file, _ON_IMPORT)

    def _touch_imports(self, file: Path, statements: Iterable[Import]) -> None:
        for statement in statements:
            for alias in statement.names:
                for place in self._places(file, statement, alias):
                    self._touch(place)

    def _places(self, file: Path, statement: Import, alias: ast.alias) -> Iterator[Path]:
        """The files and folders of ours that one import loads."""
        if isinstance(statement, ast.ImportFrom):
            parts = statement.module.split(".") if statement.module else []
            place = self._modules.find(parts, file, statement.level)
            found = [place, self._modules.submodule(place, alias.name) if place else None]
        else:
            parts = alias.name.split(".")
            found = [self._modules.find(parts[:count], file) for count in range(1, len(parts) + 1)]
        yield from (place for place in found if place is not None)

    def _is_ours(self, file: Path, module: Module, use: Use) -> bool:
        imports = module.imports.get(use.name, ())
        return use.name in module.definitions or any(
            True
            for statement in imports
            for alias in statement.names
            for _ in self._places(file, statement, alias)
        )
