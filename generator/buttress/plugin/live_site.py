"""The site that is being served: what MkDocs built last, and what edits of records made of it since.

An edit is answered in two steps. First the records are read and judged anew, which tells what pages it concerns; that
is all that a browser waits for before it reloads. Then each of these pages is made when it is asked for, or soon after
in the background, and the search index and the files for machines at the end. So a reader never sees an old page, and
never waits for pages that somebody else might read.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands import build as mkdocs_build
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import InclusionLevel

from buttress.errors import ProjectError
from buttress.incremental import Workshop
from buttress.plugin.finished_page import FinishedPage
from buttress.plugin.live_search import SearchIndex
from buttress.plugin.shell import use_shell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

    from buttress.errors import Problem
    from buttress.pages import Page, Site, SiteSettings
    from buttress.project import Project

log = get_plugin_logger(__name__)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build of the whole site leaves behind, with which MkDocs can build one page.

    Attributes:
        config: Its configuration.
        files: Every file of the site.
        nav: The navigation.
        env: The theme.
        index: The search index.
    """

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment
    index: SearchIndex

    def doc_files(self) -> Sequence[File]:
        """Every page, ours and others."""
        return self.files.documentation_pages(inclusion=InclusionLevel.is_in_serve)


class LiveSite:
    """Keeps a served site up to date. Its methods may be called by any thread that holds `lock`.

    Args:
        add: Adds a page of ours to the files of MkDocs.
        tell: Tells the author what was judged.
    """

    def __init__(
        self, add: Callable[[Files, Page, MkDocsConfig], None], tell: Callable[[Project, MkDocsConfig], None]
    ) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        """Told when there is something to finish, and when all is finished."""
        self.problems: tuple[Problem, ...] = ()
        """What keeps the records from being read; pages are as they were before."""
        self._add = add
        self._tell = tell
        self._made_for: tuple[object, ...] = ()
        self._workshop: Workshop | None = None
        self._built: Built | None = None
        self._project: Project | None = None
        self.hurried = False
        """Whether somebody waits for what is finished last."""
        self._stale: dict[str, str] = {}
        self._files: dict[str, bytes] = {}
        self._unfinished = False
        self._at_end: list[Callable[[], None]] = []
        self._counting = threading.Lock()
        self._waiting = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds `lock` for somebody who waits for an answer; whoever finishes the rest lets them pass."""
        with self._counting:
            self._waiting += 1
        try:
            with self.lock:
                yield
        finally:
            with self._counting:
                self._waiting -= 1

    def is_awaited(self) -> bool:
        """Says whether somebody waits for a turn, or has it."""
        return self._waiting > 0

    def call_at_end(self, stop: Callable[[], None]) -> None:
        """Remembers what is to be stopped when the site is no longer served."""
        self._at_end.append(stop)

    def close(self) -> None:
        """Stops whatever works for the site."""
        for stop in self._at_end:
            stop()

    def make(
        self, root: Path, settings: SiteSettings, as_of: date, templates: object
    ) -> tuple[Project, Site]:
        """Gives the whole site for a build of everything; what did not change is not made again.

        Args:
            root: The folder of the records.
            settings: How the pages are made.
            as_of: The day that counts as today.
            templates: What tells the templates from later versions.

        Raises:
            ProjectError: With every problem of every file at once.
        """
        made_for = (root, settings, as_of, templates)
        if self._workshop is None or made_for != self._made_for:
            self._workshop, self._made_for = Workshop(root, settings, as_of), made_for
        self._built, self._unfinished, self.hurried = None, False, False
        self._stale.clear()
        try:
            change = self._workshop.refresh()
        except ProjectError as error:
            self.problems = error.problems
            raise
        site = self._workshop.site()
        self.problems = ()
        self._files = {one.uri: one.content for one in site.files}
        return change.project, site

    def last_good(self) -> Site | None:
        """Gives the site as it was before there were problems; None where there always were."""
        return self._workshop.last_made() if self._workshop else None

    def keep(self, config: MkDocsConfig, files: Files, nav: Navigation, env: Environment) -> None:
        """Takes what a build of the whole site leaves behind."""
        self._built = Built(config, files, nav, env, SearchIndex(config))

    def update(self, as_of: date) -> bool:
        """Looks at the records and finds out which pages an edit concerns; says whether that was enough.

        It is not, and everything must be built, where the navigation changes or nothing was built yet.

        Args:
            as_of: The day that counts as today.
        """
        if self._built is None or self._workshop is None or as_of != self._workshop.as_of:
            return False
        try:
            change = self._workshop.refresh()
        except ProjectError as error:
            self.show_problems(error.problems)
            return True
        touched = (*change.added, *change.removed)
        if self._workshop.has_clashes() or any(self._is_in_nav(uri) for uri in touched):
            return False
        self._remove(self._built, change.removed)
        for page in filter(None, map(self._workshop.page, change.added)):
            self._add(self._built.files, page, self._built.config)
        # While there were problems, the overview was the page that tells them.
        mended = (self._workshop.settings.overview_uri,) if self.problems else ()
        self._mark_stale(self._built, (*change.added, *change.stale, *mended))
        self.problems, self._project, self._unfinished = (), change.project, True
        self.changed.notify_all()
        return True

    def _mark_stale(self, built: Built, uris: Iterable[str]) -> None:
        for uri in uris:
            file = built.files.get_file_from_path(uri)
            if file is not None and isinstance(file.page, FinishedPage):
                self._stale[uri] = file.dest_uri

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Puts a page with the problems in the place of the overview; all other pages stay."""
        from buttress.pages import render_problems

        assert self._built is not None  # noqa: S101 - somebody looked at the records
        assert self._workshop is not None  # noqa: S101
        self.problems = tuple(problems)
        log.info("problems in the records:\n%s", "\n".join(str(problem) for problem in problems))
        page = render_problems(problems, self._workshop.settings)
        file = self._built.files.get_file_from_path(page.uri)
        if file is not None:
            self._build(self._built, file, page)

    def stale_uri(self, destination: str) -> str:
        """Gives the source address of the stale page that is written to a place below the site; empty for none."""
        return next((uri for uri, place in self._stale.items() if place == destination), "")

    def overview_place(self) -> str:
        """Where the overview is written, below the site; empty while nothing is built."""
        if self._built is None or self._workshop is None:
            return ""
        file = self._built.files.get_file_from_path(self._workshop.settings.overview_uri)
        return file.dest_uri if file else ""

    def is_written_last(self, destination: str) -> bool:
        """Says whether a place below the site holds something that is finished only after all pages."""
        return self._unfinished and (destination in self._files or destination == SearchIndex.DESTINATION)

    def bring(self, uri: str) -> None:
        """Makes a page anew, if it is stale, and has MkDocs build it if that made a difference."""
        if self._built is None or self._workshop is None or uri not in self._stale:
            return
        del self._stale[uri]
        page = self._workshop.page(uri)
        file = self._built.files.get_file_from_path(uri)
        if page is None:
            self._remove(self._built, (uri,))
        elif file is not None and _is_behind(file, page):
            self._build(self._built, file, page)

    def step(self) -> bool:
        """Makes one more stale page, or finishes when there is none; says whether there is more to do."""
        if self._stale:
            self.bring(next(iter(self._stale)))
            return True
        if self._unfinished:
            self._finish()
        return False

    def has_more(self) -> bool:
        """Says whether there is something to finish."""
        return self._unfinished and self._built is not None

    def _finish(self) -> None:
        if self._built is None or self._workshop is None:
            return
        self._unfinished = self.hurried = False
        self._built.index.write()
        if not self.problems:
            self._write_files(self._built, self._workshop)
        if self._project is not None:
            self._tell(self._project, self._built.config)
        self.changed.notify_all()

    def _write_files(self, built: Built, workshop: Workshop) -> None:
        """Writes the files for machines that changed; those that the site has itself stay."""
        now = {one.uri: one.content for one in workshop.files()}
        folder = Path(built.config.site_dir)
        for uri, content in now.items():
            if content != self._files.get(uri):
                (folder / uri).parent.mkdir(parents=True, exist_ok=True)
                (folder / uri).write_bytes(content)
        for uri in self._files.keys() - now.keys():
            (folder / uri).unlink(missing_ok=True)
        self._files = now

    def _is_in_nav(self, uri: str) -> bool:
        assert self._workshop is not None  # noqa: S101
        return uri.rpartition("/")[2] == "index.md" or uri == self._workshop.settings.overview_uri

    def _remove(self, built: Built, uris: Iterable[str]) -> None:
        for uri in uris:
            file = built.files.get_file_from_path(uri)
            self._stale.pop(uri, None)
            if file is not None and isinstance(file.page, FinishedPage):
                built.files.remove(file)
                built.index.forget(file.url)
                Path(file.abs_dest_path).unlink(missing_ok=True)

    def _build(self, built: Built, file: File, page: Page) -> None:
        """Has MkDocs build a page as it builds every page, hooks of other plugins included."""
        config = built.config
        if self._is_in_nav(page.uri):
            # The navigation holds this very object.
            assert isinstance(file.page, FinishedPage)  # noqa: S101 - only ours are built
            file.page.finished = page
        else:
            built.files.remove(file)
            self._add(built.files, page, config)
        added = built.files.get_file_from_path(page.uri)
        shown = added.page if added else None
        if not isinstance(shown, FinishedPage):
            return
        mkdocs_build._populate_page(shown, config, built.files)
        use_shell(built.env, shown)
        with built.index.entries_of(shown.url):
            mkdocs_build._build_page(shown, config, built.doc_files(), built.nav, built.env)


def _is_behind(file: File, page: Page) -> bool:
    """Whether a page of ours was built with something else in it, or not at all."""
    if not isinstance(file.page, FinishedPage):
        return False
    return file.page.finished != page or not Path(file.abs_dest_path).is_file()
