"""The files for machines beside the pages: feeds, lists, and pages at old addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.pages.machine.addresses import DECISION_LIST, FEED, JSON_FEED, LLMS, LLMS_FULL
from buttress.pages.machine.feed_atom import write_atom
from buttress.pages.machine.feed_entries import gather_entries
from buttress.pages.machine.feed_json import write_json_feed
from buttress.pages.machine.machine_decisions import write_decision_list
from buttress.pages.machine.machine_llms import write_llms, write_llms_full
from buttress.pages.machine.redirects import redirect_aliases
from buttress.pages.page import SiteFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.pages.site_index import SiteIndex


def write_machine_files(index: SiteIndex) -> Iterator[SiteFile]:
    """Gives every file for machines."""
    entries = gather_entries(index)
    yield SiteFile(FEED, write_atom(entries, index.settings))
    yield SiteFile(JSON_FEED, write_json_feed(entries, index.settings))
    yield SiteFile(DECISION_LIST, write_decision_list(index))
    yield SiteFile(LLMS, write_llms(index))
    yield SiteFile(LLMS_FULL, write_llms_full(index))
    yield from redirect_aliases(index)
