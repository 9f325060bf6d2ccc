"""Addresses inside a report that is one file: what has a place in it is linked there, and everything else is text."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.site_index import SiteIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

INSIDE = "bt:"
"""What begins an address inside the file while it is put together; no record can hold one, its scheme is not allowed."""
PART = "--"
"""What stands between a place and a part of it."""


@dataclass(frozen=True, slots=True)
class ReportLinks(urls.Links):
    """Addresses as seen from one part of a report.

    Attributes:
        places: Source address of a page to its place in the file.
    """

    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def to(self, uri: str, fragment: str = "") -> str:
        """Gives the place of a page, or of a part of it; nowhere for a page that the report does not hold."""
        place = self.places.get(uri, "")
        return f"{INSIDE}{place}{PART}{fragment}" if place and fragment else f"{INSIDE}{place}"

    def file(self, uri: str) -> str:  # noqa: ARG002 - the signature is that of all links
        """Gives nowhere: the report has no files beside it."""
        return INSIDE


@dataclass(frozen=True)
class ReportIndex(SiteIndex):
    """Everything behind a report: what is behind a site, with addresses that stay inside one file."""

    places: Mapping[str, str]

    def links(self, uri: str) -> urls.Links:
        """Addresses as seen from a part."""
        return ReportLinks(uri, self.settings.directory_urls, self.places)


def index_report(index: SiteIndex) -> ReportIndex:
    """Gives the index of a report from that of a site."""
    portfolio = index.portfolio
    places = {
        **_places(urls.decision_uri, urls.anchors_of("decision", portfolio.decisions)),
        **_places(urls.system_uri, urls.anchors_of("system", portfolio.systems)),
        **_places(urls.run_uri, urls.anchors_of("run", portfolio.runs)),
        urls.CHANGES: "changes",
        urls.DECISIONS: "decisions",
        urls.EVIDENCE: "evidence",
    }
    values = {one.name: getattr(index, one.name) for one in fields(index)}
    return ReportIndex(**values, places=places)


def _places(uri_of: Callable[[str], str], anchors: Mapping[str, str]) -> dict[str, str]:
    return {uri_of(name): anchor for name, anchor in anchors.items()}
