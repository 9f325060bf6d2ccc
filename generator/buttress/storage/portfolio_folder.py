"""Folder -> portfolio: every YAML record, every run, the catalogue, and all problems of all files at once."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import partial
from os.path import islink, join, splitext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from buttress.errors import Problem, ProjectError, listing, suggest
from buttress.records import MODELS, NAMED_KINDS, Flaw, Kind, Portfolio, limited_in_per_cent
from buttress.storage.bounded_file import read_bounded, resolve_inside
from buttress.storage.field_errors import explain_errors
from buttress.storage.file_memory import FileMemory, sign_below
from buttress.storage.record_ids import complaint_about_name, complaint_about_path, path_id_of, possible_ids
from buttress.storage.run_files import LARGEST_BYTES, parse_run
from buttress.storage.suite_digests import digest_suite, files_named_by
from buttress.storage.yaml_positions import Positions, field_text
from buttress.storage.yaml_source import MOST_BYTES, Document, parse_documents, read_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from buttress.records import Quality, Run

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"
RUNS_FOLDER = "runs"
_UNTOLD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

_SHELVES: Mapping[Kind, str] = {
    "decision": "decisions",
    "system": "systems",
    "model-card": "model_cards",
    "benchmark": "benchmarks",
    "run": "runs",
    "hardware": "hardware",
    "quality": "qualities",
    "pattern": "patterns",
    "term": "terms",
}


@dataclass(frozen=True)
class Place:
    """Where something stands in a file: path relative to the project, 1-based line and column."""

    path: str
    line: int
    column: int


@dataclass(frozen=True)
class Reading:
    """What a folder holds, with the way back from a record to its file.

    Attributes:
        portfolio: The records.
        problems: Mistakes found while reading; the portfolio holds what could be read all the same.
        documents: (kind, id) to the document it was read from.
        root: The folder of the records.
    """

    portfolio: Portfolio
    problems: tuple[Problem, ...]
    documents: Mapping[tuple[Kind, str], Document] = field(repr=False)
    root: Path

    def place(self, kind: Kind, record_id: str, path: Sequence[str | int] = (), offset: int = 0) -> Place:
        """Where a record's field stands; the start of the file when the record has no YAML document."""
        document = self.documents.get((kind, record_id))
        if document is None:
            return Place(f"{self.root.name}/{record_id}", 0, 0)
        line, column = Positions(document).locate(path, offset=offset)
        return Place(document.path, line, column)

    def problems_of(self, flaws: Iterable[Flaw]) -> tuple[Problem, ...]:
        """Flaws found by later stages as problems with line and column."""
        by_record: dict[tuple[Kind, str], list[Flaw]] = {}
        for flaw in flaws:
            by_record.setdefault((flaw.kind, flaw.id), []).append(flaw)
        return tuple(
            problem
            for record, found in by_record.items()
            for problem in self._problems_of_record(record, found)
        )

    def _problems_of_record(self, record: tuple[Kind, str], flaws: Sequence[Flaw]) -> list[Problem]:
        if record in self.documents:
            return _problems_in(self.documents[record], flaws)
        # Runs are JSON that nobody edits: the file and the field say enough.
        path = f"{self.root.name}/{record[1]}.json"
        return [Problem(path, 1, 1, field_text(flaw.field), flaw.message, flaw.hint) for flaw in flaws]


@dataclass
class _Gathering:
    """What is being read: the one mutable thing here, thrown away when the folder is done."""

    memory: FileMemory
    shelves: dict[Kind, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in MODELS})
    documents: dict[tuple[Kind, str], Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unreadable: set[tuple[Kind, str]] = field(default_factory=set)
    seals: dict[str, str] = field(default_factory=dict)
    """Digest of a run to the file that holds it."""


def read_portfolio(root: Path, memory: FileMemory | None = None) -> Reading:
    """Gives everything written down in a folder, catalogue included.

    Args:
        root: The folder of the records (``decisions/``); paths in problems start with its name.
        memory: What was read of files earlier; None for nothing.

    Raises:
        ProjectError: The folder does not exist.
    """
    root = root.resolve()
    if not root.is_dir():
        raise ProjectError([Problem(root.name, 0, 0, "", "there is no such folder of decisions")])
    gathering = _Gathering(memory or FileMemory())
    # The catalogue is part of the program and cannot change while that runs.
    for document in gathering.memory.of("installed", "catalogue", lambda: tuple(_catalogue_documents())):
        _add_document(gathering, document, str(document.data["id"]))
    for found, inner in _files_below(root, gathering.problems):
        path_id, suffix = splitext(inner)  # noqa: PTH122 - as text, see `_files_below`
        name = f"{root.name}/{inner}"
        if islink(found) and isinstance(real := resolve_inside(root, Path(found), name), Problem):  # noqa: PTH114
            gathering.problems.append(real)
            _mark_unreadable(gathering, path_id, "")
        elif suffix.lower() in (".yaml", ".yml"):
            _read_yaml(gathering, root, found, path_id)
        elif suffix.lower() == ".json" and RUNS_FOLDER in inner.split("/")[:-1]:
            _read_run(gathering, root, found, path_id)
    digests = _digest_suites(gathering, root)
    gathering.shelves["quality"] |= _shown_in_per_cent(gathering)
    shelves = {_SHELVES[kind]: records for kind, records in gathering.shelves.items()}
    portfolio = Portfolio(**shelves, digests=digests, unreadable=frozenset(gathering.unreadable))
    if not portfolio.decisions and not gathering.problems:
        message = "no decision was found here: a portfolio without decisions proves nothing"
        hint = "write one with `buttress new decision`, or start with `buttress init`"
        gathering.problems.append(Problem(root.name, 0, 0, "", message, hint))
    return Reading(portfolio, tuple(gathering.problems), gathering.documents, root)


def _files_below(root: Path, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Every file but hidden ones, with its path below the folder; what cannot be walked into is a problem."""

    def note(error: OSError) -> None:
        name = Path(error.filename).relative_to(root.parent).as_posix()
        problems.append(Problem(name, 0, 0, "", f"the folder cannot be read: {error.strerror}"))

    # Its records would be missed. Paths are put together as text: there may be thousands.
    start = len(str(root)) + 1
    for folder, folders, files in os.walk(root, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in folders:
            if (link := Path(folder, name)).is_symlink():
                message = "links to folders are not followed, so its records would be missed"
                hint = "move the folder here instead of linking it"
                problems.append(Problem(link.relative_to(root.parent).as_posix(), 0, 0, "", message, hint))
        for name in sorted(name for name in files if not name.startswith(".")):
            inner = f"{folder[start:]}/{name}".replace(os.sep, "/").lstrip("/")
            if not _UNTOLD.search(inner):
                yield join(folder, name), inner  # noqa: PTH118
            else:
                # Control characters and bytes that are no text would break every report that names the file.
                shown = repr(f"{root.name}/{inner}")[1:-1]
                problems.append(
                    Problem(shown, 0, 0, "", "a file name holds text without control characters", "rename it")
                )


def _mark_unreadable(gathering: _Gathering, path_id: str, text: str) -> None:
    gathering.unreadable.update(possible_ids(path_id, text))


def _catalogue_documents() -> Iterator[Document]:
    for path in sorted(CATALOGUE.glob("*.yaml")):
        documents, problems = parse_documents(path.read_text(encoding="utf-8"), f"catalogue/{path.name}")
        if problems:
            raise ProjectError(problems)
        yield from documents


def _read_yaml(gathering: _Gathering, root: Path, path: str, path_id: str) -> None:
    documents, problems = gathering.memory.of_file(
        path, "documents", lambda: read_documents(root.parent, Path(path))
    )
    gathering.problems += problems
    if problems:
        content = read_bounded(root, Path(path), "", MOST_BYTES)
        text = "" if isinstance(content, Problem) else content.decode(errors="replace")
        _mark_unreadable(gathering, path_id, text)
    for document in documents:
        own_id = path_id if document.count == 1 else f"{path_id}-{document.index + 1}"
        _add_document(gathering, document, own_id)


def _add_document(gathering: _Gathering, document: Document, path_id: str) -> None:
    kind = _kind_of(document)
    if isinstance(kind, Problem):
        gathering.problems.append(kind)
        _mark_unreadable(gathering, path_id, document.text)
        return
    record_id, complaint = _id_of(kind, document, path_id)
    if complaint:
        gathering.problems.append(_problem_at(document, ("id",), complaint))
        _mark_unreadable(gathering, path_id, document.text)
        return
    if kind not in NAMED_KINDS and "id" in document.data:
        message = f"a {kind} goes by its path, {record_id!r}; remove `id`"
        gathering.problems.append(
            _problem_at(document, ("id",), message, "keep an old id alive with `aliases`")
        )
    if record_id in gathering.shelves[kind]:
        first = gathering.documents[kind, record_id].path
        gathering.problems.append(
            _problem_at(document, (), f"the {kind} {record_id!r} is already defined in {first}")
        )
        return
    gathering.problems += _problems_of_aliases(document)
    data = {**document.data, "id": record_id}
    model = MODELS[kind]
    gathering.documents[kind, record_id] = document
    try:
        gathering.shelves[kind][record_id] = gathering.memory.of(
            document, (kind, record_id), lambda: model.model_validate(data)
        )
    except ValidationError as error:
        gathering.unreadable.update((kind, name) for name in (record_id, *_aliases_in(document)))
        gathering.problems += _problems_in(document, explain_errors(error, kind, record_id, model, data))


def _id_of(kind: Kind, document: Document, path_id: str) -> tuple[str, str]:
    """The id of a record, and what is wrong with it."""
    if kind in NAMED_KINDS:
        found = document.data.get("id", path_id_of(kind, path_id))
        return str(found), complaint_about_name(found)
    record_id = path_id_of(kind, path_id)
    return record_id, complaint_about_path(record_id)


def _aliases_in(document: Document) -> list[str]:
    """The aliases that a record states, whatever else is wrong with it."""
    found = document.data.get("aliases")
    return [name for name in (found if isinstance(found, list) else [found]) if isinstance(name, str)]


def _problems_of_aliases(document: Document) -> Iterator[Problem]:
    """An alias becomes the address of a page that leads on, so it must have been an id that a file can have."""
    for alias in _aliases_in(document):
        if complaint_about_path(alias):
            message = f"{alias[:60]!r} was never the id of a record"
            yield _problem_at(
                document, ("aliases",), message, "write the former path below this folder, without .yaml"
            )


def _kind_of(document: Document) -> Kind | Problem:
    kinds = [kind for kind in MODELS if kind != "run"]
    found = document.data.get("kind")
    if found is None:
        return _problem_at(document, (), f"the key 'kind' is missing; allowed: {listing(kinds)}")
    if found not in kinds:
        message = f"found {found!r}; allowed: {listing(kinds)}"
        return _problem_at(document, ("kind",), message, suggest(str(found), kinds))
    return cast("Kind", found)


def _problem_at(document: Document, path: tuple[str | int, ...], message: str, hint: str = "") -> Problem:
    (problem,) = _problems_in(document, [Flaw("decision", "", path, message, hint)])
    return problem


def _problems_in(document: Document, flaws: Iterable[Flaw]) -> list[Problem]:
    # Positions cost a second parse of the text: one for all flaws of a document, none for documents without.
    positions = Positions(document)
    problems = []
    for flaw in flaws:
        on_key = flaw.message.startswith("unknown key")
        line, column = positions.locate(flaw.field, on_key=on_key, offset=flaw.offset)
        problems.append(Problem(document.path, line, column, field_text(flaw.field), flaw.message, flaw.hint))
    return problems


def _read_run(gathering: _Gathering, root: Path, path: str, run_id: str) -> None:
    name = f"{root.name}/{run_id}{Path(path).suffix}"
    if complaint := complaint_about_path(run_id):
        gathering.problems.append(Problem(name, 0, 0, "", complaint, "rename the file"))
        return
    try:
        found = gathering.memory.of_file(path, "run", lambda: _parse_run_file(root, Path(path), name, run_id))
    except ProjectError as error:
        gathering.problems += error.problems
        return
    # A file that was only written again holds the same run.
    run = gathering.memory.of(found.digest, ("run", run_id), lambda: found)
    first = gathering.seals.setdefault(run.digest, name)
    if first != name:
        # Counted twice, one measurement would pass for two.
        gathering.problems.append(Problem(name, 0, 0, "", f"the same run as {first}", "remove one of them"))
        return
    gathering.shelves["run"][run_id] = run


def _parse_run_file(root: Path, path: Path, name: str, run_id: str) -> Run:
    content = read_bounded(root, path, name, LARGEST_BYTES)
    if isinstance(content, Problem):
        raise ProjectError([content])
    return parse_run(content, name, run_id)


def _shown_in_per_cent(gathering: _Gathering) -> dict[str, Quality]:
    """The qualities that somebody limits in per cent, to be shown so; kept, since records are told apart by identity."""
    qualities: dict[str, Quality] = gathering.shelves["quality"]
    stated = (*gathering.shelves["decision"].values(), *gathering.shelves["system"].values())
    limited = limited_in_per_cent(qualities, (one for record in stated for one in record.constraints))
    return {
        name: gathering.memory.of(
            gathering.documents["quality", name], ("in per cent", name), qualities[name].shown_in_per_cent
        )
        for name in limited
    }


def _digest_suites(gathering: _Gathering, root: Path) -> dict[str, Any]:
    digests = {}
    suites = gathering.shelves["benchmark"]
    code = sign_below(root, (path for suite in suites.values() for path in files_named_by(root, suite)))
    for suite_id, suite in suites.items():
        signature = None if code is None else (code, gathering.documents["benchmark", suite_id].text)
        found, flaws = gathering.memory.of(
            signature, ("digests", suite_id), partial(digest_suite, root, suite)
        )
        digests[suite_id] = found
        document = gathering.documents["benchmark", suite_id]
        if flaws:
            gathering.problems += _problems_in(document, flaws)
    return digests
