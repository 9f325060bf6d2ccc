"""Trends as data: what the figure of a trend and a sparkline show, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.pages.figures.plot_views import Axis, Limit
    from buttress.verdicts import Said


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One run of a trend.

    Attributes:
        label: Its day.
        value: Its value in the unit of the axis; None where it has none.
        low: Lower end of its interval; None or minus infinity where that is open.
        high: Upper end of its interval; None or infinity where that is open.
        said: What it says of the limit by itself.
        fresh: Whether it still speaks for what is declared now.
        touched: Whether code or data changed since the run before.
        link: Where a click leads (its page).
        text: Value with interval in words; empty where there is none.
        remark: What else the table tells of it.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    said: Said = "undecided"
    fresh: bool = True
    touched: bool = False
    link: str = ""
    text: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class TrendChange:
    """A change of level.

    Attributes:
        place: Which point is the first of the new level.
        before: The level before, in the unit of the axis.
        after: The level from there on.
        text: Its size (``+12 %``).
    """

    place: int
    before: float
    after: float
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A quality over its runs.

    Attributes:
        id: Unique among the figures of a page.
        title: Its caption and accessible name.
        description: What there is to see, in a few sentences.
        axis: The quality with its limits.
        points: The runs in time order.
        changes: Where the level changed, in order.
        broken: Which point is the first of the latest stretch in which the limit is violated; None where it is not.
    """

    id: str
    title: str
    description: str
    axis: Axis
    points: tuple[TrendPoint, ...]
    changes: tuple[TrendChange, ...] = ()
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A quality over its runs, small enough for a cell of a table.

    Attributes:
        values: One for each run in time order, None where it has none.
        limits: The limits on it; usually one.
        said: What the latest run says; the shape of its mark.
        fresh: Whether the latest run still speaks for what is declared now.
        label: All of it in words; its accessible name.
    """

    values: tuple[float | None, ...]
    limits: tuple[Limit, ...]
    said: Said
    label: str
    fresh: bool = True
