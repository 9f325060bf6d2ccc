"""Mutations: what they do to what was recorded, and that every measured quality can be moved either way."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import making
from buttress.graph import link_portfolio
from buttress.proving import list_mutations
from buttress.proving.answers import Step, change_answers, make_right, make_wrong, share_of_examples
from buttress.proving.mutation import factors_across, targets_across
from buttress.proving.retrial import Retrial
from buttress.proving.timings import scale_latencies, set_exact, set_figures
from buttress.records import ExactFigure, Packed, Run
from buttress.storage import read_portfolio
from buttress.verdicts import judge_portfolio
from buttress.wire import LatencyHistogram

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from buttress.proving import Mutation
    from buttress.records import Measurement

COUNT = 60
DRAWN = np.random.default_rng(7)
TRUTH = DRAWN.permutation(np.arange(COUNT) < 30)
SCORES = np.clip(DRAWN.normal(0.35 + 0.3 * TRUTH, 0.2), 0.02, 0.98)
VALUES = DRAWN.normal(10, 3, COUNT)


def floats(values: np.ndarray) -> Packed:
    return Packed.of_numbers(np.asarray(values, dtype=float), "f8")


def labels(values: np.ndarray) -> Packed:
    return Packed.of_numbers(np.asarray(values, dtype=int), "u1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", making.FILES)


def apply(mutation: Mutation, run: Run) -> Measurement:
    return mutation.change(run.measurements[0], run.data)


def test_latencies_are_scaled_in_whole_nanoseconds_and_never_vanish(root: Path) -> None:
    run = making.run(root)
    longer, gone = (apply(scale_latencies(factor, None), run).processes[0] for factor in (3.5, 1e-9))
    recorded = run.measurements[0].processes[0].latencies_ns
    assert recorded is not None
    assert longer.latencies_ns is not None
    assert gone.latencies_ns is not None
    assert np.array_equal(longer.latencies_ns.numbers(), np.rint(recorded.numbers() * 3.5))
    assert set(gone.latencies_ns.numbers()) == {1}


@pytest.mark.parametrize("factor", [0.001, 0.37, 1.0, 2.9, 4000.0])
def test_blocks_are_scaled_like_single_latencies(root: Path, factor: float) -> None:
    single = making.process(0, queries=5000)
    histogram = LatencyHistogram(100)
    histogram.add(single["latencies_ns"].numbers())
    blocks = {**single, "latencies_ns": None, "latency_blocks": histogram.to_fields()}
    run = making.run(root, [making.measurement(root, processes=[single, blocks])])
    one, other = apply(scale_latencies(factor, None), run).processes
    levels = (0.01, 0.5, 0.99)
    assert other.latency_quantiles(levels) == pytest.approx(one.latency_quantiles(levels), rel=2.5e-3)
    assert other.mean_latency_ns() == pytest.approx(one.mean_latency_ns(), rel=2.5e-3)
    assert other.query_count == one.query_count


def test_only_the_load_scenario_asked_for_is_changed(root: Path) -> None:
    processes = [making.process(0), {**making.process(1), "load": "server"}]
    run = making.run(root, [making.measurement(root, processes=processes)])
    changed = apply(scale_latencies(2.0, "server"), run).processes
    assert changed[0] == run.measurements[0].processes[0]
    assert changed[1] != run.measurements[0].processes[1]


def test_a_figure_that_is_not_there_stays_away(root: Path) -> None:
    run = making.run(root)
    for mutation in (
        set_exact("parameters", ExactFigure(value=1), 2),
        set_figures("memory.peak", 1, "B", None),
    ):
        assert apply(mutation, run) == run.measurements[0]


def test_answers_are_made_right_and_wrong(root: Path) -> None:
    scored = {"labels": labels(TRUTH), "scores": floats(SCORES)}
    data = making.facts(root, COUNT, labels=labels(TRUTH), slices={}, slice_texts={})
    run = making.run(root, [making.measurement(root, predictions=scored)], data=data)
    step = share_of_examples(0.25)
    right = apply(change_answers("", ("",), Step(make_right, share_of_examples(1))), run).predictions
    wrong = apply(change_answers("", ("",), Step(make_wrong, step)), run).predictions
    assert right is not None
    assert wrong is not None
    assert right.labels is not None
    assert right.scores is not None
    assert wrong.labels is not None
    assert np.array_equal(right.labels.numbers(), TRUTH)
    assert np.array_equal(right.scores.numbers() > 0.5, TRUTH)
    assert (wrong.labels.numbers() != TRUTH).sum() == COUNT / 4


def test_a_larger_share_holds_a_smaller_one(root: Path) -> None:
    data = making.run(root).data
    assert data is not None
    small, large = (share_of_examples(share)(data) for share in (0.1, 0.35))
    assert (small.sum(), large.sum()) == (12, 42)
    assert not (small & ~large).any()


def test_factors_first_carry_a_value_just_across_its_limits() -> None:
    assert factors_across(2.0, [4.0])[:4] == pytest.approx((2.1, 4 / 1.05 / 2, 2.6, 4 / 1.3 / 2))
    assert max(factors_across(2.0, [4.0])) == 1e4
    assert min(factors_across(None, [])) == 1e-4
    assert all(factor > 0 for factor in factors_across(-3.0, [-1.0, 2.0]))
    assert 0.0 in targets_across([0.0])
    assert 15.0 in targets_across([10.0, 20.0])


FIGURES: Mapping[str, Mapping[str, np.ndarray]] = {
    "transcription": {
        "word_errors": DRAWN.integers(0, 3, COUNT),
        "words": DRAWN.integers(5, 12, COUNT),
        "character_errors": DRAWN.integers(0, 5, COUNT),
        "characters": DRAWN.integers(20, 60, COUNT),
        "seconds": DRAWN.uniform(0.1, 0.5, COUNT),
        "audio_seconds": DRAWN.uniform(1, 5, COUNT),
    },
    "detection": {
        "true_positives": DRAWN.integers(1, 5, COUNT),
        "false_positives": DRAWN.integers(0, 3, COUNT),
        "false_negatives": DRAWN.integers(0, 3, COUNT),
    },
    "recommendation": {
        name: DRAWN.uniform(0.2, 0.8, COUNT)
        for name in ("ndcg_at_10", "recall_at_10", "precision_at_10", "reciprocal_rank")
    },
    "text": {"chrf": DRAWN.uniform(20, 80, COUNT), "exact_match": DRAWN.integers(0, 2, COUNT)},
}
QUALITIES = {
    "classification": (
        "accuracy recall precision specificity negative_predictive_value false_positive_rate "
        "false_negative_rate selection_rate f1 mcc balanced_accuracy roc_auc average_precision brier "
        "log_loss calibration_error"
    ),
    "regression": "rmse mae r2",
    "transcription": "word_error_rate character_error_rate real_time_factor",
    "detection": "detection.precision detection.recall",
    "recommendation": "ndcg_at_10 recall_at_10 reciprocal_rank",
    "text": "chrf exact_match",
}


def recorded(task: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a run of a task holds: facts, and predictions that are neither perfect nor hopeless."""
    if task == "classification":
        return {"labels": labels(TRUTH)}, {"labels": labels(SCORES > 0.5), "scores": floats(SCORES)}
    nothing = {"task": task, "positive": None, "classes": (), "labels": None}
    if task == "regression":
        return {**nothing, "values": floats(VALUES)}, {"values": floats(VALUES + DRAWN.normal(0, 1, COUNT))}
    return nothing, {"figures": {name: floats(values) for name, values in FIGURES[task].items()}}


@pytest.mark.parametrize(
    ("task", "quality"), [(task, one) for task, names in QUALITIES.items() for one in names.split()]
)
def test_every_quality_of_answers_is_moved_either_way(root: Path, task: str, quality: str) -> None:
    data, predictions = recorded(task)
    suite = root / "shop/suite.yaml"
    positive = ", positive: bad" if task == "classification" else ""
    plain = f"data: {{build: data.py:examples, task: {task}{positive}}}"
    text = suite.read_text().replace(
        'data: {build: data.py:examples, positive: bad, slices: {size: {big: "size > 10"}}}', plain
    )
    suite.write_text(text.replace("recall, ", ""))
    head = dedent(making.DECISION).split("constraints:")[0]
    (root / "shop/choice.yaml").write_text(f"{head}constraints: [{quality} >= 0.5]\n")
    facts = making.facts(root, COUNT, **{"slices": {}, "slice_texts": {}, **data})
    measured = making.measurement(root, processes=[making.process(0)], predictions=predictions)
    making.record_run(root, [measured], data=facts)
    reading = read_portfolio(root)
    linked, flaws = link_portfolio(reading.portfolio, making.TODAY)
    assert (reading.problems, flaws) == ((), ())
    judgement = judge_portfolio(linked, making.TODAY)
    (verdict,) = judgement.verdicts["shop/choice"]
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None, verdict.reason
    before = verdict.assessment.estimate.value
    assert before is not None
    (run,) = linked.runs_of["shop/suite"]
    decision = linked.portfolio.decisions["shop/choice"]
    retrial = Retrial(judgement.assessor, decision, verdict.bound, (run.id,))
    lower = higher = False
    mutations = list_mutations(
        verdict.bound.constraint, linked.portfolio.qualities[quality], run.measurements[0], run.data
    )
    for mutation in mutations:
        assessment = retrial.judge_alone(retrial.mutate(mutation.change)).assessment
        value = assessment.estimate.value if assessment and assessment.estimate else None
        lower = lower or (value is not None and value < before)
        higher = higher or (value is not None and value > before)
        if lower and higher:
            return
    assert (lower, higher) == (True, True)


def test_one_group_can_be_made_to_differ_from_the_others(root: Path) -> None:
    groups = {"sex": Packed.of_texts(["f", "m"] * 60)}
    run = making.run(root, data=making.facts(root, 100, 20, groups=groups))
    suite = read_portfolio(root).portfolio
    constraint = suite.decisions["shop/choice"].constraints[1].model_copy(update={"group": "sex"})
    recall = suite.qualities["recall"]
    mutations = list_mutations(constraint, recall, run.measurements[0], run.data)
    named = {one.words: one for one in mutations if " where sex is " in one.words}
    assert run.data is not None
    said = apply(named["all answers wrong where sex is f, right elsewhere"], run).predictions
    assert said is not None
    assert said.labels is not None
    assert run.data.labels is not None
    right = said.labels.numbers() == run.data.labels.numbers()
    assert right.tolist() == [False, True] * 60


def test_answers_under_a_change_are_mutated_by_themselves(root: Path) -> None:
    said = {
        **making.predictions(97, 3, 18, 2),
        "perturbed": {"noise": making.predictions(97, 3, 18, 2), "blur": making.predictions(97, 3, 18, 2)},
        "kept": {"swap": labels(np.ones(120))},
    }
    run = making.run(root, [making.measurement(root, predictions=said)])
    portfolio = read_portfolio(root).portfolio
    constraint = portfolio.decisions["shop/choice"].constraints[1]
    recall, invariance = (portfolio.qualities[name] for name in ("recall", "invariance"))

    def first(under: str, quality: Any) -> Mutation:
        asked = constraint.model_copy(update={"under": under})
        return next(list_mutations(asked, quality, run.measurements[0], run.data))

    noisy = apply(first("noise", recall), run).predictions
    everywhere = apply(first("all", recall), run).predictions
    kept = apply(first("swap", invariance), run).predictions
    recorded = run.measurements[0].predictions
    assert recorded is not None
    assert noisy is not None
    assert everywhere is not None
    assert kept is not None
    assert noisy.labels == recorded.labels
    assert noisy.perturbed["blur"] == recorded.perturbed["blur"]
    assert noisy.perturbed["noise"] != recorded.perturbed["noise"]
    assert everywhere.labels == recorded.labels
    assert all(everywhere.perturbed[name] != one for name, one in recorded.perturbed.items())
    assert kept.kept["swap"].numbers().sum() == 120 - 3
