"""What constraints ask of a benchmark, by hand-computed numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import making
from buttress.bench import find_demands, plan_bench
from buttress.graph import link_portfolio
from buttress.records import Packed
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.bench import Demand

DECISION = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options: [{id: small}, {id: large}]
    chosen: small
    constraints: [%s]
"""


def demands(root: Path, *constraints: str, suite: str = making.SUITE) -> tuple[Demand, ...]:
    texts = DECISION % ", ".join(constraints)
    making.write_files(root, {**making.FILES, "shop/choice.yaml": texts, "shop/suite.yaml": suite})
    linked, _ = link_portfolio(read_portfolio(root).portfolio, making.TODAY)
    return find_demands(linked, linked.portfolio.benchmarks["shop/suite"], making.TODAY)


def test_a_tail_wants_queries_and_processes(tmp_path: Path) -> None:
    (one,) = demands(tmp_path, "latency.p99 <= 5 ms")
    assert one.decision == "shop/choice"
    assert one.constraint == "latency.p99"
    assert one.load == "single-stream"
    # 299 bound p99 if nothing exceeds; 2185 never fall below power 0.8 at half the allowed share.
    assert one.queries == 2185
    assert "299 independent queries" in one.why
    # 8: the fewest with P(Bin(n, 1/2) <= 1) <= 0.05.
    assert one.processes == 8
    assert one.examples is None


def test_more_looks_ask_for_more(tmp_path: Path) -> None:
    (one,) = demands(tmp_path, "latency.p99 <= 5 ms", suite=making.SUITE.rstrip() + "\n    looks: 5\n")
    # one percent a look: 459 bound p99, and P(Bin(11, 1/2) <= 1) is the first below 0.01.
    assert "459 independent queries" in one.why
    assert one.processes == 11


def test_a_proportion_wants_examples(tmp_path: Path) -> None:
    (one,) = demands(tmp_path, "recall >= 90 %")
    assert (one.queries, one.processes) == (None, None)
    # 29 prove it without a miss; 203 have power 0.8 if the truth is 95 %.
    assert "29 examples" in one.why
    assert "only those with actual_positive count" in one.why
    assert one.examples == 203


def test_a_rate_to_keep_low_is_planned_like_its_opposite(tmp_path: Path) -> None:
    (one,) = demands(tmp_path, "false_positive_rate <= 10 %")
    assert one.examples == 203


def test_a_mean_and_a_peak_want_processes_only(tmp_path: Path) -> None:
    mean, peak = demands(tmp_path, "training.time <= 1 s", "memory.peak <= 1 GB")
    assert (mean.queries, mean.processes) == (None, 8)
    assert (peak.queries, peak.processes) == (None, 5)
    assert "45%" in peak.why.replace(" ", "")


def test_exact_qualities_ask_for_nothing(tmp_path: Path) -> None:
    assert demands(tmp_path, "model.size <= 10 kB") == ()


def test_what_the_last_run_lacked_is_added(tmp_path: Path) -> None:
    making.write_files(tmp_path, making.FILES)
    making.record_run(tmp_path, [making.measurement(tmp_path, predictions=making.predictions(83, 17, 20))])
    (one,) = demands(tmp_path, "recall >= 80 %")
    assert "for 'small' the last run lacks" in one.why
    assert one.examples > 800  # 83 % against 80 %


def test_a_run_that_was_too_short_to_be_judged_is_planned_longer(tmp_path: Path) -> None:
    making.write_files(tmp_path, making.FILES)
    generator = np.random.default_rng(3)
    # Every query comes forty times in a row, so that a hundred correlation times are 4000 queries and more.
    slow = [
        {
            **making.process(order),
            "latencies_ns": Packed.of_numbers(np.repeat(generator.integers(1, 10**6, 50), 40), "u8"),
        }
        for order in range(10)
    ]
    making.record_run(tmp_path, [making.measurement(tmp_path, processes=slow)])
    (one,) = demands(tmp_path, "latency.p50 <= 5 ms")
    assert one.queries is not None
    assert one.queries > 3000
    assert "the last run lacks" in one.why


@pytest.mark.parametrize(("load", "queries"), [("{}", 21883), ("{min_queries: 2000}", 2000)])
def test_what_a_suite_leaves_open_is_planned(tmp_path: Path, load: str, queries: int) -> None:
    suite = making.SUITE.replace("single-stream: {}", f"single-stream: {load}")
    found = demands(tmp_path, "latency.p99.9 <= 5 ms", "latency.p50 <= 1 ms", suite=suite)
    linked, _ = link_portfolio(read_portfolio(tmp_path).portfolio, making.TODAY)
    plan = plan_bench(
        linked.portfolio.benchmarks["shop/suite"],
        tmp_path,
        linked.portfolio.qualities,
        ["small"],
        demands=found,
    )
    assert plan.loads["single-stream"].min_queries == pytest.approx(queries, rel=0.01)
    assert len(plan.processes) == 10
