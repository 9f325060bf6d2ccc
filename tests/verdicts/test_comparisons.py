"""One option against another, and against itself under a change: differences of outcomes, ratios of all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sklearn import metrics

import making
from buttress.estimation import (
    BoundedMean,
    Difference,
    Exact,
    PairedAuc,
    PairedProportion,
    Ratio,
    RatioOfMeans,
)
from buttress.explanation import code_free, explain_verdict
from buttress.records import Packed
from buttress.storage import digest_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from buttress.estimation import Estimate
    from buttress.verdicts import Verdict

COUNT = 400
GENERATOR = np.random.default_rng(5)
TRUTH = np.arange(COUNT) < 200
OURS, THEIRS = (np.clip(GENERATOR.normal(0.4 + lift * TRUTH, 0.15), 0, 1) for lift in (0.3, 0.15))
SUITE = making.SUITE.replace(
    'slices: {size: {big: "size > 10"}}', "perturbations: {noise: data.py:examples}"
).replace("recall,", "recall, accuracy, roc_auc,")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", {**making.FILES, "shop/suite.yaml": SUITE})


def bits(values: np.ndarray) -> Packed:
    return Packed.of_numbers(np.asarray(values, dtype=int), "u1")


def answers(right: np.ndarray, scores: np.ndarray | None = None, **more: Any) -> dict[str, Any]:
    """Answers that are right where it says so."""
    told: dict[str, Any] = {"labels": bits(np.where(right, TRUTH, ~TRUTH)), **more}
    return told if scores is None else {**told, "scores": Packed.of_numbers(scores, "f8")}


def facts(root: Path, **more: Any) -> dict[str, Any]:
    digest = digest_code(root, root / "shop/data.py", "examples").digest
    data = {"slices": {}, "slice_texts": {}, "change_digests": {"noise": digest}, "labels": bits(TRUTH)}
    return making.facts(root, COUNT, **{**data, **more})


def timed(seconds: Sequence[float], latency_ms: float = 1.0) -> list[dict[str, Any]]:
    return [
        making.process(order, latency_ms, training_time=value, memory_peak=value)
        for order, value in enumerate(seconds)
    ]


def in_bytes(processes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for one in processes:
        one["figures"]["memory.peak"]["unit"] = "MB"
    return processes


def record(root: Path, small: dict[str, Any], large: dict[str, Any] | None, **data: Any) -> None:
    measured = [making.measurement(root, **small)]
    if large is not None:
        measured.append(making.measurement(root, "large", **large))
    making.record_run(root, measured, data=facts(root, **data))


def judge(root: Path, constraint: str, decision: str = making.ONE_DECISION) -> Verdict:
    return making.judge(root, constraint, decision=decision).verdicts["shop/choice"][0]


def estimate_of(verdict: Verdict) -> Estimate:
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    return verdict.assessment.estimate


def sample_of(verdict: Verdict) -> object:
    assert verdict.assessment is not None
    return verdict.assessment.sample


def first(count: int) -> np.ndarray:
    return np.arange(COUNT) < count


@pytest.mark.parametrize(
    ("limit", "state"), [("-0.05", "holds"), ("0.02", "undecided"), ("0.08", "violated"), ("-0.03", "holds")]
)
def test_accuracy_against_another_option_is_a_paired_difference(root: Path, limit: str, state: str) -> None:
    # 380 right against 372, of which 368 by both: 12 gained, 4 lost, 16 by neither; the difference is 2 points.
    ours, theirs = first(380), first(368) | (np.arange(COUNT) >= 396)
    record(root, {"predictions": answers(ours)}, {"predictions": answers(theirs)})
    verdict = judge(root, f"accuracy >= {limit} against large")
    assert sample_of(verdict) == PairedProportion(12, 4, 368, 16)
    assert estimate_of(verdict).value == pytest.approx(0.02)
    assert verdict.state == state


def test_clustered_answers_are_paired_within_their_clusters(root: Path) -> None:
    path = root / "shop/suite.yaml"
    path.write_text(path.read_text().replace("positive: bad,", "positive: bad, cluster: patient,"))
    patients = Packed.of_texts([f"p{index % 40}" for index in range(COUNT)])
    found = {"predictions": answers(first(390))}, {"predictions": answers(first(380))}
    record(root, *found, cluster="patient", clusters=patients)
    verdict = judge(root, "accuracy >= -0.2 against large")
    assert isinstance(sample_of(verdict), BoundedMean)
    assert estimate_of(verdict).value == pytest.approx(0.025)
    assert verdict.state == "holds"
    undecided = judge(root, "accuracy >= 0.02 against large")
    assert undecided.needed is not None
    assert undecided.needed.what == "clusters"
    assert "more clusters would decide it" in code_free(explain_verdict(undecided, linked(root)))


def linked(root: Path) -> Any:
    from buttress.graph import link_portfolio
    from buttress.storage import read_portfolio

    return link_portfolio(read_portfolio(root).portfolio, making.TODAY)[0]


def test_areas_are_compared_on_the_same_examples(root: Path) -> None:
    everything = first(COUNT)
    record(
        root,
        {"predictions": answers(everything, OURS)},
        {"predictions": answers(everything, THEIRS)},
    )
    verdict = judge(root, "roc_auc >= -0.02 against large")
    expected = metrics.roc_auc_score(TRUTH, OURS) - metrics.roc_auc_score(TRUTH, THEIRS)
    assert isinstance(sample_of(verdict), PairedAuc)
    assert estimate_of(verdict).value == pytest.approx(expected)
    assert verdict.state == "holds"


def test_other_metrics_are_compared_each_at_half_the_risk(root: Path) -> None:
    record(root, {"predictions": answers(first(390))}, {"predictions": answers(first(200))})
    verdict = judge(root, "f1 >= 0 against large")
    assert isinstance(sample_of(verdict), Difference)
    assert verdict.state == "holds"
    assert estimate_of(verdict).method.endswith(", each at half the risk")


def test_precision_is_no_paired_difference_where_other_examples_are_called_positive(root: Path) -> None:
    record(root, {"predictions": answers(first(390))}, {"predictions": answers(first(300))})
    verdict = judge(root, "precision >= -0.9 against large")
    assert isinstance(sample_of(verdict), Difference)
    assert verdict.state == "holds"


def test_everything_else_is_compared_by_its_ratio_without_a_unit(root: Path) -> None:
    pace = np.exp([0.1, -0.1, 0.05, -0.05, 0.02, -0.02, 0.08, -0.08])
    record(root, {"processes": timed(pace, 1.0)}, {"processes": timed(2 * pace, 4.0)})
    time = judge(root, "training.time <= 70 % against large")
    assert isinstance(sample_of(time), RatioOfMeans)
    assert estimate_of(time).value == pytest.approx(0.5)
    assert (time.state, time.limits) == ("holds", (0.7,))
    assert time.assessment is not None
    assert time.assessment.unit == ""
    latency = judge(root, "latency.p50 <= 30 % against large")
    assert isinstance(sample_of(latency), Ratio)
    assert estimate_of(latency).value == pytest.approx(0.25, rel=0.02)
    assert latency.state == "holds"
    more = making.judge(root, "latency.p50 <= 20 % against large", "training.time >= 70 % against large")
    assert [one.state for one in more.verdicts["shop/choice"]] == ["violated", "violated"]


@pytest.mark.parametrize(("count", "state"), [(5, "undecided"), (6, "holds")])
def test_a_ratio_of_percentiles_takes_the_processes_that_half_the_risk_asks_for(
    root: Path, count: int, state: str
) -> None:
    record(root, {"processes": timed((1.0,) * count, 1.0)}, {"processes": timed((1.0,) * count, 4.0)})
    assert judge(root, "latency.p50 <= 30 % against large").state == state


def test_counted_figures_have_a_counted_ratio(root: Path) -> None:
    half = {"figures": {"model.size": {"value": 2048, "unit": "B"}}}
    record(root, half, {})
    verdict = judge(root, "model.size <= 0.5 against large")
    assert sample_of(verdict) == Exact(0.5)
    assert (verdict.state, estimate_of(verdict).method) == ("holds", "exact")
    assert judge(root, "model.size < 0.5 against large").state == "violated"


def test_a_ratio_to_nothing_is_no_ratio(root: Path) -> None:
    record(root, {}, {"figures": {"model.size": {"value": 0, "unit": "B"}}})
    verdict = judge(root, "model.size <= 0.5 against large")
    assert verdict.state == "invalid"
    assert "is 0, and nothing is so many times that" in verdict.reason


def test_peaks_are_compared_as_seen(root: Path) -> None:
    record(
        root,
        {"processes": in_bytes(timed((100.0, 110.0, 105.0)))},
        {"processes": in_bytes(timed((200.0, 220.0, 210.0)))},
    )
    assert judge(root, "memory.peak <= 0.5 against large").state == "holds"
    violated = making.judge(
        root, "memory.peak < 0.5 against large", "model.size <= 9 kB", "model.size <= 2 against large"
    )
    assert [one.state for one in violated.verdicts["shop/choice"]] == ["violated", "holds", "holds"]


def test_a_run_that_lacks_the_other_option_is_no_evidence_and_says_so(root: Path) -> None:
    record(root, {"predictions": answers(first(390))}, None)
    verdict = judge(root, "accuracy >= 0 against large")
    assert verdict.state == "missing"
    assert verdict.reason == "no run measured both 'small' (python) and 'large' (sklearn)"
    placed = judge(root, "latency.p50 <= 2 on bench-box against large")
    assert placed.reason == "no run on 'bench-box' measured both 'small' (python) and 'large' (sklearn)"


def test_an_option_of_which_nothing_is_measured_is_nothing_to_compare_with(root: Path) -> None:
    record(root, {"predictions": answers(first(390))}, {"predictions": answers(first(380))})
    argued = making.ONE_DECISION.replace("{id: large}", "{id: large}, {id: paper}")
    verdict = judge(root, "accuracy >= 0 against paper", argued)
    assert verdict.state == "missing"
    assert verdict.reason == "nothing is measured of 'paper', which 'small' is compared with"


def test_options_of_different_suites_are_not_compared(root: Path) -> None:
    record(root, {"predictions": answers(first(390))}, {"predictions": answers(first(380))})
    making.write_files(root, {"shop/other.yaml": making.SUITE.replace("large:", "huge:")})
    decision = making.ONE_DECISION.replace(
        "{id: small}, {id: large}",
        "{id: small, evidence: {suite: shop/suite, candidate: small}}, {id: huge}",
    )
    verdict = judge(root, "accuracy >= 0 against huge", decision)
    assert verdict.state == "missing"
    assert verdict.reason == "'small' and 'huge' are measured by different suites"


@pytest.mark.parametrize(
    ("constraint", "value", "state"),
    [
        ("accuracy >= -0.02 against large", 0.0, "holds"),
        ("accuracy >= 0.02 against large", 0.0, "violated"),
        ("training.time <= 80 % against large", 1.0, "violated"),
        ("training.time <= 110 % against large", 1.0, "holds"),
    ],
)
def test_an_option_with_the_measurements_of_the_one_compared_with_equals_it(
    root: Path, constraint: str, value: float, state: str
) -> None:
    record(root, {"predictions": answers(first(390))}, {"predictions": answers(first(380))})
    twins = making.ONE_DECISION.replace(
        "{id: large}", "{id: large}, {id: twin, evidence: {candidate: large}}"
    )
    (verdict,) = making.judge(root, constraint, decision=twins).options["shop/choice", "twin"]
    assert (estimate_of(verdict).value, estimate_of(verdict).method, verdict.state) == (value, "exact", state)


def test_nothing_is_asked_of_the_option_that_others_are_compared_with(root: Path) -> None:
    record(root, {"predictions": answers(first(390))}, {"predictions": answers(first(380))})
    judgement = making.judge(root, "training.time <= 50 % against large")
    assert judgement.options["shop/choice", "large"] == ()
    assert len(judgement.options["shop/choice", "small"]) == 1


def noisy(right: np.ndarray, under: np.ndarray) -> dict[str, Any]:
    return {"predictions": answers(right, perturbed={"noise": answers(under)})}


@pytest.mark.parametrize(
    ("limit", "state"), [("-0.15", "holds"), ("-0.10", "undecided"), ("-0.05", "violated")]
)
def test_what_a_change_costs_is_told_on_the_same_examples(root: Path, limit: str, state: str) -> None:
    record(root, noisy(first(390), first(350)), None)
    verdict = judge(root, f"accuracy >= {limit} under noise against itself")
    assert sample_of(verdict) == PairedProportion(0, 40, 350, 10)
    assert estimate_of(verdict).value == pytest.approx(-0.1)
    assert verdict.state == state


def test_two_options_under_the_same_change(root: Path) -> None:
    record(root, noisy(first(390), first(380)), noisy(first(390), first(300)))
    verdict = judge(root, "accuracy >= 0.1 under noise against large")
    assert estimate_of(verdict).value == pytest.approx(0.2)
    assert verdict.state == "holds"
    worst = judge(root, "accuracy >= 0.1 under all against large")
    assert worst.state == "holds"
    assert "under noise" in estimate_of(worst).note


def test_a_comparison_is_stale_with_either_side(root: Path) -> None:
    record(root, {"predictions": answers(first(390))}, {"predictions": answers(first(380))})
    path = root / "shop/candidates.py"
    path.write_text(path.read_text().replace("return 2", "return 3"))
    verdict = judge(root, "accuracy >= -0.5 against large")
    assert (verdict.state, verdict.reason) == ("stale", "the code of the candidate 'large' has changed since")
    assert judge(root, "accuracy >= 0.5").state == "holds"


def test_a_comparison_with_figures_that_were_not_measured_decides_nothing(root: Path) -> None:
    record(root, {"predictions": answers(first(390))}, {"predictions": answers(first(300)), "basis": "cited"})
    verdict = judge(root, "accuracy >= 0 against large")
    assert (verdict.state, "cited" in verdict.reason) == ("undecided", True)


def test_a_comparison_is_explained(root: Path) -> None:
    record(root, {"predictions": answers(first(380))}, {"predictions": answers(first(200))})
    verdict = judge(root, "accuracy >= 0.1 against large")
    told = code_free(explain_verdict(verdict, linked(root)))
    assert told.startswith("Of small the decision requires accuracy")
    assert "against large." in told
    assert "only those count on which they disagree" in told
