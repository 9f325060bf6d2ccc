"""The harness against itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, rankdata

import making
from buttress.bench import BenchError, Plan, PlannedProcess, compare_arms, plan_self_check
from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def plan(processes: int = 6) -> Plan:
    return Plan(
        suite="shop/suite",
        seed=3,
        measured=(),
        data=DataPlan("data.py:examples"),
        candidates={
            "small": CandidatePlan("build", "c.py:small", ("sklearn", "onnx")),
            "large": CandidatePlan("build", "c.py:large", ("onnx",)),
        },
        loads={"single-stream": LoadPlan("single-stream", "buttress", 100)},
        predicted=("small", "large"),
        processes=tuple(
            PlannedProcess(name, "onnx", "single-stream", order)
            for order, name in enumerate(["small", "large"] * processes)
        ),
    )


def test_one_candidate_becomes_two_arms_in_every_round() -> None:
    twice = plan_self_check(plan(), "small")
    assert set(twice.candidates) == {"A", "B"}
    assert twice.candidates["A"] == twice.candidates["B"]
    assert twice.candidates["A"].runtimes == ("sklearn",)
    assert twice.predicted == ()
    rounds = [twice.processes[at : at + 2] for at in range(0, 12, 2)]
    assert all({one.candidate for one in pair} == {"A", "B"} for pair in rounds)
    assert len({pair[0].candidate for pair in rounds}) == 2
    assert [one.order for one in twice.processes] == list(range(12))


def test_an_unknown_candidate_is_refused() -> None:
    with pytest.raises(BenchError, match="no candidate 'huge' to check; there are small, large"):
        plan_self_check(plan(), "huge")


def arms(root: Path, first: float, second: float) -> dict[str, bool]:
    making.write_files(root, making.FILES)
    measured = [
        {
            **making.measurement(
                root, "small", [making.process(order + start, latency) for order in range(8)]
            ),
            "candidate": name,
        }
        for name, latency, start in (("A", first, 0), ("B", second, 100))
    ]
    return {one.figure: one.called for one in compare_arms(making.run(root, measured))}


def test_equal_arms_differ_in_nothing(tmp_path: Path) -> None:
    found = arms(tmp_path, 1.0, 1.0)
    assert set(found) == {
        "latency.mean in single-stream",
        "latency.p50 in single-stream",
        "latency.p90 in single-stream",
        "latency.p99 in single-stream",
    }
    assert not any(found.values())


def test_a_real_difference_would_be_called(tmp_path: Path) -> None:
    assert all(arms(tmp_path, 1.0, 1.1).values())


@pytest.mark.parametrize("loads", [1, 3])
def test_there_are_enough_processes_to_call_a_difference(loads: int) -> None:
    few = plan(processes=2)
    many = replace(few, loads={f"load-{one}": LoadPlan("single-stream") for one in range(loads)})
    twice = plan_self_check(many, "small")
    each = len(twice.processes) // 2 // loads
    p_value = mannwhitneyu(range(each), range(each, 2 * each), alternative="two-sided").pvalue
    assert p_value * 7 * loads <= 0.05


def test_other_runtimes_of_a_candidate_do_not_count() -> None:
    both = plan(processes=8)
    others = tuple(replace(one, runtime="sklearn") for one in both.processes)
    twice = plan_self_check(replace(both, processes=both.processes + others), "small")
    assert len(twice.processes) == 16


def p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """By going through every way to deal the values to the arms."""
    ranks = rankdata([*first, *second])
    found = ranks[: len(first)].sum()
    sums = np.array([sum(chosen) for chosen in combinations(ranks, len(first))])
    return min(1.0, 2 * min((sums <= found).mean(), (sums >= found).mean()))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((1.0, 2.0, 3.0, 4.0), (5.0, 6.0, 7.0, 8.0)),
        ((1.0, 1.0, 2.0, 2.0, 2.0), (2.0, 2.0, 3.0, 3.0)),
        ((3.0, 1.0, 4.0, 1.0, 5.0), (9.0, 2.0, 6.0, 5.0, 3.0)),
        ((7.0,) * 5, (7.0,) * 5),
    ],
)
def test_ranks_are_compared_exactly_whether_or_not_values_are_tied(
    tmp_path: Path, first: tuple[float, ...], second: tuple[float, ...]
) -> None:
    making.write_files(tmp_path, making.FILES)
    measured = [
        {
            **making.measurement(tmp_path, "small", [no_load(*one) for one in enumerate(values, start)]),
            "candidate": name,
        }
        for name, values, start in (("A", first, 0), ("B", second, 100))
    ]
    (found,) = compare_arms(making.run(tmp_path, measured))
    assert found.figure == "cold_start"
    assert found.p_value == pytest.approx(p_value(first, second))


def no_load(order: int, seconds: float) -> dict[str, Any]:
    return {"order": order, "figures": {"cold_start": {"value": seconds, "unit": "s"}}}
