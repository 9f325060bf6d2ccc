"""What records are called: ids become addresses and file names of the site, so few characters are allowed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from buttress.records import MODELS, NAMED_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.records import Kind

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Of file names less is known: letters of any language and spaces inside do no harm.
_PATH_PART: Final = re.compile(r"\w[\w .+,()-]*(?<! )")
# The site keeps this name for the page of a whole folder.
_TAKEN: Final = "index"
_WRITTEN_ID: Final = re.compile(r"""^id:[ \t]*["']?([A-Za-z0-9][A-Za-z0-9._-]*)""", re.MULTILINE)
_MOST_NUMBERED: Final = 1000


def path_id_of(kind: Kind, path_id: str) -> str:
    """Gives the id that a record gets from its file: a path, or the plain name for kinds that have one.

    Args:
        kind: Kind of the record.
        path_id: The file below the folder of records, without suffix.
    """
    folder, _, name = path_id.rpartition("/")
    if kind in NAMED_KINDS:
        return name
    # A system goes by its folder, so that its decisions can call it by that name.
    return folder if kind == "system" and name == "system" and folder else path_id


def complaint_about_name(found: object) -> str:
    """Gives what is wrong with a stated id; empty when nothing is."""
    if not isinstance(found, str):
        return "an id is text; put it in quotes"
    if not _NAME.fullmatch(found):
        return (
            f"found {found[:60]!r}; allowed: letters, digits, '.', '_' and '-', the first a letter or a digit"
        )
    return _complaint_about_last(found)


def complaint_about_path(path_id: str) -> str:
    """Gives what is wrong with an id made of a file's path; empty when nothing is."""
    for part in path_id.split("/"):
        if not _PATH_PART.fullmatch(part):
            allowed = "letters, digits, spaces inside and any of '._-+,()', the first a letter or a digit"
            return f"the id of this file would hold {part[:60]!r}; allowed: {allowed}"
    return _complaint_about_last(path_id.rpartition("/")[2])


def _complaint_about_last(name: str) -> str:
    if name.casefold() == _TAKEN:
        return f"no record may be called {name!r}: the site has a page of that name in every folder"
    return ""


def possible_ids(path_id: str, text: str) -> Iterator[tuple[Kind, str]]:
    """Gives every record that a file with a problem may have meant to hold.

    Args:
        path_id: The file below the folder of records, without suffix.
        text: Its text as far as it could be read.
    """
    count = min(text.count("\n---") + 2, _MOST_NUMBERED)
    stems = [path_id, *(f"{path_id}-{number}" for number in range(1, count + 1))]
    for kind in MODELS:
        for stem in stems:
            yield kind, path_id_of(kind, stem)
        if kind in NAMED_KINDS:
            for name in _WRITTEN_ID.findall(text):
                yield kind, name
