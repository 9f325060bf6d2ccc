"""Which qualities readers see in per cent because somebody wrote a limit so.

A value beside its limit has to stand in the limit's unit, and one quality should read alike on every page. That something
is a mean, a ratio or a metric does not tell whether people speak of it in per cent; who limits it does:
``word_error_rate <= 30 %``, but ``r2 >= 0.02``. Such values may well be above 100 %.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from buttress.records.constraint import Constraint
    from buttress.records.quality import Quality
    from buttress.records.requirement import Requirement


def is_in_per_cent(require: Requirement) -> bool:
    """Says whether a limit is written in per cent, at either end."""
    return any(getattr(limit, "unit", "") == "%" for limit in (require.limit, require.upper))


def limited_in_per_cent(
    qualities: Mapping[str, Quality], constraints: Iterable[Constraint]
) -> tuple[str, ...]:
    """Gives the ids of qualities without a unit that a constraint limits in per cent; the ratio of two options is none.

    Args:
        qualities: Qualities by id.
        constraints: All constraints of a portfolio.
    """
    found: dict[str, None] = {}
    for constraint in constraints:
        quality = qualities.get(constraint.quality)
        if quality is None or quality.unit or not is_in_per_cent(constraint.require):
            continue
        if quality.of_outcomes or not constraint.compared_with:
            found[quality.id] = None
    return tuple(found)
