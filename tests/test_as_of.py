from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from buttress.as_of import resolve_as_of
from buttress.errors import ProjectError


def test_an_option_wins_over_the_environment() -> None:
    assert resolve_as_of("2026-01-02", {"SOURCE_DATE_EPOCH": "0"}) == date(2026, 1, 2)


def test_the_environment_wins_over_the_clock() -> None:
    assert resolve_as_of(None, {"SOURCE_DATE_EPOCH": "86400"}) == date(1970, 1, 2)


def test_the_clock_is_read_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    before = datetime.now(UTC).date()
    found = set()
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # a day apart, at any time
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found.add(resolve_as_of(None, {}))
    monkeypatch.undo()
    time.tzset()
    assert found <= {before, datetime.now(UTC).date()}


@pytest.mark.parametrize(("option", "epoch"), [("2026-13-01", ""), (None, "soon"), (None, "9" * 30)])
def test_what_is_no_day_is_a_problem(option: str | None, epoch: str) -> None:
    with pytest.raises(ProjectError, match="allowed"):
        resolve_as_of(option, {"SOURCE_DATE_EPOCH": epoch})
