"""What the explorer of a decision computes with: options by qualities, limits and weights, as plain data for a script."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from buttress.pages.explorer.explorer_scales import ExplorerAxis, ExplorerSlider

_UNSAFE = re.compile("[<>&\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one number of one option, in the unit of its quality; of a level, its place on the scale.

    Attributes:
        value: The value; None where nothing is known.
        lower: The lower bound; None where it is open.
        upper: The upper bound; None where it is open.
        proves: Whether the bounds may decide: fresh, and not in doubt.
        fresh: Whether there is an estimate that still speaks for what is declared.
        quantile: How many standard deviations of a normal distribution each bound is away from the value.
        conditional: Whether it rests on what was declared and nobody measured.
        stated: Whether somebody states it and nobody measured it.
        processes: Whether it was measured over processes rather than examples: what rests on the same ones is lucky
            together.
        verdict: For a limit, its recorded verdict; else what is true of a limit where the bounds may not decide; empty
            where that is for the bounds to say.
        why: Why the bounds may not decide; empty where they may.
    """

    value: float | None
    lower: float | None
    upper: float | None
    proves: bool
    fresh: bool
    quantile: float
    conditional: bool
    stated: bool
    processes: bool
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class ExplorerCell:
    """One quality of one option: what is known, and how it reads."""

    known: Known
    text: str
    interval: str
    basis: str


@dataclass(frozen=True, slots=True)
class ExplorerPreference:
    """A declared value function, its ends in the unit of the quality."""

    weight: float
    worst: float
    best: float


@dataclass(frozen=True, slots=True)
class ExplorerColumn:
    """One quality.

    Attributes:
        key: Its name in an address, unique on the page.
        name: Its name for readers.
        unit: The unit in which readers see it; empty for a bare number.
        factor: What numbers in the quality's unit are multiplied by to be in that unit.
        direction: Which way is better.
        levels: For ordinal qualities: the levels, worst first.
        slider: How far a limit may be moved; None where nothing says how far.
        axis: Its axis in the plot; None where nothing was measured.
        preference: The declared value function; None where there is none.
    """

    key: str
    name: str
    unit: str
    factor: float
    direction: str
    levels: tuple[str, ...]
    slider: ExplorerSlider | None
    axis: ExplorerAxis | None
    preference: ExplorerPreference | None


@dataclass(frozen=True, slots=True)
class ExplorerLimit:
    """A constraint that can be moved.

    Attributes:
        key: Its name in an address, unique on the page.
        column: The place of its quality.
        operator: How the value must relate to the limit.
        limits: The limit, or both ends of ``between``, in the unit of the quality; of a level, its place on the scale.
        text: Operator and limit as written.
        selectors: Where it is judged, beyond what its column says.
        must: Whether an option that violates it is ruled out.
        known: For each option, what it is judged by; None where it does not speak of that option.
    """

    key: str
    column: int
    operator: str
    limits: tuple[float, ...]
    text: str
    selectors: tuple[str, ...]
    must: bool
    known: tuple[Known | None, ...]


@dataclass(frozen=True, slots=True)
class ExplorerFixed:
    """A constraint on groups or on a comparison: what a cell does not show, so that its verdict stays.

    Attributes:
        text: What it says.
        must: Whether an option that violates it is ruled out.
        verdicts: For each option, its recorded verdict; empty where it does not speak of that option.
    """

    text: str
    must: bool
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplorerOption:
    """One option with its cells, and where it stands by the record.

    Attributes:
        name: Its name for readers.
        chosen: Whether the decision chose it.
        cells: One for each column.
        worth: Weighted sum at the worse bounds, the values and the better bounds, by the record; None where unranked.
        best: The chance that it is the best one, by the record; None where unranked.
        settled: Whether it is so beyond doubt, by the record.
    """

    name: str
    chosen: bool
    cells: tuple[ExplorerCell, ...]
    worth: tuple[float, float | None, float] | None
    best: float | None
    settled: bool


@dataclass(frozen=True, slots=True)
class ExplorerData:
    """Everything that the script computes with.

    Attributes:
        judged: Whether the decision is in force or proposed, so that its limits have verdicts.
        draws: How often the script draws from the intervals.
        axes: The places of the qualities that the plot shows at first, across and up; None for no plot.
        options: The options, in the decision's order.
        columns: The qualities, in the order of the comparison.
        limits: The constraints that can be moved.
        fixed: Those that cannot.
    """

    judged: bool
    draws: int
    axes: tuple[int, int] | None
    options: tuple[ExplorerOption, ...]
    columns: tuple[ExplorerColumn, ...]
    limits: tuple[ExplorerLimit, ...]
    fixed: tuple[ExplorerFixed, ...]


def write_json(data: ExplorerData) -> str:
    """Gives the data as JSON that no text of a record can end, wherever in a page it stands."""
    # What `asdict` would copy first is handed over as it is.
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_fields_of)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _fields_of(part: Any) -> dict[str, object]:  # noqa: ANN401 - as JSON hands it over
    names = part.__slots__
    return dict(zip(names, _reader_of(names)(part), strict=True))


@lru_cache(maxsize=16)
def _reader_of(names: tuple[str, ...]) -> attrgetter[tuple[object, ...]]:
    return attrgetter(*names)
