"""What a suite declares: digests of the code its candidates reach and of the files it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import ProjectError
from buttress.records import Flaw, SuiteDigests
from buttress.storage.code_digest import digest_code, digest_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from buttress.records import Benchmark


def digest_suite(root: Path, suite: Benchmark) -> tuple[SuiteDigests, tuple[Flaw, ...]]:
    """Gives the digests of a suite's declared code and files, with a flaw for each that cannot be read."""
    folder = (root / suite.id).parent
    flaws: list[Flaw] = []
    data = _digest_reference(root, folder, suite, ("data", "build"), suite.data.build, flaws)
    candidates = {}
    for name, candidate in suite.candidates.items():
        key = "build" if candidate.build else "run"
        reference = candidate.build or candidate.run or ""
        candidates[name] = _digest_reference(root, folder, suite, ("candidates", name, key), reference, flaws)
    files = _digest_files(root, folder, suite, flaws)
    return SuiteDigests(data, candidates, files), tuple(flaws)


def _digest_reference(
    root: Path,
    folder: Path,
    suite: Benchmark,
    field: tuple[str | int, ...],
    reference: str,
    flaws: list[Flaw],
) -> str:
    file, _, name = reference.rpartition(":")
    path = folder / file
    if not path.resolve().is_relative_to(root.resolve()):
        flaws.append(Flaw("benchmark", suite.id, field, f"{file!r} lies outside the folder of decisions"))
        return ""
    try:
        return digest_code(root, path, name).digest
    except ProjectError as error:
        flaws += [
            Flaw("benchmark", suite.id, field, problem.message, problem.hint) for problem in error.problems
        ]
        return ""


def _digest_files(root: Path, folder: Path, suite: Benchmark, flaws: list[Flaw]) -> dict[str, str]:
    digests = {}
    for field, name in _declared_files(suite):
        path = (folder / name).resolve()
        if not path.is_relative_to(root.resolve()):
            flaws.append(Flaw("benchmark", suite.id, field, f"{name!r} lies outside the folder of decisions"))
        elif not path.is_file():
            flaws.append(Flaw("benchmark", suite.id, field, f"there is no file {name!r} beside the suite"))
        else:
            digests[name] = digest_file(path)
    return digests


def _declared_files(suite: Benchmark) -> Iterable[tuple[tuple[str | int, ...], str]]:
    for index, name in enumerate(suite.data.files):
        yield ("data", "files", index), name
    for candidate_name, candidate in suite.candidates.items():
        for index, name in enumerate(candidate.files):
            yield ("candidates", candidate_name, "files", index), name
