"""A suite's own code, loaded by path inside the worker processes and nowhere else."""

from __future__ import annotations

import importlib.util
import re
import sys
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError, doing
from buttress.errors import suggest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType


def load_callable(folder: Path, reference: str) -> Callable[..., Any]:
    """Gives the callable that ``file.py:name`` names, the file relative to the suite's folder.

    Raises:
        BenchError: The file has no such name, or it is not callable.
    """
    file, _, name = reference.rpartition(":")
    module = load_module(folder, file)
    found = getattr(module, name, None)
    if not callable(found):
        names = [one for one, value in vars(module).items() if callable(value) and not one.startswith("_")]
        message = f"{file} has no callable {name!r} {suggest(name, names)}".rstrip()
        raise BenchError(message)
    return found  # type: ignore[no-any-return]


def load_module(folder: Path, file: str) -> ModuleType:
    """Gives a module of the suite, which can import its neighbours as plain modules (``import features``)."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    name = module_name(file)
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, folder / file)
    if spec is None or spec.loader is None:
        message = f"{file} cannot be loaded as Python code"
        raise BenchError(message)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    with doing(f"loading {file}"):
        spec.loader.exec_module(module)
    return module


def module_name(file: str) -> str:
    """Gives the name that a file of the suite has as a module: its own, and the same in every process.

    Pickles name the module of a class, so the name must stay; it holds no dot, which would stand for a package.

    >>> module_name("candidates.py"), module_name("a/b.py"), module_name("a-b.py")
    ('suite_candidates', 'suite_a:2f:b', 'suite_a:2d:b')
    """
    return "suite_" + re.sub(r"\W", lambda found: f":{ord(found[0]):x}:", file.removesuffix(".py"))
