"""Where everything lies on the drawing of the timeline: lanes for systems, marks for events, one scale for each side.

What happened and what lies ahead differ in length by far, so each side of today has a scale of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

WIDTH = 880
LEFT, RIGHT = 12, 868
AHEAD_SHARE = 0.32
PITCH = 20
LANE_HEAD = 26
LANE_FOOT = 8
AXIS = 30
MOST_STACKED = 12
TICK_WIDTH = 80
HORIZON = timedelta(days=1100)
_STEPS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with a day, to be placed.

    Attributes:
        key: What it is, for those who placed it.
        lane: The lane that it belongs to.
        day: Its day.
        ahead: Whether it lies after today.
    """

    key: str
    lane: str
    day: date
    ahead: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something lies: the middle of its mark."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: its top, its height, and how many of its things found no room."""

    name: str
    top: int
    height: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the axis."""

    x: int
    text: str


@dataclass(frozen=True, slots=True)
class Placement:
    """The drawing in numbers.

    Attributes:
        height: Its height.
        today: Where the line of today is.
        spots: Key to place, for all that found room.
        lanes: The lanes, from the top.
        ticks: The days on the axis.
    """

    height: int
    today: int
    spots: Mapping[str, Spot]
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to pixels, on one side of today."""

    first: date
    last: date
    left: int
    right: int

    def x(self, day: date) -> int:
        span = max((self.last - self.first).days, 1)
        along = min((day - self.first).days / span, 1.0)
        return round(self.left + (self.right - self.left) * along)


def place_events(things: Sequence[Dated], lanes: Sequence[str], today: date) -> Placement:
    """Gives where each thing lies: days across, things of one day and lane stacked.

    Args:
        things: What is to be placed, each in one of the lanes.
        lanes: The lanes, from the top.
        today: The day that counts as today.
    """
    past, ahead = _scales(things, today)
    spots: dict[str, Spot] = {}
    placed, top = [], AXIS
    for name in lanes:
        stacks = _stack((one for one in things if one.lane == name), past, ahead)
        deepest = max((len(stack) for stack in stacks.values()), default=1)
        rows = min(deepest, MOST_STACKED)
        left_out = 0
        for slot, stack in stacks.items():
            for row, one in enumerate(stack[:MOST_STACKED]):
                spots[one.key] = Spot(slot * PITCH + PITCH // 2, top + LANE_HEAD + row * PITCH + PITCH // 2)
            left_out += len(stack[MOST_STACKED:])
        height = LANE_HEAD + rows * PITCH + LANE_FOOT
        placed.append(Lane(name, top, height, left_out))
        top += height
    ticks = (*_ticks(past), *(_ticks(ahead) if ahead else ()))
    return Placement(top, past.right + PITCH if ahead else RIGHT, spots, tuple(placed), ticks)


def _scales(things: Sequence[Dated], today: date) -> tuple[_Scale, _Scale | None]:
    behind = [one.day for one in things if not one.ahead]
    later = [one.day for one in things if one.ahead]
    divide = round(RIGHT - (RIGHT - LEFT) * AHEAD_SHARE) if later else RIGHT
    # A margin of half a mark on each side, so that none lies on the line of today.
    past = _Scale(min(behind, default=today), today, LEFT + PITCH, divide - PITCH)
    # One far day must not push all others into one corner.
    horizon = min(max(later, default=today), today + HORIZON)
    ahead = _Scale(today, horizon, divide + PITCH, RIGHT - PITCH) if later else None
    return past, ahead


def _stack(things: Iterable[Dated], past: _Scale, ahead: _Scale | None) -> dict[int, list[Dated]]:
    """The things of a lane by the slot that they fall into, the earliest first."""
    stacks: dict[int, list[Dated]] = {}
    for one in sorted(things, key=lambda thing: (thing.day, thing.key)):
        scale = ahead if one.ahead and ahead else past
        stacks.setdefault(scale.x(one.day) // PITCH, []).append(one)
    return stacks


def _ticks(scale: _Scale) -> Iterator[Tick]:
    for day, text in _round_days(scale.first, scale.last, (scale.right - scale.left) // TICK_WIDTH):
        yield Tick(scale.x(day), text)


def _round_days(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Few round days in a range: days, then firsts of months, then of years."""
    span = (last - first).days
    step = next((one for one in _STEPS if span / one <= most), 0)
    if step:
        days = (first + timedelta(days=at) for at in range(0, span + 1, step))
        return [(day, day.isoformat()) for day in days]
    months = next((one for one in _MONTHS if span / (30.4 * one) <= most), _MONTHS[-1])
    length = 4 if months >= 12 else 7
    return [(day, day.isoformat()[:length]) for day in _firsts(first, last, months)]


def _firsts(first: date, last: date, step: int) -> Iterator[date]:
    """The first days of every so many months in a range, counted from a January."""
    at = first.year * 12 + first.month - 1
    at += -at % step
    while at <= last.year * 12 + last.month - 1:
        day = date(at // 12, at % 12 + 1, 1)
        if day >= first:
            yield day
        at += step
