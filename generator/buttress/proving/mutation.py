"""A mutation: what was measured of a candidate, made better or worse than it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.records import DataFacts, Measurement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Change = Callable[[Measurement, DataFacts | None], Measurement]
"""From a measurement, with the examples that it speaks of, to another; neither is changed."""

FARTHEST = 1e4
"""Figures are made so many times as large or as small at most: what is still met then limits nothing."""
_BEYOND = (1.05, 1.3, 2.0, 10.0, 100.0)
_PLAIN = (1.2, 2.0, 10.0, 100.0, 1000.0, FARTHEST)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of what was measured, told in words.

    Attributes:
        words: What was done, such as ``every latency 3.2 times as long``.
        change: Does it.
        factor: How many times as large figures become, where they are scaled; else None.
    """

    words: str
    change: Change
    factor: float | None = None


def factors_across(value: float | None, limits: Sequence[float]) -> tuple[float, ...]:
    """Gives factors that carry a value just across its limits, to either side, then ever farther.

    Args:
        value: The recorded value, None where there is none.
        limits: The limits in the same unit.

    >>> factors_across(2.0, [10.0])[:3]
    (5.25, 4.761904761904762, 6.5)
    """
    aimed = [factor / value for factor in targets_across(limits)] if value else []
    found = [*aimed, *(1 / factor for factor in aimed if factor > 0), *_plain_factors()]
    return tuple(dict.fromkeys(factor for factor in found if 1 / FARTHEST <= factor <= FARTHEST))


def targets_across(limits: Sequence[float]) -> tuple[float, ...]:
    """Gives values on both sides of each limit, ever farther from it; then between two limits, and on them."""
    beyond = [
        target
        for factor in _BEYOND
        for limit in limits
        for target in ((limit * factor, limit / factor) if limit else (factor, -factor))
    ]
    return tuple(dict.fromkeys([*beyond, sum(limits) / len(limits), *limits] if limits else []))


def _plain_factors() -> Iterator[float]:
    for factor in _PLAIN:
        yield from (factor, 1 / factor)
