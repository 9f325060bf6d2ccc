"""Costs rest on a price that is offered until a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import making
from buttress.graph import link_portfolio
from buttress.storage import read_portfolio
from buttress.verdicts import judge_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import Verdict

UNTIL = date(2026, 11, 15)


def served(order: int, speed: float) -> dict[str, Any]:
    return {**making.process(order), "figures": {"throughput": {"value": speed, "unit": "1/s"}}}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    hardware = f"{making.HARDWARE.rstrip()}\n    price: 0.36 USD/h\n    price_until: {UNTIL}\n"
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "hardware/bench-box.yaml": hardware})
    speeds = (99.0, 100.0, 101.0, 100.5, 99.5, 100.2)
    processes = [served(order, speed) for order, speed in enumerate(speeds)]
    twice = [served(order, 2 * speed) for order, speed in enumerate(speeds)]
    making.record_run(
        root,
        [making.measurement(root, processes=processes), making.measurement(root, "large", processes=twice)],
    )
    return root


def judge(root: Path, constraint: str, day: date) -> Verdict:
    making.write_files(root, {"shop/choice.yaml": making.ONE_DECISION % constraint})
    linked, flaws = link_portfolio(read_portfolio(root).portfolio, day)
    assert flaws == ()
    return judge_portfolio(linked, day).verdicts["shop/choice"][0]


@pytest.mark.parametrize("where", ["", " on bench-box"])
def test_a_price_counts_to_its_last_day_and_makes_a_cost_stale_after_it(root: Path, where: str) -> None:
    assert judge(root, f"cost.per_million <= 2 USD{where}", UNTIL).state == "holds"
    verdict = judge(root, f"cost.per_million <= 2 USD{where}", UNTIL + timedelta(days=1))
    assert (verdict.state, verdict.reason) == (
        "stale",
        "the price of 'bench-box' was offered until 2026-11-15",
    )
    assert judge(root, f"throughput >= 50 /s{where}", UNTIL + timedelta(days=1)).state == "holds"


def test_costs_of_two_options_are_compared_by_their_ratio(root: Path) -> None:
    verdict = judge(root, "cost.per_million >= 1.5 on bench-box against large", UNTIL)
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    assert verdict.assessment.estimate.value == pytest.approx(2.0)
    assert (verdict.state, verdict.assessment.unit) == ("holds", "")
    late = judge(root, "cost.per_million >= 1.5 on bench-box against large", UNTIL + timedelta(days=9))
    assert late.state == "stale"
