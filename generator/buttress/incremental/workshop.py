"""A site in the making: what was made stays, and what an edit made stale is made anew when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from buttress.incremental.ledger import Ledger
from buttress.incremental.sameness import same
from buttress.incremental.sheets import PlannedPage, read_plan
from buttress.pages import Site, SiteMaker
from buttress.pipeline import judge_reading
from buttress.storage import FileMemory, read_portfolio

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from buttress.pages import Draft, Page, Sheet, SiteFile, SiteIndex, SiteSettings
    from buttress.project import Project
    from buttress.records import Portfolio

_AT_ONCE = 200
"""Most drafts at a time: they are large, and drawing gains little from more."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a look at the folder found.

    Attributes:
        project: Everything that is written there now, judged.
        added: Addresses of pages that were not there before.
        removed: Addresses of pages that are no longer there.
        stale: Addresses of the other pages that may have changed; `Workshop.page` makes them anew.
    """

    project: Project
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


class Workshop:
    """Keeps the site of a folder of records, of which only what changed is made anew.

    What it gives is what `render_site` gives of the folder as it was when it last looked, page by page. It is not for
    several threads at once.

    Args:
        root: The folder of the records.
        settings: How the pages are made.
        as_of: The day that counts as today.
    """

    def __init__(self, root: Path, settings: SiteSettings, as_of: date) -> None:
        self.settings = settings
        self.as_of = as_of
        self._root = root
        self._memory = FileMemory()
        self._ledger = Ledger()
        self._everywhere: tuple[object, ...] = ()
        self._maker: SiteMaker | None = None
        self._index: SiteIndex | None = None
        self._plan: dict[Hashable, PlannedPage] = {}
        self._pages: dict[Hashable, Page | None] = {}
        self._keys: dict[str, Hashable] = {}
        self._files: tuple[SiteFile, ...] = ()
        self._settled = False

    def refresh(self) -> Change:
        """Reads and judges what changed in the folder, and says what that means for the pages.

        Pages that are new are made at once, since nothing else tells their addresses.

        Raises:
            ProjectError: With every problem of every file at once; the pages stay as they were until it is mended.
        """
        self._settled = False
        reading = read_portfolio(self._root, self._memory)
        if not reading.problems:
            self._look_everywhere(reading.portfolio)
        project = judge_reading(reading, self.as_of, self.settings.cache, self._ledger)
        self._lay_out(reading.portfolio, project)
        before = dict(self._keys)
        self._forget_gone()
        self._make(key for key in self._plan if self._pages.get(key) is None and self._is_stale(key))
        self._settled = True
        return Change(
            project,
            added=tuple(uri for uri in self._keys if uri not in before),
            removed=tuple(uri for uri in before if uri not in self._keys),
            stale=tuple(uri for uri, key in self._keys.items() if self._is_stale(key)),
        )

    def page(self, uri: str) -> Page | None:
        """Gives the page at an address as it is now, made anew if need be; None where there is none any more.

        While the folder has problems, pages are given as they were when it had none.
        """
        key = self._keys.get(uri)
        if self._settled and key is not None and self._is_stale(key):
            self._make([key])
        key = self._keys.get(uri)
        return None if key is None else self._pages[key]

    def files(self) -> tuple[SiteFile, ...]:
        """Gives the files for machines, made anew each time; only after a look at the folder that found no problem."""
        assert self._maker is not None  # noqa: S101 - somebody looked
        assert self._index is not None  # noqa: S101
        self._files = self._maker.files(self._index)
        return self._files

    def site(self) -> Site:
        """Gives the whole site, after a look at the folder that found no problem."""
        self._make(key for key in self._plan if self._is_stale(key))
        if self._maker is not None:
            self._maker.keep_drawings()
        return Site(tuple(page for key in self._plan if (page := self._pages[key])), self.files())

    def last_made(self) -> Site:
        """Gives the site as it was made last, whatever has changed since."""
        return Site(tuple(page for page in self._pages.values() if page), self._files)

    def has_clashes(self) -> bool:
        """Says whether several pages would have one address."""
        return len(self._keys) < sum(page is not None for page in self._pages.values())

    def _look_everywhere(self, portfolio: Portfolio) -> None:
        """Starts over where something changed that pages find in other ways than by looking it up.

        Answers hold qualities, and prose is searched for terms and the names of patterns.
        """
        everywhere = tuple(
            dict(records) for records in (portfolio.qualities, portfolio.patterns, portfolio.terms)
        )
        if not same(everywhere, self._everywhere):
            self._everywhere, self._ledger, self._maker = everywhere, Ledger(), None

    def _lay_out(self, portfolio: Portfolio, project: Project) -> None:
        maker = self._maker = self._maker or SiteMaker(portfolio, self.settings)
        index = maker.index(project.linked, project.judgement, project.comparisons, project.reading)
        self._index = self._ledger.watch("index", index)
        plan = read_plan(maker.sheets(self._index), (self._index, *maker.tools))
        for key, planned in self._plan.items():
            if key in plan and not same(plan[key].given, planned.given):
                self._ledger.drop(_drafted(key))
        self._plan = plan

    def _forget_gone(self) -> None:
        for key in [key for key in self._pages if key not in self._plan]:
            self._ledger.drop(_drafted(key))
            self._keep(key, None)
            del self._pages[key]

    def _is_stale(self, key: Hashable) -> bool:
        return not self._ledger.keeps(_drafted(key))

    def _make(self, keys: Iterable[Hashable]) -> None:
        """Drafts pages and renders them, many together: their diagrams are drawn the faster the more there are."""
        waiting = tuple(keys)
        for start in range(0, len(waiting), _AT_ONCE):
            self._make_together(waiting[start : start + _AT_ONCE])

    def _make_together(self, asked: tuple[Hashable, ...]) -> None:
        assert self._maker is not None  # noqa: S101 - there is a plan
        try:
            drafts = dict(self._draft(asked))
            pages = dict(zip(drafts, self._maker.render(tuple(drafts.values())), strict=True))
        except BaseException:
            for key in asked:
                self._ledger.drop(_drafted(key))
            raise
        for key in asked:
            self._keep(key, pages.get(key))

    def _draft(self, keys: Iterable[Hashable]) -> Iterator[tuple[Hashable, Draft]]:
        for key in keys:
            found: list[Draft] = []
            # The ledger keeps what was read and not the draft, which is large and of no use once it is rendered.
            self._ledger.once(_drafted(key), partial(_put_draft, found, self._plan[key].sheet))
            yield from ((key, draft) for draft in found)

    def _keep(self, key: Hashable, page: Page | None) -> None:
        before = self._pages.get(key)
        if before is not None and self._keys.get(before.uri) == key and (not page or page.uri != before.uri):
            del self._keys[before.uri]
        if page is not None:
            self._keys.setdefault(page.uri, key)
        self._pages[key] = page


def _put_draft(found: list[Draft], sheet: Sheet) -> None:
    draft = sheet()
    if draft is not None:
        found.append(draft)


def _drafted(key: Hashable) -> Hashable:
    return ("drafted", key)
