"""Schema files beside the records, so that editors complete and check them without a network."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from buttress.exchange import dump_schema
from buttress.wire import write_atomic

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.exchange import Document
    from buttress.records import Kind

FOLDER = ".schemas"
"""Below the folder of the records; its name begins with a dot, so nobody takes it for records."""


def write_schema(folder: Path, kind: Kind | Document) -> Path:
    """Writes or refreshes the schema of a kind in a folder, which is made where it lacks; gives the file."""
    path = folder / f"{kind}.json"
    content = dump_schema(kind).encode()
    folder.mkdir(parents=True, exist_ok=True)
    if not (path.is_file() and path.read_bytes() == content):
        write_atomic(path, content)
    return path


def modeline(document: Path, records: Path, kind: Kind) -> str:
    """Gives the first line that tells an editor which schema a document follows.

    Args:
        document: The document, inside ``records``.
        records: The folder of the records.
        kind: Kind of the document.
    """
    schema = os.path.relpath(records / FOLDER / f"{kind}.json", document.parent).replace(os.sep, "/")
    return f"# yaml-language-server: $schema={schema}\n"
