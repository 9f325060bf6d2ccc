from __future__ import annotations

import json
from collections import Counter

import pytest

from buttress.bench import BenchError, Plan, can_measure, plan_bench
from buttress.records import Benchmark, Quality


def quality(name, estimator, **fields):
    return Quality.model_validate(
        {
            "id": name,
            "kind": "quality",
            "title": name,
            "direction": "higher",
            "estimator": estimator,
            **fields,
        }
    )


QUALITIES = {
    one.id: one
    for one in (
        quality("accuracy", "proportion", outcome="correct"),
        quality("recall", "proportion", outcome="predicted_positive", given="actual_positive"),
        quality("latency.p99", "percentile", sample="latency", level=0.99),
        quality("latency.mean", "mean", sample="latency"),
        quality("training.time", "mean"),
        quality("memory.peak", "maximum"),
        quality("model.size", "exact"),
        quality("energy", "mean"),
        quality("interpretability", "ordinal", levels=["low", "high"]),
    )
}


def plan(fields, root, **options):
    suite = Benchmark.model_validate(fields)
    return plan_bench(suite, root, QUALITIES, **options)


@pytest.mark.parametrize(
    ("name", "measured"),
    [
        ("accuracy", True),
        ("recall", True),
        ("latency.p99", True),
        ("latency.mean", True),
        ("training.time", True),
        ("memory.peak", True),
        ("model.size", True),
        ("energy", False),
        ("interpretability", False),
    ],
)
def test_what_can_be_measured(name, measured):
    assert can_measure(QUALITIES[name]) is measured


def test_every_round_holds_every_candidate_and_runtime_once(root, fields):
    fields["candidates"]["shrug"] = {"run": "candidates.py:always_benign"}
    fields["candidates"]["centroid"]["runtime"] = ["python", "sklearn"]
    fields["processes"] = 6
    processes = plan(fields, root).processes
    assert [one.order for one in processes] == list(range(18))
    rounds = [[(one.candidate, one.runtime) for one in processes[at : at + 3]] for at in range(0, 18, 3)]
    assert all(len(set(one)) == 3 for one in rounds)
    assert len(Counter(map(tuple, rounds))) > 1
    assert plan(fields, root).processes == processes
    assert plan(fields | {"seed": 12}, root).processes != processes


def test_only_some_candidates_are_planned(root, fields):
    fields["candidates"]["shrug"] = {"run": "candidates.py:always_benign"}
    found = plan(fields, root, only=["shrug"])
    assert tuple(found.candidates) == found.predicted == ("shrug",)
    assert {one.candidate for one in found.processes} == {"shrug"}


def test_measures_say_what_is_done(root, fields):
    outcomes_only = plan(fields | {"measures": ["recall"], "load": {}}, root)
    assert (len(outcomes_only.predicted), len(outcomes_only.processes)) == (1, 0)
    timing_only = plan(fields | {"measures": ["latency.p99"]}, root)
    assert (len(timing_only.predicted), len(timing_only.processes)) == (0, 2)
    assert timing_only.steps == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"measures": ["recal"]}, "no quality 'recal'; did you mean 'recall'"),
        ({"measures": ["energy"]}, "'energy' is not recorded by the harness"),
        ({"measures": ["latency.p99"], "load": {}}, "'latency.p99' needs a `load` scenario"),
        (
            {"measures": ["recall"], "data": {"build": "data.py:sixty"}},
            "'recall' needs `positive` under `data`",
        ),
        ({"load": {"server": {}}}, "load: 'server' needs `target_qps`, the arrivals per second"),
        (
            {"candidates": {"shrug": {"run": "candidates.py:always_benign", "runtime": "onnx"}}},
            "`run` has the runtime python only",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_runs(root, fields, change, message):
    with pytest.raises(BenchError, match=message):
        plan(fields | change, root)


def test_an_unknown_candidate_is_refused_with_a_hint(root, fields):
    with pytest.raises(BenchError, match="no candidate 'centriod'; did you mean 'centroid'"):
        plan(fields, root, only=["centriod"])


def test_the_time_is_told_from_one_look_at_each_candidate(root, fields):
    found = plan(fields | {"measures": ["recall"]}, root, estimate=True, driver="buttress")
    assert 0.1 < found.seconds < 60


def test_a_plan_survives_json(root, fields):
    fields["data"]["perturbations"] = {"none": "data.py:sixty"}
    found = plan(fields | {"load": {"server": {"target_qps": 3, "latency": "5 ms"}}}, root, driver="loadgen")
    assert Plan.from_fields(json.loads(json.dumps(found.to_fields()))) == found


def test_our_own_loop_drives_two_scenarios(root, fields):
    fields["load"] = {"multi-stream": {}, "offline": {}}
    with pytest.raises(BenchError, match="load: 'multi-stream' needs MLCommons LoadGen"):
        plan(fields, root, driver="buttress")
    assert {load.driver for load in plan(fields, root, driver="loadgen").loads.values()} == {"loadgen"}
