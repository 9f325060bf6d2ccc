"""The harness against itself: one candidate as two arms, A and B. A difference that is called here is a false alarm."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import count
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from buttress.bench.failure import BenchError
from buttress.bench.plan import PlannedProcess

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.bench.plan import Plan
    from buttress.records import Measurement, Run

ARMS = ("A", "B")
RISK = 0.05
"""Chance with which the whole check may call a difference where there is none."""
FIGURES = ("cold_start", "throughput", "memory.peak")
LEVELS: Mapping[str, float] = {"latency.p50": 0.5, "latency.p90": 0.9, "latency.p99": 0.99}


@dataclass(frozen=True, slots=True)
class ArmDifference:
    """One figure of the two arms.

    Attributes:
        figure: Its name, with the load scenario where there is one.
        processes: Processes of each arm.
        ratio: Median over the processes of B against that of A.
        p_value: Two-sided p-value of the Mann-Whitney test over processes, 1 where nothing varies.
        called: Whether the harness would call a difference, with Holm's correction over all figures.
    """

    figure: str
    processes: tuple[int, int]
    ratio: float
    p_value: float
    called: bool


def plan_self_check(plan: Plan, candidate: str) -> Plan:
    """Gives the plan that measures one candidate of a plan twice, both arms alternating at random.

    Raises:
        BenchError: The plan has no such candidate, or too few processes to tell arms apart.
    """
    if candidate not in plan.candidates:
        message = f"there is no candidate {candidate!r} to check; there are {', '.join(plan.candidates)}"
        raise BenchError(message)
    chosen = replace(plan.candidates[candidate], runtimes=plan.candidates[candidate].runtimes[:1])
    loads = tuple(plan.loads) or (None,)
    runtime = chosen.runtimes[0]
    planned = sum((one.candidate, one.runtime) == (candidate, runtime) for one in plan.processes)
    tests = len(loads) * (len(FIGURES) + len(LEVELS) + 1)
    rounds = max(fewest_processes(tests), planned // len(loads))
    return replace(
        plan,
        candidates=dict.fromkeys(ARMS, chosen),
        predicted=(),
        processes=tuple(_alternate(plan.seed, runtime, loads, rounds)),
        seconds=None,
    )


def compare_arms(run: Run) -> tuple[ArmDifference, ...]:
    """Gives every figure of the two arms of a self-check, and whether a difference would be called.

    The unit is the process. Mann and Whitney (1947) compare the arms, exactly, ties included; Holm (1979) keeps
    the chance of any false call over all figures at 5 %.

    Args:
        run: What `plan_self_check` made, measured.
    """
    first, second = (_figures_of(_arm(run, name)) for name in ARMS)
    names = [name for name in first if name in second]
    tested = [(name, _p_value(first[name], second[name])) for name in names]
    called = _confirmed(tested)
    return tuple(
        ArmDifference(
            figure=name,
            processes=(len(first[name]), len(second[name])),
            ratio=float(np.median(second[name]) / np.median(first[name])),
            p_value=p_value,
            called=name in called,
        )
        for name, p_value in tested
    )


def fewest_processes(tests: int) -> int:
    """Gives the processes of each arm with which one of so many figures can be called at all.

    The smallest p-value of the exact test with n processes an arm is two over the ways to choose n of 2 n (Mann
    and Whitney, 1947); Holm's first step multiplies it by the number of tests.

    >>> fewest_processes(1), fewest_processes(7), fewest_processes(28)
    (4, 6, 7)
    """
    return next(n for n in count(1) if 2 * tests / comb(2 * n, n) <= RISK)


def _alternate(seed: int, runtime: str, loads: Sequence[str | None], rounds: int) -> Iterator[PlannedProcess]:
    dealer = random.Random(seed)  # noqa: S311 - no secret
    order = 0
    for _ in range(rounds):
        block = [(arm, load) for arm in ARMS for load in loads]
        dealer.shuffle(block)
        for arm, load in block:
            yield PlannedProcess(arm, runtime, load, order)
            order += 1


def _arm(run: Run, name: str) -> Measurement:
    found = next((one for one in run.measurements if one.candidate == name), None)
    if found is None:
        message = f"the run has no arm {name!r}; it is no self-check"
        raise BenchError(message)
    return found


def _figures_of(measured: Measurement) -> dict[str, list[float]]:
    """The figures of each process, by name; a process that failed gives none."""
    found: dict[str, list[float]] = {}
    for process in measured.processes:
        where = f" in {process.load}" if process.load else ""
        for name in FIGURES:
            if name in process.figures:
                found.setdefault(f"{name}{where}", []).append(process.figures[name].value)
        mean = process.mean_latency_ns()
        if mean is None:
            continue
        found.setdefault(f"latency.mean{where}", []).append(mean)
        for name, quantile in zip(LEVELS, process.latency_quantiles(tuple(LEVELS.values())), strict=True):
            found.setdefault(f"{name}{where}", []).append(quantile)
    return found


def _p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """Twice the smaller tail of the rank sum over all ways to deal the values to the two arms."""
    values = np.array([*first, *second])
    ordered = np.sort(values)
    below, upto = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    ranks = below + upto + 1  # doubled, so that ties have whole ones
    ways = np.zeros((len(first) + 1, int(ranks.sum()) + 1))
    ways[0, 0] = 1
    for rank in ranks.tolist():
        ways[1:, rank:] += ways[:-1, :-rank].copy()
    chances = ways[-1] / ways[-1].sum()
    found = int(ranks[: len(first)].sum())
    return min(1.0, 2 * float(min(chances[: found + 1].sum(), chances[found:].sum())))


def _confirmed(tested: Sequence[tuple[str, float]]) -> set[str]:
    called: set[str] = set()
    for rank, (name, p_value) in enumerate(sorted(tested, key=lambda one: one[1])):
        if p_value * (len(tested) - rank) > RISK:
            break
        called.add(name)
    return called
