"""What values a quality can take, by its definition: a limit beyond them is a slip of the pen."""

from __future__ import annotations

from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.records.quality import FIGURE_RANGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.records.constraint import Constraint
    from buttress.records.quality import Metric, Quality

Range = tuple[float, float]

_SHARE: Range = (0.0, 1.0)
_POSITIVE: Range = (0.0, inf)
_ANY: Range = (-inf, inf)
_OF_METRICS: Mapping[Metric, Range] = MappingProxyType(
    {"mcc": (-1.0, 1.0), "log_loss": _POSITIVE, "rmse": _POSITIVE, "mae": _POSITIVE, "r2": (-inf, 1.0)}
)


def range_judged(constraint: Constraint, quality: Quality) -> Range:
    """Gives the least and the greatest value that a constraint's quality can have, in the unit in which it is judged.

    Against another option a difference of outcomes spans twice the range, and a ratio is positive.
    """
    if not constraint.compared_with:
        return range_of(quality)
    if not quality.of_outcomes:
        return _POSITIVE
    low, high = range_of(quality)
    return low - high, high - low


def range_of(quality: Quality) -> Range:
    """Gives the least and the greatest value that a quality itself can have, in its unit."""
    match quality.estimator:
        case "proportion" | "kept" | "disparity":
            return _SHARE
        case "metric":
            return _OF_METRICS.get(quality.metric, _SHARE) if quality.metric else _ANY
        case "example_mean":
            return FIGURE_RANGES.get(quality.sample_name, _ANY)
        case "ordinal":
            return _ANY
        case "deployed" if quality.deployed == "availability":
            return _SHARE
        case _:
            return _POSITIVE
