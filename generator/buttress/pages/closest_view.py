"""The constraints that hold with the least to spare: what is likeliest to break next."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING

from buttress.explanation import show_claim, tell_margin, tell_selectors
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
        margin: What it has to spare.
    """

    term: Term
    quality: str
    claim: str
    selectors: tuple[str, ...]
    constraint: Link
    margin: str


def view_closest(verdicts: Iterable[Verdict], index: SiteIndex, links: urls.Links) -> tuple[CloseView, ...]:
    """Gives the few constraints that hold with the smallest margins, for what their limits leave; the smallest first."""
    held = [(spare_of(one), one) for one in verdicts if one.state == "holds"]
    near = sorted((pair for pair in held if isfinite(pair[0])), key=lambda pair: pair[0])[:MOST_CLOSE]
    return tuple(_view(verdict, index, links) for _, verdict in near)


def spare_of(verdict: Verdict) -> float:
    """Gives the margin as a share of what the limit leaves; infinite where there is none to speak of.

    A latency of 200 ms leaves 200 ms, down to nothing. An availability of 99.9 % leaves 0.1 %, up to all.
    """
    margin, operator = verdict.margin, verdict.bound.constraint.require.operator
    # What has to be so and is so has nothing to spare, and nothing to fear.
    settled = operator == "=" and verdict.state == "holds"
    if margin is None or settled or not isfinite(margin):
        return inf
    limit = min(map(abs, verdict.limits), default=0.0)
    of_a_share = (
        operator in (">", ">=") and 0 < limit < 1 and not (verdict.assessment and verdict.assessment.unit)
    )
    left = 1 - limit if of_a_share and margin <= 1 - limit else limit
    return margin / (left or 1.0)


def _view(verdict: Verdict, index: SiteIndex, links: urls.Links) -> CloseView:
    constraint = verdict.bound.constraint
    quality = index.portfolio.qualities[constraint.quality]
    return CloseView(
        STATE_TERMS[verdict.state],
        quality.title,
        show_claim(constraint.require, quality),
        tell_selectors(constraint),
        link_constraint(verdict.bound, index, links),
        tell_margin(verdict, quality),
    )
