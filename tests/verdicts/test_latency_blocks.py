"""Processes that kept a histogram for each block get the verdict that their single latencies would get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import making
from buttress.graph import link_portfolio
from buttress.records import Packed
from buttress.storage import read_portfolio
from buttress.verdicts import judge_portfolio
from buttress.wire import LatencyHistogram

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import Verdict

QUERIES = 20_000
CLAIMS = [
    "latency.p50 <= 5 ms on bench-box in single-stream",
    "latency.p99 <= 1.2 ms on bench-box in single-stream",
    "latency.mean <= 1.1 ms on bench-box in single-stream",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    claims = "".join(f"  - {claim}\n" for claim in CLAIMS)
    path = root / "shop/choice.yaml"
    path.write_text(path.read_text().split("constraints:")[0] + "constraints:\n" + claims)
    return root


def in_blocks(process: dict[str, Any]) -> dict[str, Any]:
    histogram = LatencyHistogram(100)
    histogram.add(process["latencies_ns"].numbers())
    return {**process, "latencies_ns": None, "latency_blocks": histogram.to_fields()}


def judge(root: Path, processes: list[dict[str, Any]]) -> tuple[Verdict, ...]:
    for old in root.glob("shop/runs/*"):
        old.unlink()
    making.record_run(root, [making.measurement(root, processes=processes)])
    reading = read_portfolio(root)
    linked, flaws = link_portfolio(reading.portfolio, making.TODAY)
    assert (reading.problems, flaws) == ((), ())
    return tuple(judge_portfolio(linked, making.TODAY).verdicts["shop/choice"])


@pytest.mark.parametrize("latency_ms", [0.9, 1.6, 6.0])
def test_blocks_get_the_verdict_of_single_latencies(root: Path, latency_ms: float) -> None:
    single = [making.process(order, latency_ms, QUERIES) for order in range(10)]
    blocks = [in_blocks(process) for process in single]
    some = [blocks[order] if order % 3 == 0 else process for order, process in enumerate(single)]
    kept = judge(root, single)
    assert_agree(kept, judge(root, blocks))
    assert_agree(kept, judge(root, some))


def assert_agree(kept: tuple[Verdict, ...], blocked: tuple[Verdict, ...]) -> None:
    assert [verdict.state for verdict in blocked] == [verdict.state for verdict in kept]
    assert {verdict.state for verdict in kept} <= {"holds", "violated"}
    for one, other in zip(kept, blocked, strict=True):
        assert other.assessment.estimate.n == one.assessment.estimate.n
        # One bucket is 1 in 512, and from sums of blocks the queries' dependence is known a little otherwise.
        assert other.assessment.estimate.upper == pytest.approx(one.assessment.estimate.upper, rel=1 / 256)
        assert other.assessment.estimate.upper >= one.assessment.estimate.upper * (1 - 1e-12)


def test_a_percentile_inside_the_bucket_of_its_limit_stays_undecided(root: Path) -> None:
    # 5 000 001 ns lies in the bucket 4 997 120 to 5 001 215, across the limit of 5 ms.
    latencies = Packed.of_numbers(np.full(QUERIES, 5_000_001), "u8")
    processes = [{**making.process(order), "latencies_ns": latencies} for order in range(10)]
    assert judge(root, processes)[0].state == "violated"
    assert judge(root, [in_blocks(process) for process in processes])[0].state == "undecided"


def test_damaged_blocks_prove_nothing(root: Path) -> None:
    processes = [in_blocks(making.process(order)) for order in range(10)]
    processes[4]["latency_blocks"]["queries"] -= 1
    verdict = judge(root, processes)[0]
    assert verdict.state == "invalid"
    assert "latency blocks are damaged" in verdict.reason
