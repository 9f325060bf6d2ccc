"""Rates by group: what fairness is told of, with the bounds that small groups need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.verdicts.outcome_samples import draw_proportion
from buttress.verdicts.outcomes import NothingRecordedError, Outcomes, check_outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.estimation import Sample
    from buttress.records import DataFacts, Predictions, Quality

GROUP_RATES = ("selection_rate", "recall", "false_positive_rate")
"""Qualities that are told of each group: who is selected, found, and alarmed without cause."""


def groups_of(data: DataFacts | None, predictions: Predictions | None) -> Iterator[tuple[str, str]]:
    """Gives each column and group for which rates can be told; none without labels or a positive class.

    Raises:
        ValueError: What is stored is damaged.
    """
    if data is None or predictions is None or predictions.labels is None or data.positive not in data.classes:
        return
    for column, packed in sorted(data.groups.items()):
        yield from ((column, group) for group in packed.classes()[0])


def draw_group_rate(
    quality: Quality, data: DataFacts, predictions: Predictions, column: str, group: str
) -> Sample:
    """Gives the sample of a rate among the examples of one group.

    Raises:
        ValueError: What is stored is damaged.
    """
    check_outcomes(data, predictions)
    inside = data.groups[column].which_are(group)
    try:
        return draw_proportion(quality, Outcomes(data, predictions, predictions, inside))
    except NothingRecordedError as error:
        raise ValueError(str(error)) from error
