"""A finished page: body HTML with everything that a site generator needs to place it, and nothing of MkDocs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from buttress.difference import ProjectDifference

_OPENING, _CLOSING = "<!--bt:", "-->"


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A heading of a page.

    Attributes:
        id: Fragment of its address.
        title: Its text, without markup.
        level: 1 for the title, 2 for a section, 3 for a part of one.
    """

    id: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Text that a reader's search may find.

    Attributes:
        location_fragment: Fragment of the place on the page; empty for the page itself.
        title: What the search shows as title.
        text: Plain text, short: every byte of it is loaded by every reader who searches.
        boost: How much it weighs against the others, where the search knows of weights.
    """

    location_fragment: str
    title: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """One finished page.

    Attributes:
        uri: Source address relative to the docs folder, such as ``decisions/fraud/scoring-model.md``.
        title: Plain text.
        html: Finished body, which starts with its ``<h1>``; figures are placeholders ``<!--bt:ID-->``.
        figures: Placeholder id to finished SVG or HTML, to be put in last, past every parser.
        toc: The title and the headings below it, in order.
        search: What the search may find.
        description: One plain sentence for search engines and previews.
        source: Path of the file that it comes from, relative to the project; empty for generated overviews.
        updated: Day of the last change of substance, where one is known.
        head: Finished HTML for the head of the document, such as metadata for previews.
    """

    uri: str
    title: str
    html: str
    figures: Mapping[str, str] = field(default_factory=dict)
    toc: tuple[TocEntry, ...] = ()
    search: tuple[SearchEntry, ...] = ()
    description: str = ""
    source: str = ""
    updated: date | None = None
    head: str = ""

    def complete_html(self) -> str:
        """Gives the body with its figures in place."""
        return self.with_figures(self.html)

    def complete_bytes(self) -> bytes:
        """Gives the body with its figures in place as it is written; half of a surrogate pair becomes a reference."""
        return self.complete_html().encode("utf-8", "xmlcharrefreplace")

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Gives the body in pieces: what is its own under no name, and each figure in its place under its name."""
        return _pieces(self.html, self.figures)

    def with_figures(self, html: str) -> str:
        """Gives a text that holds the body with the figures in place."""
        return "".join(text for _, text in _pieces(html, self.figures))


def _pieces(html: str, figures: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """In one pass over what can be long; placeholders without a figure stay."""
    before, *others = html.split(_OPENING)
    yield "", before
    for other in others:
        name, closing, after = other.partition(_CLOSING)
        if closing and name in figures:
            yield name, figures[name]
            yield "", after
        else:
            yield "", f"{_OPENING}{other}"


def placeholder(name: str) -> str:
    """Gives what stands for a figure in a body."""
    return f"{_OPENING}{name}{_CLOSING}"


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file for machines: a feed, a list of records, a redirect.

    Attributes:
        uri: Address below the site's root, such as ``decisions.json``.
        content: Its bytes, text in UTF-8.
    """

    uri: str
    content: bytes


def _itself(page: Page) -> Page:
    return page


def _its_bytes(page: Page) -> bytes:
    return page.complete_bytes()


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a build writes.

    Attributes:
        pages: The pages for readers.
        files: The files for machines.
        complete: Gives a page with its body, where pages were put away without theirs; else the page itself.
        whole: Gives the body of a page with its figures in place, in UTF-8.
    """

    pages: tuple[Page, ...]
    files: tuple[SiteFile, ...] = ()
    complete: Callable[[Page], Page] = field(default=_itself, repr=False, compare=False)
    whole: Callable[[Page], bytes] = field(default=_its_bytes, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """How the pages are to be made.

    Attributes:
        site_name: Name of the site, for readers.
        site_url: Where the site is published, with a slash at its end; empty where that is not known.
        directory_urls: Whether ``a.md`` becomes ``a/`` rather than ``a.html``.
        overview_uri: Source address of the overview, for sites with an ``index.md`` of their own.
        overrides: Folder of a site's own templates, which come before ours.
        cache: Folder for rendered diagrams; None keeps nothing.
        strict: Whether warnings fail the build; pages then say so.
        language: Tag of the language of the pages, such as ``de``.
        known_as: Name of the whole site that the pages are part of, for feeds and previews; `site_name` when empty.
        difference: What changes against a base, for a preview; None without one.
        base_problem: Why the base of a preview could not be read; empty otherwise.
    """

    site_name: str = "Architecture decisions"
    site_url: str = ""
    directory_urls: bool = True
    overview_uri: str = "index.md"
    overrides: Path | None = None
    cache: Path | None = None
    strict: bool = False
    known_as: str = ""
    language: str = "en"

    @property
    def name(self) -> str:
        """What the site is called where it is not seen itself."""
        return self.known_as or self.site_name

    difference: ProjectDifference | None = None
    base_problem: str = ""
