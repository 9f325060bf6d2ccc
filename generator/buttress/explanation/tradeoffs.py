"""Trade-offs as sentences: what would flip a decision, and where it is sensitive."""

from __future__ import annotations

from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING

from buttress.explanation.judged import as_judged, inside_sentence, judged_of, name_of, where_words
from buttress.explanation.numbers import display_unit, show_gap, show_percent, show_quantity
from buttress.explanation.sentences import show_nearest_limit
from buttress.explanation.words import listed
from buttress.records import convert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.records import Quality
    from buttress.tradeoff import Column, Flip, SensitivityPoint, TradeoffPoint

_DIGITS = 4


def tell_flip(flip: Flip, names: Mapping[str, str]) -> str:
    """Gives a change that makes another option win, as a sentence.

    The number from which on it wins is rounded away from the number as it is, so that the change it names suffices.

    Args:
        flip: The change.
        names: Option to its name for readers.
    """
    now, then, change = show_flip(flip)
    change = f" ({change})" if change else ""
    what, winner = tell_column(flip.column), names.get(flip.winner, flip.winner)
    loser = names.get(flip.loser, flip.loser)
    wins = f"{winner} would win instead of {loser}" if loser else f"{winner} would win"
    if flip.kind == "weight":
        return f"{wins} if {what} weighed {then} instead of {now}{change}."
    if flip.kind == "limit":
        limit = f"a limit {then}" if flip.beyond else f"a limit of {then}"
        return f"{wins} with {limit} on {what} instead of {now}{change}."
    whose = winner if flip.option == flip.winner else loser
    limit = ", its limit," if flip.constraint else ""
    return f"{wins} if {what} of {whose} were {then}{limit} instead of {now}{change}."


def show_flip(flip: Flip) -> tuple[str, str, str]:
    """Gives the number as it is, the one from which on another option wins, and how far that is: ``3.3 % more``."""
    quality = _as_flipped(flip)
    unit = display_unit(quality) if flip.kind != "weight" else ""
    now, then = (convert(value, flip.unit, unit) for value in (flip.now, flip.then))
    shown = show_quantity(_outwards(now, then), unit, _DIGITS)
    if flip.beyond:
        shown = f"{'above' if flip.rises else 'below'} {shown}"
    if not isfinite(flip.relative) or not flip.relative:
        return show_quantity(now, unit, _DIGITS), shown, ""
    more = "more" if flip.rises else "less"
    # 5 % more of a percentage reads as 5 points: tell the points.
    far = show_gap(abs(flip.then - flip.now), quality) if unit == "%" else show_percent(flip.relative)
    return show_quantity(now, unit, _DIGITS), shown, f"{far} {more}"


def _as_flipped(flip: Flip) -> Quality:
    """The quality in the unit of the two numbers: the limit on a ratio of two options is not in the quality's own."""
    quality = flip.column.quality
    if flip.unit == quality.unit:
        return quality
    return quality.model_copy(update={"unit": flip.unit}).shown_in_per_cent(flip.in_per_cent)


def _outwards(now: float, then: float) -> float:
    """A number rounded away from another one, to as many digits as are shown."""
    if then in (0, now):
        return then
    step = 10.0 ** (floor(log10(abs(then))) + 1 - _DIGITS)
    away = ceil if then > now else floor
    return away(round(then / step, 6)) * step


def tell_sensitivity(point: SensitivityPoint) -> str:
    """Gives a constraint with a small margin, as a sentence in the unit of its quality."""
    constraint = point.verdict.bound.constraint
    quality = as_judged(constraint, point.column.quality)
    subject, limit = judged_of(quality, constraint), show_nearest_limit(point.verdict, quality)
    gap = show_gap(abs(point.margin), quality)
    share = _share(point) if "percentage" not in gap else ""
    if not point.margin:
        return f"{subject} has nothing to spare: its bound is the limit of {limit}."
    if point.margin < 0:
        return (
            f"The bound of {inside_sentence(subject, quality)} lies {gap}{share} beyond the limit of {limit}."
        )
    wider = f"; an interval about {show_percent(point.widths)} wider on that side would reach it"
    width = wider if isfinite(point.widths) else ""
    return f"{subject} has {gap} to spare{share} before the limit of {limit}{width}."


def _share(point: SensitivityPoint) -> str:
    return f" ({show_percent(abs(point.relative))} of the limit)" if isfinite(point.relative) else ""


def tell_tradeoff(point: TradeoffPoint, names: Mapping[str, str]) -> str:
    """Gives what a change of option trades off, as a sentence.

    Args:
        point: The change.
        names: Option to its name for readers.
    """
    start, end = (names.get(one, one) for one in (point.start, point.end))
    better, worse = (listed([tell_column(one) for one in side]) for side in (point.better, point.worse))
    return f"“{end}” instead of “{start}” makes {better} better, and {worse} worse, beyond the bounds."


def tell_column(column: Column) -> str:
    """Gives what a column speaks of, inside a sentence: ``recall under noise``, ``recall where size = big``."""
    name = name_of(column.quality)
    part = f" under {column.under}" if column.under else ""
    part += where_words(column.slice)
    if not column.flow:
        return f"{name}{part}"
    if " of a flow" in name:
        return f"{name.replace(' of a flow', f' of {column.flow}')}{part}"
    return f"{name} for {column.flow}{part}"
