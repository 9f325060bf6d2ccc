"""``buttress new``: a commented starter document, whole enough to be read by ``buttress check``."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from buttress.cli.options import as_of_option

if TYPE_CHECKING:
    from buttress.records import Kind

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@click.command(
    epilog="\b\nExample:\n  buttress new decision payments/scoring-model\n  buttress new system payments/system\n"
    "  buttress new benchmark payments/scoring\n  buttress new hardware hardware/edge-cpu"
)
@click.argument("kind")
@click.argument("name")
@click.option(
    "--decisions",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Folder of the records; by default the one that `buttress check` would read, else ./decisions.",
)
@as_of_option
def command(kind: str, name: str, decisions: Path | None, as_of: str | None) -> None:
    """Write a starter document of a KIND of record.

    KIND is decision, system, model-card, benchmark, hardware, quality, pattern or term. NAME is the path below the
    folder of the records, without a suffix: it becomes the record's id. Nothing is ever overwritten. The first line
    tells editors which JSON Schema the document follows; the schema is put beside it, so no network is needed.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.kinds import check_kind
    from buttress.cli.schema_files import FOLDER, write_schema
    from buttress.cli.starters import write_new

    wanted, path = check_kind(kind), _check_name(name)
    records = decisions or _usual_records()
    files = _starter_files(wanted, records, path, resolve_as_of(as_of, os.environ).isoformat())
    write_new(files)
    write_schema(records / FOLDER, wanted)
    for written in files:
        click.echo(written)


def _usual_records() -> Path:
    from buttress.cli.records_folder import USUAL, find_records
    from buttress.errors import ProjectError

    try:
        return Path(os.path.relpath(find_records(Path(), None).root))
    except ProjectError:
        return Path(USUAL)


def _check_name(name: str) -> PurePosixPath:
    path = PurePosixPath(re.sub(r"\.ya?ml$", "", name))
    if path.parts and all(_PART.fullmatch(part) for part in path.parts):
        return path
    message = f"found {name!r}; a name is a path of letters, digits and . _ -, such as payments/scoring-model"
    raise click.UsageError(message)


def _starter_files(kind: Kind, records: Path, path: PurePosixPath, day: str) -> dict[Path, str]:
    from buttress.cli.schema_files import modeline
    from buttress.cli.starters import read_starter

    document = records / f"{path}.yaml"
    code = _code_names(document) if kind == "benchmark" else {}
    values = {"title": _title_of(path), "day": day, "name": path.name, **code}
    text = modeline(document, records, kind) + read_starter(f"new/{kind}.yaml", values)
    beside = {document.parent / file: read_starter(f"new/{name}.py") for name, file in code.items()}
    return {document: text, **beside}


def _code_names(document: Path) -> dict[str, str]:
    """Gives the files of a suite's code: the usual names, or its own where a neighbour has those."""
    names = {"data": "data.py", "candidates": "candidates.py"}
    if any((document.parent / file).exists() for file in names.values()):
        stem = re.sub(r"\W", "_", document.stem)
        return {name: f"{stem}_{file}" for name, file in names.items()}
    return names


def _title_of(path: PurePosixPath) -> str:
    name = path.parent.name if path.name == "system" and path.parent.name else path.name
    words = re.sub(r"[-_]+", " ", name)
    return words[0].upper() + words[1:]
