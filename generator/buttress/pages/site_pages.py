"""The site: a flat list of pages, and the files for machines beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from buttress.errors import ProjectError
from buttress.pages.assurance.assurance_view import draft_assurance, draft_system_assurance
from buttress.pages.catalogue.catalogue_view import draft_catalogue
from buttress.pages.catalogue.glossary_view import draft_glossary
from buttress.pages.catalogue.pattern_view import draft_anti_pattern_index, draft_pattern, draft_pattern_index
from buttress.pages.catalogue.quality_index_view import draft_quality_index
from buttress.pages.catalogue.quality_view import draft_quality
from buttress.pages.catalogue.tags_view import draft_tags
from buttress.pages.decision.decision_view import draft_decision
from buttress.pages.decision.trend_view import draft_trends
from buttress.pages.evidence.evidence_view import draft_evidence_index, draft_hardware, draft_suite
from buttress.pages.evidence.run_view import draft_run
from buttress.pages.explorer.explorer_view import draft_explorer
from buttress.pages.machine.machine_files import write_machine_files
from buttress.pages.models.factsheet_view import draft_factsheet
from buttress.pages.models.interface_view import draft_interface
from buttress.pages.models.model_card_view import draft_model_card
from buttress.pages.models.model_index_view import draft_model_index
from buttress.pages.portfolio.changes_view import draft_changes
from buttress.pages.portfolio.decision_index_view import draft_decision_index
from buttress.pages.portfolio.map_view import draft_map, draft_system_map
from buttress.pages.portfolio.overview_view import draft_overview
from buttress.pages.portfolio.timeline_view import draft_timeline
from buttress.pages.problems_view import draft_problems
from buttress.pages.rendering import render_drafts
from buttress.pages.system.system_index_view import draft_system_index
from buttress.pages.system.system_view import draft_system
from buttress.pages.templates_folder import make_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.errors import Problem
    from buttress.pages.draft import Draft
    from buttress.pages.figures.plots import FigureRenderer
    from buttress.pages.figures.trend_plot import TrendRenderer
    from buttress.pages.page import Page, SiteFile, SiteSettings
    from buttress.pages.site_index import SiteIndex

Sheet = Callable[[], "Draft | None"]
"""A page yet to be drafted, None where there is nothing to tell: a `partial` of the function that drafts it."""


def render_problems(problems: Sequence[Problem], settings: SiteSettings) -> Page:
    """Gives the page that stands in for the site while its input has mistakes: all of them, by file."""
    draft = draft_problems(problems, settings)
    try:
        return render_drafts((draft,), make_environment(settings.overrides, settings.language))[0]
    except ProjectError:
        # The site's own templates are what needs mending.
        return render_drafts((draft,), make_environment())[0]


def plan_files(index: SiteIndex) -> Iterator[SiteFile]:
    """Gives what machines read, beside the pages."""
    yield from write_machine_files(index)


def plan_pages(index: SiteIndex, figures: FigureRenderer, trends: TrendRenderer) -> Iterator[Sheet]:
    """Gives the sheets of the site, in the order of its pages; nothing is drafted yet."""
    portfolio = index.portfolio
    yield partial(draft_overview, index)
    yield partial(draft_changes, index)
    yield partial(draft_decision_index, index)
    yield partial(draft_timeline, index)
    yield partial(draft_map, index)
    for decision in portfolio.decisions.values():
        yield partial(draft_decision, decision, index, figures)
        yield partial(draft_trends, decision, index.histories.get(decision.id, ()), index, trends)
        yield partial(draft_explorer, decision, index)
        yield partial(draft_assurance, decision, index)
    if portfolio.systems:
        yield partial(draft_system_index, index)
    for system in portfolio.systems.values():
        yield partial(draft_system, system, index, figures)
        yield partial(draft_system_assurance, system, index)
        yield partial(draft_system_map, system, index)
    if portfolio.model_cards:
        yield partial(draft_model_index, index)
    for card in portfolio.model_cards.values():
        yield partial(draft_model_card, card, index)
        yield partial(draft_factsheet, card, index)
        yield partial(draft_interface, card, index)
    yield from _evidence_sheets(index)
    yield from _catalogue_sheets(index)


def _evidence_sheets(index: SiteIndex) -> Iterator[Sheet]:
    portfolio = index.portfolio
    yield partial(draft_evidence_index, index)
    for suite in portfolio.benchmarks.values():
        yield partial(draft_suite, suite, index)
    for run in portfolio.runs.values():
        yield partial(draft_run, run, index)
    for hardware in portfolio.hardware.values():
        yield partial(draft_hardware, hardware, index)


def _catalogue_sheets(index: SiteIndex) -> Iterator[Sheet]:
    portfolio = index.portfolio
    yield partial(draft_catalogue, index)
    yield partial(draft_quality_index, index)
    for quality in portfolio.qualities.values():
        yield partial(draft_quality, quality, index)
    yield partial(draft_pattern_index, index)
    yield partial(draft_anti_pattern_index, index)
    for pattern in portfolio.patterns.values():
        yield partial(draft_pattern, pattern, index)
    yield partial(draft_glossary, index)
    yield partial(draft_tags, index)
