"""The worked decisions about delivering tweets: what numbers look like, whom a call needs, and what drifts apart."""

from __future__ import annotations

import runpy
from pathlib import Path
from shutil import copytree

import pytest

from buttress import load
from buttress.graph import route_flow

FOLDER = Path(__file__).parents[2] / "decisions" / "tweet-delivery"
SYSTEM = "tweet-delivery"
DATA = runpy.run_path(str(FOLDER / "data.py"))
WAYS = runpy.run_path(str(FOLDER / "candidates.py"))
TWEET = {
    "machine": 5,
    "clock_ms": 1_000,
    "sequence": 7,
    "count": 12,
    "counter": 1,
    "own_count": 6,
    "random": 2**128 - 1,
}


@pytest.fixture(scope="module")
def pairs():
    return DATA["pairs"]()


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    alone = tmp_path_factory.mktemp("decisions")
    copytree(FOLDER, alone / FOLDER.name)
    return load(alone)


@pytest.fixture(scope="module")
def compared(portfolio):
    names = ("services-instead-of-a-monolith", "roughly-sortable-ids")
    return {name: portfolio.tradeoffs(f"{SYSTEM}/{name}") for name in names}


@pytest.fixture(scope="module")
def system(portfolio):
    return portfolio.project.linked.portfolio.systems[SYSTEM]


def shares_right(pairs, way):
    """Gives the share of right answers of pairs a second or more apart, and of the closer ones."""
    answers = [WAYS[way](pair) == label for pair, label in zip(pairs.features, pairs.labels, strict=True)]
    far = [gap >= 1_000 for gap in pairs.columns["gap_ms"]]
    return [
        sum(right for right, is_far in zip(answers, far, strict=True) if is_far is wanted) / far.count(wanted)
        for wanted in (True, False)
    ]


def test_pairs_are_as_many_as_told_and_half_of_them_far_apart(pairs):
    gaps = pairs.columns["gap_ms"]
    assert len(pairs.labels) == len(set(pairs.ids)) == 1200
    assert sum(gap >= 1_000 for gap in gaps) == 600
    assert max(gaps) <= 10_000


def test_the_same_pairs_are_drawn_every_time(pairs):
    again = DATA["pairs"]()
    assert (again.features, again.labels) == (pairs.features, pairs.labels)


def test_neither_answer_is_right_more_often(pairs):
    assert 0.45 < pairs.labels.count("first") / len(pairs.labels) < 0.55


def test_a_number_by_time_holds_time_machine_and_sequence():
    number = WAYS["time_machine_sequence"](TWEET)
    assert (number >> 22, number >> 12 & 1_023, number & 4_095) == (1_000, 5, 7)


def test_41_bits_of_milliseconds_last_for_69_years_and_all_fit_into_64_bits():
    assert int(2**41 / 1_000 / 86_400 / 365.25) == 69
    last = {**TWEET, "clock_ms": 2**41 - 1, "machine": 2**10 - 1, "sequence": 2**12 - 1}
    assert WAYS["time_machine_sequence"](last).bit_length() == 63


def test_two_counters_never_give_the_same_number():
    assert WAYS["even_or_odd"](TWEET) == 13
    assert WAYS["even_or_odd"]({**TWEET, "counter": 0}) == 12


def test_a_random_number_is_a_uuid_of_version_4():
    from uuid import UUID

    number = UUID(int=WAYS["random_bits"](TWEET))
    assert (number.version, number.variant) == (4, "specified in RFC 4122")


def test_one_counter_is_always_right(pairs):
    assert shares_right(pairs, "one_counter") == [1, 1]


def test_time_errs_only_on_what_is_close(pairs):
    far, near = shares_right(pairs, "time_first")
    assert far == 1
    assert 0.97 < near < 1


def test_two_counters_err_on_what_is_seconds_apart(pairs):
    assert shares_right(pairs, "two_counters")[0] < 0.99


def test_random_numbers_tell_nothing(pairs):
    assert all(0.4 < share < 0.6 for share in shares_right(pairs, "random_number"))


def test_two_counters_are_seconds_apart_after_a_day():
    assert DATA["UNEVEN"] / (DATA["PER_SECOND"] / 2) == pytest.approx(7.8, abs=0.05)


def test_every_flow_finds_its_way_in_every_deployment(system):
    for name in system.deployments:
        for flow in system.flows:
            route = route_flow(system, name, flow)
            assert (route.unplaced, route.unjoined) == ((), ()), (name, flow.id)


@pytest.mark.parametrize(("end", "up"), [("lower", 0.99), ("upper", 0.999)])
def test_services_in_a_row_without_failover_are_up_together(compared, end, up):
    cells = compared["services-instead-of-a-monolith"]
    (row,) = cells[
        (cells.option == "services-by-hand")
        & (cells.quality == "availability")
        & (cells.flow == "read-timeline")
    ].itertuples()
    links = {"lower": 0.99999, "upper": 1.0}[end] ** 2
    assert getattr(row, end) == pytest.approx(up**3 * links)


@pytest.mark.parametrize(
    ("decision", "option", "missed"),
    [
        ("services-instead-of-a-monolith", "services-by-hand", "availability"),
        ("services-instead-of-a-monolith", "one-program", "availability"),
        ("roughly-sortable-ids", "one-counter", "availability"),
        ("roughly-sortable-ids", "two-counters", "accuracy"),
        ("roughly-sortable-ids", "random-number", "accuracy"),
    ],
)
def test_what_was_turned_down_misses_what_its_decision_says(compared, decision, option, missed):
    cells = compared[decision]
    violated = cells[(cells.option == option) & cells.verdict.str.contains("violated")]
    assert set(violated.quality) == {missed}


def test_what_was_chosen_holds_at_the_worst_end_of_everything_declared(portfolio):
    assert {verdict.state for verdict in portfolio.verdicts if not verdict.assessment.runs} == {"holds"}
