"""What goes into a pack: the engine, the suite's own code and declared files, and what the other machine must have."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.bench.failure import BenchError
from buttress.storage import digest_bytes, reach_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from buttress.bench.plan import CandidatePlan, Plan

PACKAGE = Path(__file__).resolve().parents[2]
_ENGINE = ("__init__.py", "errors.py", "version.py", "language/", "wire/", "bench/")
_NOT_ENGINE = (
    "bench/planning/",
    "bench/quick.py",
    "bench/self_check.py",
    "bench/packing/contents.py",
    "bench/packing/exports.py",
    "bench/packing/pack.py",
)
# Of the packages that import nothing before they are asked, a suite may ask for these.
_FOR_SUITES = ("buttress.bench.BenchError", "buttress.bench.Dataset", "buttress.bench.Prediction")
_LAZY = ("buttress", "buttress.bench")
_OF_TASKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"transcription": ("jiwer",), "text": ("sacrebleu",)}
)


@dataclass(frozen=True, slots=True)
class SuiteContent:
    """A suite as it travels.

    Attributes:
        files: Content by the path that it has below the folder of the records, with slashes.
        code: Paths of the Python files that are there because the suite's code reaches them.
        needs: Top-level module to the package that brings it, for what the other machine must have.
    """

    files: Mapping[str, bytes]
    code: tuple[str, ...]
    needs: Mapping[str, str]


def engine_files() -> dict[str, bytes]:
    """Gives the engine's modules: content by path, with slashes, from the package's parent folder on."""
    found = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    return {
        f"{PACKAGE.name}/{name}": path.read_bytes()
        for name, path in sorted(found.items())
        if name.startswith(_ENGINE) and not name.startswith(_NOT_ENGINE)
    }


def suite_content(plan: Plan, folder: Path, root: Path) -> SuiteContent:
    """Gives what a plan needs of its suite.

    Args:
        plan: The plan.
        folder: The suite's folder.
        root: The folder of the records.

    Raises:
        BenchError: Something cannot travel; all reasons at once.
        ProjectError: Code cannot be read.
    """
    folder, root = folder.resolve(), root.resolve()
    reach = reach_code(root, folder, _references(plan))
    problems: list[str] = []
    for path, names in reach.imports.items():
        problems += _foreign_stages(path.relative_to(root).as_posix(), names)
    for name, candidate in plan.candidates.items():
        problems += _undeclared(name, candidate, folder)
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in reach.files}
    code = tuple(files)
    for name, digest in _declared(plan).items():
        content = (folder / name).read_bytes()
        if digest_bytes(content) != digest:
            problems.append(f"{name} changed while it was packed")
        files[Path(os.path.normpath(folder / name)).relative_to(root).as_posix()] = content
    if problems:
        lines = [f"{plan.suite} cannot be packed", *(f"  {one}" for one in problems)]
        raise BenchError("\n".join(lines))
    return SuiteContent(files, code, _needs(plan, reach.needed))


def _references(plan: Plan) -> Iterator[str]:
    yield plan.data.build
    yield from plan.data.perturbations.values()
    yield from plan.data.invariants.values()
    for candidate in plan.candidates.values():
        if candidate.source in ("build", "run"):
            yield candidate.reference
        elif candidate.service is not None and candidate.service.ask:
            yield candidate.service.ask


def _declared(plan: Plan) -> dict[str, str]:
    declared = dict(plan.data.files)
    for candidate in plan.candidates.values():
        declared.update(candidate.files)
    return declared


def _foreign_stages(place: str, imports: Iterable[str]) -> Iterator[str]:
    engine = {_module_name(name) for name in engine_files()}
    for name in imports:
        home = name.rpartition(".")[0]
        ours = name in engine or name in _FOR_SUITES or (home in engine and home not in _LAZY)
        if name.partition(".")[0] == PACKAGE.name and not ours:
            yield f"{place} imports {name}, which a pack does not hold; it may import buttress.bench.Dataset"


def _module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _undeclared(name: str, candidate: CandidatePlan, folder: Path) -> Iterator[str]:
    """Files that a service's command names: they count and travel only where the suite declares them."""
    for word in candidate.service.command if candidate.service else ():
        if word not in candidate.files and not Path(word).is_absolute() and (folder / word).is_file():
            yield f"candidates.{name}: its command names {word!r}, which is not among its `files`"


def _needs(plan: Plan, imported: Iterable[str]) -> dict[str, str]:
    modules = {"numpy", *imported, *_OF_TASKS.get(plan.data.task, ())} - {PACKAGE.name}
    for candidate in plan.candidates.values():
        modules |= {"sklearn"} if "sklearn" in candidate.runtimes else set()
        modules |= {"onnxruntime"} if "onnx" in candidate.runtimes else set()
        # A fitted candidate travels with its quantised models, a model file is quantised where it is measured.
        if candidate.source == "model" and candidate.onnx.quantisation != "none":
            modules.add("onnx")
    owners = metadata.packages_distributions()
    return {name: min(owners.get(name, [name])) for name in sorted(modules)}
