"""Plots as data: what a design space and an interval bar show, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Literal

from buttress.pages.figures.axes import plain_number
from buttress.pages.figures.marking import JUDGED, Marking, PointState

if TYPE_CHECKING:
    from collections.abc import Callable

Side = Literal["below", "above"]

DAGGER = "†"
"""What marks dominated options beside their names."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A constraint on one axis.

    Attributes:
        value: Where the line runs, in the unit of its axis.
        text: What it says (``<= 5 ms``).
        feasible: The side on which options are allowed.
    """

    value: float
    text: str
    feasible: Side


@dataclass(frozen=True, slots=True)
class Axis:
    """One quality of a design space.

    Attributes:
        label: The quality's name.
        unit: What its numbers are in; empty for a bare number.
        direction: Which values are better; empty where neither is.
        limits: The constraints on it.
        format: Turns a tick's value into text.
        bounds: The values that the quality can take at all (a share: 0 to 1); no tick lies outside.
    """

    label: str
    unit: str = ""
    direction: Literal["lower", "higher", ""] = ""
    limits: tuple[Limit, ...] = ()
    format: Callable[[float], str] = plain_number
    bounds: tuple[float, float] = (-inf, inf)


@dataclass(frozen=True, slots=True)
class Point:
    """One option in a design space.

    Attributes:
        label: Its name.
        x: Its value on the horizontal axis; None where it was not measured.
        y: Its value on the vertical axis; None where it was not measured.
        x_low: Lower end of the interval of ``x``; None where it is open. Both None: there is no interval.
        x_high: Upper end of the interval of ``x``; None where it is open.
        y_low: Lower end of the interval of ``y``; None where it is open. Both None: there is no interval.
        y_high: Upper end of the interval of ``y``; None where it is open.
        state: Whether the option meets every must.
        chosen: Whether the decision chose it.
        link: Where a click leads (its model card).
        tooltip: What a pointer that rests on it reads.
        x_text: ``x`` with its interval in words, for the table; made from the axis' format when empty.
        y_text: The same for ``y``.
        dominated_by: The options that beat it beyond doubt, in words; empty where none does.
    """

    label: str
    x: float | None
    y: float | None
    x_low: float | None = None
    x_high: float | None = None
    y_low: float | None = None
    y_high: float | None = None
    state: PointState = "unknown"
    chosen: bool = False
    link: str = ""
    tooltip: str = ""
    x_text: str = ""
    y_text: str = ""
    dominated_by: str = ""

    @property
    def name(self) -> str:
        """Its label as it is drawn: what is dominated bears a dagger, so that dimming is not all that says so."""
        return f"{self.label} {DAGGER}" if self.dominated_by else self.label


@dataclass(frozen=True, slots=True)
class DesignSpace:
    """Options as points between two qualities, and the region that the constraints leave.

    Attributes:
        id: Unique among the figures of a page.
        title: Its caption and accessible name.
        description: One or two sentences that say what there is to see.
        x_axis: The horizontal quality.
        y_axis: The vertical quality.
        points: The options, in the order of the table.
        marking: What their marks can say.
    """

    id: str
    title: str
    description: str
    x_axis: Axis
    y_axis: Axis
    points: tuple[Point, ...]
    marking: Marking = JUDGED


@dataclass(frozen=True, slots=True)
class IntervalBar:
    """A value, its interval and its limits, small enough for a cell of a table.

    Attributes:
        value: The estimate.
        low: Lower end of its interval; None or minus infinity where it is open.
        high: Upper end of its interval; None or infinity where it is open.
        limits: The limits on it; usually one.
        state: The verdict or feasibility, which becomes its CSS class; ``violated`` and ``infeasible`` draw a
            cross, ``undecided`` and ``unknown`` a ring, everything else a disc.
        label: All of it in words; its accessible name.
        scale: The values at the left and right end, so that the bars of a column compare; None fits this bar.
    """

    value: float
    low: float | None
    high: float | None
    limits: tuple[Limit, ...]
    state: str
    label: str
    scale: tuple[float, float] | None = None
