"""Parallel coordinates as data: what the figure of many qualities shows, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.pages.figures.marking import JUDGED, Marking
from buttress.pages.figures.plot_views import DAGGER

if TYPE_CHECKING:
    from buttress.pages.figures.marking import PointState
    from buttress.pages.figures.plot_views import Axis


@dataclass(frozen=True, slots=True)
class ParallelSpot:
    """Where an option crosses one axis.

    Attributes:
        value: Its value in the unit of the axis; None where it was not measured.
        low: Lower end of its interval; None where it is open or there is none.
        high: Upper end of its interval; None where it is open or there is none.
        text: Value with interval in words.
    """

    value: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class ParallelLine:
    """One option across all axes.

    Attributes:
        label: Its name.
        spots: One for each axis.
        state: Whether the option meets every must.
        chosen: Whether the decision chose it.
        dominated_by: The options that beat it beyond doubt, in words; empty where none does.
        link: Where a click leads.
        tooltip: What a pointer that rests on it reads.
    """

    label: str
    spots: tuple[ParallelSpot, ...]
    state: PointState = "unknown"
    chosen: bool = False
    dominated_by: str = ""
    link: str = ""
    tooltip: str = ""

    @property
    def name(self) -> str:
        """Its label as it is drawn: what is dominated bears a dagger, so that dimming is not all that says so."""
        return f"{self.label} {DAGGER}" if self.dominated_by else self.label


@dataclass(frozen=True, slots=True)
class ParallelCoordinates:
    """Options as lines across one upright axis for each quality; better is up on every axis.

    Attributes:
        id: Unique among the figures of a page.
        title: Its caption and accessible name.
        description: One or two sentences that say what there is to see.
        axes: The qualities, from left to right.
        lines: The options, in the order of the table.
        marking: What their marks can say.
    """

    id: str
    title: str
    description: str
    axes: tuple[Axis, ...]
    lines: tuple[ParallelLine, ...]
    marking: Marking = JUDGED
