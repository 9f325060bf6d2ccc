"""Where a rising function turns: near enough, between the ends, and with few questions."""

from __future__ import annotations

from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.estimation.turning import NARROW, find_turn


@given(st.integers(-400, 400), st.sampled_from([1, 3, 5]), st.floats(1e-3, 1e3))
def test_the_turn_lies_between_the_numbers(hundredths: int, power: int, scale: float) -> None:
    place = hundredths / 100
    below, above = find_turn(lambda x: scale * (x - place) ** power, -5.0, 5.0)
    assert below <= place <= above
    assert above - below <= 100 * NARROW


@given(st.floats(0.0, 1.0))
def test_a_step_is_found_where_it_is(place: float) -> None:
    below, above = find_turn(lambda x: 1.0 if x >= place else -1.0, -0.5, 1.5, 1e-9)
    assert below < place <= above
    assert above - below <= 1e-8


def test_infinite_values_only_tell_the_side() -> None:
    below, above = find_turn(lambda x: inf if x >= 0.3 else -inf, 0.0, 1.0, 1e-9)
    assert below < 0.3 <= above < 0.3 + 1e-8


@pytest.mark.parametrize(("always", "found"), [(1.0, 0.0), (-1.0, 1.0)])
def test_a_function_that_never_turns_does_so_at_an_end(always: float, found: float) -> None:
    below, above = find_turn(lambda _: always, 0.0, 1.0)
    assert below == pytest.approx(found, abs=1e-12)
    assert above == pytest.approx(found, abs=1e-12)


def test_a_smooth_function_is_asked_some_ten_times() -> None:
    asked = []

    def rising(x: float) -> float:
        asked.append(x)
        return exp(x) - 2.0

    below, above = find_turn(rising, -3.0, 3.0)
    assert below == pytest.approx(0.6931471805599453, abs=1e-13)
    assert above == pytest.approx(0.6931471805599453, abs=1e-13)
    assert len(asked) < 15
