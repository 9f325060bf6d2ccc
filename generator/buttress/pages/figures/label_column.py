"""Labels in a column: each as near as can be to where it wishes to be, and none over another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def spread_apart(wished: Sequence[float], height: float, top: float, bottom: float) -> list[float]:
    """Gives each label a centre near the one it wishes for, so that no two are nearer than a label's height.

    Args:
        wished: The centres wished for.
        height: Height of a label.
        top: Where the uppermost centre may be.
        bottom: Where the lowest centre may be; labels go beyond only where all together do not fit.

    >>> spread_apart([50.0, 52.0, 90.0], 10.0, 0.0, 100.0)
    [46.0, 56.0, 90.0]
    """
    order = sorted(range(len(wished)), key=lambda index: (wished[index], index))
    # Labels that touch form a block, which lies as near as it can to what its labels wish for.
    blocks: list[list[float]] = []
    for index in order:
        blocks.append([wished[index]])
        while len(blocks) > 1 and _touch(blocks[-2], blocks[-1], height, top, bottom):
            last = blocks.pop()
            blocks[-1] += last
    places = [
        _start(block, height, top, bottom) + at * height for block in blocks for at in range(len(block))
    ]
    return [place for _, place in sorted(zip(order, places, strict=True))]


def _touch(upper: list[float], lower: list[float], height: float, top: float, bottom: float) -> bool:
    end = _start(upper, height, top, bottom) + len(upper) * height
    return end > _start(lower, height, top, bottom)


def _start(block: list[float], height: float, top: float, bottom: float) -> float:
    """Where the first label of a block goes: the mean of what its labels wish for, inside the frame."""
    wish = sum(one - at * height for at, one in enumerate(block)) / len(block)
    return max(top, min(wish, bottom - (len(block) - 1) * height))
