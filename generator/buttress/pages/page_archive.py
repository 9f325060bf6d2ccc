"""A site in one file: what a build makes is written there as it is made, and read back page by page.

So a build holds no page in memory for longer than it takes to write it, and the next one, if nothing changed, takes its
pages from there. The file is text and lengths, never code: a cache may have been restored from a stranger. What is
damaged, foreign, or leads out of the site counts as missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from buttress.pages.page import Page, SearchEntry, Site, SiteFile, TocEntry, placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from io import BufferedReader
    from types import TracebackType

FILE: Final = "site"
"""Name of the archive in the cache: one, so that it does not grow without end."""

_MAGIC: Final = "buttress site 2"
_LONGEST_TAIL: Final = 96
_CHUNK: Final = 1 << 18
_UNSAFE_URI = re.compile(r"^/|^$|\\|[\x00-\x1f:]|(^|/)\.{0,2}(/|$)")


class _BadArchiveError(ValueError):
    """The file is not what was written, or not of this version."""


@dataclass(frozen=True, slots=True)
class _Body:
    """Where the HTML of a page lies in the file, in pieces, its figures in their places; last those without a place.

    Attributes:
        start: Where it starts.
        lengths: Bytes of each piece.
        names: What each piece is: a figure of a name, or for no name HTML of the page's own.
        inside: How many of the pieces make up the body.
    """

    start: int
    lengths: tuple[int, ...]
    names: tuple[str, ...]
    inside: int


class PageArchive:
    """Writes a site to a file and reads it back. As a context, it throws away what was not finished.

    Args:
        cache: Folder of the file, made when missing; None, or one that cannot be written, keeps it only for this build.
        key: Digest of everything that goes into the site; empty where it is not to be found again.
    """

    def __init__(self, cache: Path | None, key: str) -> None:
        self._cache = cache if key else None
        self._stream, self._part = _open_part(self._cache)
        self._digest = hashlib.sha256()
        self._end = 0
        self._failed = False
        self._bodies: dict[str, _Body] = {}
        self._append(f"{_MAGIC} {key}\n".encode())

    def __enter__(self) -> PageArchive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Removes the file unless it has taken its place; what was written can be read all the same."""
        if self._part is not None:
            self._part.unlink(missing_ok=True)

    def keep(self, page: Page) -> Page:
        """Gives the page without its body, which `complete` brings back; the page itself where it cannot be written."""
        pieces = list(page.pieces())
        inside, placed = len(pieces), {name for name, _ in pieces}
        pieces += [(name, figure) for name, figure in page.figures.items() if name not in placed]
        contents = [text.encode("utf-8", "surrogatepass") for _, text in pieces]
        start = self._end
        if page.uri in self._bodies or not self._append(b"".join(contents)):
            return page
        names = tuple(name for name, _ in pieces)
        self._bodies[page.uri] = _Body(start, tuple(map(len, contents)), names, inside)
        return replace(page, html="", figures={})

    def complete(self, page: Page) -> Page:
        """Gives a page with its body."""
        return page if page.html else _completed(page, self._bodies[page.uri], self._stream)

    def whole(self, page: Page) -> bytes:
        """Gives the body of a page with its figures in place, in UTF-8."""
        return page.complete_bytes() if page.html else _whole(self._bodies[page.uri], self._stream)

    def finish(self, site: Site, told: Mapping[str, str]) -> Site:
        """Gives the site such that its pages are read from the file, which is left for the next build.

        Args:
            site: Pages that were kept, and files for machines.
            told: What else the next build is to be told.
        """
        kept = replace(site, complete=self.complete, whole=self.whole)
        if self._failed or self._part is None or self._cache is None or len(self._bodies) < len(site.pages):
            return kept
        index = {
            "told": dict(told),
            "pages": [_row(page, self._bodies[page.uri]) for page in site.pages],
            "files": [(one.uri, *self._place(one.content)) for one in site.files],
        }
        start = self._end
        if self._append(json.dumps(index).encode()):
            self._append(f"\n{start}\n{self._digest.hexdigest()}".encode(), hashed=False)
        if not self._failed:
            self._publish(self._part, self._cache / FILE)
        return kept

    def _publish(self, part: Path, place: Path) -> None:
        try:
            part.replace(place)
        except OSError:
            return
        self._part = None

    def _place(self, content: bytes) -> tuple[int, int]:
        start = self._end
        self._append(content)
        return start, len(content)

    def _append(self, content: bytes, *, hashed: bool = True) -> bool:
        if self._failed:
            return False
        try:
            self._stream.write(content)
            self._stream.flush()
        except OSError:
            # A full disk: pages stay in memory from here on.
            self._failed = True
            return False
        if hashed:
            self._digest.update(content)
        self._end += len(content)
        return True


def _open_part(cache: Path | None) -> tuple[IO[bytes], Path | None]:
    if cache is not None:
        try:
            cache.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=cache, prefix=f"{FILE}-", suffix=".part")
        except OSError:
            return _open_part(None)
        return os.fdopen(descriptor, "w+b"), Path(name)
    return tempfile.TemporaryFile(), None


def open_archive(cache: Path, key: str) -> tuple[Site, Mapping[str, str]] | None:
    """Gives the site that was left under a key, and what was told with it; None where there is none.

    Args:
        cache: Folder of the archive.
        key: Digest of everything that goes into the site.
    """
    try:
        stream = (cache / FILE).open("rb")
    except OSError:
        return None
    try:
        index, end = _read_index(stream, f"{_MAGIC} {key}\n".encode())
        pages = tuple(_page_of(row) for row in index["pages"])
        bodies = {
            page.uri: _body_of(row["body"], end) for page, row in zip(pages, index["pages"], strict=True)
        }
        files = tuple(_file_of(place, stream, end) for place in index["files"])
        told = {_text(name): _text(text) for name, text in index["told"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        stream.close()
        return None
    site = Site(
        pages,
        files,
        complete=lambda page: _completed(page, bodies[page.uri], stream),
        whole=lambda page: _whole(bodies[page.uri], stream),
    )
    return site, told


def _read_index(stream: BufferedReader, head: bytes) -> tuple[dict[str, Any], int]:
    """The index of an archive and where it starts, once all of the file is known to be as it was written."""
    if stream.read(len(head)) != head:
        raise _BadArchiveError
    size = stream.seek(0, os.SEEK_END)
    tail = _read(stream, max(0, size - _LONGEST_TAIL), min(size, _LONGEST_TAIL))
    number, digest = tail.split(b"\n")[-2:]
    start, end = int(number), size - len(number) - len(digest) - 2
    if not len(head) <= start <= end or _digest_until(stream, end) != digest.decode():
        raise _BadArchiveError
    return json.loads(_read(stream, start, end - start)), start


def _digest_until(stream: BufferedReader, end: int) -> str:
    digest, chunk = hashlib.sha256(), memoryview(bytearray(_CHUNK))
    stream.seek(0)
    for start in range(0, end, _CHUNK):
        part = chunk[: min(_CHUNK, end - start)]
        if stream.readinto(part) != len(part):
            raise _BadArchiveError
        digest.update(part)
    return digest.hexdigest()


def _read(stream: IO[bytes], start: int, length: int) -> bytes:
    stream.seek(start)
    content = stream.read(length)
    if len(content) != length:
        raise _BadArchiveError
    return content


def _completed(page: Page, body: _Body, stream: IO[bytes]) -> Page:
    content = _read(stream, body.start, sum(body.lengths))
    ends = list(accumulate(body.lengths))
    cuts = zip([0, *ends], ends, strict=False)
    texts = [content[start:end].decode("utf-8", "surrogatepass") for start, end in cuts]
    own = zip(texts[: body.inside], body.names, strict=False)
    html = "".join(placeholder(name) if name else text for text, name in own)
    figures = {name: text for name, text in zip(body.names, texts, strict=True) if name}
    return replace(page, html=html, figures=figures)


def _whole(body: _Body, stream: IO[bytes]) -> bytes:
    content = _read(stream, body.start, sum(body.lengths[: body.inside]))
    if b"\xed" not in content:
        return content
    # Hangul begins with it, and halves of surrogate pairs do, which nothing but this archive can read.
    return content.decode("utf-8", "surrogatepass").encode("utf-8", "xmlcharrefreplace")


def _row(page: Page, body: _Body) -> dict[str, Any]:
    """A page as plain values, without its body."""
    plain = {one.name: getattr(page, one.name) for one in fields(page) if one.name not in ("html", "figures")}
    return {
        **plain,
        "toc": [[getattr(entry, one.name) for one in fields(entry)] for entry in page.toc],
        "search": [[getattr(entry, one.name) for one in fields(entry)] for entry in page.search],
        "updated": page.updated.isoformat() if page.updated else None,
        "body": [body.start, body.lengths, body.names, body.inside],
    }


def _page_of(row: Mapping[str, Any]) -> Page:
    told: dict[str, Any] = {
        name: _text(value) for name, value in row.items() if name not in ("body", "search", "toc", "updated")
    }
    _check_uri(told["uri"])
    return Page(
        html="",
        toc=tuple(TocEntry(_text(one), _text(title), _count(level)) for one, title, level in row["toc"]),
        search=tuple(
            SearchEntry(_text(place), _text(title), _text(text), _number(boost))
            for place, title, text, boost in row["search"]
        ),
        updated=date.fromisoformat(row["updated"]) if row["updated"] else None,
        **told,
    )


def _body_of(stored: Sequence[Any], end: int) -> _Body:
    start, lengths, names, inside = stored
    body = _Body(_count(start), tuple(map(_count, lengths)), tuple(map(_text, names)), _count(inside))
    if body.start + sum(body.lengths) > end or len(body.lengths) != len(body.names):
        raise _BadArchiveError
    return body


def _file_of(stored: Sequence[Any], stream: IO[bytes], end: int) -> SiteFile:
    uri, start, length = stored
    if _count(start) + _count(length) > end:
        raise _BadArchiveError
    return SiteFile(_check_uri(uri), _read(stream, start, length))


def _check_uri(uri: object) -> str:
    """An address below the site: what is written to it stays there."""
    if _UNSAFE_URI.search(_text(uri)):
        raise _BadArchiveError
    return _text(uri)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _BadArchiveError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _BadArchiveError
    return value


def _number(value: object) -> float:
    if not isinstance(value, (int, float)):
        raise _BadArchiveError
    return value
