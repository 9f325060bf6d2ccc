"""Folder -> portfolio: every YAML record, every run, the catalogue, and all problems of all files at once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from buttress.errors import Problem, ProjectError, listing, suggest
from buttress.records import MODELS, NAMED_KINDS, Flaw, Kind, Portfolio
from buttress.storage.field_errors import explain_errors
from buttress.storage.run_files import parse_run
from buttress.storage.suite_digests import digest_suite
from buttress.storage.yaml_positions import Positions, field_text
from buttress.storage.yaml_source import Document, parse_documents, read_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from buttress.records import Run

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"
RUNS_FOLDER = "runs"

_SHELVES: Mapping[Kind, str] = {
    "decision": "decisions",
    "system": "systems",
    "model-card": "model_cards",
    "benchmark": "benchmarks",
    "run": "runs",
    "hardware": "hardware",
    "quality": "qualities",
    "pattern": "patterns",
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

    shelves: dict[Kind, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in MODELS})
    documents: dict[tuple[Kind, str], Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unreadable: set[tuple[Kind, str]] = field(default_factory=set)


def read_portfolio(root: Path) -> Reading:
    """Gives everything written down in a folder, catalogue included.

    Args:
        root: The folder of the records (``decisions/``); paths in problems start with its name.

    Raises:
        ProjectError: The folder does not exist.
    """
    root = root.resolve()
    if not root.is_dir():
        raise ProjectError([Problem(root.name, 0, 0, "", "there is no such folder of decisions")])
    gathering = _Gathering()
    for document in _catalogue_documents():
        _add_document(gathering, document, str(document.data["id"]))
    for path in _files_below(root):
        if not path.resolve().is_relative_to(root):
            name = path.relative_to(root.parent).as_posix()
            gathering.problems.append(Problem(name, 0, 0, "", "this is a link that leads out of the folder"))
        elif path.suffix in (".yaml", ".yml"):
            _read_yaml(gathering, root, path)
        elif path.suffix == ".json" and path.parent.name == RUNS_FOLDER:
            _read_run(gathering, root, path)
    digests = _digest_suites(gathering, root)
    shelves = {_SHELVES[kind]: records for kind, records in gathering.shelves.items()}
    portfolio = Portfolio(**shelves, digests=digests, unreadable=frozenset(gathering.unreadable))
    if not portfolio.decisions and not gathering.problems:
        message = "no decision was found here: a portfolio without decisions proves nothing"
        hint = "write one with `buttress new decision`, or start with `buttress init`"
        gathering.problems.append(Problem(root.name, 0, 0, "", message, hint))
    return Reading(portfolio, tuple(gathering.problems), gathering.documents, root)


def _files_below(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(files):
            yield Path(folder, name)


def _catalogue_documents() -> Iterator[Document]:
    for path in sorted(CATALOGUE.glob("*.yaml")):
        documents, problems = parse_documents(path.read_text(encoding="utf-8"), f"catalogue/{path.name}")
        if problems:
            raise ProjectError(problems)
        yield from documents


def _read_yaml(gathering: _Gathering, root: Path, path: Path) -> None:
    documents, problems = read_documents(root.parent, path)
    gathering.problems += problems
    stem = path.relative_to(root).with_suffix("").as_posix()
    for document in documents:
        own_id = stem if len(documents) == 1 else f"{stem}-{document.index + 1}"
        _add_document(gathering, document, own_id)


def _add_document(gathering: _Gathering, document: Document, path_id: str) -> None:
    kind = _kind_of(document)
    if isinstance(kind, Problem):
        gathering.problems.append(kind)
        return
    record_id = _id_of(kind, document, path_id)
    if kind not in NAMED_KINDS and "id" in document.data:
        message = f"a {kind} goes by its path, {path_id!r}; remove `id`"
        gathering.problems.append(
            _problem_at(document, ("id",), message, "keep an old id alive with `aliases`")
        )
    if record_id in gathering.shelves[kind]:
        first = gathering.documents[kind, record_id].path
        gathering.problems.append(
            _problem_at(document, (), f"the {kind} {record_id!r} is already defined in {first}")
        )
        return
    data = {**document.data, "id": record_id}
    model = MODELS[kind]
    gathering.documents[kind, record_id] = document
    try:
        gathering.shelves[kind][record_id] = model.model_validate(data)
    except ValidationError as error:
        gathering.unreadable.add((kind, record_id))
        gathering.problems += _problems_in(document, explain_errors(error, kind, record_id, model, data))


def _kind_of(document: Document) -> Kind | Problem:
    kinds = [kind for kind in MODELS if kind != "run"]
    found = document.data.get("kind")
    if found is None:
        return _problem_at(document, (), f"the key 'kind' is missing; allowed: {listing(kinds)}")
    if found not in kinds:
        message = f"found {found!r}; allowed: {listing(kinds)}"
        return _problem_at(document, ("kind",), message, suggest(str(found), kinds))
    return cast("Kind", found)


def _id_of(kind: Kind, document: Document, path_id: str) -> str:
    if kind in NAMED_KINDS:
        return str(document.data.get("id", PurePosixPath(path_id).name))
    # A system goes by its folder, so that its decisions can call it by that name.
    path = PurePosixPath(path_id)
    return str(path.parent) if kind == "system" and path.name == "system" and len(path.parts) > 1 else path_id


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


def _read_run(gathering: _Gathering, root: Path, path: Path) -> None:
    name = path.relative_to(root.parent).as_posix()
    run_id = path.relative_to(root).with_suffix("").as_posix()
    try:
        run: Run = parse_run(path.read_bytes(), name, run_id)
    except ProjectError as error:
        gathering.problems += error.problems
        return
    gathering.shelves["run"][run_id] = run


def _digest_suites(gathering: _Gathering, root: Path) -> dict[str, Any]:
    digests = {}
    for suite_id, suite in gathering.shelves["benchmark"].items():
        found, flaws = digest_suite(root, suite)
        digests[suite_id] = found
        document = gathering.documents["benchmark", suite_id]
        if flaws:
            gathering.problems += _problems_in(document, flaws)
    return digests
