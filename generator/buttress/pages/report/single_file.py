"""A report as one self-contained HTML file: no request is needed to read it, and none is allowed to it."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages import urls
from buttress.pages.decision.decision_view import DecisionView, draft_decision
from buttress.pages.figures.plots import FigureRenderer
from buttress.pages.portfolio.changes_view import draft_changes
from buttress.pages.prose import ProseRenderer
from buttress.pages.rendering import render_drafts
from buttress.pages.report.embedding import embed_page, settle_links
from buttress.pages.report.report_links import index_report
from buttress.pages.report.report_view import ReportView, view_report
from buttress.pages.site_index import index_site
from buttress.pages.system.system_view import SystemView, draft_system
from buttress.pages.templates_folder import make_environment, templates_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Environment

    from buttress.graph import Linked
    from buttress.pages.draft import Draft
    from buttress.pages.page import SiteSettings
    from buttress.pages.report.report_links import ReportIndex
    from buttress.storage import Reading
    from buttress.tradeoff import Comparison
    from buttress.verdicts import Judgement

STYLES = "assets/buttress"
BASE_STYLE = "report/report.css"
SCRIPTS = ("assets/buttress/10-tables.js",)
_DARK = re.compile(r'\[data-md-color-scheme="slate"\]([^{}]*)\{([^{}]*)\}')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report, with what it is called in the list of contents."""

    place: str
    title: str
    html: Markup
    of_system: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that the template of a report prints.

    Attributes:
        front: How everything stands.
        changes: What changes against a base; None without one.
        parts: The systems and decisions.
        style: All style sheets.
        script: What filters and sorts tables.
        policy: What the file may load: its own style and script, by their digests, and nothing else.
    """

    front: ReportView
    changes: Part | None
    parts: tuple[Part, ...]
    style: Markup
    script: Markup
    policy: str


def render_report(
    linked: Linked,
    judgement: Judgement,
    comparisons: Mapping[str, Comparison],
    reading: Reading,
    settings: SiteSettings,
) -> str:
    """Gives everything that a portfolio's verdicts rest on as one HTML file.

    Args:
        linked: The linked portfolio.
        judgement: The verdicts.
        comparisons: Decision to the comparison of its options.
        reading: The way back to the files.
        settings: How pages are to be made; its difference comes first.
    """
    environment = make_environment(settings.overrides, settings.language)
    index = index_report(index_site(linked, judgement, comparisons, reading, settings, ProseRenderer()))
    parts = tuple(_parts(index, environment))
    changes = [part for part in parts if part.place == index.places[urls.CHANGES]]
    style, script = read_style(), _read_scripts()
    document = Document(
        view_report(index, {run: index.places[urls.run_uri(run)] for run in index.portfolio.runs}),
        changes[0] if changes else None,
        tuple(part for part in parts if part not in changes),
        Markup(style),  # noqa: S704 - our own files
        Markup(script),  # noqa: S704 - our own files
        _policy(style, script),
    )
    return settle_links(
        environment.get_template("report.html").render(document=document, view=document.front)
    )


def _parts(index: ReportIndex, environment: Environment) -> Iterator[Part]:
    drafts = tuple(_drafts(index, FigureRenderer(environment)))
    for draft, page in zip(drafts, render_drafts(drafts, environment), strict=True):
        place = index.places[draft.uri]
        html = Markup(embed_page(page, place))  # noqa: S704 - a finished page
        yield Part(place, draft.title, html, of_system=draft.template == "report_system.html")


def _drafts(index: ReportIndex, figures: FigureRenderer) -> Iterator[Draft]:
    """The parts in reading order: each system with its decisions, then those without one."""
    if index.settings.difference or index.settings.base_problem:
        yield draft_changes(index)
    systems = index.portfolio.systems
    for name in (*systems, *(one for one in index.siblings if one not in systems)):
        if name in systems:
            yield _plain(draft_system(systems[name], index, figures), "report_system.html")
        for decision in index.siblings.get(name, ()):
            yield _plain(draft_decision(decision, index, figures), "report_decision.html")


def _plain(draft: Draft, template: str) -> Draft:
    """A page without what only a site has: the way to it, and drawings of its surroundings."""
    view = draft.view
    if isinstance(view, DecisionView):
        view = replace(view, explorer="", assurance=None)
    elif isinstance(view, SystemView):
        view = replace(view, assurance=None)
    return replace(draft, template=template, view=view, crumbs=(), diagrams={}, changed=None)


def read_style() -> str:
    """Gives the style sheets of the site behind what stands in for the theme, dark where the reader's system is."""
    root = templates_root()
    sheets = [root / BASE_STYLE, *sorted((root / STYLES).glob("*.css"))]
    css = _COMMENT.sub("", "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))
    dark = _DARK.sub(r"@media (prefers-color-scheme: dark) { [data-md-color-scheme]\1{\2} }", css)
    return "\n".join(line.strip() for line in dark.splitlines() if line.strip())


def _read_scripts() -> str:
    root = templates_root()
    return "\n".join((root / script).read_text(encoding="utf-8") for script in SCRIPTS)


def _policy(style: str, script: str) -> str:
    own = {
        name: b64encode(sha256(text.encode()).digest()).decode()
        for name, text in (("style", style), ("script", script))
    }
    allowed = "; ".join(f"{name}-src 'sha256-{digest}'" for name, digest in own.items())
    return f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action 'none'"
