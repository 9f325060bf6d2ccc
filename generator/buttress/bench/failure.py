"""What ends a benchmark: one message that names the candidate, the process and what it was doing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WHILE = "while "
"""How a note begins that says what was being done."""


class BenchError(Exception):
    """A benchmark that cannot be planned or finished; nothing of it is recorded."""


class MissingDataError(BenchError):
    """The data of a suite are not on this machine; the message says where they are to be had."""


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Adds to any error inside what was being done (``fitting the candidate``), as a note."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"{WHILE}{what}")
        raise
