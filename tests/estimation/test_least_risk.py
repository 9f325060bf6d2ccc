"""The least risk at which a bound passes a limit: just enough, and never below what is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.estimation.least_risk import LEAST_RISK, find_least_risk


@given(st.floats(-29.9, 0.0))
def test_it_is_just_enough(power: float) -> None:
    enough = 10**power
    found = find_least_risk(lambda risk: risk >= enough)
    assert found >= enough
    assert found == pytest.approx(enough, rel=1e-13)


def test_without_an_end_it_is_the_end_of_what_is_told() -> None:
    assert find_least_risk(lambda _: True) == LEAST_RISK
    assert find_least_risk(lambda _: False) == 1.0
