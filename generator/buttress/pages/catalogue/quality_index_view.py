"""All qualities in the order of ISO/IEC 25010 and 25059: what each is, how it is measured, what limits it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, display_unit, say
from buttress.pages import urls
from buttress.pages.catalogue.quality_words import ESTIMATOR_NAMES, Characteristic, read_characteristic
from buttress.pages.draft import Crumb, Draft, search_page
from buttress.pages.record_links import Link, link_quality
from buttress.pages.verdict_summary import tell_counts
from buttress.pages.wording import DIRECTION_WORDS, STATE_TERMS, Term
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Quality

OTHERS = say("Without a characteristic")


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One quality of a table.

    Attributes:
        quality: The quality.
        id: Its name in records.
        part: The sub-characteristic that it belongs to.
        definition: What it is.
        unit: Its unit.
        direction: Which way is better.
        measured: How it is measured, in few words.
        decisions: How many decisions and systems limit it.
        term: The most urgent verdict on it; None where nothing limits it.
        verdicts: How many verdicts are in which state.
        models: How many model cards report it.
    """

    quality: Link
    id: str
    part: str
    definition: str
    unit: str
    direction: str
    measured: str
    decisions: int
    term: Term | None
    verdicts: str
    models: int

    @property
    def in_use(self) -> bool:
        """Whether anything speaks of it."""
        return bool(self.decisions or self.models)


@dataclass(frozen=True, slots=True)
class QualityGroup:
    """The qualities of one characteristic."""

    title: str
    anchor: str
    definition: Markup | str
    standards: str
    rows: tuple[QualityRow, ...]
    in_use: int


@dataclass(frozen=True, slots=True)
class QualityIndexView:
    """Everything that the template of all qualities prints."""

    told: str
    groups: tuple[QualityGroup, ...]


def draft_quality_index(index: SiteIndex) -> Draft:
    """Gives the page of all qualities, to be rendered."""
    links = index.links(urls.QUALITIES)
    groups = _groups(index, links)
    used = sum(group.in_use for group in groups)
    total = sum(len(group.rows) for group in groups)
    told = f"{counted(used, 'quality', 'qualities')} in use, {total - used} more known."
    return Draft(
        uri=urls.QUALITIES,
        title=say("Qualities"),
        template="quality_index.html",
        view=QualityIndexView(told, groups),
        crumbs=(Crumb(say("Catalogue"), links.to(urls.CATALOGUE)),),
        search=(search_page(say("Qualities"), told),),
        description=told,
    )


def _groups(index: SiteIndex, links: urls.Links) -> tuple[QualityGroup, ...]:
    """The characteristics, those with most qualities in use first; what has none comes last."""
    found: dict[str, list[tuple[Quality, Characteristic]]] = defaultdict(list)
    for quality in index.portfolio.qualities.values():
        where = read_characteristic(quality.characteristic)
        found[where.name or OTHERS].append((quality, where))
    groups = [_group(title, ours, index, links) for title, ours in found.items()]
    return tuple(
        sorted(groups, key=lambda one: (one.title == OTHERS, -one.in_use, -len(one.rows), one.title))
    )


def _group(
    title: str, ours: list[tuple[Quality, Characteristic]], index: SiteIndex, links: urls.Links
) -> QualityGroup:
    rows = [_row(quality, where.part, index, links) for quality, where in ours]
    rows.sort(key=lambda row: (not row.in_use, -row.decisions, -row.models, row.quality.text))
    return QualityGroup(
        title,
        urls.anchor_of("characteristic", title),
        _definition(title, index),
        ", ".join(sorted({where.standard for _, where in ours if where.standard})),
        tuple(rows),
        sum(row.in_use for row in rows),
    )


def _definition(title: str, index: SiteIndex) -> Markup | str:
    """What the glossary says of a characteristic; empty where it has no such term."""
    for term in index.portfolio.terms.values():
        if title in (term.title, *term.also):
            return index.prose.render_inline(term.definition)
    return ""


def _row(quality: Quality, part: str, index: SiteIndex, links: urls.Links) -> QualityRow:
    verdicts = index.constrained_by.get(quality.id, ())
    worst = min((one.state for one in verdicts), key=STATES.index, default=None)
    return QualityRow(
        link_quality(quality.id, index, links),
        quality.id,
        part,
        index.prose.plain_text(quality.definition),
        display_unit(quality),
        DIRECTION_WORDS[quality.direction],
        ESTIMATOR_NAMES[quality.estimator],
        len({(one.bound.kind, one.bound.decision) for one in verdicts}),
        STATE_TERMS[worst] if worst else None,
        tell_counts(verdicts) if verdicts else "",
        len(index.reported_by.get(quality.id, ())),
    )
