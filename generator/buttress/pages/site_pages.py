"""The site: a flat list of pages, and the files for machines beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.decision_index_view import draft_decision_index
from buttress.pages.decision_view import draft_decision
from buttress.pages.evidence_view import draft_evidence_index, draft_hardware, draft_suite
from buttress.pages.explorer_view import draft_explorer
from buttress.pages.model_card_view import draft_model_card, draft_model_index
from buttress.pages.overview_view import draft_overview
from buttress.pages.page import Site
from buttress.pages.pattern_view import draft_pattern, draft_pattern_index
from buttress.pages.plots import FigureRenderer
from buttress.pages.problems_view import draft_problems
from buttress.pages.prose import ProseRenderer
from buttress.pages.quality_view import draft_quality, draft_quality_index
from buttress.pages.rendering import render_drafts
from buttress.pages.run_view import draft_run
from buttress.pages.site_index import index_site
from buttress.pages.system_index_view import draft_system_index
from buttress.pages.system_view import draft_system
from buttress.pages.templates_folder import make_environment, templates_root
from buttress.pages.trend_plot import TrendRenderer
from buttress.pages.trend_view import draft_trends

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.errors import Problem
    from buttress.graph import Linked
    from buttress.pages.draft import Draft
    from buttress.pages.page import Page, SiteFile, SiteSettings
    from buttress.pages.site_index import SiteIndex
    from buttress.storage import Reading
    from buttress.tradeoff import Comparison
    from buttress.verdicts import Judgement


def render_site(
    linked: Linked,
    judgement: Judgement,
    comparisons: Mapping[str, Comparison],
    reading: Reading,
    settings: SiteSettings,
) -> Site:
    """Gives every page of the site, and its files for machines.

    Args:
        linked: The linked portfolio.
        judgement: The verdicts.
        comparisons: Decision to the comparison of its options.
        reading: The way back to the files.
        settings: How the pages are to be made.
    """
    environment = make_environment(settings.overrides)
    index = index_site(linked, judgement, comparisons, reading, settings, ProseRenderer())
    drafts = tuple(_drafts(index, FigureRenderer(environment), TrendRenderer(environment)))
    return Site(render_drafts(drafts, environment, settings.cache), tuple(_files(index)))


def render_problems(problems: Sequence[Problem], settings: SiteSettings) -> Page:
    """Gives the page that stands in for the site while its input has mistakes: all of them, by file."""
    environment = make_environment(settings.overrides)
    return render_drafts((draft_problems(problems, settings),), environment)[0]


def assets() -> tuple[tuple[str, bytes], ...]:
    """Gives the style sheets and scripts that ship with the site, each with its address below the site's root.

    The parts of a folder are joined in the order of their names: many small files to write, one to load.
    """
    bundles = (path for path in sorted((templates_root() / "assets").iterdir()) if path.is_dir())
    return tuple(
        (f"{urls.ASSETS}/{folder.name}{suffix}", b"\n".join(part.read_bytes() for part in parts))
        for folder in bundles
        for suffix in (".css", ".js")
        if (parts := sorted(folder.glob(f"*{suffix}")))
    )


def shared_assets() -> tuple[str, ...]:
    """Gives the addresses of the assets that every page loads; pages name the others where they need them."""
    return tuple(uri for uri, _ in assets() if Path(uri).stem == "buttress")


def _files(_: SiteIndex) -> Iterator[SiteFile]:
    """What machines read, beside the pages."""
    yield from ()


def _drafts(index: SiteIndex, figures: FigureRenderer, trends: TrendRenderer) -> Iterator[Draft]:
    portfolio = index.portfolio
    yield draft_overview(index)
    yield draft_decision_index(index)
    for decision in portfolio.decisions.values():
        yield draft_decision(decision, index, figures)
        told = draft_trends(decision, index.histories.get(decision.id, ()), index, trends)
        if told is not None:
            yield told
        explorer = draft_explorer(decision, index)
        if explorer is not None:
            yield explorer
    if portfolio.systems:
        yield draft_system_index(index)
    for system in portfolio.systems.values():
        yield draft_system(system, index, figures)
    if portfolio.model_cards:
        yield draft_model_index(index)
    for card in portfolio.model_cards.values():
        yield draft_model_card(card, index)
    yield from _evidence_drafts(index)
    yield from _catalogue_drafts(index)


def _evidence_drafts(index: SiteIndex) -> Iterator[Draft]:
    portfolio = index.portfolio
    yield draft_evidence_index(index)
    for suite in portfolio.benchmarks.values():
        yield draft_suite(suite, index)
    for run in portfolio.runs.values():
        yield draft_run(run, index)
    for hardware in portfolio.hardware.values():
        yield draft_hardware(hardware, index)


def _catalogue_drafts(index: SiteIndex) -> Iterator[Draft]:
    portfolio = index.portfolio
    yield draft_quality_index(index)
    for quality in portfolio.qualities.values():
        yield draft_quality(quality, index)
    if portfolio.patterns:
        yield draft_pattern_index(index)
    for pattern in portfolio.patterns.values():
        yield draft_pattern(pattern, index)
