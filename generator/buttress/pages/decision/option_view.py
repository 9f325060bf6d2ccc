"""A considered option as a reader sees it: what it is, what speaks for and against it, and what measures it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.record_links import Link
from buttress.pages.wording import FEASIBILITY_TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, Option
    from buttress.tradeoff import Comparison


@dataclass(frozen=True, slots=True)
class OptionView:
    """One considered option."""

    id: str
    anchor: str
    name: str
    chosen: bool
    feasibility: Term | None
    description: Markup
    pros: tuple[Markup, ...]
    cons: tuple[Markup, ...]
    neutral: tuple[Markup, ...]
    model: Link | None
    evidence: Link | None
    extensions: Mapping[str, Any]


def view_option(decision: Decision, option: Option, index: SiteIndex, links: urls.Links) -> OptionView:
    """Gives an option of a decision for its page; ``links`` are addresses as seen from there."""
    comparison: Comparison | None = index.comparisons.get(decision.id)
    row = comparison.row(option.id) if comparison else None
    judged = bool(index.verdicts(decision.id))
    card = index.linked.card_of.get((decision.id, option.id))
    binding = index.linked.binding_of.get((decision.id, option.id))
    suite = index.portfolio.benchmarks[binding.suite] if binding else None
    return OptionView(
        id=option.id,
        anchor=urls.anchor_of("option", option.id),
        name=option.name,
        chosen=option.id == decision.chosen,
        feasibility=FEASIBILITY_TERMS[row.feasibility] if row and judged else None,
        description=index.prose.render_prose(option.description),
        pros=tuple(map(index.prose.render_inline, option.pros)),
        cons=tuple(map(index.prose.render_inline, option.cons)),
        neutral=tuple(map(index.prose.render_inline, option.neutral)),
        model=Link(index.portfolio.model_cards[card].title, links.to(urls.model_uri(card))) if card else None,
        evidence=Link(f"{binding.candidate} ({binding.runtime})", links.to(urls.suite_uri(suite.id)))
        if suite and binding
        else None,
        extensions=option.extensions,
    )
