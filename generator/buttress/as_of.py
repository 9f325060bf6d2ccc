"""The day that counts as today: one for ages, waivers and reviews, so that a verdict can be repeated."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from buttress.errors import Problem, ProjectError

if TYPE_CHECKING:
    from collections.abc import Mapping

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"


def resolve_as_of(option: str | None, environment: Mapping[str, str]) -> date:
    """Gives the day from an option, else from ``SOURCE_DATE_EPOCH`` (in UTC), else today (in UTC).

    Args:
        option: A day as YYYY-MM-DD, or nothing.
        environment: The environment variables.

    Raises:
        ProjectError: The option is no day, or the variable no whole number of seconds.
    """
    if option:
        return _read_day(option)
    epoch = environment.get(EPOCH_VARIABLE)
    if epoch:
        return _read_epoch(epoch)
    return datetime.now(UTC).date()


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"found {text!r}; allowed: a day as YYYY-MM-DD"
        raise ProjectError([Problem("as-of", 0, 0, "", message)]) from None


def _read_epoch(text: str) -> date:
    try:
        return datetime.fromtimestamp(int(text), UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"found {text!r}; allowed: seconds since 1970 as a whole number"
        raise ProjectError([Problem(EPOCH_VARIABLE, 0, 0, "", message)]) from None
