"""What stands in the place of a decision that is no longer in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.pages.record_links import Link, link_decision
from buttress.pages.wording import STATUS_TERMS, Term

if TYPE_CHECKING:
    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision


@dataclass(frozen=True, slots=True)
class PastNotice:
    """That a decision is not, or no longer, to be followed, and where to go instead.

    Attributes:
        status: Its status.
        text: What that means, as a sentence.
        successors: The decisions that superseded it.
        current: What is in force at the end of the chain, where the successors were superseded themselves.
    """

    status: Term
    text: str
    successors: tuple[Link, ...]
    current: tuple[Link, ...]


def tell_past(decision: Decision, index: SiteIndex, links: urls.Links) -> PastNotice | None:
    """Gives what a reader must know before following a decision; None where it is proposed or in force."""
    if decision.status in ("proposed", "accepted"):
        return None
    term = STATUS_TERMS[decision.status]
    successors = successors_of(decision.id, index)
    last = [name for name in last_in_chain(decision.id, index) if name not in successors]
    return PastNotice(
        term,
        term.explanation,
        tuple(link_decision(name, index, links) for name in successors),
        tuple(link_decision(name, index, links) for name in last),
    )


def successors_of(decision: str, index: SiteIndex) -> tuple[str, ...]:
    """Gives the decisions that superseded one."""
    return tuple(
        other for relation, other in index.neighbours.get(decision, ()) if relation == "superseded_by"
    )


def last_in_chain(decision: str, index: SiteIndex) -> tuple[str, ...]:
    """Gives the decisions at the ends of the chains of successors of one, in the order of their ids."""
    seen, ends, ahead = {decision}, set(), list(successors_of(decision, index))
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        later = successors_of(name, index)
        ahead += later
        if not later:
            ends.add(name)
    return tuple(sorted(ends))
