"""Decisions by qualities: the most urgent verdict of each decision in each quality that it limits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say, show_claim
from buttress.pages.record_links import Link, link_constraint, link_decision, link_quality
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS, Term
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.verdicts import Verdict

MOST_ROWS = 60
MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How a decision stands in one quality; without a term it does not limit it."""

    term: Term | None
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One decision."""

    decision: Link
    place: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Decisions by qualities.

    Attributes:
        heads: The qualities that most decisions limit, by their titles.
        others: Whether the last cell of each row is for all other qualities together.
        rows: The decisions with the most urgent verdicts, those first.
        terms: The verdicts that occur, for the legend.
        left_out: What is not shown, in words; empty where all is.
    """

    heads: tuple[Link, ...]
    others: bool
    rows: tuple[MatrixRow, ...]
    terms: tuple[Term, ...]
    left_out: str


def view_matrix(index: SiteIndex, links: urls.Links) -> Matrix | None:
    """Gives decisions by qualities; None where nothing is judged."""
    judged = [name for name, verdicts in index.judgement.verdicts.items() if verdicts]
    if not judged:
        return None
    used = Counter(
        quality
        for name in judged
        for quality in {one.bound.constraint.quality for one in index.verdicts(name)}
    )
    known = index.portfolio.qualities
    kept = sorted(used, key=lambda one: (-used[one], one))[:MOST_COLUMNS]
    qualities = sorted(kept, key=lambda one: (known[one].title.casefold(), one))
    judged.sort(key=lambda name: (STATES.index(index.worst_state(name) or "holds"), name))
    heads = tuple(link_quality(name, index, links) for name in qualities)
    others = frozenset(used) - frozenset(qualities)
    rows = tuple(_row(name, qualities, others, index, links) for name in judged[:MOST_ROWS])
    shown = {cell.term.key for row in rows for cell in row.cells if cell.term}
    terms = tuple(STATE_TERMS[state] for state in STATES if STATE_TERMS[state].key in shown)
    return Matrix(heads, bool(others), rows, terms, _tell_left_out(len(judged) - len(rows)))


def _tell_left_out(rows: int) -> str:
    return say("{parts} left out here.", parts=counted(rows, "less urgent decision")) if rows else ""


def _row(
    name: str, qualities: Sequence[str], others: frozenset[str], index: SiteIndex, links: urls.Links
) -> MatrixRow:
    by_quality: dict[str, list[Verdict]] = {}
    for verdict in index.verdicts(name):
        by_quality.setdefault(verdict.bound.constraint.quality, []).append(verdict)
    cells = [_cell(by_quality.get(quality, ()), index, links) for quality in qualities]
    if others:
        rest = [one for quality, found in by_quality.items() if quality in others for one in found]
        cells.append(_cell(rest, index, links, named=True))
    status = index.portfolio.decisions[name].status
    words = (index.system_title(name), "" if status == "accepted" else STATUS_TERMS[status].word.lower())
    return MatrixRow(
        link_decision(name, index, links), " · ".join(word for word in words if word), tuple(cells)
    )


def _cell(
    verdicts: Sequence[Verdict], index: SiteIndex, links: urls.Links, *, named: bool = False
) -> MatrixCell:
    if not verdicts:
        return MatrixCell(None, "", "")
    worst = min(verdicts, key=lambda one: STATES.index(one.state))
    term = STATE_TERMS[worst.state]
    claims = "; ".join(_tell_claim(one, index, named=named) for one in verdicts)
    return MatrixCell(term, link_constraint(worst.bound, index, links).href, f"{term.word}: {claims}")


def _tell_claim(verdict: Verdict, index: SiteIndex, *, named: bool) -> str:
    constraint = verdict.bound.constraint
    quality = index.portfolio.qualities[constraint.quality]
    claim = show_claim(constraint.require, quality)
    return f"{quality.title} {claim}" if named else claim
