"""Links from a difference to the pages that there are: what was removed has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from buttress.difference import RecordChange
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Kind

_URIS: Mapping[Kind, Callable[[str], str]] = {
    "decision": urls.decision_uri,
    "system": urls.system_uri,
    "model-card": urls.model_uri,
    "benchmark": urls.suite_uri,
    "run": urls.run_uri,
    "hardware": urls.hardware_uri,
    "quality": urls.quality_uri,
    "pattern": urls.pattern_uri,
}


def link_change(change: RecordChange, links: urls.Links) -> Link:
    """Gives a record that changed as a link that bears its title; one that was removed as text."""
    if change.way == "removed" or change.kind not in _URIS:
        return Link(change.title)
    return Link(change.title, links.to(_URIS[change.kind](change.id)))


def link_stated(change: RecordChange, constraint: Constraint, index: SiteIndex, links: urls.Links) -> str:
    """Gives the address of a constraint on the page of what states it; that page where it states it no more."""
    records = index.portfolio.systems if change.kind == "system" else index.portfolio.decisions
    record = records.get(change.id)
    if record is None:
        return ""
    anchors = urls.anchors_of("constraint", (one.id for one in record.constraints))
    return links.to(_URIS[change.kind](change.id), anchors.get(constraint.id, ""))
