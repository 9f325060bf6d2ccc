"""Everything that is judged -> the site, all at once or page by page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from buttress.pages.catalogue.glossary_gathering import gather_glossary
from buttress.pages.figures.drawings import Drawings
from buttress.pages.figures.plots import FigureRenderer
from buttress.pages.figures.trend_plot import TrendRenderer
from buttress.pages.machine.head import render_head
from buttress.pages.page import Site
from buttress.pages.prose import ProseRenderer
from buttress.pages.rendering import render_drafts, stream_drafts
from buttress.pages.site_index import index_site
from buttress.pages.site_pages import plan_files, plan_pages
from buttress.pages.templates_folder import make_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from buttress.graph import Linked
    from buttress.pages.draft import Draft
    from buttress.pages.page import Page, SiteFile, SiteSettings
    from buttress.pages.site_index import SiteIndex
    from buttress.pages.site_pages import Sheet
    from buttress.records import Portfolio
    from buttress.storage import Reading
    from buttress.tradeoff import Comparison
    from buttress.verdicts import Judgement


class SiteMaker:
    """Makes pages one by one from the same templates, glossary and converted prose.

    Args:
        portfolio: Where the glossary comes from: one maker serves as long as terms and patterns stay as they are.
        settings: How the pages are to be made.
    """

    def __init__(self, portfolio: Portfolio, settings: SiteSettings) -> None:
        self._settings = settings
        self._environment = make_environment(settings.overrides, settings.language)
        self._glossary = gather_glossary(portfolio, directory_urls=settings.directory_urls)
        self._prose = ProseRenderer(self._glossary)
        self._figures = FigureRenderer(self._environment)
        self._trends = TrendRenderer(self._environment)
        self._drawings = Drawings(settings.cache)
        self.tools: tuple[object, ...] = (self._figures, self._trends)
        """What sheets are handed beside records and the index."""
        self._head = partial(render_head, settings=settings)

    def index(
        self,
        linked: Linked,
        judgement: Judgement,
        comparisons: Mapping[str, Comparison],
        reading: Reading,
    ) -> SiteIndex:
        """Gives what every page may look up."""
        return index_site(linked, judgement, comparisons, reading, self._settings, self._prose)

    def sheets(self, index: SiteIndex) -> Iterator[Sheet]:
        """Gives the pages that are to be drafted, in their order."""
        return plan_pages(index, self._figures, self._trends)

    def files(self, index: SiteIndex) -> tuple[SiteFile, ...]:
        """Gives the files for machines."""
        return tuple(plan_files(index))

    def render(self, drafts: Sequence[Draft]) -> tuple[Page, ...]:
        """Gives the finished pages of drafts, in their order."""
        return render_drafts(drafts, self._environment, self._drawings, self._glossary, self._head)

    def keep_drawings(self) -> None:
        """Leaves the drawings of the pages that were rendered to the next build."""
        self._drawings.keep()

    def render_all(self, index: SiteIndex) -> Iterator[Page]:
        """Gives all pages one by one, each drafted shortly before, and keeps their drawings for the next build."""
        drafts = (draft for sheet in self.sheets(index) if (draft := sheet()) is not None)
        yield from stream_drafts(drafts, self._environment, self._drawings, self._glossary, self._head)
        self._drawings.keep()


def render_site(
    linked: Linked,
    judgement: Judgement,
    comparisons: Mapping[str, Comparison],
    reading: Reading,
    settings: SiteSettings,
    keep: Callable[[Page], Page] | None = None,
) -> Site:
    """Gives every page of the site, and its files for machines.

    Args:
        linked: The linked portfolio.
        judgement: The verdicts.
        comparisons: Decision to the comparison of its options.
        reading: The way back to the files.
        settings: How the pages are to be made.
        keep: Gives what is held of a page as soon as it is finished; by default all of it.
    """
    maker = SiteMaker(linked.portfolio, settings)
    index = maker.index(linked, judgement, comparisons, reading)
    pages = maker.render_all(index)
    return Site(tuple(map(keep, pages) if keep else pages), maker.files(index))
