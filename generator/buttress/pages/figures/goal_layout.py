"""Where the elements of a goal structure go: an indented tree, with contexts beside what they belong to.

What supports a claim stands below it, one step to the right, so that the whole argument is one column that fits a
phone. Contexts, assumptions and justifications stand in a second column, in the same order, each as near to what it
belongs to as those before it leave room. Where their lines run down side by side, an earlier one keeps to the right of a
later one: since both columns have one order, no two of them ever cross. Every step costs a few additions: a site has
thousands of these drawings, and a general layout engine takes a hundred times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from buttress.pages.figures.goal_text import fit_lines, word_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from buttress.assurance import Argument, Element, Kind, Mark

Relation = Literal["supported by", "in context of", "challenges"]
Point = tuple[int, int]

SPINE = 326
"""Right end of claims, arguments and evidence: what a phone shows without scrolling."""
WIDTH = 768
LINE = 16
HEADER = 20
"""Height of the line with id and standing of a claim."""
SKEW = 12
"""How far the sides of a strategy lean."""
DISC = 44
"""Diameter of a solution."""
FOOT = 14
"""Height of the diamond below what is undeveloped."""
MOST_BESIDE = 3
"""More contexts than these are not drawn beside one element: the last one says how many there are."""
LATE = 60
"""Where the second column lags behind by more than this, fewer are drawn, so that it catches up."""

_INDENT = 23
_GUTTER = 46
_BESIDE = SPINE + _GUTTER
_FIRST_LANE, _LAST_LANE, _LANE = _BESIDE - 16, SPINE + 6, 6
"""Where lines to the second column may run down, and how far they stay apart."""
_MARGIN = 1
_GAP = 12
_BETWEEN = 8
_TRUNK, _CHALLENGE = 15, 6
_JOG = 3
"""A step smaller than this would look like a slip."""
_LINES: Mapping[Kind, int] = {
    "goal": 4,
    "counter-goal": 4,
    "strategy": 4,
    "solution": 3,
    "counter-solution": 3,
}
_LINES_BESIDE = 2
_DISCS = ("solution", "counter-solution")
_OVALS = ("assumption", "justification")


class Box(NamedTuple):
    """One drawn element.

    Attributes:
        id: Id of the element; it may be drawn more than once.
        kind: Its shape; ``more`` for what stands for several.
        left: Left end.
        top: Upper end.
        width: Its width.
        height: Its height, without the diamond below it.
        lines: What is written in it; the id comes before the first line.
        mark: Whether it is crossed out, or has a diamond below it.
    """

    id: str
    kind: Kind | Literal["more"]
    left: int
    top: int
    width: int
    height: int
    lines: tuple[str, ...]
    mark: Mark = ""

    @property
    def middle(self) -> int:
        """Half its height down."""
        return self.top + self.height // 2

    @property
    def bottom(self) -> int:
        """Lower end, with the diamond below it."""
        return self.top + self.height + (FOOT if self.mark == "undeveloped" else 0)


class Arrow(NamedTuple):
    """A line between two boxes, with its head at the last point."""

    relation: Relation
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class GoalLayout:
    """A goal structure with every box and arrow in its place.

    Attributes:
        width: Width of the drawing.
        height: Height of the drawing.
        boxes: The boxes, in reading order.
        arrows: The arrows.
    """

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def lay_out_goals(argument: Argument, label: Callable[[Element], str]) -> GoalLayout:
    """Gives a goal structure with every element in its place.

    Args:
        argument: The argument.
        label: Gives what is written in an element's box, as plain text.
    """
    pen = _Pen(argument.by_id(), label)
    end = pen.place(argument.top, 0, _MARGIN)
    height = max(end.bottom, pen.reached) + _MARGIN
    return GoalLayout(WIDTH, height, tuple(pen.boxes), tuple(pen.arrows))


class _End(NamedTuple):
    """What was placed: its own box, and how far down it reaches with all that hangs on it."""

    box: Box
    bottom: int


class _Pen:
    """Draws from above to below: in the column of the argument, and beside it in the second one."""

    def __init__(self, elements: Mapping[str, Element], label: Callable[[Element], str]) -> None:
        self.elements = elements
        self.label = label
        self.boxes: list[Box] = []
        self.arrows: list[Arrow] = []
        self.reached = _MARGIN
        """How far down the second column is filled."""
        self._lanes: list[tuple[int, int]] = []
        """Lines that run down to the second column: where, and how far."""
        self._seen: set[str] = set()

    def place(self, element: Element, depth: int, top: int) -> _End:
        """Places an element with its contexts beside it, and then what supports and challenges it below."""
        box = self._spine_box(element, _MARGIN + depth * _INDENT, top)
        box = self._with_contexts(element, box)
        bottom = box.bottom
        for name in element.supported_by:
            end = self.place(self.elements[name], depth + 1, bottom + _GAP)
            self.arrows.append(Arrow("supported by", _down(box, end.box)))
            bottom = end.bottom
        for name in element.challenged_by:
            end = self.place(self.elements[name], depth + 1, bottom + _GAP)
            self.arrows.append(Arrow("challenges", _up(end.box, box)))
            bottom = end.bottom
        return _End(box, bottom + (_BETWEEN if element.kind == "goal" else 0))

    def _with_contexts(self, element: Element, box: Box) -> Box:
        """Places the contexts of an element beside it, and itself where a line can still leave for them."""
        most = MOST_BESIDE if self.reached - box.top <= LATE else MOST_BESIDE - 1
        beside = list(self._beside(element, most))
        if beside and self._next_lane(box.top) < _LAST_LANE:
            box = box._replace(top=self.reached)
        self.boxes.append(box)
        if not beside:
            return box
        stack = sum(one.height for one in beside) + _BETWEEN * (len(beside) - 1)
        wished = box.middle - stack // 2 if len(beside) == 1 or stack < box.height else box.top
        top = max(wished, self.reached)
        for one in beside:
            self.boxes.append(one._replace(top=top))
            top += one.height + _BETWEEN
        self.reached = top
        self._join(box, self.boxes[-len(beside) :])
        return box

    def _next_lane(self, top: int) -> int:
        """The first free lane from a height on: left of all that still run there."""
        self._lanes = [lane for lane in self._lanes if lane[1] >= top]
        return min((where for where, _ in self._lanes), default=_FIRST_LANE + _LANE) - _LANE

    def _join(self, box: Box, beside: Sequence[Box]) -> None:
        lane = self._next_lane(box.top)
        self.arrows += [Arrow("in context of", _across(box, one, lane)) for one in beside]
        self._lanes.append((lane, beside[-1].middle))

    def _spine_box(self, element: Element, left: int, top: int) -> Box:
        kind, width = element.kind, SPINE - left
        text, most = self.label(element), 1 if self._again(element) else _LINES[kind]
        if kind in _DISCS:
            lines = fit_lines(text, width - DISC - 8, most)
            return Box(element.id, kind, left, top, width, max(DISC, LINE * len(lines)), lines)
        if kind == "strategy":
            lines = fit_lines(text, width - 2 * SKEW - 12, most, word_width(f"{element.id} "))
            return Box(element.id, kind, left, top, width, LINE * len(lines) + 14, lines, element.mark)
        lines = fit_lines(text, width - 20, most)
        return Box(element.id, kind, left, top, width, HEADER + LINE * len(lines) + 16, lines, element.mark)

    def _beside(self, element: Element, most: int) -> Iterator[Box]:
        names = element.in_context_of
        shown = names if len(names) <= most else names[: most - 1]
        for name in shown:
            yield self._context_box(self.elements[name])
        left = names[len(shown) :]
        if left:
            text = f"and {len(left)} more, in the list below"
            yield Box("", "more", _BESIDE, 0, WIDTH - _BESIDE - _MARGIN, LINE + 12, (text,))

    def _context_box(self, element: Element) -> Box:
        oval = element.kind in _OVALS
        width = WIDTH - _BESIDE - _MARGIN
        most = 1 if self._again(element) else _LINES_BESIDE
        room = width - (52 if oval else 24)
        lines = fit_lines(self.label(element), room, most, word_width(f"{element.id} "))
        return Box(
            element.id, element.kind, _BESIDE, 0, width, LINE * len(lines) + (20 if oval else 12), lines
        )

    def _again(self, element: Element) -> bool:
        """Whether an element was drawn before; then its id and a few words do."""
        known = element.id in self._seen
        self._seen.add(element.id)
        return known


def left_end(box: Box) -> Point:
    """Gives where an arrow from the left meets a box."""
    return box.left + (SKEW // 2 if box.kind == "strategy" else 0), box.middle


def _right_end(box: Box) -> Point:
    return box.left + box.width - (SKEW // 2 if box.kind == "strategy" else 0), box.middle


def _down(parent: Box, child: Box) -> tuple[Point, ...]:
    x, (end, y) = parent.left + _TRUNK, left_end(child)
    return (x, parent.top + parent.height), (x, y), (end, y)


def _up(child: Box, parent: Box) -> tuple[Point, ...]:
    # Left of the trunk of what supports, which ends above it, so that the two never cross.
    x, (start, y) = parent.left + _CHALLENGE, left_end(child)
    return (start, y), (x, y), (x, parent.top + parent.height)


def _across(box: Box, beside: Box, lane: int) -> tuple[Point, ...]:
    start, end = _right_end(box), left_end(beside)
    if abs(start[1] - end[1]) <= _JOG:
        return start, (end[0], start[1])
    return start, (lane, start[1]), (lane, end[1]), end
