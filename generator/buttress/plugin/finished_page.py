"""Our pages as MkDocs takes them."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from markupsafe import escape
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.toc import TableOfContents, _TocToken

    from buttress.pages import Page, TocEntry


_STAND_IN = "<h1></h1>"
"""What stands for a body while nobody looks at it."""


class FinishedPage(MkDocsPage):
    """A page whose HTML is already made: nothing is parsed, and figures come in after the theme.

    Args:
        page: The page, with its body or without.
        file: Where it goes.
        config: The configuration of the site.
        complete: Gives the page with its body, where that is put away; by default it is there.
    """

    def __init__(
        self, page: Page, file: File, config: MkDocsConfig, complete: Callable[[Page], Page] | None = None
    ) -> None:
        super().__init__(_shown(page.title), file, config)
        self.finished = page
        self._complete = complete
        self._figures: Callable[[str], str] | None = None
        if page.updated:
            self.update_date = page.updated.isoformat()

    def read_source(self, config: MkDocsConfig) -> None:
        """Takes the metadata from our page instead of reading front matter."""
        self.markdown = ""
        # Themes print both as they are.
        self.meta = {"title": _shown(self.finished.title), "description": _shown(self.finished.description)}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Takes the HTML and the table of contents from our page instead of converting Markdown."""
        self.content = self.finished.html if self._complete is None else _STAND_IN
        vars(self).pop("toc", None)  # until somebody asks for it
        self.present_anchor_ids = {entry.id for entry in self.finished.toc}
        self.links_to_anchors = {}

    @cached_property
    def toc(self) -> TableOfContents:  # type: ignore[override]
        """The table of contents, made when a theme or a plugin asks for it: thousands of pages need none."""
        return get_toc(_toc_tokens(self.finished.toc))

    def headings(self) -> list[tuple[int, str, str]] | None:
        """Gives level, identifier and title of each heading, as themes print them; None where others may stand by now."""
        if "toc" in vars(self):
            return None
        return [(entry.level, entry.id, _shown(entry.title)) for entry in self.finished.toc]

    def take_out(self) -> None:
        """Brings the body back, for the theme."""
        if self._complete is not None:
            body = self._complete(self.finished)
            self.content, self._figures = body.html, body.with_figures

    def put_away(self) -> None:
        """Lets the body go, once it is written."""
        if self._complete is not None:
            self.content, self._figures = _STAND_IN, None

    def with_figures(self, html: str) -> str:
        """Gives a text that holds the body with the figures in place."""
        return (self._figures or self.finished.with_figures)(html)


def _toc_tokens(entries: Sequence[TocEntry]) -> list[_TocToken]:
    """The table of contents as Python-Markdown would hand it over: nested by level."""
    roots: list[_TocToken] = []
    trail: list[tuple[int, list[_TocToken]]] = [(0, roots)]
    for entry in entries:
        while trail[-1][0] >= entry.level:
            trail.pop()
        children: list[_TocToken] = []
        trail[-1][1].append(
            {"level": entry.level, "id": entry.id, "name": _shown(entry.title), "children": children}
        )
        trail.append((entry.level, children))
    return roots


@lru_cache(maxsize=4096)  # pages share most of their headings
def _shown(text: str) -> str:
    """A text as themes print it: as it is, so it is escaped, the way that Jinja would do it."""
    return str(escape(text))
