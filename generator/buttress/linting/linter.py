"""Linted portfolio: every rule asked of every decision that is proposed or accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.linting.assumptions import find_unreviewed_assumptions
from buttress.linting.drivers import find_unconstrained_drivers
from buttress.linting.exceptions import apply_exceptions
from buttress.linting.finding import Finding, Reviewed
from buttress.linting.measured_options import find_never_measured, find_unmeetable
from buttress.linting.missing_reasons import find_missing_reasons
from buttress.linting.model_cards import find_thin_model_cards
from buttress.linting.split_items import find_split_items
from buttress.linting.unbacked_numbers import find_unbacked_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from buttress.graph import Linked
    from buttress.tradeoff import Comparison
    from buttress.verdicts import Judgement

_LINTED = ("proposed", "accepted")
_RULES: tuple[Callable[[Reviewed], Iterator[Finding]], ...] = (
    find_missing_reasons,
    find_unconstrained_drivers,
    find_unmeetable,
    find_never_measured,
    find_unbacked_numbers,
    find_split_items,
    find_unreviewed_assumptions,
    find_thin_model_cards,
)


def lint_portfolio(
    linked: Linked, judgement: Judgement, comparisons: Mapping[str, Comparison]
) -> tuple[Finding, ...]:
    """Gives what a careful reviewer would ask, by decision; excepted findings have their reason.

    Args:
        linked: The linked portfolio.
        judgement: Its verdicts.
        comparisons: Decision to the comparison of its options.
    """
    decisions = linked.portfolio.decisions.values()
    return tuple(
        finding
        for decision in decisions
        if decision.status in _LINTED
        for finding in lint_decision(Reviewed(decision, linked, judgement, comparisons.get(decision.id)))
    )


def lint_decision(reviewed: Reviewed) -> tuple[Finding, ...]:
    """Gives what a careful reviewer would ask of one decision, whatever its status."""
    found = [finding for rule in _RULES for finding in rule(reviewed)]
    return apply_exceptions(reviewed.decision, found)
