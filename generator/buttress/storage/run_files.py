"""Run files: written once, whole or not at all, and checked byte for byte whenever they are read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from buttress.errors import Problem, ProjectError
from buttress.records import EXTENSION, Run
from buttress.wire import RUN_FORMAT, SEAL_PATTERN, canonical_bytes, run_file_name, seal_of, write_atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LARGEST_BYTES = 64 * 1024 * 1024
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def seal_run(fields: Mapping[str, Any]) -> Run:
    """Gives a run with its digest filled in.

    Args:
        fields: Everything of the run but ``digest`` and ``id``, as the model takes it.
    """
    unsealed = Run.model_validate({**fields, "digest": "0" * 64})
    return unsealed.model_copy(update={"digest": seal_of(_to_bytes(unsealed))})


def write_run(folder: Path, run: Run) -> Path:
    """Writes a sealed run into a folder under a name made of suite, time, machine and digest; gives its path.

    Raises:
        ProjectError: The run's digest does not fit its content.
    """
    data = _to_bytes(run)
    if seal_of(data) != run.digest:
        raise ProjectError([Problem(folder.name, 0, 0, "digest", "the run was changed after it was sealed")])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run_file_name(_to_fields(run))}.json"
    write_atomic(path, data)
    return path


def parse_run(data: bytes, path: str, run_id: str) -> Run:
    """Gives the run of a file's bytes after checking them against the digest inside.

    Raises:
        ProjectError: The bytes were edited, are no JSON or no run; with the place in the file.
    """
    content = data.replace(b"\r\n", b"\n")
    fields = _load(content, path)
    if fields.get("kind") != "run":
        raise _refusal(path, "kind", f"a run says `kind: run`, this file says {fields.get('kind')!r}")
    if fields.get("format") != RUN_FORMAT:
        raise _refusal(
            path, "format", f"found format {fields.get('format')!r}; this version reads format {RUN_FORMAT}"
        )
    _check_seal(content, path)
    try:
        return Run.model_validate({**fields, "id": run_id})
    except ValidationError as error:
        raise ProjectError(_field_problems(error, path)) from error


def _load(content: bytes, path: str) -> dict[str, Any]:
    if len(content) > LARGEST_BYTES:
        raise _refusal(path, "", f"the file has {len(content)} bytes; at most {LARGEST_BYTES} are read")
    try:
        fields = json.loads(content.decode())
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg}; was the file edited?"
        raise ProjectError([Problem(path, error.lineno, error.colno, "", message)]) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise _refusal(path, "", f"not a JSON text in UTF-8: {error}") from error
    except ValueError as error:
        # Python refuses to read integers of some thousand digits.
        raise _refusal(path, "", "not JSON that can be read: it holds an endless number") from error
    if not isinstance(fields, dict):
        raise _refusal(path, "", "a run file holds one JSON object")
    if _SURROGATE.search(content) and not _is_writable(fields):
        raise _refusal(path, "", "a text in it holds half a character (a lone surrogate), which no file can")
    return fields


def _is_writable(fields: dict[str, Any]) -> bool:
    try:
        json.dumps(fields, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def _check_seal(content: bytes, path: str) -> None:
    found = SEAL_PATTERN.search(content)
    if not found or found.group(1).decode() != seal_of(content):
        message = "the content does not fit its digest: the file was edited after it was recorded"
        hint = "run files are never edited; restore it from version control or record a new run"
        line = content[: found.start()].count(b"\n") + 1 if found else 1
        raise ProjectError([Problem(path, line, 2, "digest", message, hint)])


def _to_bytes(run: Run) -> bytes:
    return canonical_bytes(_to_fields(run))


def _to_fields(run: Run) -> dict[str, Any]:
    fields = run.model_dump(mode="json", exclude={"id"}, exclude_none=True, by_alias=True)
    _spread_extensions(fields)
    return fields


def _spread_extensions(value: object) -> None:
    """Puts the user's own ``x-`` keys back where they stood, as reading expects them."""
    if isinstance(value, dict):
        found = value.get("extensions")
        if isinstance(found, dict) and all(str(key).startswith(EXTENSION) for key in found):
            del value["extensions"]
            value.update(found)
        for inner in value.values():
            _spread_extensions(inner)
    elif isinstance(value, list):
        for inner in value:
            _spread_extensions(inner)


def _refusal(path: str, field: str, message: str) -> ProjectError:
    return ProjectError([Problem(path, 1, 1, field, message)])


def _field_problems(error: ValidationError, path: str) -> list[Problem]:
    return [
        Problem(path, 1, 1, ".".join(str(step) for step in one["loc"]), one["msg"]) for one in error.errors()
    ]
