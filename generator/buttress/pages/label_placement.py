"""Where labels go: beside their points, over nothing, inside the frame.

A greedy search. Each point offers places around it, the nearest first; a label takes the first free one, else the
least bad one. The most important and then the most crowded points choose first, and the losers choose again once all
have chosen. Marks, whiskers and limit lines are all upright boxes, which keeps every test to four comparisons.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

TextAnchor = Literal["start", "middle", "end"]
_Line = tuple[float, float, float, float]

_RINGS = (4.0, 15.0, 30.0, 48.0, 70.0)
_COST_OF_DISTANCE = 40.0
# Right of the mark reads best, above and below worst, because the label then hides its whisker.
_DIRECTIONS: tuple[tuple[float, float, TextAnchor], ...] = (
    (1.0, 0.0, "start"),
    (-1.0, 0.0, "end"),
    (0.7, -0.7, "start"),
    (0.7, 0.7, "start"),
    (-0.7, -0.7, "end"),
    (-0.7, 0.7, "end"),
    (0.0, -1.0, "middle"),
    (0.0, 1.0, "middle"),
)
_COST_OF_LABEL = 30.0
_COST_OF_CROSSING = 200.0
_CROWD = 70.0
_TOLERANCE = 0.01
# Helvetica's widths in thousandths of an em, by how many characters share them.
_WIDTHS = {
    character: width
    for width, characters in {
        222: "ijl'|",
        278: " !,./:;I[]\\ft",
        333: "()-`r",
        389: '*"',
        500: "cksvxyzJ",
        556: "$?_#0123456789abdeghnopquL",
        584: "+<=>~^",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1015: "@",
    }.items()
    for character in characters
}


class Box(NamedTuple):
    """An upright rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float


class Obstacle(NamedTuple):
    """Something a label should not cover.

    Attributes:
        box: Where it is.
        cost: How bad each covered square unit is; a label that must not be covered costs 30.
    """

    box: Box
    cost: float


@dataclass(frozen=True, slots=True)
class Label:
    """A label that wants a place.

    Attributes:
        x: Centre of its mark.
        y: Centre of its mark.
        radius: Half the size of its mark.
        width: Width of its text.
        height: Height of its text.
        first: Whether it may choose before the others.
    """

    x: float
    y: float
    radius: float
    width: float
    height: float
    first: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label goes.

    Attributes:
        box: The space that its text takes.
        anchor: The end of the text that is nearest to the mark.
        leader: A line from mark to label, where they are not side by side.
    """

    box: Box
    anchor: TextAnchor
    leader: _Line | None


class _Candidate(NamedTuple):
    box: Box
    anchor: TextAnchor
    leader: _Line | None
    cost: float


def text_width(text: str, size: float) -> float:
    """Gives the width of a text in Helvetica (and fonts with its widths), in the unit of ``size``.

    Characters outside ASCII are estimated: one em for East Asian wide ones, 0.6 em for the rest.

    >>> text_width("Mix", 10.0)
    15.55
    """
    return sum(_WIDTHS.get(character) or _unlisted_width(character) for character in text) * size / 1000


def _unlisted_width(character: str) -> int:
    return 1000 if unicodedata.east_asian_width(character) in "WF" else 600


def place_labels(labels: Sequence[Label], obstacles: Sequence[Obstacle], frame: Box) -> list[Place | None]:
    """Gives each label a place, or None where it could only cover another label or a mark.

    Args:
        labels: The labels; their marks are obstacles and need not be listed.
        obstacles: What else is drawn.
        frame: What no label may leave.

    Returns:
        One place for each label, in their order.
    """
    drawn = [*map(_mark, labels), *obstacles]
    turns = _turns(labels)
    chosen: dict[int, _Candidate] = {}
    for index in turns:
        chosen[index] = _best(labels[index], [*drawn, *_taken(chosen, index)], frame)
    for index in turns:
        if chosen[index].cost > _COST_OF_DISTANCE:
            chosen[index] = _best(labels[index], [*drawn, *_taken(chosen, index)], frame)
    return _settle(chosen, turns, drawn[: len(labels)], frame)


def _mark(label: Label) -> Obstacle:
    r = label.radius
    return Obstacle(Box(label.x - r, label.y - r, label.x + r, label.y + r), _COST_OF_LABEL)


def _turns(labels: Sequence[Label]) -> list[int]:
    """The order of choosing: the first ones, then the most crowded."""

    def rank(index: int) -> tuple[bool, int, int]:
        one = labels[index]
        crowd = sum(abs(one.x - other.x) < _CROWD and abs(one.y - other.y) < _CROWD / 2 for other in labels)
        return not one.first, -crowd, index

    return sorted(range(len(labels)), key=rank)


def _taken(chosen: dict[int, _Candidate], index: int) -> list[Obstacle]:
    """The places of the other labels."""
    return [Obstacle(place.box, _COST_OF_LABEL) for other, place in chosen.items() if other != index]


def _settle(
    chosen: dict[int, _Candidate], turns: list[int], marks: list[Obstacle], frame: Box
) -> list[Place | None]:
    """The places of the labels that cover no mark and no label that came before them."""
    taken = list(marks)
    places: list[Place | None] = [None] * len(turns)
    for index in turns:
        box, anchor, leader, _ = chosen[index]
        if _inside(box, frame)[1] < _TOLERANCE and _covered(box, taken) == 0:
            places[index] = Place(box, anchor, leader)
            taken.append(Obstacle(box, _COST_OF_LABEL))
    return places


def _best(label: Label, obstacles: Sequence[Obstacle], frame: Box) -> _Candidate:
    """The cheapest place of a label. Written without calls in the inner loop: it is where plots spend their time."""
    near = _near(label, obstacles)
    best = _Candidate(Box(label.x, label.y, label.x, label.y), "start", None, inf)
    for ring, distance in enumerate(_RINGS):
        if best.cost <= ring * _COST_OF_DISTANCE:
            break
        for order, (across, down, anchor) in enumerate(_DIRECTIONS):
            wished = _beside(label, across, down, label.radius + distance)
            box, moved = _inside(wished, frame)
            # A label that the frame pushes away needs a leader, so it counts as a far one.
            cost = ring * _COST_OF_DISTANCE + order + moved
            if cost >= best.cost or (moved > label.radius and not ring):
                continue
            cost += _covered(box, near, best.cost - cost)
            leader = _leader(label, box) if ring else None
            if leader and cost < best.cost:
                cost += _crossed(leader, near)
            if cost < best.cost:
                best = _Candidate(box, anchor, leader, cost)
    return best


def _near(label: Label, obstacles: Sequence[Obstacle]) -> list[Obstacle]:
    """What a label could cover at all, wherever around its mark it goes."""
    across = label.radius + _RINGS[-1] + label.width
    down = label.radius + _RINGS[-1] + label.height
    left, top, right, bottom = label.x - across, label.y - down, label.x + across, label.y + down
    return [
        obstacle
        for obstacle in obstacles
        for box in obstacle[:1]
        if box[0] < right and left < box[2] and box[1] < bottom and top < box[3]
    ]


def _beside(label: Label, across: float, down: float, reach: float) -> Box:
    """The box of a label that lies in a direction from its mark, a reach away."""
    x, y = label.x + across * reach, label.y + down * reach
    left = x - label.width * (0.0 if across > 0 else 1.0 if across < 0 else 0.5)
    top = y + (down - 1) * label.height / 2
    return Box(left, top, left + label.width, top + label.height)


def _inside(box: Box, frame: Box) -> tuple[Box, float]:
    """The box pushed into the frame, and how far it was pushed."""
    left, top, right, bottom = box
    across = frame[0] - left if left < frame[0] else frame[2] - right if right > frame[2] else 0.0
    down = frame[1] - top if top < frame[1] else frame[3] - bottom if bottom > frame[3] else 0.0
    if not across and not down:
        return box, 0.0
    return Box(left + across, top + down, right + across, bottom + down), abs(across) + abs(down)


def _leader(label: Label, box: Box) -> _Line:
    """A line from the rim of a mark to the nearest side of its label."""
    x = min(max(label.x, box.left), box.right)
    y = min(max(label.y, box.top), box.bottom)
    length = ((x - label.x) ** 2 + (y - label.y) ** 2) ** 0.5 or 1.0
    share = min(label.radius / length, 1.0)
    return label.x + (x - label.x) * share, label.y + (y - label.y) * share, x, y


def _covered(box: Box, obstacles: Sequence[Obstacle], allowance: float = inf) -> float:
    """The price of all that a box covers; more than the allowance need not be counted."""
    left, top, right, bottom = box
    price = 0.0
    for (other_left, other_top, other_right, other_bottom), cost in obstacles:
        if other_left < right and left < other_right and other_top < bottom and top < other_bottom:
            width = (right if right < other_right else other_right) - (
                left if left > other_left else other_left
            )
            height = (bottom if bottom < other_bottom else other_bottom) - (
                top if top > other_top else other_top
            )
            price += width * height * cost
            if price > allowance:
                break
    return price


def _crossed(leader: _Line, obstacles: Sequence[Obstacle]) -> float:
    """The price of labels and marks that a leader runs across, looked at in three places along it."""
    x0, y0, x1, y1 = leader
    spots = [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for share in (0.5, 0.75, 0.95)]
    return sum(
        _COST_OF_CROSSING
        for (left, top, right, bottom), cost in obstacles
        if cost >= _COST_OF_LABEL and any(left < x < right and top < y < bottom for x, y in spots)
    )
