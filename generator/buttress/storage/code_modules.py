"""Python files as parts that can be reached one by one, and the way from an import to its file.

Files are parsed, never imported. An import that leads to no file inside the root belongs to another package.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from buttress.errors import Problem, ProjectError
from buttress.storage.code_uses import STAR, Import, bound_by_import, bound_names, imports_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from buttress.storage.code_uses import Uses

_MOST_BYTES: Final = 1024 * 1024
_PACKAGE: Final = "__init__.py"


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed file, taken apart by name.

    Attributes:
        definitions: The statements that make each name; none for a name made by an `on_import` statement.
        imports: The imports that bind each name.
        on_import: Statements that do something when the file is imported, besides binding plain names.
        decorated: Functions and classes with decorators, which may register them somewhere on import.
        taken: What was made so far of the code behind names; several searches come by the same.
    """

    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, list[Import]] = field(default_factory=dict)
    on_import: list[ast.stmt] = field(default_factory=list)
    decorated: dict[str, list[ast.expr]] = field(default_factory=dict)
    taken: dict[str, tuple[bytes, Uses]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Everything that can be asked for by name, sorted."""
        return sorted({*self.definitions, *self.imports} - {STAR})

    @property
    def statements(self) -> list[ast.stmt]:
        """Every statement that counts, without imports, in the order of the file."""
        by_place = {id(one): one for made in self.definitions.values() for one in made}
        return sorted([*by_place.values(), *self.on_import], key=lambda one: (one.lineno, one.col_offset))


class Modules:
    """The Python files under a root, each parsed once.

    Args:
        root: The folder nothing may be read outside of, resolved.
        entry: The file the search begins with, resolved; its folder comes first, as when it is run.
    """

    def __init__(self, root: Path, entry: Path) -> None:
        self._root = root
        self._entry = entry
        self._parsed: dict[Path, Module] = {}
        self._found: dict[tuple[tuple[str, ...], Path, int], Path | None] = {}
        self._led: dict[Path, Path | None] = {}

    def read(self, path: Path) -> Module:
        """Gives a file's parts.

        Raises:
            ProjectError: It is missing, outside the root, too large or not Python.
        """
        if path not in self._parsed:
            self._parsed[path] = _take_apart(self._parse(path))
        return self._parsed[path]

    @property
    def parsed(self) -> tuple[Path, ...]:
        """Every file that was read so far, sorted."""
        return tuple(sorted(self._parsed))

    def find(self, parts: Sequence[str], importer: Path, level: int = 0) -> Path | None:
        """Gives the file (or the folder of a package without one) that a dotted name means, if it is ours.

        Args:
            parts: The dotted name, split.
            importer: The file that imports it.
            level: Number of leading dots of a relative import.
        """
        key = (tuple(parts), importer.parent, level)
        if key not in self._found:
            self._found[key] = self._look_for(parts, importer, level)
        return self._found[key]

    def _look_for(self, parts: Sequence[str], importer: Path, level: int) -> Path | None:
        if level:
            folder = importer.parent
            for _ in range(level - 1):
                folder = folder.parent
            return self._in_folder(folder, parts) or self._folder(folder, parts)
        folders = dict.fromkeys((self._entry.parent, importer.parent, self._root))
        places = [self._in_folder(folder, parts) for folder in folders]
        places += [self._folder(folder, parts) for folder in folders]
        return next((place for place in places if place), None)

    def submodule(self, package: Path, name: str) -> Path | None:
        """Gives the module of a package, itself a package's file or folder."""
        if package.suffix == ".py" and package.name != _PACKAGE:
            return None
        folder = package.parent if package.name == _PACKAGE else package
        return self._in_folder(folder, [name]) or self._folder(folder, [name])

    def packages_around(self, path: Path) -> Iterator[Path]:
        """Gives the package files that run before a module is imported."""
        folder = path.parent.parent if path.name == _PACKAGE else path.parent
        while (package := self._ours(folder / _PACKAGE)) is not None:
            yield package
            folder = folder.parent

    def shown(self, path: Path) -> str:
        """Gives a path as problems name it: relative to the root, with forward slashes."""
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name

    def problem(
        self, path: Path, message: str, hint: str = "", line: int = 0, column: int = 0
    ) -> ProjectError:
        """Gives the error of a mistake in a file."""
        return ProjectError([Problem(self.shown(path), line, column, "", message, hint)])

    def _in_folder(self, folder: Path, parts: Sequence[str]) -> Path | None:
        place = folder.joinpath(*parts)
        module = place.with_name(f"{place.name}.py") if parts else None
        return self._ours(place / _PACKAGE) or (self._ours(module) if module else None)

    def _folder(self, folder: Path, parts: Sequence[str]) -> Path | None:
        place = self._resolved(folder.joinpath(*parts))
        return place if place is not None and place.is_dir() else None

    def _ours(self, path: Path) -> Path | None:
        real = self._resolved(path)
        return real if real is not None and real.is_file() else None

    def _resolved(self, path: Path) -> Path | None:
        """Where a path leads, if that is inside the root and a name that the system takes."""
        if path not in self._led:
            self._led[path] = self._resolve(path)
        return self._led[path]

    def _resolve(self, path: Path) -> Path | None:
        try:
            real = path.resolve()
            real.is_file()
        except (OSError, RuntimeError, ValueError):
            return None  # too long a name, or a link that leads to itself: nothing that can be imported
        return real if real.is_relative_to(self._root) else None

    def _parse(self, path: Path) -> ast.Module:
        if not path.is_relative_to(self._root):
            raise self.problem(path, "the file lies outside the project")
        if not path.is_file():
            raise self.problem(path, "there is no such file")
        try:
            with path.open("rb") as stream:
                source = stream.read(_MOST_BYTES + 1)
            if len(source) > _MOST_BYTES:
                raise self.problem(path, "a Python file larger than 1 MiB is not read")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # somebody else's invalid escapes
                return ast.parse(source)
        except SyntaxError as error:
            place = (error.lineno or 0, error.offset or 0)
            raise self.problem(path, f"not readable as Python: {error.msg}", "", *place) from None
        except (ValueError, RecursionError, MemoryError) as error:
            reason = "it is nested too deeply" if not isinstance(error, ValueError) else str(error)
            raise self.problem(path, f"not readable as Python: {reason}") from None
        except OSError as error:
            raise self.problem(path, f"the file cannot be read: {error.strerror}") from None


def single_import(statement: Import, name: str) -> ast.stmt:
    """Gives the part of an import that binds one name."""
    names = [alias for alias in statement.names if bound_by_import(statement, alias) == name]
    if isinstance(statement, ast.Import):
        return ast.Import(names=names)
    return ast.ImportFrom(module=statement.module, names=names, level=statement.level)


def _take_apart(tree: ast.Module) -> Module:
    module = Module()
    for statement in tree.body:
        if not (_is_guard(statement) or _is_idle(statement)):
            _sort_in(module, statement)
    return module


def _sort_in(module: Module, statement: ast.stmt) -> None:
    for one in imports_in([statement]):
        for alias in one.names:
            if getattr(one, "module", None) != "__future__":
                module.imports.setdefault(bound_by_import(one, alias), []).append(one)
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return
    defines = _only_defines(statement)
    for name in sorted(bound_names([statement])):
        made = module.definitions.setdefault(name, [])
        made += [statement] * defines
    if not defines:
        module.on_import.append(statement)
    elif (
        isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and statement.decorator_list
    ):
        module.decorated.setdefault(statement.name, []).extend(statement.decorator_list)


def _only_defines(statement: ast.stmt) -> bool:
    """Whether a statement binds plain names and does nothing else that another name could notice."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    if isinstance(statement, ast.Assign):
        return all(_is_plain(target) for target in statement.targets)
    if isinstance(statement, ast.AnnAssign | ast.AugAssign):
        return _is_plain(statement.target)
    return type(statement).__name__ == "TypeAlias"  # Python 3.12


def _is_plain(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return all(_is_plain(part) for part in target.elts)
    return isinstance(target.value if isinstance(target, ast.Starred) else target, ast.Name)


def _is_idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.AnnAssign):
        return statement.value is None
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _is_guard(statement: ast.stmt) -> bool:
    """``if TYPE_CHECKING:`` and ``if __name__ == "__main__":`` never run when a suite calls the code."""
    if not isinstance(statement, ast.If) or statement.orelse:
        return False
    test = statement.test
    if isinstance(test, ast.Compare):
        return ast.unparse(test) in ("__name__ == '__main__'", "'__main__' == __name__")
    return isinstance(test, ast.Name | ast.Attribute) and ast.unparse(test).endswith("TYPE_CHECKING")
