"""Where labels go: beside their points, over nothing, inside the frame.

A greedy search. Each point offers forty places around it, the nearest first; a label takes the cheapest one: near,
reading to the right, over nothing else, and beside no other mark than its own. The most important and then the most
crowded points choose first, and labels that still cover something choose again once all have chosen. Marks, whiskers
and limit lines are all upright boxes, which keeps every test to four comparisons; for the dozen points of a usual plot
that is faster than arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TextAnchor = Literal["start", "middle", "end"]
_Line = tuple[float, float, float, float]
_Priced = tuple[float, float, float, float, float]

COST_OF_LABEL = 30.0
"""What covering a square unit of a label or mark costs; something that must stay legible."""

_RINGS = (4.0, 15.0, 30.0, 48.0, 70.0)
# Unit vectors from mark to label, the share of the label's width that lies left of the vector's end, and its anchor.
# Right of the mark reads best, above and below worst, because the label then hides its whisker.
_DIRECTIONS: tuple[tuple[float, float, float, TextAnchor], ...] = (
    (1.0, 0.0, 0.0, "start"),
    (-1.0, 0.0, 1.0, "end"),
    (0.7, -0.7, 0.0, "start"),
    (0.7, 0.7, 0.0, "start"),
    (-0.7, -0.7, 1.0, "end"),
    (-0.7, 0.7, 1.0, "end"),
    (0.0, -1.0, 0.5, "middle"),
    (0.0, 1.0, 0.5, "middle"),
)
_COST_OF_DISTANCE = 40.0
_COST_OF_CROSSING = 200.0
_COST_OF_ANOTHERS = 100.0
_COST_OF_RETRY = 60.0
_CROWD = 70.0
_TOLERANCE = 0.01
_ALONG_LEADER = (0.5, 0.75, 0.95)


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
        cost: How bad each covered square unit is; at `COST_OF_LABEL` leaders avoid it as well.
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


def place_labels(labels: Sequence[Label], obstacles: Sequence[Obstacle], frame: Box) -> list[Place | None]:
    """Gives each label a place, or None where it could only cover another label or a mark.

    Args:
        labels: The labels; their marks are obstacles and need not be listed.
        obstacles: What else is drawn.
        frame: What no label may leave.

    Returns:
        One place for each label, in their order.
    """
    marks = [_mark(label) for label in labels]
    drawn = [*marks, *((*obstacle.box, obstacle.cost) for obstacle in obstacles)]
    turns = _turns(labels)
    chosen: dict[int, _Candidate] = {}
    for index in turns:
        chosen[index] = _best(labels[index], labels, [*drawn, *_taken(chosen, index)], frame)
    for index in turns:
        if chosen[index].cost > _COST_OF_RETRY:
            chosen[index] = _best(labels[index], labels, [*drawn, *_taken(chosen, index)], frame)
    return _settle(chosen, turns, marks, frame)


class _Candidate(NamedTuple):
    box: Box
    anchor: TextAnchor
    leader: _Line | None
    cost: float


def _mark(label: Label) -> _Priced:
    r = label.radius
    return label.x - r, label.y - r, label.x + r, label.y + r, COST_OF_LABEL


def _turns(labels: Sequence[Label]) -> list[int]:
    """The order of choosing: the first ones, then the most crowded."""

    def rank(index: int) -> tuple[bool, int, int]:
        one = labels[index]
        crowd = sum(abs(one.x - other.x) < _CROWD and abs(one.y - other.y) < _CROWD / 2 for other in labels)
        return not one.first, -crowd, index

    return sorted(range(len(labels)), key=rank)


def _taken(chosen: dict[int, _Candidate], index: int) -> list[_Priced]:
    """The places of the other labels."""
    return [(*place.box, COST_OF_LABEL) for other, place in chosen.items() if other != index]


def _settle(
    chosen: dict[int, _Candidate], turns: list[int], marks: list[_Priced], frame: Box
) -> list[Place | None]:
    """The places of the labels that cover no mark and no label that came before them."""
    taken = list(marks)
    places: list[Place | None] = [None] * len(turns)
    for index in turns:
        box, anchor, leader, _ = chosen[index]
        if _holds(frame, box) and _covered(*box, taken, inf) == 0:
            places[index] = Place(box, anchor, leader)
            taken.append((*box, COST_OF_LABEL))
    return places


def _best(label: Label, labels: Sequence[Label], obstacles: Sequence[_Priced], frame: Box) -> _Candidate:
    """The cheapest place of a label."""
    near = _near(label, obstacles)
    best = _Candidate(Box(label.x, label.y, label.x, label.y), "start", None, inf)
    for ring, distance in enumerate(_RINGS):
        if best.cost <= ring * _COST_OF_DISTANCE:
            break
        for left, top, anchor, cost in _around(label, ring, distance, frame):
            if cost >= best.cost:
                continue
            right, bottom = left + label.width, top + label.height
            price = cost + _covered(left, top, right, bottom, near, best.cost - cost)
            if price < best.cost:
                box = Box(left, top, right, bottom)
                leader = _leader(label, box) if ring else None
                price += _crossed(leader, near) if leader else 0.0
                price += _beside_others(label, labels, box) if ring else 0.0
                best = min(best, _Candidate(box, anchor, leader, price), key=_cost)
    return best


def _cost(candidate: _Candidate) -> float:
    return candidate.cost


def _around(
    label: Label, ring: int, distance: float, frame: Box
) -> Iterator[tuple[float, float, TextAnchor, float]]:
    """The places at one distance, pushed into the frame: left, top, anchor, and what they cost by themselves."""
    reach = label.radius + distance
    last_left, last_top = frame.right - label.width, frame.bottom - label.height
    for order, (across, down, share, anchor) in enumerate(_DIRECTIONS):
        wished_left = label.x + across * reach - share * label.width
        wished_top = label.y + down * reach + (down - 1) * label.height / 2
        left = (
            frame.left if wished_left < frame.left else last_left if wished_left > last_left else wished_left
        )
        top = frame.top if wished_top < frame.top else last_top if wished_top > last_top else wished_top
        moved = abs(left - wished_left) + abs(top - wished_top)
        # A label that the frame pushes away needs a leader, so it counts as a far one.
        if ring or moved <= label.radius:
            yield left, top, anchor, ring * _COST_OF_DISTANCE + order + moved


def _near(label: Label, obstacles: Sequence[_Priced]) -> list[_Priced]:
    """What a label could cover at all, wherever around its mark it goes."""
    reach = label.radius + _RINGS[-1]
    left, right = label.x - reach - label.width, label.x + reach + label.width
    top, bottom = label.y - reach - label.height, label.y + reach + label.height
    return [one for one in obstacles if one[0] < right and left < one[2] and one[1] < bottom and top < one[3]]


def _covered(
    left: float, top: float, right: float, bottom: float, obstacles: Sequence[_Priced], allowance: float
) -> float:
    """The price of all that a box covers; what exceeds the allowance need not be counted."""
    price = 0.0
    for other_left, other_top, other_right, other_bottom, cost in obstacles:
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


def _leader(label: Label, box: Box) -> _Line:
    """A line from the rim of a mark to the nearest side of its label."""
    x = min(max(label.x, box.left), box.right)
    y = min(max(label.y, box.top), box.bottom)
    length = ((x - label.x) ** 2 + (y - label.y) ** 2) ** 0.5 or 1.0
    share = min(label.radius / length, 1.0)
    return label.x + (x - label.x) * share, label.y + (y - label.y) * share, x, y


def _crossed(leader: _Line, obstacles: Sequence[_Priced]) -> float:
    """The price of labels and marks that a leader runs across, looked at in a few places along it."""
    x0, y0, x1, y1 = leader
    spots = [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for share in _ALONG_LEADER]
    return sum(
        _COST_OF_CROSSING
        for left, top, right, bottom, cost in obstacles
        if cost >= COST_OF_LABEL and any(left < x < right and top < y < bottom for x, y in spots)
    )


def _beside_others(label: Label, labels: Sequence[Label], box: Box) -> float:
    """The price of marks that are nearer to a label than its own: a reader takes it for theirs, whatever the leader."""
    own = _gap(label, box) - _TOLERANCE
    return _COST_OF_ANOTHERS * sum(other is not label and _gap(other, box) < own for other in labels)


def _gap(mark: Label, box: Box) -> float:
    """The way from the centre of a mark to a box."""
    return hypot(
        max(box.left - mark.x, 0.0, mark.x - box.right), max(box.top - mark.y, 0.0, mark.y - box.bottom)
    )


def _holds(frame: Box, box: Box) -> bool:
    across = frame.left - _TOLERANCE <= box.left and box.right <= frame.right + _TOLERANCE
    return across and frame.top - _TOLERANCE <= box.top and box.bottom <= frame.bottom + _TOLERANCE
