"""Pages that are written past MkDocs' page loop: what a site of thousands of pages spends most of its time in.

Where nobody else looks at our pages once the theme is around them, one of a kind that the shell knows needs no context,
no template and no event: its body is joined to the theme in bytes. MkDocs takes such a page for a finished file, and its
own way of copying those writes it. The first pages of each kind, and those of kinds that the shell refuses, go the whole
way, so what MkDocs would have written is what is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.commands import build as mkdocs_build
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils import get_relative_url, write_file

from buttress.plugin.finished_page import FinishedPage
from buttress.plugin.search_entries import add_search_entries, order_search_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from buttress.pages import Page
    from buttress.plugin.shell import Shell


class PageFile(File):
    """The file of one of our pages: while there is a writer, it counts as finished and is written by that."""

    writer: PageWriter | None = None

    def hand_to(self, writer: PageWriter) -> None:
        """Has the page written by a writer, to the address of a page: MkDocs works that out when it is first asked."""
        self.dest_uri = self.dest_uri
        self.writer = writer

    def is_documentation_page(self) -> bool:
        """Says whether MkDocs is to build the page."""
        return self.writer is None and super().is_documentation_page()

    def copy_file(self, dirty: bool = False) -> None:
        """Writes the page to its place in the site."""
        if self.writer is None:
            super().copy_file(dirty)
        else:
            self.writer.write(self)


class PageWriter:
    """Writes pages of ours, from the end of `on_env` to the beginning of `on_post_build`.

    Args:
        shell: The theme around them.
        whole: Gives the body of a page with its figures, in UTF-8.
        config: The configuration of the site.
        nav: The navigation; what it shows is left to MkDocs.
        env: The theme.
    """

    def __init__(
        self,
        shell: Shell,
        whole: Callable[[Page], bytes],
        config: MkDocsConfig,
        nav: Navigation,
        env: Environment,
    ) -> None:
        self.pages: Sequence[File] = ()
        """All pages of the site, for templates that list them."""
        self._taken: list[PageFile] = []
        self._joined: list[FinishedPage] = []
        self._shell = shell
        self._whole = whole
        self._config = config
        self._nav = nav
        self._env = env

    def take_over(self, files: Files) -> None:
        """Has our pages written here from now on."""
        shown = {page.file.src_uri for page in self._nav.pages}
        self.pages = files.documentation_pages(inclusion=InclusionLevel.is_included)
        self._taken = [
            file for file in self.pages if isinstance(file, PageFile) and file.src_uri not in shown
        ]
        for file in self._taken:
            file.hand_to(self)

    def hand_back(self) -> None:
        """Makes them pages again for whoever looks at files after the build."""
        for file in self._taken:
            file.writer = None
        add_search_entries(self._joined, self._config)
        order_search_entries(self.pages, self._config)

    def write(self, file: PageFile) -> None:
        """Writes a page, as MkDocs does where the shell does not know its kind."""
        page = file.page
        assert isinstance(page, FinishedPage)  # noqa: S101 - nothing else is taken over
        context = {
            "base_url": get_relative_url(".", page.url),
            "config": self._config,
            "nav": self._nav,
        }
        written = self._shell.join_finished(
            context, page, lambda: self._whole(page.finished), page.finished.head
        )
        if written is None:
            mkdocs_build._build_page(page, self._config, self.pages, self._nav, self._env)
            return
        self._joined.append(page)
        write_file(written, file.abs_dest_path)
