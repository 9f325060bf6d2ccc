"""Where a model is used: the decisions that weighed it, with their verdicts on it, and the components that it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.record_links import Link, link_decision
from buttress.pages.verdict_summary import VerdictSummary, tell_counts
from buttress.pages.wording import NO_CONSTRAINTS, NOT_JUDGED, STATE_TERMS, STATUS_TERMS, Term
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision
    from buttress.verdicts import Verdict

MOST_DECISIONS = 12
"""So many decisions stand in a table; their number tells of the rest."""


@dataclass(frozen=True, slots=True)
class ModelUse:
    """One decision that weighed a model.

    Attributes:
        decision: The decision.
        status: Its status.
        option: The option that the model stands behind.
        chosen: Whether that option was chosen.
        summary: The verdicts on that option.
    """

    decision: Link
    status: Term
    option: Link
    chosen: bool
    summary: VerdictSummary


def view_uses(
    options: Sequence[tuple[str, str]], index: SiteIndex, links: urls.Links
) -> tuple[tuple[ModelUse, ...], int]:
    """Gives the decisions that weighed a model, those that chose it first, and how many are left out.

    Args:
        options: The options that the model stands behind, as decision and option.
        index: The site.
        links: Addresses as seen from the page.
    """
    decisions = index.portfolio.decisions
    order = sorted(
        options,
        key=lambda one: (decisions[one[0]].chosen != one[1], -decisions[one[0]].date.toordinal(), one),
    )
    shown = order[:MOST_DECISIONS]
    return tuple(_use(decisions[name], option, index, links) for name, option in shown), len(order) - len(
        shown
    )


def verdicts_on(options: Sequence[tuple[str, str]], index: SiteIndex) -> Mapping[str, tuple[Verdict, ...]]:
    """Gives the verdicts on a model by quality, of every decision that is judged."""
    found: dict[str, list[Verdict]] = defaultdict(list)
    for place in options:
        for verdict in index.judgement.options.get(place, ()):
            found[verdict.bound.constraint.quality].append(verdict)
    return {quality: tuple(verdicts) for quality, verdicts in found.items()}


def _use(decision: Decision, option_id: str, index: SiteIndex, links: urls.Links) -> ModelUse:
    option = decision.option(option_id)
    href = links.to(urls.decision_uri(decision.id), urls.anchor_of("option", option_id))
    return ModelUse(
        link_decision(decision.id, index, links),
        STATUS_TERMS[decision.status],
        Link(option.name if option else option_id, href),
        option_id == decision.chosen,
        _summary(decision, index.judgement.options.get((decision.id, option_id), ())),
    )


def _summary(decision: Decision, verdicts: Sequence[Verdict]) -> VerdictSummary:
    if not verdicts:
        return VerdictSummary(NOT_JUDGED if decision.constraints else NO_CONSTRAINTS, "")
    worst = min((verdict.state for verdict in verdicts), key=STATES.index)
    return VerdictSummary(STATE_TERMS[worst], tell_counts(verdicts))
