"""Disparities: rates of groups compared, exactly where examples are independent, over clusters where they are not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Literal

from buttress.estimation import Difference, Disparity, GroupRate, WorstOf
from buttress.verdicts.outcome_samples import draw_proportion, hits_of
from buttress.verdicts.outcomes import parts_by_group
from buttress.verdicts.silent_parts import PartlyKnown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.estimation import Sample
    from buttress.records import Quality
    from buttress.verdicts.outcomes import Outcomes

_BETTER: Literal["lower"] = "lower"


def draw_disparity(rates: Sequence[Quality], outcomes: Outcomes, column: str) -> Sample:
    """Gives the largest difference between any two groups in any of the rates.

    Over clusters a group's rate is the mean of its clusters' own, and each side of a difference is bounded at half the
    risk, since one cluster may reach into several groups. A group that a rate knows nothing of is told by its name, and
    leaves the difference unbounded.

    Raises:
        NothingRecordedError: The run has no such column, or not what a rate is told of.
        ValueError: What is stored is damaged.
    """
    if outcomes.clusters() is not None:
        return _over_clusters(rates, outcomes, column)
    found = [
        _counted(rate, group, part) for rate in rates for group, part in parts_by_group(outcomes, column)
    ]
    sample = Disparity(tuple(found))
    silent = tuple(
        (f"{column} {one.group}", f"there are no examples for {one.rate}") for one in found if not one.trials
    )
    several = len({one.group for one in found}) > 1
    return PartlyKnown(sample, silent, _BETTER) if several and 0 < len(silent) < len(found) else sample


def _counted(rate: Quality, group: str, outcomes: Outcomes) -> GroupRate:
    hits, tried = hits_of(rate, outcomes)
    return GroupRate(rate.id, group, int(hits[tried].sum()), int(tried.sum()))


def _over_clusters(rates: Sequence[Quality], outcomes: Outcomes, column: str) -> Sample:
    parts = tuple(parts_by_group(outcomes, column))
    if len(parts) == 1:
        message = f"there is only the group {parts[0][0]!r}, and a difference needs two"
        raise ValueError(message)
    cells = [_Cell(rate.id, group, draw_proportion(rate, part)) for rate in rates for group, part in parts]
    silent = tuple((f"{column} {one.group}", f"{one.silent} for {one.rate}") for one in cells if one.silent)
    pairs = [(one, other) for one, other in permutations(cells, 2) if one.rate == other.rate]
    known = [(one, other) for one, other in pairs if not (one.silent or other.silent)]
    if not silent or len(silent) == len(cells):
        return _largest(pairs)
    return PartlyKnown(_largest(known), silent, _BETTER, max(len(known), 1) / len(pairs))


def _largest(pairs: Sequence[tuple[_Cell, _Cell]]) -> Sample:
    parts = [
        (f"{one.rate} of {one.group!r} less that of {other.group!r}", Difference(one.sample, other.sample))
        for one, other in pairs
    ]
    return WorstOf(tuple(parts), _BETTER)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A rate of one group, over clusters."""

    rate: str
    group: str
    sample: Sample

    @property
    def silent(self) -> str:
        return self.sample.unusable() or ""
