"""The constraints that hold with the least to spare: what is likeliest to break next."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from buttress.explanation import show_claim, spare_of, tell_selectors, tell_spare
from buttress.pages.record_links import Link, link_constraint
from buttress.pages.wording import STATE_TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.verdicts import Verdict

MOST_CLOSE = 5


@dataclass(frozen=True, slots=True)
class CloseView:
    """One constraint that holds.

    Attributes:
        term: Its verdict.
        quality: Title of the quality.
        claim: The limit.
        selectors: What narrows the claim.
        constraint: Its place on the page of its decision or system.
        margin: What it has to spare, with the share by which the list goes.
    """

    term: Term
    quality: str
    claim: str
    selectors: tuple[str, ...]
    constraint: Link
    margin: str


def view_closest(verdicts: Iterable[Verdict], index: SiteIndex, links: urls.Links) -> tuple[CloseView, ...]:
    """Gives the few constraints that hold with the smallest shares to spare, which they tell; the smallest first."""
    qualities = index.portfolio.qualities
    held = [
        (spare_of(one, qualities[one.bound.constraint.quality]).share, one)
        for one in verdicts
        if one.state == "holds"
    ]
    near = sorted((pair for pair in held if isfinite(pair[0])), key=lambda pair: pair[0])[:MOST_CLOSE]
    return tuple(_view(verdict, index, links) for _, verdict in near)


def _view(verdict: Verdict, index: SiteIndex, links: urls.Links) -> CloseView:
    constraint = verdict.bound.constraint
    quality = index.portfolio.qualities[constraint.quality]
    return CloseView(
        STATE_TERMS[verdict.state],
        quality.title,
        show_claim(constraint.require, quality),
        tell_selectors(constraint),
        link_constraint(verdict.bound, index, links),
        tell_spare(verdict, quality),
    )
