"""Which files a suite's code needs where it runs: what a pack takes along, and which packages it cannot take."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.storage.code_digest import digest_code
from buttress.storage.code_modules import Modules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class CodeReach:
    """What some references reach.

    Attributes:
        files: Python files below the root, under every name that leads to them, sorted.
        imports: For each of these files the dotted names that it imports from other packages, anywhere in it.
        needed: Top-level modules of other packages without which a file cannot even be imported, sorted.
    """

    files: tuple[Path, ...]
    imports: dict[Path, tuple[str, ...]]
    needed: tuple[str, ...]


def reach_code(root: Path, folder: Path, references: Iterable[str]) -> CodeReach:
    """Gives the files that references reach, found as the digest of the code finds them; nothing is run.

    Args:
        root: The folder nothing may be read outside of.
        folder: The folder that the references start from.
        references: Texts ``file.py:name``.

    Raises:
        ProjectError: A file is missing, outside the root or not Python, or it has no such name.
    """
    root = root.resolve()
    imports: dict[Path, tuple[str, ...]] = {}
    needed: set[str] = set()
    for reference in dict.fromkeys(references):
        file, _, name = reference.rpartition(":")
        entry = (folder / file).resolve()
        modules = Modules(root, entry)
        digest_code(root, entry, name, modules)
        for path in modules.parsed:
            tree = ast.parse(path.read_bytes())
            imports[path] = tuple(sorted(set(_foreign(ast.walk(tree), path, modules))))
            needed |= {one.partition(".")[0] for one in _foreign(tree.body, path, modules)}
    # Links, too: a module is imported by the name that it has here.
    files = {path: path.resolve() for path in sorted(root.rglob("*.py"))}
    reached = {path: imports[real] for path, real in files.items() if real in imports}
    return CodeReach(tuple(reached), reached, tuple(sorted(needed)))


def _foreign(nodes: Iterable[ast.AST], path: Path, modules: Modules) -> Iterator[str]:
    """What import statements among some nodes take from other packages than ours and Python's own."""
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] not in sys.stdlib_module_names and modules.find(parts[:1], path) is None:
                yield name
