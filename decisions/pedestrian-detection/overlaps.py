"""Boxes in pixels, as (left, top, right, bottom): how far two overlap, which of several remain, which fit which."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Box = tuple[float, float, float, float]
Found = tuple[Box, float]
"""A box with its score."""

SAME = 0.5
"""Intersection over union from which on a found box counts as that of a person (Everingham et al. 2010)."""


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Gives the intersection of two boxes over their union.

    >>> overlap((0, 0, 2, 2), (1, 0, 3, 2))
    0.3333333333333333
    """
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(one) + _area(other) - shared)


def suppress(found: Sequence[Found], most: float = 0.45) -> list[Found]:
    """Gives the boxes from the highest score down, without those that overlap a kept one by more than ``most``."""
    kept: list[Found] = []
    for box, score in sorted(found, key=lambda one: -one[1]):
        if all(overlap(box, other) <= most for other, _ in kept):
            kept.append((box, score))
    return kept


def match(found: Sequence[Found], persons: Sequence[Sequence[float]]) -> list[int | None]:
    """Gives for each found box the index of the person whose box it is, or None.

    From the highest score down, each takes the person that it overlaps most among those that are left.
    """
    taken: dict[int, int] = {}
    left = set(range(len(persons)))
    for place in sorted(range(len(found)), key=lambda one: -found[one][1]):
        shares = {person: overlap(found[place][0], persons[person]) for person in sorted(left)}
        best = max(shares, key=shares.__getitem__, default=None)
        if best is not None and shares[best] >= SAME:
            taken[place] = best
            left.remove(best)
    return [taken.get(place) for place in range(len(found))]


def _area(box: Sequence[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
