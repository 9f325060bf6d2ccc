"""What a decision hangs on: who wins by what, what would make another option win, and where it is sensitive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    against_words,
    display_unit,
    say,
    show_flip,
    show_percent,
    show_quantity,
    tell_column,
    tell_flip,
    tell_ranking,
    tell_sensitivity,
    tell_tradeoff,
)
from buttress.tradeoff import analyse, preferred_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.records import Decision, Preference
    from buttress.tradeoff import Column, Comparison, Flip

MOST_FLIPS = 8
"""So many of the smallest changes are shown; larger ones hardly tell more."""


@dataclass(frozen=True, slots=True)
class FlipView:
    """One change that would make another option win.

    Attributes:
        what: What changes, in words.
        now: The number as it is, with its unit.
        then: The number from which on the other option wins.
        change: How far that is from the number as it is: ``3.3 % more``.
        winner: Who then wins.
        sentence: All of it as a sentence.
    """

    what: str
    now: str
    then: str
    change: str
    winner: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PreferenceView:
    """One stated preference: how much a quality weighs, and between which values.

    Attributes:
        what: The quality, with its flow and its slice.
        share: Its weight over the sum of all weights.
        worst: The value that is worth nothing.
        best: The value from which on more is worth nothing extra.
    """

    what: str
    share: str
    worst: str
    best: str


@dataclass(frozen=True, slots=True)
class FlipsView:
    """What a decision hangs on.

    Attributes:
        preferences: The stated preferences; empty where they choose among fewer than two feasible options.
        ranking: Who is best by the stated preferences, and how sure that is, as sentences.
        winner: Whether an option wins as things are.
        flips: The smallest changes that would make another option win, or one where none does.
        more: How many larger changes are left out.
        misses: Whether a change is told by which a value misses a limit, which needs a word on its bounds.
        sensitivities: ATAM's sensitivity points, as sentences.
        tradeoffs: ATAM's trade-off points, as sentences.
    """

    preferences: tuple[PreferenceView, ...]
    ranking: tuple[str, ...]
    winner: bool
    flips: tuple[FlipView, ...]
    more: int
    misses: bool
    sensitivities: tuple[str, ...]
    tradeoffs: tuple[str, ...]


def view_flips(decision: Decision, comparison: Comparison) -> FlipsView | None:
    """Gives what a judged decision hangs on; None where nothing can be told."""
    analysis = analyse(comparison, decision)
    names = {row.option.id: row.option.name for row in comparison.rows}
    shown = analysis.flips[:MOST_FLIPS]
    view = FlipsView(
        _view_preferences(decision.preferences, comparison) if comparison.ranking else (),
        tell_ranking(comparison),
        bool(analysis.winner),
        tuple(_view_flip(flip, names, decision) for flip in shown),
        len(analysis.flips) - len(shown),
        any(flip.kind == "metric" and flip.constraint for flip in shown),
        tuple(map(tell_sensitivity, analysis.sensitivities)),
        tuple(tell_tradeoff(point, names) for point in analysis.tradeoffs),
    )
    told = (view.ranking, view.flips, view.sensitivities, view.tradeoffs)
    return view if any(told) else None


def _view_preferences(
    preferences: Sequence[Preference], comparison: Comparison
) -> tuple[PreferenceView, ...]:
    weights = sum(one.weight for one in preferences)
    places = [(one, preferred_place(one, comparison.columns)) for one in preferences]
    return tuple(
        _view_preference(one, comparison.columns[place], one.weight / weights)
        for one, place in places
        if place is not None
    )


def _view_preference(preference: Preference, column: Column, share: float) -> PreferenceView:
    unit = display_unit(column.quality)
    worst, best = (show_quantity(one.magnitude_in(unit), unit) for one in (preference.worst, preference.best))
    return PreferenceView(tell_column(column), show_percent(share), worst, best)


def _view_flip(flip: Flip, names: Mapping[str, str], decision: Decision) -> FlipView:
    column = tell_column(flip.column)
    limited = next((one for one in decision.constraints if one.id == flip.constraint), None)
    what = {
        "metric": f"{column} of {names.get(flip.option, flip.option)}",
        "limit": f"limit on {column}{against_words(limited) if limited else ''}",
        "weight": say("weight of {column}", column=column),
    }[flip.kind]
    now, then, change = show_flip(flip)
    return FlipView(
        f"{what[:1].upper()}{what[1:]}",
        now,
        then,
        change or "any",
        names.get(flip.winner, flip.winner),
        tell_flip(flip, names),
    )
