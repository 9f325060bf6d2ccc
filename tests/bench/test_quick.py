"""A bench cut short: few processes of each candidate, few queries, all predictions that verdicts rest on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import making
from bench_plans import SINGLE_STREAM, callable_plan, make_plan
from buttress.bench import Wanted, find_wanted, shorten
from buttress.bench.plan import PlannedProcess
from buttress.estimation import GeometricMean, RatioOfMeans
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("suite.yaml", "candidates.py", "data.py")


def test_each_candidate_keeps_five_processes_in_their_order() -> None:
    names = ("good", "other")
    rounds = [(name, order) for order in range(10) for name in (names if order % 2 else names[::-1])]
    processes = tuple(
        PlannedProcess(name, "python", "single-stream", place) for place, (name, _) in enumerate(rounds)
    )
    long = replace(SINGLE_STREAM, min_queries=50_000, min_duration_ns=60 * 10**9)
    whole = replace(
        make_plan({name: callable_plan(f"code.py:{name}") for name in names}),
        processes=processes,
        loads={"single-stream": long},
        seconds=900.0,
    )
    wanted = Wanted(frozenset(names), frozenset((name, "python") for name in names), compared=False)
    quick = shorten(whole, wanted)
    assert [one.candidate for one in quick.processes].count("good") == 5
    assert quick.processes == processes[:10]
    assert (quick.loads["single-stream"].min_queries, quick.loads["single-stream"].min_duration_ns) == (
        1280,
        10**9,
    )
    assert shorten(whole, replace(wanted, compared=True)).processes == processes[:12]
    assert (quick.predicted, quick.data, quick.seconds) == (whole.predicted, whole.data, None)


@pytest.mark.parametrize(("compared", "fewest"), [(False, 5), (True, 6)])
def test_as_few_processes_are_kept_as_can_decide(compared: bool, fewest: int) -> None:
    processes = tuple(PlannedProcess("good", "python", "single-stream", place) for place in range(10))
    whole = replace(make_plan({"good": callable_plan("code.py:good")}), processes=processes)
    wanted = Wanted(frozenset(), frozenset({("good", "python")}), compared)
    assert shorten(whole, wanted).processes == processes[:fewest]

    def decides(n: int) -> bool:
        ones = (1.0,) * n
        sample = RatioOfMeans(ones, ones) if compared else GeometricMean(ones)
        return sample.unusable() is None and sample.p_value_below(2.0) <= 0.05

    assert (decides(fewest - 1), decides(fewest)) == (False, True)


def test_what_is_short_already_stays_as_it_is() -> None:
    whole = make_plan({"good": callable_plan("code.py:good")})
    wanted = Wanted(frozenset({"good"}), frozenset({("good", "python")}), compared=False)
    assert shorten(whole, wanted) == replace(whole, seconds=None)


def test_what_is_judged_by_its_answers_is_not_served_and_the_other_way_round() -> None:
    processes = tuple(
        PlannedProcess(name, runtime, "single-stream", place)
        for place, (name, runtime) in enumerate(
            [("fast", "onnx"), ("right", "onnx"), ("fast", "sklearn"), ("right", "sklearn")] * 6
        )
    )
    names = ("fast", "right")
    candidates = {name: callable_plan(f"code.py:{name}") for name in names}
    whole = replace(make_plan(candidates), predicted=names, processes=processes)
    wanted = Wanted(frozenset({"right"}), frozenset({("fast", "sklearn")}), compared=False)
    quick = shorten(whole, wanted)
    assert quick.predicted == ("right",)
    assert quick.processes == tuple(
        PlannedProcess("fast", "sklearn", "single-stream", place) for place in range(5)
    )
    assert wanted.candidates == names


def test_what_verdicts_rest_on_is_found_for_each_suite(tmp_path: Path) -> None:
    limits = {
        "shop": "latency.p50 <= 200 % against large in single-stream, recall >= 0.80",
        "kiosk": "recall >= 0.80",
        "attic": "",
    }
    choices = {f"{name}/choice.yaml": making.ONE_DECISION % one for name, one in limits.items()}
    files = {f"{name}/{file}": making.FILES[f"shop/{file}"] for name in limits for file in FILES}
    root = making.write_files(tmp_path, {**choices, **files})
    served = frozenset({("small", "python"), ("large", "sklearn")})
    assert find_wanted(judge_project(root, making.TODAY)) == {
        "shop/suite": Wanted(frozenset({"small"}), served, compared=True),
        "kiosk/suite": Wanted(frozenset({"small"}), frozenset(), compared=False),
    }
