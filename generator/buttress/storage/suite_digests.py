"""What a suite declares: digests of the code its candidates reach and of the files it names."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from buttress.errors import ProjectError
from buttress.records import Flaw, SuiteDigests
from buttress.storage.code_digest import digest_code, digest_file
from buttress.storage.code_modules import Modules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from buttress.errors import Problem
    from buttress.records import Benchmark, Candidate


def digest_suite(root: Path, suite: Benchmark) -> tuple[SuiteDigests, tuple[Flaw, ...]]:
    """Gives the digests of a suite's declared code and files, with a flaw for each that cannot be read."""
    folder = (root / suite.id).parent
    flaws: list[Flaw] = []
    modules: dict[Path, Modules] = {}
    data = _digest_reference(root, folder, suite, ("data", "build"), suite.data.build, flaws, modules)
    candidates = {}
    for name, candidate in suite.candidates.items():
        reference = _code_of(name, candidate)
        code = "" if reference is None else _digest_reference(root, folder, suite, *reference, flaws, modules)
        candidates[name] = _with_settings(code, candidate)
    changes = {
        name: _digest_reference(root, folder, suite, ("data", kind, name), reference, flaws, modules)
        for kind, found in (
            ("perturbations", suite.data.perturbations),
            ("invariants", suite.data.invariants),
        )
        for name, reference in found.items()
    }
    files = _digest_files(root, folder, suite, flaws)
    return SuiteDigests(data, candidates, files, changes), tuple(flaws)


def files_named_by(root: Path, suite: Benchmark) -> Iterator[Path]:
    """Gives the files that a suite names itself, whether they are there or not."""
    folder = (root / suite.id).parent
    data = suite.data
    references = [data.build, *data.perturbations.values(), *data.invariants.values()]
    references += [found[1] for found in map(_code_of, suite.candidates, suite.candidates.values()) if found]
    names = [name for _, name in _declared_files(suite)]
    for name in dict.fromkeys([*(one.rpartition(":")[0] for one in references), *names]):
        yield folder / name


def _code_of(name: str, candidate: Candidate) -> tuple[tuple[str | int, ...], str] | None:
    """The field of a candidate that names code of the suite, and the reference in it; None where there is none."""
    if candidate.service is not None:
        ask = candidate.service.ask
        return None if ask is None else (("candidates", name, "service", "ask"), ask)
    if candidate.model is not None:
        return None
    field = "build" if candidate.build else "run"
    return ("candidates", name, field), candidate.build or candidate.run or ""


def _with_settings(code: str, candidate: Candidate) -> str:
    """The digest of a candidate's code and of what the suite says of it beyond the defaults."""
    stated = candidate.model_dump(
        mode="json", include={"model", "service", "onnx", "threads"}, exclude_defaults=True
    )
    if not stated:
        return code
    return hashlib.sha256(f"{code} {json.dumps(stated, sort_keys=True)}".encode()).hexdigest()


def _digest_reference(
    root: Path,
    folder: Path,
    suite: Benchmark,
    field: tuple[str | int, ...],
    reference: str,
    flaws: list[Flaw],
    modules: dict[Path, Modules],
) -> str:
    file, _, name = reference.rpartition(":")
    path = _place(root, folder, suite, field, file, flaws)
    if path is None:
        return ""
    if path not in modules:
        modules[path] = Modules(root.resolve(), path)
    try:
        return digest_code(root, path, name, modules[path]).digest
    except ProjectError as error:
        flaws += [
            Flaw("benchmark", suite.id, field, f"{_where(problem, path)}{problem.message}", problem.hint)
            for problem in error.problems
        ]
        return ""


def _where(problem: Problem, named: Path) -> str:
    """The place in the Python code; empty for the whole of the file that the suite itself names."""
    if problem.line:
        return f"{problem.path}:{problem.line}: "
    return "" if named.as_posix().endswith(problem.path) else f"{problem.path}: "


def _place(
    root: Path, folder: Path, suite: Benchmark, field: tuple[str | int, ...], name: str, flaws: list[Flaw]
) -> Path | None:
    """The path that a suite names, links followed; None, with a flaw, where it can lead nowhere."""
    try:
        path = (folder / name).resolve()
        if path.is_relative_to(root.resolve()):
            path.is_file()  # asks the system, which may refuse the very name
            return path
        message = f"{name!r} lies outside the folder of decisions"
    except (OSError, RuntimeError, ValueError) as error:
        # RuntimeError: a link that leads to itself, before Python 3.13. ValueError: a NUL in the name.
        reason = getattr(error, "strerror", None) or "no name of a file, or a link that leads to itself"
        message = f"{name[:60]!r} cannot be read: {reason}"
    flaws.append(Flaw("benchmark", suite.id, field, message))
    return None


def _digest_files(root: Path, folder: Path, suite: Benchmark, flaws: list[Flaw]) -> dict[str, str]:
    digests = {}
    for field, name in _declared_files(suite):
        path = _place(root, folder, suite, field, name, flaws)
        if path is None:
            continue
        try:
            if path.is_file():
                digests[name] = digest_file(path)
                continue
            message = f"there is no file {name!r} beside the suite"
        except OSError as error:
            message = f"{name!r} cannot be read: {error.strerror}"
        flaws.append(Flaw("benchmark", suite.id, field, message))
    return digests


def _declared_files(suite: Benchmark) -> Iterable[tuple[tuple[str | int, ...], str]]:
    for index, name in enumerate(suite.data.files):
        yield ("data", "files", index), name
    for candidate_name, candidate in suite.candidates.items():
        if candidate.model is not None:
            yield ("candidates", candidate_name, "model"), candidate.model
        for index, name in enumerate(candidate.files):
            yield ("candidates", candidate_name, "files", index), name
