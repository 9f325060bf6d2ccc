"""YAML files to data: one reading without positions, with every problem named by line and column.

A build reads a stranger's branch, so size, depth and aliases are bounded, tags are refused, and no link is
followed out of the project.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import yaml
from yaml.reader import ReaderError

from buttress.errors import Problem
from buttress.storage.bounded_file import read_bounded, too_large
from buttress.storage.yaml_aliases import check_aliases
from buttress.storage.yaml_nodes import (
    MOST_PROBLEMS,
    Construction,
    Loader,
    SourceLoader,
    TooManyProblems,
    compose_documents,
)
from buttress.storage.yaml_syntax import BREAK, Complaint, explain_syntax, explain_unprintable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_BYTES: Final = 4 * 1024 * 1024
_SPLIT: Final = "split it"
_MOST_SYNTAX_ERRORS: Final = 10
_DOCUMENT_START: Final = re.compile(r"---(?:\s|$)")
_CONFLICT: Final = re.compile(r"^(?:<{7} .*|={7}|>{7} .*)\r?$", re.MULTILINE)
_FOREIGN_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document as plain data, with what it takes to find its positions later.

    Attributes:
        path: The file, relative to the root, with forward slashes.
        data: The mapping: text keys; text, booleans, numbers, None, lists and mappings as values.
        text: The whole file's text.
        index: 0-based number of the document in the file.
        line: 1-based line on which its content begins.
        count: Number of documents in the file, those with a problem included.
    """

    path: str
    data: dict[str, object]
    text: str
    index: int
    line: int
    count: int = 1


def read_documents(root: Path, path: Path) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Gives a file's documents and its problems; documents with a problem are left out.

    Args:
        root: The folder nothing may be read outside of.
        path: The file, in `root` or relative to it.
    """
    inside = path.is_relative_to(root)
    name = (path.relative_to(root) if inside else path).as_posix()
    content = read_bounded(root, path if inside else root / path, name, MOST_BYTES, _SPLIT)
    if isinstance(content, Problem):
        return (), (content,)
    text = _decode(content, name)
    if isinstance(text, Problem):
        return (), (text,)
    return parse_documents(text, name)


def parse_documents(
    text: str, path: str, loader: Loader = SourceLoader
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Gives the documents of a YAML text and its problems; documents with a problem are left out.

    Args:
        text: The file's text.
        path: The file's name for problems.
        loader: How to compose; the default is the fast one.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MOST_BYTES:
        return (), (too_large(path, MOST_BYTES, _SPLIT),)
    if conflicts := _conflicts(text):
        return (), _place(path, conflicts)
    if "&" in text and "*" in text and (exploding := check_aliases(text, path, loader)):
        return (), tuple(exploding)
    reading = _Reading(path, text, loader)
    reading.read()
    documents = (replace(one, count=reading.count) for one in reading.documents)
    return tuple(documents), tuple(reading.problems)


class _Reading:
    """The documents of one text; after a syntax error it goes on at the next document."""

    def __init__(self, path: str, text: str, loader: Loader) -> None:
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self._path = path
        self._text = text
        self._loader = loader
        self.count = 0

    def read(self) -> None:
        rest = self._text
        for _ in range(_MOST_SYNTAX_ERRORS):
            rest = self._read_until_error(rest)
            if not rest:
                break
        if not self.count:
            message = "the file holds no document"
            self.problems.append(Problem(self._path, 1, 1, "", message, "write one or remove the file"))

    def _read_until_error(self, text: str) -> str:
        """Reads documents up to a syntax error; gives the text to go on with, empty at the end."""
        try:
            for root in compose_documents(text, self._loader):
                self._add(root)
        except yaml.MarkedYAMLError as error:
            self.count += 1
            complaint = explain_syntax(error, text)
            self.problems += _place(self._path, [complaint])
            reached = error.problem_mark.line if error.problem_mark else 0
            return _from_next_document(text, max(reached, complaint.line))
        except (ReaderError, UnicodeEncodeError):
            self.count += 1
            self.problems += _place(self._path, explain_unprintable(self._text))
        except TooManyProblems:
            message = f"more than {len(self.problems)} problems; the rest is not shown"
            self.problems.append(Problem(self._path, 0, 0, "", message))
        return ""

    def _add(self, root: yaml.Node) -> None:
        before = len(self.problems)
        index, self.count = self.count, self.count + 1
        data = Construction(self._path, self.problems).document(root)
        if data is not None and len(self.problems) == before:
            self.documents.append(Document(self._path, data, self._text, index, root.start_mark.line + 1))


def _from_next_document(text: str, line: int) -> str:
    """The text from the first document that begins on a 0-based line or later, below as many empty lines."""
    lines = BREAK.split(text)
    for number in range(line, len(lines)):
        if _DOCUMENT_START.match(lines[number]):
            return "\n" * number + "\n".join(lines[number:])
    return ""


def _conflicts(text: str) -> list[Complaint]:
    """Gives each merge conflict once, at its first marker; the scanner would only see a riddle."""
    if not ("<<<<<<<" in text or "=======" in text or ">>>>>>>" in text):
        return []
    complaints: list[Complaint] = []
    inside = False
    for marker in _CONFLICT.finditer(text):
        if not inside:
            line = text.count("\n", 0, marker.start()) + 1
            message = f"a merge conflict is not resolved: {marker[0][:40].rstrip()}"
            complaints.append(Complaint(line, 1, message, "choose a side and remove the marker lines"))
        inside = not marker[0].startswith(">")
    return complaints[:MOST_PROBLEMS]


def _place(path: str, complaints: Iterable[Complaint]) -> tuple[Problem, ...]:
    return tuple(Problem(path, one.line, one.column, "", one.message, one.hint) for one in complaints)


def _decode(content: bytes, name: str) -> str | Problem:
    for mark, encoding in _FOREIGN_MARKS:
        if content.startswith(mark):
            return Problem(name, 1, 1, "", f"the file is {encoding}, not UTF-8", "save it as UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        message = f"the file is not UTF-8: byte 0x{content[error.start]:02X} at offset {error.start}"
        return Problem(name, line, column, "", message, "save it as UTF-8")
