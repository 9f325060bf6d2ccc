"""Histories as sentences: how many runs, what they said, since when it is broken and what changed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from buttress.explanation import (
    NBSP,
    counted,
    display_unit,
    fitting_unit,
    listed,
    show_gap,
    show_percent,
    show_quantity,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.records import Quality
    from buttress.verdicts import History, HistoryPoint, LevelChange, Said, Verdict

_VERBS: Mapping[Said, str] = {
    "holds": "held in",
    "violated": "was violated in",
    "undecided": "was undecided in",
    "invalid": "could not be told in",
    "missing": "was not measured in",
}
_PARTS = {"candidate": "the candidate", "data": "the data"}


def tell_history(history: History, quality: Quality) -> tuple[str, ...]:
    """Gives a history in sentences, each with its full stop.

    Args:
        history: A history with at least one point.
        quality: Its quality, in the unit of the history.
    """
    told = (
        _tell_runs(history),
        _tell_outcomes(history),
        _tell_break(history),
        *(_tell_change(change, history, quality) for change in history.changes),
        _tell_elsewhere(history),
    )
    return tuple(text for text in told if text)


def tell_span(history: History, *, informs_only: bool = False) -> str:
    """Gives a history in a few words: ``7 runs since 2026-10-02; they have violated it since 2026-11-03``.

    Args:
        history: A history with at least one point.
        informs_only: Whether the latest run does not decide; see `informs_only`.
    """
    runs = f"{counted(len(history.points), 'run')} since {history.points[0].day}"
    broken, held = history.first_broken, sum(point.said == "holds" for point in history.points)
    if broken and held:
        return f"{runs}; they have violated it since {broken.day}{' and inform only' if informs_only else ''}"
    return f"{runs}; it held in {'all' if held == len(history.points) else held or 'none'}"


def tell_deciding(history: History, verdict: Verdict) -> str:
    """Gives which runs of a history the verdict rests on, as a sentence; empty where none of them decides.

    What the latest run says by itself can be another thing than the verdict, since measuring again changes none.
    """
    assessment = verdict.assessment
    if assessment is None or assessment.state != "fresh":
        return ""
    days = [history.when(point) for point in history.points if point.run in assessment.runs]
    if not days:
        return ""
    told = (
        f"The verdict rests on the run{'s' if len(days) > 1 else ''} of {listed(list(dict.fromkeys(days)))}"
    )
    return f"{told}{'; what was measured later informs only' if informs_only(history, verdict) else ''}."


def informs_only(history: History, verdict: Verdict) -> bool:
    """Says whether the latest run of a history is not among those that decide."""
    deciding = verdict.assessment.runs if verdict.assessment else ()
    return bool(deciding) and history.points[-1].run not in deciding


def tell_marks(point: HistoryPoint, history: History, quality: Quality) -> tuple[str, ...]:
    """Gives what a figure marks at a point, for the table below it: a change of level, the limit first missed."""
    place = history.points.index(point)
    levels = [_tell_level(change, quality) for change in history.changes if change.place == place]
    broken = history.first_broken == point
    return (*levels, *(["violated since then"] if broken else []))


def tell_size(change: LevelChange, quality: Quality, *, signed: bool = False) -> str:
    """Gives by how much a level changed: ``12 %``, or ``2.1 percentage points`` for a share; signed ``+12 %``."""
    found = change.found
    gap = found.median_after - found.median_before
    in_points = display_unit(quality) == "%" or found.relative is None
    size = show_gap(abs(gap), quality) if in_points else show_percent(abs(found.relative or 0.0))
    return f"{'+' if gap > 0 else '−'}{size}" if signed else size


def show_level(value: float, quality: Quality) -> str:
    """Gives a value of a quality, in the quality's unit, as a number with the unit that fits it."""
    unit, factor = fitting_unit(value, quality)
    return show_quantity(value * factor, unit)


def _tell_runs(history: History) -> str:
    points = history.points
    stale = sum(not point.fresh for point in points)
    told = f"{counted(len(points), 'run')} since {points[0].day}"
    if not stale:
        return f"{told}."
    return f"{told}, {'all' if stale == len(points) else stale} of them stale by now."


def _tell_outcomes(history: History) -> str:
    counts = Counter(point.said for point in history.points)
    if len(counts) == 1:
        (said,) = counts
        return f"It {_VERBS[said]} {'both' if len(history.points) == 2 else 'all'} of them."
    return f"It {listed([f'{verb} {counts[said]}' for said, verb in _VERBS.items() if counts[said]])}."


def _tell_break(history: History) -> str:
    broken, held = history.first_broken, history.last_held
    violated = [point.day for point in history.points if point.said == "violated"]
    if broken and held:
        again = "broke again" if violated[0] < broken.day else "first broke"
        return f"It {again} on {history.when(broken)}; it had last held on {history.when(held)}."
    if broken:
        return f"It has been violated since {broken.day}, and no run before says that it held."
    return f"It was last violated on {violated[-1]}." if violated else ""


def _tell_change(change: LevelChange, history: History, quality: Quality) -> str:
    found, point = change.found, history.points[change.place]
    rose = found.median_after > found.median_before
    better = quality.direction == ("higher" if rose else "lower")
    level = f"{_tell_level(change, quality)} (medians; p{NBSP}={NBSP}{found.p_value:.2g})"
    told = f"On {history.when(point)} its {level}, for the {'better' if better else 'worse'}"
    if not point.changed:
        return f"{told}."
    parts = listed([_PARTS[part] for part in point.changed])
    return f"{told}; {parts} had changed since the run before."


def _tell_level(change: LevelChange, quality: Quality) -> str:
    found = change.found
    verb = "rose" if found.median_after > found.median_before else "fell"
    levels = " to ".join(show_level(value, quality) for value in (found.median_before, found.median_after))
    return f"level {verb} by {tell_size(change, quality)}, from {levels}"


def _tell_elsewhere(history: History) -> str:
    if not history.elsewhere:
        return ""
    verb = "is" if history.elsewhere == 1 else "are"
    return f"{counted(history.elsewhere, 'run')} on other machines {verb} left out."
