"""Which names a piece of code takes from its module: loads that none of its own scopes binds."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Import: TypeAlias = "ast.Import | ast.ImportFrom"
_Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"
_Comprehension: TypeAlias = "ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp"

# Stands for the names that ``import *`` binds and nobody has written down; no name can clash with it.
STAR: Final = "import *"

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_NEW_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, *_COMPREHENSIONS)


@dataclass(frozen=True, slots=True)
class Use:
    """A name that is loaded, with the attributes read from it (``features.encode.cache``).

    Attributes:
        name: The name.
        attributes: What is read from it, in order, possibly nothing.
        imports: The imports inside the code that bind the name; empty where it is the module's.
    """

    name: str
    attributes: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()


@dataclass(slots=True)
class Uses:
    """What code uses: names of its module, and the imports it makes itself."""

    names: list[Use] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)


def uses_of(statements: Iterable[ast.AST]) -> Uses:
    """Gives what module-level statements use. Annotations outside class bodies do not count.

    Names of a class body are not taken as its own: they are seldom reused, and one dependency too many only
    makes evidence stale too early, while one too few would keep it fresh too long.
    """
    finder = _Finder()
    for statement in statements:
        finder.visit(statement)
    return finder.uses


def bound_names(statements: Iterable[ast.AST]) -> set[str]:
    """Gives the names that statements bind in their own scope, other than by imports."""
    return {name for node in _own_scope(statements) for name in _bound_by(node)}


def imports_in(statements: Iterable[ast.AST]) -> list[Import]:
    """Gives the imports in statements' own scope, also below conditions."""
    return [node for node in _own_scope(statements) if isinstance(node, ast.Import | ast.ImportFrom)]


def bound_by_import(statement: Import, alias: ast.alias) -> str:
    """Gives the local name of one import: ``import a.b`` binds ``a``."""
    if alias.asname:
        return alias.asname
    if alias.name == "*":
        return STAR
    return alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name


@dataclass(frozen=True, slots=True)
class _Scope:
    names: frozenset[str]
    imports: dict[str, tuple[Import, ...]] = field(default_factory=dict)


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.uses = Uses()
        self._scopes: list[_Scope] = []

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._use(node.id, ())

    def visit_Attribute(self, node: ast.Attribute) -> None:
        attributes: list[str] = []
        base: ast.expr = node
        while isinstance(base, ast.Attribute):
            attributes.append(base.attr)
            base = base.value
        if isinstance(base, ast.Name):
            self._use(base.id, tuple(reversed(attributes)))
        else:
            self.visit(base)

    def visit_Import(self, node: ast.Import) -> None:
        self.uses.imports.append(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.uses.imports.append(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._use(node.target.id, ())  # written as a store, read all the same
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.target)
        if node.value:
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in (*node.decorator_list, *node.bases, *node.keywords, *node.body):
            self.visit(part)
            if isinstance(part, ast.AnnAssign):
                self.visit(part.annotation)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._visit_function(node, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_function(node, [node.body])

    def _visit_function(self, node: _Function, body: Sequence[ast.AST]) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        own = bound_names(body) | {argument.arg for argument in _arguments(node.args)}
        self._visit_in(_Scope(frozenset(own - _shared(body)), _imports_by_name(body)), body)

    def _visit_comprehension(self, node: _Comprehension) -> None:
        first = node.generators[0].iter
        self.visit(first)  # evaluated outside, where the loop's names mean something else
        targets = bound_names([generator.target for generator in node.generators])
        parts = [part for part in ast.iter_child_nodes(node) if not isinstance(part, ast.comprehension)]
        inner = [
            part for one in node.generators for part in (one.target, one.iter, *one.ifs) if part is not first
        ]
        self._visit_in(_Scope(frozenset(targets)), [*parts, *inner])

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension  # noqa: N815

    def generic_visit(self, node: ast.AST) -> None:
        for name, value in ast.iter_fields(node):
            if name != "type_params":
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, ast.AST):
                        self.visit(part)

    def _visit_in(self, scope: _Scope, parts: Iterable[ast.AST]) -> None:
        self._scopes.append(scope)
        for part in parts:
            self.visit(part)
        self._scopes.pop()

    def _use(self, name: str, attributes: tuple[str, ...]) -> None:
        for scope in reversed(self._scopes):
            if name in scope.imports:
                self.uses.names.append(Use(name, attributes, scope.imports[name]))
                return
            if name in scope.names:
                return
        self.uses.names.append(Use(name, attributes))


def _own_scope(statements: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes of a scope, not those of the functions, classes and comprehensions in it."""
    todo = list(statements)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _NEW_SCOPE):
            todo += ast.iter_child_nodes(node)


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name


def _shared(body: Iterable[ast.AST]) -> set[str]:
    """Names that a function declares to be somebody else's."""
    declared = (node.names for node in _own_scope(body) if isinstance(node, ast.Global | ast.Nonlocal))
    return {name for names in declared for name in names}


def _imports_by_name(body: Iterable[ast.AST]) -> dict[str, tuple[Import, ...]]:
    found: dict[str, tuple[Import, ...]] = {}
    for statement in imports_in(body):
        for alias in statement.names:
            name = bound_by_import(statement, alias)
            found[name] = (*found.get(name, ()), statement)
    return found


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return named + [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
