"""What a decision stands among: assumptions about the world, risks, and other decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.pages.record_links import Link, link_decision
from buttress.pages.wording import RELATION_WORDS

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision


@dataclass(frozen=True, slots=True)
class RiskView:
    """One risk."""

    text: Markup
    likelihood: str
    impact: str
    mitigation: Markup


@dataclass(frozen=True, slots=True)
class AssumptionView:
    """One assumption."""

    text: Markup
    kind: str
    review_by: str
    due: bool


@dataclass(frozen=True, slots=True)
class RelationView:
    """The decisions to which one stands in one relation."""

    words: str
    others: tuple[Link, ...]


def view_assumptions(decision: Decision, index: SiteIndex) -> tuple[AssumptionView, ...]:
    """Gives the assumptions of a decision for its page."""
    today = index.judgement.as_of
    return tuple(
        AssumptionView(
            index.prose.render_inline(one.text),
            one.kind,
            one.review_by.isoformat() if one.review_by else "",
            one.review_by is not None and one.review_by < today,
        )
        for one in decision.assumptions
    )


def view_risks(decision: Decision, index: SiteIndex) -> tuple[RiskView, ...]:
    """Gives the risks of a decision for its page."""
    prose = index.prose
    return tuple(
        RiskView(
            prose.render_inline(risk.text),
            risk.likelihood or "",
            risk.impact or "",
            prose.render_inline(risk.mitigation),
        )
        for risk in decision.risks
    )


def view_relations(decision: Decision, index: SiteIndex, links: urls.Links) -> tuple[RelationView, ...]:
    """Gives how a decision stands to others, by relation; ``links`` are addresses as seen from its page."""
    found: dict[str, list[Link]] = {}
    for relation, other in index.neighbours.get(decision.id, ()):
        found.setdefault(relation, []).append(link_decision(other, index, links))
    return tuple(
        RelationView(RELATION_WORDS[relation], tuple(found[relation]))
        for relation in RELATION_WORDS
        if relation in found
    )
