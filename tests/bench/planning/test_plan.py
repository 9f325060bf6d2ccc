from __future__ import annotations

from collections import Counter

import pytest

from buttress.bench import BenchError, can_measure, plan_bench
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
    assert found.candidates == found.predicted == ("shrug",)
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
        ({"load": {"server": {}}}, "'server' is not driven yet; single-stream is"),
        (
            {"candidates": {"shrug": {"run": "candidates.py:always_benign", "runtime": "onnx"}}},
            "a `run` callable has the runtime python only",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_runs(root, fields, change, message):
    with pytest.raises(BenchError, match=message):
        plan(fields | change, root)


def test_an_unknown_candidate_is_refused_with_a_hint(root, fields):
    with pytest.raises(BenchError, match="no candidate 'centriod'; did you mean 'centroid'"):
        plan(fields, root, only=["centriod"])


def test_a_plan_reads_as_a_list_with_its_duration(root, fields):
    found = plan(fields | {"measures": ["recall"]}, root, estimate=True, driver="buttress")
    assert 0.1 < found.seconds < 60
    lines = str(found).splitlines()
    assert lines[:3] == [
        "clinic/triage: 1 candidates, 2 serving processes",
        "measured: recall",
        "queries: issued by our own loop",
    ]
    assert lines[3].startswith("about ")
    assert lines[4].strip() == "1  centroid on python, single-stream"
