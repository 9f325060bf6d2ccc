"""Queues of equal servers, against closed forms, published tables and simulated queues."""

from __future__ import annotations

from fractions import Fraction
from heapq import heapreplace
from math import exp, factorial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation import erlang_b, erlang_c, instances_needed, sure_waiting_tail, waiting_tail

if TYPE_CHECKING:
    from numpy.typing import NDArray


def blocked_exactly(servers: int, load: Fraction) -> Fraction:
    """Erlang's B as he wrote it down, in fractions."""
    terms = [load**count / factorial(count) for count in range(servers + 1)]
    return terms[-1] / sum(terms)


def delayed_exactly(servers: int, load: Fraction) -> Fraction:
    """Erlang's C likewise."""
    terms = [load**count / factorial(count) for count in range(servers)]
    last = load**servers / factorial(servers) / (1 - load / servers)
    return last / (sum(terms) + last)


@pytest.mark.parametrize("servers", [1, 2, 7, 40, 150])
@pytest.mark.parametrize("share", [Fraction(1, 50), Fraction(1, 2), Fraction(9, 10), Fraction(999, 1000)])
def test_recursion_gives_what_closed_forms_give(servers: int, share: Fraction) -> None:
    load = share * servers
    assert erlang_b(servers, float(load)) == pytest.approx(float(blocked_exactly(servers, load)), rel=1e-12)
    assert erlang_c(servers, float(load)) == pytest.approx(float(delayed_exactly(servers, load)), rel=1e-11)


def test_recursion_that_begins_late_is_as_exact_as_one_that_begins_at_nothing() -> None:
    for servers, load in ((400, 380.0), (5000, 5100.0), (20_000, 19_900.0)):
        blocked = 1.0
        for number in range(1, servers + 1):
            blocked = load * blocked / (number + load * blocked)
        assert erlang_b(servers, load) == pytest.approx(blocked, rel=1e-12)


@pytest.mark.parametrize(
    ("servers", "load"), [(1, 0.0101), (5, 1.36), (10, 4.46), (20, 12.0), (50, 37.9), (100, 84.1)]
)
def test_published_table_of_loads_that_block_one_call_in_a_hundred(servers: int, load: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(0.01, rel=0.03)  # loads are printed with three digits


def test_published_single_values() -> None:
    assert erlang_b(10, 5.0) == pytest.approx(0.0184, abs=5e-5)
    assert erlang_b(30, 25.0) == pytest.approx(0.0526, abs=5e-5)
    assert erlang_c(10, 8.0) == pytest.approx(0.409, abs=5e-4)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)


@pytest.mark.parametrize(("arrivals", "rate", "time"), [(0.5, 1.0, 0.0), (0.9, 1.0, 3.0), (30.0, 40.0, 0.2)])
def test_one_server_is_the_closed_form_of_its_queue(arrivals: float, rate: float, time: float) -> None:
    expected = arrivals / rate * exp(-(rate - arrivals) * time)
    assert waiting_tail(1, arrivals, rate, time) == pytest.approx(expected)


def test_everybody_waits_where_the_load_fills_all_servers() -> None:
    assert erlang_c(3, 3.0) == 1.0
    assert waiting_tail(3, 4.0, 1.0, 100.0) == 1.0


def test_no_arrivals_wait_where_none_come() -> None:
    assert erlang_b(0, 0.0) == 1.0
    assert erlang_b(3, 0.0) == 0.0
    assert instances_needed(0, 1.0, 0.7, wait=0.0, share=0.99) == 1


def simulate_waits(
    servers: int, gaps: NDArray[np.float64], times: NDArray[np.float64]
) -> NDArray[np.float64]:
    """First come, first served: each arrival takes the server that is free first (Kiefer and Wolfowitz 1955)."""
    free, waits = [0.0] * servers, []
    for now, time in zip(np.cumsum(gaps).tolist(), times.tolist(), strict=True):
        begins = max(now, free[0])
        waits.append(begins - now)
        heapreplace(free, begins + time)
    return np.array(waits[len(waits) // 10 :])


@pytest.mark.parametrize(("servers", "utilisation"), [(1, 0.6), (4, 0.7), (12, 0.85)])
def test_simulated_queues_wait_as_told_and_steadier_ones_less(servers: int, utilisation: float) -> None:
    generator, count = np.random.default_rng(servers), 60_000
    arrivals = servers * utilisation
    gaps = generator.exponential(1 / arrivals, count)
    exponential = simulate_waits(servers, gaps, generator.exponential(1.0, count))
    steady = simulate_waits(servers, gaps, np.ones(count))
    for time in (0.0, 0.3, 1.0, 2.0):
        told = waiting_tail(servers, arrivals, 1.0, time)
        assert float(np.mean(exponential > time)) == pytest.approx(told, abs=0.03)
        assert float(np.mean(steady > time)) <= told + 0.02


@pytest.mark.parametrize("servers", [1, 5])
def test_simulated_queue_of_more_varied_times_waits_about_as_stretched(servers: int) -> None:
    generator, count, arrivals = np.random.default_rng(5), 100_000, 0.75 * servers
    short = generator.random(count) < 0.8  # four in five take a third of what an exponential mixture would
    times = generator.exponential(np.where(short, 0.4, 3.4))
    assert times.mean() == pytest.approx(1.0, abs=0.03)
    variability = float(times.var() / times.mean() ** 2)
    assert variability > 3
    waits = simulate_waits(servers, generator.exponential(1 / arrivals, count), times)
    for time in (0.5, 2.0, 5.0):
        told = waiting_tail(servers, arrivals, 1.0, time, variability)
        assert float(np.mean(waits > time)) == pytest.approx(told, abs=0.05)
        assert told > waiting_tail(servers, arrivals, 1.0, time)


def test_less_varied_times_are_taken_for_exponential_ones() -> None:
    assert waiting_tail(3, 2.0, 1.0, 0.5, variability=0.0) == waiting_tail(3, 2.0, 1.0, 0.5)


def test_utilisation_alone_asks_for_load_over_it() -> None:
    assert instances_needed(100.0, 10.0, 0.7) == 15
    assert instances_needed(98.0, 10.0, 0.7) == 14
    assert instances_needed(7.0, 10.0, 0.7) == 1  # 0.7 / 0.7, which floating numbers may take for a bit more


@settings(max_examples=60)
@given(
    load=st.floats(0.01, 300),
    rate=st.floats(0.01, 100),
    wait=st.floats(0, 3),
    share=st.floats(0.5, 0.999),
    variability=st.floats(0, 10),
)
def test_the_number_is_enough_and_one_less_is_not(
    load: float, rate: float, wait: float, share: float, variability: float
) -> None:
    arrivals, time = load * rate, wait / rate
    servers = instances_needed(arrivals, rate, 0.8, time, share, variability)

    def is_enough(count: int) -> bool:
        tail = waiting_tail(count, arrivals, rate, time, variability)
        return load / count <= 0.8 * (1 + 1e-8) and tail <= (1 - share) * (1 + 1e-9)

    assert is_enough(servers)
    assert servers == 1 or not is_enough(servers - 1) or load / (servers - 1) >= 0.8


@settings(max_examples=60)
@given(load=st.floats(0.01, 200), more=st.floats(1, 3), wait=st.floats(0, 2), share=st.floats(0.5, 0.99))
def test_more_arrivals_slower_servers_or_shorter_waits_never_need_fewer(
    load: float, more: float, wait: float, share: float
) -> None:
    servers = instances_needed(load, 1.0, 0.8, wait, share)
    assert instances_needed(load * more, 1.0, 0.8, wait, share) >= servers
    assert instances_needed(load, 1.0 / more, 0.8, wait, share) >= servers
    assert instances_needed(load, 1.0, 0.8, wait / more, share) >= servers
    assert instances_needed(load, 1.0, 0.8, wait, share, variability=more) >= servers


def test_a_hundred_thousand_servers_are_counted_as_exactly_as_ten() -> None:
    servers = instances_needed(99_000.0, 1.0, 0.999, wait=0.0, share=0.99)
    assert 99_100 <= servers <= 100_500
    assert waiting_tail(servers, 99_000.0, 1.0, 0.0) <= 0.01 < waiting_tail(servers - 1, 99_000.0, 1.0, 0.0)


def test_large_groups_may_be_busier_than_small_ones_for_the_same_wait() -> None:
    busy = [
        load / instances_needed(load, 1.0, 0.95, wait=0.1, share=0.95) for load in (0.5, 5.0, 50.0, 500.0)
    ]
    assert busy == sorted(busy)
    assert busy[0] < 0.3
    assert busy[-1] > 0.9


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((1.0, 0.0, 0.7), "service rate"),
        ((-1.0, 1.0, 0.7), "service rate"),
        ((1.0, 1.0, 1.0), "above 0 and below 1"),
        ((1.0, 1.0, 0.7, 1.0, None), "a time and a share"),
        ((1.0, 1.0, 0.7, 1.0, 1.0), "share of arrivals"),
        ((1.0, 1.0, 0.7, -1.0, 0.9), "not below nothing"),
        ((1e9, 1.0, 0.7), "more than 10,000,000"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[float, ...], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        instances_needed(*arguments)


def test_a_queue_without_servers_is_refused() -> None:
    with pytest.raises(ValueError, match="must be a server"):
        erlang_c(0, 1.0)
    with pytest.raises(ValueError, match="not below nothing"):
        erlang_b(1, float("nan"))


@pytest.mark.parametrize(("servers", "load", "variability"), [(1, 0.7, 10.0), (4, 2.8, 10.0), (1, 0.5, 0.0)])
def test_the_sure_share_of_those_who_wait_is_never_below_that_of_a_simulated_queue(
    servers: int, load: float, variability: float
) -> None:
    # Service times take two values, so that they vary as asked: nothing at all, or a long time.
    generator, items, mean = np.random.default_rng(5), 60_000, 1.0
    long = generator.random(items) < 1 / (1 + variability)
    times = np.where(long, mean * (1 + variability), 0.0)
    waits = simulate_waits(servers, generator.exponential(mean / load, items), times)
    for time in (5.0, 20.0, 100.0):
        seen = float(np.mean(waits > time))
        assert seen <= sure_waiting_tail(servers, load, 1.0, time, variability) + 0.01


def test_the_sure_share_is_a_share_and_falls_with_time() -> None:
    shares = [sure_waiting_tail(2, 1.4, 1.0, time, 3.0) for time in (0.0, 1.0, 10.0, 1000.0)]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)
    assert sure_waiting_tail(2, 2.0, 1.0, 10.0, 3.0) == 1.0
    # The mean wait of one server, exactly (Pollaczek 1930): 0.7 * 4 / 2 / 0.3 = 14/3 service times.
    assert sure_waiting_tail(1, 0.7, 1.0, 100.0, 3.0) == pytest.approx(14 / 3 / 100)
