"""What the trade-off table says in sentences: what rules options out, what leaves them open, and which are beaten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.explanation import (
    English,
    as_judged,
    inside_sentence,
    judged_of,
    limit_words,
    listed,
    name_of,
    part_words,
    say,
    show_claim,
    tell_doubt,
    tell_estimate,
    tell_needed,
)
from buttress.pages.wording import STATE_TERMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.pages.site_index import SiteIndex
    from buttress.tradeoff import Comparison, Row
    from buttress.verdicts import Verdict

ONLY_INFORMS = say("bounds inform, and cannot prove")
"""What marks a cell whose bounds may err more often than they say."""

NOT_BEYOND_CHANCE = say("beyond the limit, not yet beyond chance")
"""What marks a cell whose bounds miss the limit, though not surely enough among all that is judged together."""


def tell_comparison(comparison: Comparison, index: SiteIndex) -> tuple[str, ...]:
    """Gives what rules options out and which options are beaten, as sentences."""
    names = {row.option.id: row.option.name for row in comparison.rows}
    told: list[str] = []
    for row in comparison.rows:
        told += _tell_row(row, names, index)
    return tuple(told)


def _tell_row(row: Row, names: Mapping[str, str], index: SiteIndex) -> list[str]:
    told: list[str] = []
    if row.failing:
        why = listed([_tell_failing(verdict, index) for verdict in row.failing])
        told.append(English(f"{row.option.name}: infeasible, since {why}."))
    elif row.open:
        what = listed([_claim(verdict, index) for verdict in row.open])
        states = listed(list(dict.fromkeys(STATE_TERMS[verdict.state].word.lower() for verdict in row.open)))
        told.append(
            f"{row.option.name}: open, since {what} {'is' if len(row.open) == 1 else 'are'} {states}."
            + "".join(
                f" {one}" for one in dict.fromkeys(_tell_doubt(verdict, index) for verdict in row.open) if one
            )
        )
    if row.dominated_by:
        better = listed([names[one] for one in row.dominated_by])
        told.append(
            English(
                f"{row.option.name}: dominated by {better}, better beyond the bounds in at least one measured"
                " quality and not worse in any known of both."
            )
        )
    return told


def _tell_failing(verdict: Verdict, index: SiteIndex) -> str:
    assessment = verdict.assessment
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, index.portfolio.qualities[constraint.quality])
    value, bounds = tell_estimate(verdict, quality)
    if assessment is None or assessment.estimate is None or not value:
        return _claim(verdict, index)
    subject = judged_of(quality, constraint)
    estimate = assessment.estimate
    sampled = estimate.method != "exact" or estimate.lower < estimate.upper
    told = f"{value} ({bounds})" if sampled else value
    wanted = limit_words(constraint, quality)
    return English(f"{inside_sentence(subject, quality)} is {told} where {wanted} is required")


def _tell_doubt(verdict: Verdict, index: SiteIndex) -> str:
    """Why bounds that lie clear of a limit do not settle it, and what would; empty where they contain the limit."""
    quality = index.portfolio.qualities[verdict.bound.constraint.quality]
    doubt = doubt_words(verdict)
    return English(f"Of its {name_of(quality)} {doubt}.") if doubt else ""


def doubt_words(verdict: Verdict) -> str:
    """Gives why bounds clear of a limit leave it open, and what would settle it, without a full stop; empty for none."""
    doubt = tell_doubt(verdict)
    needed = tell_needed(verdict).removesuffix(".") if doubt else ""
    return f"{doubt}. {needed}" if needed else doubt


def doubt_mark(verdict: Verdict) -> str:
    """Gives the same in a few words for a cell, where no pointer can rest."""
    if not tell_doubt(verdict):
        return ""
    only_informs = verdict.assessment is not None and verdict.assessment.doubt
    return ONLY_INFORMS if only_informs else NOT_BEYOND_CHANCE


def _claim(verdict: Verdict, index: SiteIndex) -> str:
    quality = index.portfolio.qualities[verdict.bound.constraint.quality]
    constraint = verdict.bound.constraint
    return f"{name_of(quality)}{part_words(constraint)} {show_claim(constraint.require, quality)}"
