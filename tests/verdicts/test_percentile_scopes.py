"""Percentiles by scope and by MLPerf's profile, and the load that a service sustains."""

from __future__ import annotations

from math import inf, nextafter
from typing import TYPE_CHECKING, Any

import pytest

import making
from buttress.estimation import (
    EveryProcess,
    MlperfPercentile,
    PooledPercentile,
    SustainedLoad,
    TypicalPercentile,
)
from buttress.explanation import code_free, explain_verdict
from buttress.graph import link_portfolio
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from buttress.estimation import Estimate, Sample
    from buttress.verdicts import Verdict


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", making.FILES)


def judge(root: Path, constraint: str) -> Verdict:
    return making.judge(root, constraint).verdicts["shop/choice"][0]


def estimate_of(verdict: Verdict) -> Estimate:
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    return verdict.assessment.estimate


def sample_of(verdict: Verdict) -> Sample:
    assert verdict.assessment is not None
    assert verdict.assessment.sample is not None
    return verdict.assessment.sample


def explained(root: Path, constraint: str) -> str:
    verdict = judge(root, constraint)
    return code_free(
        explain_verdict(verdict, link_portfolio(read_portfolio(root).portfolio, making.TODAY)[0])
    )


def record(root: Path, centres_ms: Sequence[float], queries: int = 2500) -> None:
    processes = [making.process(order, centre, queries) for order, centre in enumerate(centres_ms)]
    making.record_run(root, [making.measurement(root, processes=processes)])


ONE_SLOW = (9.0, *(1.0,) * 11)


@pytest.mark.parametrize(
    ("selector", "kind", "state"),
    [
        ("", TypicalPercentile, "holds"),
        (", scope: typical", TypicalPercentile, "holds"),
        (", scope: every process", EveryProcess, "violated"),
        (", scope: pooled", PooledPercentile, "undecided"),
        (", profile: mlperf", MlperfPercentile, "violated"),
    ],
)
def test_one_slow_process_in_twelve(root: Path, selector: str, kind: type, state: str) -> None:
    record(root, ONE_SLOW)
    verdict = judge(root, f"{{require: latency.p90 <= 5 ms{selector}}}")
    assert isinstance(sample_of(verdict), kind)
    assert verdict.state == state
    assert explained(root, f"{{require: latency.p90 <= 5 ms{selector}}}").startswith("Of small the decision")


@pytest.mark.parametrize("selector", ["scope: every process", "profile: mlperf"])
def test_all_quick_processes_keep_a_limit_for_each(root: Path, selector: str) -> None:
    record(root, (1.0,) * 6)
    assert judge(root, f"{{require: latency.p90 <= 2 ms, {selector}}}").state == "holds"


@pytest.mark.parametrize("selector", ["scope: every process", "profile: mlperf"])
def test_short_processes_cannot_speak_for_themselves(root: Path, selector: str) -> None:
    record(root, (1.0,) * 6, queries=1500)  # p99 of one process needs 20 queries beyond it, hence 2000
    verdict = judge(root, f"{{require: latency.p99 <= 5 ms, {selector}}}")
    assert verdict.state == "undecided"
    assert "this percentile of a single process needs 2000" in verdict.reason
    assert verdict.needed is not None
    assert verdict.needed.what == "queries per process"
    assert verdict.needed.count >= 500


def test_mlperf_judges_at_its_own_confidence(root: Path) -> None:
    # 662 queries are the fewest that early stopping takes for p99, one of them beyond the limit.
    record(root, (1.0,) * 2, queries=661)
    verdict = judge(root, "{require: latency.p99 <= 5 ms, profile: mlperf}")
    assert verdict.state == "invalid"
    assert "early stopping needs 662" in verdict.reason


def test_pooled_traffic_takes_as_many_processes_as_a_proportion_takes_examples(root: Path) -> None:
    record(root, (1.0,) * 4, queries=300)
    verdict = judge(root, "{require: latency.p50 <= 5 ms, scope: pooled}")
    assert (verdict.state, estimate_of(verdict).upper) == ("undecided", inf)
    assert verdict.needed is not None
    assert (verdict.needed.count, verdict.needed.what) == (1, "processes")


def test_a_few_processes_bound_the_pooled_median(root: Path) -> None:
    record(root, (1.0,) * 8, queries=300)
    assert judge(root, "{require: latency.p50 <= 5 ms, scope: pooled}").state == "holds"


SERVER = making.SUITE.replace("{single-stream: {}}", "{server: {target_qps: 100, latency: 5 ms}}")


def serve(root: Path, latency_ms: float, latency: str | None = "5 ms", count: int = 8) -> None:
    making.write_files(root, {"shop/suite.yaml": SERVER})
    processes = [{**making.process(order, latency_ms, 2500), "load": "server"} for order in range(count)]
    driven = {"target_qps": 100, "latency": latency} if latency else {"target_qps": 100}
    making.record_run(root, [making.measurement(root, processes=processes)], loads={"server": driven})


@pytest.mark.parametrize(("limit", "state"), [(80, "holds"), (100, "holds"), (101, "undecided")])
def test_a_load_that_is_kept_is_sustained_and_so_is_every_lower_one(
    root: Path, limit: int, state: str
) -> None:
    serve(root, 1.0)
    verdict = judge(root, f"load.sustained.p99 >= {limit} /s")
    assert isinstance(sample_of(verdict), SustainedLoad)
    assert (verdict.state, estimate_of(verdict).value) == (state, 100.0)
    assert verdict.assessment is not None
    assert verdict.assessment.load == "server"


@pytest.mark.parametrize(("limit", "state"), [(50, "undecided"), (100, "violated"), (200, "violated")])
def test_a_load_that_is_missed_breaks_every_claim_on_as_much(root: Path, limit: int, state: str) -> None:
    serve(root, 20.0)
    verdict = judge(root, f"load.sustained.p99 >= {limit} /s")
    assert verdict.state == state
    assert estimate_of(verdict).value is None
    assert estimate_of(verdict).upper == nextafter(100.0, 0.0)
    told = explained(root, f"load.sustained.p99 >= {limit} /s")
    assert "No rate that was tried keeps the limit." in told
    if state == "violated":
        assert f"That is below the required {limit} /s: violated." in told


def test_a_load_that_is_neither_kept_nor_missed_is_undecided(root: Path) -> None:
    serve(root, 4.2)  # p99 of the typical process lies just beyond 5 ms
    verdict = judge(root, "load.sustained.p99 >= 100 /s")
    assert verdict.state in ("undecided", "violated")


def test_a_server_without_a_latency_bound_sustains_nothing_that_is_known(root: Path) -> None:
    making.write_files(root, {"shop/suite.yaml": SERVER})
    serve(root, 1.0, latency=None)
    making.write_files(root, {"shop/suite.yaml": SERVER.replace(", latency: 5 ms", "")})
    verdict = judge(root, "load.sustained.p99 >= 100 /s")
    assert verdict.state == "missing"
    assert "without a `latency` bound" in verdict.reason


def test_a_service_that_was_driven_otherwise_is_stale(root: Path) -> None:
    serve(root, 1.0)
    making.write_files(root, {"shop/suite.yaml": SERVER.replace("target_qps: 100", "target_qps: 200")})
    verdict = judge(root, "load.sustained.p99 >= 100 /s")
    assert verdict.state == "stale"
    assert "target_qps 200" in verdict.reason


def test_lost_processes_sustain_nothing(root: Path) -> None:
    making.write_files(root, {"shop/suite.yaml": SERVER})
    lost: dict[str, Any] = {
        "order": 8,
        "load": "server",
        "failure": {"reason": "timeout", "doing": "serving"},
    }
    processes = [{**making.process(order, 1.0, 2500), "load": "server"} for order in range(8)]
    loads = {"server": {"target_qps": 100, "latency": "5 ms"}}
    making.record_run(root, [making.measurement(root, processes=[*processes, lost])], loads=loads)
    verdict = judge(root, "load.sustained.p99 >= 100 /s")
    assert (verdict.state, "1 of 9 processes failed" in verdict.reason) == ("invalid", True)
