"""Whether a figure backs a number: it reads as it, or two measured values differ by it."""

from __future__ import annotations

import re
from itertools import permutations
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from buttress.linting.figures import Figure
    from buttress.linting.written_numbers import WrittenNumber

_COMPARING = re.compile(
    r"\b(?:than|less|more|fewer|points?|faster|slower|quicker|smaller|larger|bigger|lower|higher|cheaper|dearer|better|"
    r"worse|shorter|longer|below|above|reduc\w*|sav\w*|increas\w*|decreas\w*|improv\w*|gain\w*|drop\w*|los\w+)\b",
    re.IGNORECASE,
)
_FAILING = re.compile(
    r"\b(?:miss\w*|wrong\w*|error\w*|err|errs|fail\w*|fals\w*|mis\w+|not|never|without|but|except|left|rest|los\w+)\b",
    re.IGNORECASE,
)
_NEAR = 2.0
"""Beyond twice or half the number a figure is not what its author meant."""


def is_backed(
    number: WrittenNumber,
    figures: Sequence[Figure],
    sentence: str,
    named: Collection[str] = (),
    chosen: str = "",
) -> bool:
    """Says whether a number rests on a figure.

    What is left of a share backs a number in a sentence that tells of failing ("misses 4 %"). A percentage in a
    comparison ("2 % better") may be the difference between two options, as a share of either or in percentage points.

    Args:
        number: The number.
        figures: The figures.
        sentence: The sentence that holds it.
        named: The qualities that the sentence names; differences in others do not count where there are any.
        chosen: The chosen option, with which options are compared where the sentence names no quality; empty for any.
    """
    failing = bool(_FAILING.search(sentence))
    values = (figure.in_unit_of(number) for figure in figures if failing or not figure.is_rest)
    if any(value is not None and number.equals(value) for value in values):
        return True
    if number.amount.unit != "%" or not _COMPARING.search(sentence):
        return False
    compared = [one for one in figures if one.value_of and (not named or one.quality in named)]
    return any(number.equals(100 * gap) for gap in _gaps(compared, "" if named else chosen))


def nearest(number: WrittenNumber, figures: Sequence[Figure], named: Collection[str] = ()) -> Figure | None:
    """Gives the figure that a number may once have been: of its kind and at most twice or half as much.

    Figures of the qualities that its sentence names come first.
    """
    told = abs(number.amount.value)
    rated: list[tuple[bool, float, int]] = []
    for index, figure in enumerate(figures):
        value = figure.in_unit_of(number)
        if value and told and told / _NEAR <= abs(value) <= told * _NEAR:
            rated.append((figure.quality not in named, abs(abs(value) - told), index))
    return figures[min(rated)[2]] if rated else None


def _gaps(values: Sequence[Figure], chosen: str) -> Iterator[float]:
    for one, other in permutations(values, 2):
        if one.quality != other.quality or (chosen and chosen not in (one.value_of, other.value_of)):
            continue
        gap = one.amount.value - other.amount.value
        if one.is_share:
            yield gap
        if other.amount.value and isfinite(gap / other.amount.value):
            yield gap / other.amount.value
