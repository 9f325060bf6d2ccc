"""The page of changes: against a base where a preview has one, else what the records tell of their own past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import say
from buttress.pages import urls
from buttress.pages.changes.changes_difference import DifferenceView, view_difference
from buttress.pages.draft import Draft, search_page
from buttress.pages.portfolio.changes_history import HistoryView, view_history

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Everything that the template of the page prints.

    Attributes:
        as_of: The day that counted as today.
        base_problem: Why the base could not be read; empty where it was, or none is set.
        difference: What changes against the base; None without one.
        history: What the records tell themselves; None beside a difference.
    """

    as_of: str
    base_problem: str
    difference: DifferenceView | None
    history: HistoryView | None


def draft_changes(index: SiteIndex) -> Draft:
    """Gives the page of changes, to be rendered."""
    links = index.links(urls.CHANGES)
    difference = index.settings.difference
    view = ChangesView(
        as_of=index.judgement.as_of.isoformat(),
        base_problem=index.settings.base_problem,
        difference=view_difference(difference, index, links) if difference else None,
        history=None if difference else view_history(index, links),
    )
    told = f"{view.difference.headline} {view.difference.counts}" if view.difference else ""
    described = (
        say("Against {base}: {told}", base=view.difference.base, told=told)
        if view.difference
        else (say("Decisions by date, verdicts that turned, and reviews and waivers that lie ahead."))
    )
    return Draft(
        uri=urls.CHANGES,
        title=say("Changes"),
        template="changes.html",
        view=view,
        search=(search_page(say("Changes"), described),),
        description=described,
    )
