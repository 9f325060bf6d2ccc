"""A page in the making: what its template needs, with diagrams that are still to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from buttress.pages.page import SearchEntry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from buttress.pages.changes.change_note import ChangeNote
    from buttress.pages.figures.diagrams import Diagram
    from buttress.pages.measured_line import MeasuredLine
    from buttress.pages.succession import PastNotice

SEARCH_TEXT = 400
"""Most characters of one search entry: readers load them all."""

ASIDE = 0.3
"""Weight in the search of a page that bears the title of another one, which comes first."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to a page; without an address it is a name only."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What becomes a page once its diagrams are drawn and its template is filled.

    Attributes:
        uri: Source address of the page.
        title: Plain text.
        template: Name of the template.
        view: What the template prints.
        crumbs: The way from the top to the page, itself left out.
        diagrams: Placeholder id to a diagram.
        figures: Placeholder id to finished SVG or HTML.
        search: What the search may find.
        description: One plain sentence.
        source: Path of the file behind the page, possibly empty.
        updated: Day of the last change of substance, where one is known.
        past: What stands in the place of the decision that the page is about, where it is no longer in force.
        measured: When and on what the evidence of the page was measured; None where it shows none.
        changed: What the record says otherwise than in the base of a preview; None where nothing.
        extensions: The ``x-...`` keys of the record behind the page, as written, for a site's own templates.
    """

    uri: str
    title: str
    template: str
    view: object
    crumbs: tuple[Crumb, ...] = ()
    diagrams: Mapping[str, Diagram] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    search: tuple[SearchEntry, ...] = ()
    description: str = ""
    source: str = ""
    updated: date | None = None
    past: PastNotice | None = None
    measured: MeasuredLine | None = None
    changed: ChangeNote | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)


def search_page(title: str, *texts: str, boost: float = 1.0, most: int = SEARCH_TEXT) -> SearchEntry:
    """Gives the search entry of a page itself, its text cut at a word."""
    return SearchEntry("", title, shortened(" ".join(text for text in texts if text), most), boost)


def shortened(text: str, most: int) -> str:
    """Gives a text cut at a word, with an ellipsis where something was left out."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    return f"{plain[:most].rsplit(' ', 1)[0].rstrip(',;:.')} …"
