"""The trends of a decision: each constrained quality over the runs of its suite, in words and as a figure."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING

from buttress.explanation import (
    as_judged,
    fitting_unit,
    listed,
    name_of,
    part_words,
    say,
    show_claim,
    show_estimate,
    tell_selectors,
)
from buttress.pages import urls
from buttress.pages.draft import ASIDE, Crumb, Draft, search_page
from buttress.pages.figures.constraint_bars import limit_lines
from buttress.pages.figures.plot_layout import is_known
from buttress.pages.figures.plot_views import Axis
from buttress.pages.figures.trend_figure import Sparkline, Trend, TrendChange, TrendPoint
from buttress.pages.figures.trend_plot import render_sparkline
from buttress.pages.figures.trend_words import (
    informs_only,
    tell_deciding,
    tell_history,
    tell_marks,
    tell_size,
    tell_span,
)
from buttress.pages.measured_line import tell_measured
from buttress.pages.succession import tell_past
from buttress.pages.wording import STATE_TERMS, Term
from buttress.records import range_judged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from buttress.estimation import Estimate
    from buttress.pages.figures.trend_plot import TrendRenderer
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, Quality
    from buttress.verdicts import History, HistoryPoint, Verdict

FEWEST_RUNS = 2
"""A single run shows no trend."""


@dataclass(frozen=True, slots=True)
class TrendMark:
    """The history of a constraint in the space of a line, for its place on the decision's page.

    Attributes:
        figure: Placeholder id of the sparkline.
        svg: The sparkline.
        text: The history in a few words.
        href: Where all of it is told.
    """

    figure: str
    svg: Markup
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class TrendSection:
    """One constraint of the page."""

    anchor: str
    heading: str
    term: Term
    constraint: str
    told: tuple[str, ...]
    deciding: str
    figure: str


@dataclass(frozen=True, slots=True)
class TrendsView:
    """Everything that the template of a decision's trends prints."""

    decision: str
    sections: tuple[TrendSection, ...]
    as_of: str


def trends_uri(decision: str) -> str:
    """Gives the source address of the page that tells the trends of a decision."""
    return f"evidence/trends/{decision}.md"


def draft_trends(
    decision: Decision, histories: Sequence[History], index: SiteIndex, figures: TrendRenderer
) -> Draft | None:
    """Gives the page of a decision's trends, to be rendered; None where no constraint has two runs.

    Args:
        decision: The decision.
        histories: The history of each of its verdicts, in their order.
        index: The site.
        figures: What draws.
    """
    uri = trends_uri(decision.id)
    links = index.links(uri)
    verdicts = index.verdicts(decision.id)
    shown = [pair for pair in zip(verdicts, histories, strict=True) if len(pair[1].points) >= FEWEST_RUNS]
    if not shown:
        return None
    anchors = urls.anchors_of("constraint", (one.id for one in decision.constraints))
    sections, drawn = [], {}
    for verdict, history in shown:
        constraint = verdict.bound.constraint
        section = _section(verdict, history, anchors[constraint.id], index, links)
        trend = view_trend(verdict, history, section.figure, section.told, index, links)
        sections.append(section)
        drawn[section.figure] = str(figures.render_trend(trend))
    title = say("Trends: {title}", title=decision.title)
    qualities = listed(
        list(dict.fromkeys(index.portfolio.qualities[one.bound.constraint.quality].title for one, _ in shown))
    )
    return Draft(
        uri=uri,
        title=title,
        template="trend.html",
        view=TrendsView(decision.title, tuple(sections), index.judgement.as_of.isoformat()),
        crumbs=(
            Crumb(say("Decisions"), links.to(urls.DECISIONS)),
            Crumb(decision.title, links.to(urls.decision_uri(decision.id))),
        ),
        figures=drawn,
        search=(search_page(title, boost=ASIDE),),
        description=say(
            "How {qualities} of “{title}” changed from run to run.", qualities=qualities, title=decision.title
        ),
        source=index.source("decision", decision.id),
        updated=max(point.day for _, history in shown for point in history.points),
        past=tell_past(decision, index, links),
        measured=tell_measured((point.run for _, history in shown for point in history.points), index, links),
    )


def mark_trend(
    verdict: Verdict, history: History, anchor: str, index: SiteIndex, links: urls.Links
) -> TrendMark | None:
    """Gives the mark of a constraint's history; None where it has fewer than two runs.

    Args:
        verdict: The verdict of the constraint.
        history: Its history.
        anchor: Fragment id of the constraint, on its decision's page and on that of the trends alike.
        index: The site.
        links: Addresses as seen from the page that bears the mark.
    """
    if len(history.points) < FEWEST_RUNS:
        return None
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, index.portfolio.qualities[constraint.quality])
    told = tell_span(history, informs_only=informs_only(history, verdict))
    return TrendMark(
        figure=f"spark-{anchor}",
        svg=render_sparkline(_sparkline(verdict, history, quality, told)),
        text=told,
        href=links.to(trends_uri(verdict.bound.decision), anchor),
    )


def view_trend(
    verdict: Verdict,
    history: History,
    figure: str,
    told: Sequence[str],
    index: SiteIndex,
    links: urls.Links,
) -> Trend:
    """Gives the history of a constraint as a figure, still to be drawn.

    Args:
        verdict: The verdict of the constraint.
        history: Its history, with at least one point.
        figure: Id of the figure on its page.
        told: The history in sentences.
        index: The site.
        links: Addresses as seen from the page.
    """
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, index.portfolio.qualities[constraint.quality])
    unit, factor = _scale_of(history, quality)
    broken = history.first_broken
    changes = (
        TrendChange(
            change.place,
            change.found.median_before * factor,
            change.found.median_after * factor,
            tell_size(change, quality, signed=True),
        )
        for change in history.changes
    )
    return Trend(
        id=figure,
        title=f"{quality.title.partition(' (')[0]}{part_words(constraint)} over {len(history.points)} runs",
        description=" ".join(told),
        axis=_axis(verdict, history, quality, unit, factor),
        points=tuple(_point(point, history, verdict, quality, factor, links) for point in history.points),
        changes=tuple(changes),
        broken=history.points.index(broken) if broken else None,
    )


def _section(
    verdict: Verdict, history: History, anchor: str, index: SiteIndex, links: urls.Links
) -> TrendSection:
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, index.portfolio.qualities[constraint.quality])
    decision = index.portfolio.decisions[verdict.bound.decision]
    option = decision.option(verdict.bound.option)
    other = (say("of {name}", name=option.name),) if option and option.id != decision.chosen else ()
    claim = show_claim(constraint.require, quality)
    return TrendSection(
        anchor=anchor,
        heading=" ".join((quality.title.partition(" (")[0], claim, *tell_selectors(constraint), *other)),
        term=STATE_TERMS[verdict.state],
        constraint=links.to(urls.decision_uri(decision.id), anchor),
        told=tell_history(history, quality),
        deciding=tell_deciding(history, verdict),
        figure=f"trend-{anchor}",
    )


def _scale_of(history: History, quality: Quality) -> tuple[str, float]:
    """The unit of the axis, fitting the middle value, and what numbers in the quality's unit are multiplied by."""
    values = sorted(point.value for point in history.points if point.value is not None)
    return fitting_unit(values[len(values) // 2], quality) if values else (quality.unit, 1.0)


def _axis(verdict: Verdict, history: History, quality: Quality, unit: str, factor: float) -> Axis:
    positive = all(point.value is None or point.value >= 0 for point in history.points)
    return Axis(
        name_of(quality)[:1].upper() + name_of(quality)[1:],
        unit,
        quality.direction,
        limit_lines(verdict, quality, factor),
        bounds=(0.0 if positive else -inf, factor * range_judged(verdict.bound.constraint, quality)[1]),
    )


def _point(
    point: HistoryPoint,
    history: History,
    verdict: Verdict,
    quality: Quality,
    factor: float,
    links: urls.Links,
) -> TrendPoint:
    estimate = point.estimate
    shown = show_estimate(estimate, quality, verdict.limits) if estimate else None
    low, high = _whisker(estimate, factor)
    changed = f"{' and '.join(point.changed)} changed" if point.changed else ""
    return TrendPoint(
        label=history.when(point),
        value=None if point.value is None else point.value * factor,
        low=low,
        high=high,
        said=point.said,
        fresh=point.fresh,
        touched=bool(point.changed),
        link=links.to(urls.run_uri(point.run)),
        text=f"{shown.text} ({shown.interval})" if shown and shown.interval else shown.text if shown else "",
        remark="; ".join(
            text for text in (*tell_marks(point, history, quality), changed, point.reason) if text
        ),
    )


def _whisker(estimate: Estimate | None, factor: float) -> tuple[float | None, float | None]:
    """The ends of the interval, None where it is open or there is none to show."""
    if estimate is None or estimate.lower == estimate.upper:
        return None, None
    low, high = (bound * factor if isfinite(bound) else None for bound in (estimate.lower, estimate.upper))
    return low, high


def _sparkline(verdict: Verdict, history: History, quality: Quality, told: str) -> Sparkline:
    last = next((point for point in reversed(history.points) if is_known(point.value)), history.points[-1])
    return Sparkline(
        tuple(point.value for point in history.points),
        limit_lines(verdict, quality),
        last.said,
        f"{quality.title}: {told}",
        last.fresh,
    )
