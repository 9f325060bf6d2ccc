"""The map: all decisions with their links, as drawings that can be filtered and as tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.decision.relations import EDGE_KINDS
from buttress.pages.draft import Crumb, Draft, search_page
from buttress.pages.portfolio.decision_tabs import Tab, link_tabs
from buttress.pages.portfolio.map_diagrams import (
    MOST_DRAWN,
    Drawing,
    count_across,
    draw_decisions,
    draw_systems,
    mark_of_system,
)
from buttress.pages.portfolio.system_standing import summarise_system
from buttress.pages.record_links import Link, link_decision, link_system
from buttress.pages.wording import RELATION_WORDS, STATE_TERMS, STATUS_TERMS
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.graph import Edge as DecisionLink
    from buttress.pages.figures.diagrams import Diagram
    from buttress.pages.site_index import SiteIndex
    from buttress.pages.verdict_summary import VerdictSummary
    from buttress.records import System

MOST_ROWS = 300
FIGURE, SYSTEMS = "decision-map", "system-map"


@dataclass(frozen=True, slots=True)
class MapChoice:
    """One value of a filter, with the class of what it leaves in sight."""

    value: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class MapFilter:
    """Something that the drawing can be filtered by."""

    name: str
    label: str
    choices: tuple[MapChoice, ...]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link, with the classes of the nodes at its ends; empty where they are not drawn."""

    tail: Link
    words: str
    kind: str
    head: Link
    ends: tuple[str, str]


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One system of many, with the way to its own map."""

    system: Link
    decisions: int
    inside: int
    across: int
    summary: VerdictSummary


@dataclass(frozen=True, slots=True)
class MapView:
    """Everything that the template of a map prints.

    Attributes:
        intro: What there is to see.
        tabs: The ways to look at all decisions; none on the map of one system.
        whole: The system itself, on its own map; None on the map of all.
        drawn: Whether decisions are drawn.
        systems_drawn: Whether systems are drawn.
        filters: What the drawing can be filtered by.
        note: What found no room, as a sentence; empty where nothing is missing.
        systems: The systems, where they are too many to be drawn with their decisions.
        rows: The links.
        rows_left: How many links the table leaves out, in words; empty where none.
    """

    intro: str
    tabs: tuple[Tab, ...]
    whole: Link | None
    drawn: bool
    systems_drawn: bool
    filters: tuple[MapFilter, ...]
    note: str
    systems: tuple[SystemRow, ...]
    rows: tuple[LinkRow, ...]
    rows_left: str


def has_own_maps(index: SiteIndex) -> bool:
    """Says whether there are so many decisions that each system has a map of its own."""
    return bool(index.linked.edges) and len(index.portfolio.decisions) > MOST_DRAWN and _systems(index) > 1


def link_map(system: str, index: SiteIndex, links: urls.Links) -> str:
    """Gives the address of the map of a system's decisions; empty where no link is drawn."""
    if not any(index.neighbours.get(one.id) for one in index.siblings.get(system, ())):
        return ""
    if has_own_maps(index):
        return links.to(urls.system_map_uri(system))
    return links.to(urls.MAP, urlencode({"system": system}))


def draft_map(index: SiteIndex) -> Draft | None:
    """Gives the map of all decisions, to be rendered; None where no decision is linked to another."""
    if not index.linked.edges:
        return None
    links = index.links(urls.MAP)
    of_systems = has_own_maps(index)
    names = index.siblings.get("", ()) if of_systems else tuple(index.portfolio.decisions.values())
    drawing = draw_decisions([one.id for one in names], _caption(of_systems), index, links) if names else None
    systems = draw_systems(index, links) if of_systems else None
    intro = say(
        "{decisions} and {links} between them.",
        decisions=counted(len(index.portfolio.decisions), "decision"),
        links=counted(len(index.linked.edges), "link"),
    )
    edges = [edge for edge in index.linked.edges if not of_systems or _crosses(edge, index)]
    return _draft(say("Map"), urls.MAP, intro, None, drawing, systems, edges, index)


def draft_system_map(system: System, index: SiteIndex) -> Draft | None:
    """Gives the map of one system's decisions and their neighbours; None where one drawing shows all systems."""
    if not has_own_maps(index):
        return None
    uri = urls.system_map_uri(system.id)
    links = index.links(uri)
    own = {one.id for one in index.siblings.get(system.id, ())}
    edges = [edge for edge in index.linked.edges if edge.tail in own or edge.head in own]
    names = own | {name for edge in edges for name in (edge.tail, edge.head)}
    drawing = (
        draw_decisions(sorted(names), say("Decisions and their neighbours"), index, links) if names else None
    )
    intro = say(
        "{decisions} and {links} to and from them.",
        decisions=counted(len(own), "decision"),
        links=counted(len(edges), "link"),
    )
    whole = link_system(system.id, index, links)
    return _draft(say("Map: {title}", title=system.title), uri, intro, whole, drawing, None, edges, index)


def _draft(
    title: str,
    uri: str,
    intro: str,
    whole: Link | None,
    drawing: Drawing | None,
    systems: Diagram | None,
    edges: Sequence[DecisionLink],
    index: SiteIndex,
) -> Draft:
    links = index.links(uri)
    places = drawing.places if drawing else {}
    view = MapView(
        intro,
        () if whole else link_tabs(uri, index),
        whole,
        drawing is not None,
        systems is not None,
        _filters(drawing, index) if drawing else (),
        _tell_left_out(drawing),
        _system_rows(index, links) if has_own_maps(index) and not whole else (),
        tuple(_row(edge, places, index, links) for edge in edges[:MOST_ROWS]),
        counted(len(edges) - MOST_ROWS, "more link") if len(edges) > MOST_ROWS else "",
    )
    figures = {
        **({FIGURE: drawing.diagram} if drawing else {}),
        **({SYSTEMS: systems} if systems else {}),
    }
    return Draft(
        uri=uri,
        title=title,
        template="map.html",
        view=view,
        crumbs=(Crumb(say("Map"), links.to(urls.MAP)),) if whole else (),
        diagrams=figures,
        search=() if whole else (search_page(title, intro),),
        description=intro,
    )


def _caption(of_systems: bool) -> str:
    return say("Decisions without a system") if of_systems else say("How the decisions hang together")


def _systems(index: SiteIndex) -> int:
    return sum(bool(system) for system in index.siblings)


def _crosses(edge: DecisionLink, index: SiteIndex) -> bool:
    """Whether a link is on none of the systems' own maps, or on two."""
    of = index.linked.system_of
    return of.get(edge.tail, "") != of.get(edge.head, "") or not of.get(edge.tail)


def _tell_left_out(drawing: Drawing | None) -> str:
    if drawing is None or not drawing.left_out:
        return ""
    return say(
        "{less_linked_decisions} found no room in the drawing; the table has all links.",
        less_linked_decisions=counted(drawing.left_out, "less linked decision"),
    )


def _row(edge: DecisionLink, places: Mapping[str, str], index: SiteIndex, links: urls.Links) -> LinkRow:
    return LinkRow(
        link_decision(edge.tail, index, links),
        RELATION_WORDS[edge.relation],
        f"bt-edge--{EDGE_KINDS[edge.relation]}",
        link_decision(edge.head, index, links),
        (places.get(edge.tail, ""), places.get(edge.head, "")),
    )


def _filters(drawing: Drawing, index: SiteIndex) -> tuple[MapFilter, ...]:
    """The filters that leave something in sight and take something away."""
    decisions = [index.portfolio.decisions[name] for name in drawing.places]
    systems = dict.fromkeys(index.linked.system_of.get(one.id, "") for one in decisions)
    statuses = {one.status for one in decisions}
    states = {verdict.state for one in decisions for verdict in index.verdicts(one.id)}
    kinds = {edge.kind for edge in drawing.diagram.edges}
    titles = index.portfolio.systems
    named = sorted((name for name in systems if name in titles), key=lambda name: (titles[name].title, name))
    found = (
        MapFilter(
            "system",
            say("System"),
            tuple(MapChoice(name, titles[name].title, mark_of_system(name, index)) for name in named),
        ),
        MapFilter(
            "status",
            say("Status"),
            tuple(
                MapChoice(status, term.word, f"bt-map-{status}")
                for status, term in STATUS_TERMS.items()
                if status in statuses
            ),
        ),
        MapFilter(
            "verdict",
            say("Has a verdict"),
            tuple(
                MapChoice(state, STATE_TERMS[state].word, f"bt-map-{state}")
                for state in STATES
                if state in states
            ),
        ),
        MapFilter(
            "relation",
            say("Link"),
            tuple(
                MapChoice(relation, RELATION_WORDS[relation], f"bt-edge--{kind}")
                for relation, kind in EDGE_KINDS.items()
                if kind in kinds
            ),
        ),
    )
    return tuple(one for one in found if len(one.choices) > 1 or (one.name == "verdict" and one.choices))


def _system_rows(index: SiteIndex, links: urls.Links) -> tuple[SystemRow, ...]:
    of = index.linked.system_of
    inside = Counter(of.get(edge.tail, "") for edge in index.linked.edges if not _crosses(edge, index))
    across: Counter[str] = Counter()
    for (tail, head, _), number in count_across(index).items():
        across[tail] += number
        across[head] += number
    systems = sorted(index.portfolio.systems.values(), key=lambda one: (one.title.casefold(), one.id))
    return tuple(
        SystemRow(
            Link(system.title, links.to(urls.system_map_uri(system.id))),
            len(index.siblings.get(system.id, ())),
            inside[system.id],
            across[system.id],
            summarise_system(system, index),
        )
        for system in systems
    )
