"""What exactly a constraint limits: its quality, of which examples, of which process, against what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.explanation.numbers import NBSP, display_unit
from buttress.explanation.words import listed
from buttress.records import EVERY_CHANGE, ITSELF, is_in_per_cent, speaks_of_deployment, unit_judged

if TYPE_CHECKING:
    from buttress.records import Constraint, Quality, Slice
    from buttress.tradeoff import Column

_PERCENTILES = {
    "typical": "of the typical process",
    "every process": "of every process",
    "pooled": "of the pooled traffic of all processes",
}


def as_judged(constraint: Constraint, quality: Quality) -> Quality:
    """Gives a quality in the unit in which a constraint judges it: a ratio of two options has none.

    A ratio is told in per cent where its own limit is, whatever is said of the quality elsewhere.
    """
    unit, in_per_cent = unit_judged(constraint, quality), is_in_per_cent(constraint.require)
    if constraint.compared_with and not quality.of_outcomes:
        return quality.model_copy(update={"unit": unit}).shown_in_per_cent(in_per_cent)
    return quality.shown_in_per_cent() if in_per_cent and not unit else quality


def counts_points(constraint: Constraint, quality: Quality) -> bool:
    """Says whether a constraint judges a difference of shares, which is told in percentage points.

    Args:
        constraint: The constraint.
        quality: Its quality, as it is judged.
    """
    return bool(constraint.compared_with) and quality.of_outcomes and display_unit(quality) == "%"


def subject_of(quality: Quality, constraint: Constraint | None = None) -> str:
    """Gives a quality as the subject of a sentence in the singular.

    "Latency, 99th percentile" becomes "The 99th percentile latency of the typical process".
    """
    name = name_of(quality)
    if constraint is not None and speaks_of_deployment(constraint, quality):
        return _of_deployment(name, constraint, quality)
    if quality.estimator == "percentile":
        return f"The {name} {_of_processes(constraint)}"
    if constraint is not None and constraint.by_group and quality.estimator != "disparity":
        worst = "lowest" if quality.direction == "higher" else "highest"
        return f"The {worst} {name} of any {constraint.by_group}"
    if ", " in quality.title:
        return f"The {name}"
    if quality.estimator == "exact" and not quality.unit and _is_plural(name):
        return f"The number of {name}"
    return f"{name[:1].upper()}{name[1:]}"


def _of_deployment(name: str, constraint: Constraint, quality: Quality) -> str:
    """A computed quality of a flow by name, or of the deployment as a whole."""
    flow = constraint.for_flow
    if " of a flow" in name:
        return f"The {name.replace(' of a flow', f' of {flow}' if flow else ' of the flow')}"
    subject = f"The number of {name}" if not quality.unit and _is_plural(name) else f"The {name}"
    return f"{subject} for {flow}" if flow else subject


def judged_of(quality: Quality, constraint: Constraint) -> str:
    """Gives what a constraint judges as the subject of a sentence: of which examples, by group, against what."""
    if constraint.compared_with:
        return _compared(quality, constraint)
    return f"{subject_of(quality, constraint)}{part_words(constraint)}"


def _compared(quality: Quality, constraint: Constraint) -> str:
    """What is judged of two sides: how far one lies above the other, or how many times the other it is."""
    name, other = name_of(quality), constraint.compared_with
    part = f"{_under(constraint.under_change)}{where_words(constraint.in_slice)}"
    if other == ITSELF:
        return f"The difference of {name}{part} from that without the change"
    if quality.of_outcomes:
        return f"The difference of {name}{part} from that of {other}"
    return f"The ratio of {name} to that of {other}"


def name_of(quality: Quality) -> str:
    """Gives a quality's name inside a sentence: ``99th percentile latency``, ``recall``."""
    name, _, kind = quality.title.partition(" (")[0].partition(", ")
    return f"{kind} {inside_sentence(name, quality)}".lstrip()


def inside_sentence(text: str, quality: Quality) -> str:
    """Gives a text that opens with a quality's title, or with "The", for the inside of a sentence."""
    opening = quality.title.partition(" (")[0].partition(", ")[0]
    return text if quality.opens_with_name and text.startswith(opening) else lowered(text)


def part_words(constraint: Constraint) -> str:
    """Gives which examples a constraint speaks of and what with, to be put behind its quality; empty for all alone."""
    return f"{_under(constraint.under_change)}{where_words(constraint.in_slice)}{against_words(constraint)}"


def tell_selectors(constraint: Constraint) -> tuple[str, ...]:
    """Gives where a constraint is judged: ``on edge-cpu``, ``in single-stream``, ``where amount = large``."""
    words = (
        ("on", constraint.on_hardware),
        ("in", constraint.in_load or ""),
        ("for", constraint.for_flow),
        ("by", constraint.by_group),
        ("under", constraint.under_change),
        ("against", constraint.compared_with),
        ("scope:", "" if constraint.scope == "typical" else constraint.scope),
        ("profile:", constraint.profile or ""),
        *(("where", f"{name} = {value}") for name, value in constraint.in_slice),
    )
    return tuple(f"{word} {value}" for word, value in words if value)


def column_selectors(column: Column) -> tuple[str, ...]:
    """Gives what a column of a comparison speaks of beyond its quality, as the selectors of its constraints say it."""
    words = (
        ("under", column.under),
        ("for", column.flow),
        *(("where", f"{name} = {value}") for name, value in column.slice),
    )
    return tuple(f"{word} {value}" for word, value in words if value)


def lowered(text: str) -> str:
    """Gives a text for the inside of a sentence: its first letter small, unless it opens an acronym."""
    return text if text[:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def _of_processes(constraint: Constraint | None) -> str:
    if constraint is not None and constraint.profile == "mlperf":
        return "of the worst process by MLPerf's early stopping"
    return _PERCENTILES[constraint.scope if constraint is not None else "typical"]


def _under(change: str) -> str:
    if change == EVERY_CHANGE:
        return " under the worst change"
    return f" under {change}" if change else ""


def where_words(slice_: Slice) -> str:
    """Gives a part of the examples, to be put behind a quality: `` where size = big``; empty for all of them."""
    return f" where {slice_words(slice_)}" if slice_ else ""


def slice_words(slice_: Slice) -> str:
    """Gives a part of the examples by itself: ``size = big and light = night``."""
    return listed([f"{name}{NBSP}={NBSP}{value}" for name, value in slice_])


def against_words(constraint: Constraint) -> str:
    """Gives what a constraint compares with, to be put behind its quality; empty where with nothing."""
    other = constraint.compared_with
    if other == ITSELF:
        return ", less that without the change,"
    return f", compared with {other}," if other else ""


def _is_plural(text: str) -> bool:
    words = text.split()
    return any(word.endswith("s") and not word.endswith("ss") for word in (words[0], words[-1]))
