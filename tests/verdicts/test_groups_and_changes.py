"""Groups that must each meet a limit, groups compared, and all changes at once: the worst part speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from fairlearn import metrics

import making
from buttress.estimation import ClusteredProportion, Difference, Disparity, WorstOf
from buttress.explanation import code_free, explain_verdict
from buttress.graph import link_portfolio
from buttress.records import Packed
from buttress.storage import digest_code, read_portfolio
from buttress.verdicts import PartlyKnown, effect_of

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.estimation import Estimate
    from buttress.verdicts import Verdict

COUNT = 900
PLACES = np.arange(COUNT)
TRUTH = PLACES % 2 == 0
SEX = np.array(["f", "m", "x"], dtype=object)[PLACES % 3]
SUITE = making.SUITE.replace(
    'slices: {size: {big: "size > 10"}}',
    "groups: [sex], perturbations: {noise: data.py:examples, blur: data.py:examples}",
).replace("recall,", "accuracy, demographic_parity_difference, equalized_odds_difference,")
CLUSTERED = SUITE.replace("groups: [sex],", "groups: [sex], cluster: patient,")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", {**making.FILES, "shop/suite.yaml": SUITE})


def bits(values: np.ndarray) -> Packed:
    return Packed.of_numbers(np.asarray(values, dtype=int), "u1")


def answers(said: np.ndarray, **more: Any) -> dict[str, Any]:
    scores = Packed.of_numbers(np.where(said, 0.9, 0.2), "f8")
    return {"labels": bits(said), "scores": scores, **more}


def wrong_where(places: np.ndarray, truth: np.ndarray = TRUTH) -> np.ndarray:
    return np.where(places, ~truth, truth)


def record(
    root: Path, said: np.ndarray, sex: np.ndarray = SEX, truth: np.ndarray = TRUTH, **more: Any
) -> None:
    digest = digest_code(root, root / "shop/data.py", "examples").digest
    data = making.facts(
        root,
        len(sex),
        slices={},
        slice_texts={},
        labels=bits(truth),
        groups={"sex": Packed.of_texts(list(sex))},
        change_digests={"noise": digest, "blur": digest},
        **{name: more.pop(name) for name in ("cluster", "clusters") if name in more},
    )
    making.record_run(root, [making.measurement(root, predictions=answers(said, **more))], data=data)


def judge(root: Path, constraint: str) -> Verdict:
    return making.judge(root, constraint).verdicts["shop/choice"][0]


def explained(root: Path, constraint: str) -> str:
    verdict = judge(root, constraint)
    return code_free(
        explain_verdict(verdict, link_portfolio(read_portfolio(root).portfolio, making.TODAY)[0])
    )


def estimate_of(verdict: Verdict) -> Estimate:
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    return verdict.assessment.estimate


# Of 300 each: f is wrong 6 times, m 30 times, x 15 times.
MISTAKES = ((SEX == "f") & (PLACES < 18)) | ((SEX == "m") & (PLACES < 90)) | ((SEX == "x") & (PLACES < 45))


@pytest.mark.parametrize(
    ("limit", "state"),
    [("0.85", "holds"), ("0.90", "undecided"), ("0.92", "undecided"), ("0.96", "violated")],
)
def test_each_group_must_meet_a_limit_and_the_worst_is_named(root: Path, limit: str, state: str) -> None:
    record(root, wrong_where(MISTAKES))
    verdict = judge(root, f"accuracy >= {limit} by sex")
    estimate = estimate_of(verdict)
    assert estimate.value == pytest.approx(0.9)
    assert "worst: sex m" in estimate.note
    assert verdict.state == state
    # All together it is 94.3 %, which would hold.
    assert judge(root, "accuracy >= 0.92").state == "holds"


def test_one_bad_group_breaks_a_claim_only_beyond_the_chance_of_the_worst_of_three(root: Path) -> None:
    # P(Bin(300, 0.93) <= 270) is 0.033: enough for one group, not for the worst of three.
    record(root, wrong_where(MISTAKES))
    assert judge(root, "accuracy >= 0.93 by sex").state == "undecided"
    assert judge(root, "{require: accuracy >= 0.93 by sex, confidence: 0.9}").state == "violated"


@pytest.mark.parametrize(
    "direction", ["false_positive_rate <= 0.2 by sex", "false_positive_rate <= 0.05 by sex"]
)
def test_of_a_rate_to_keep_low_the_highest_group_is_the_worst(root: Path, direction: str) -> None:
    record(root, wrong_where(MISTAKES))
    estimate = estimate_of(judge(root, direction))
    assert "worst: sex m" in estimate.note
    assert estimate.value == pytest.approx(0.1)


ABOVE = ("recall", "accuracy", "f1", "roc_auc", "average_precision", "balanced_accuracy", "mcc")
BELOW = ("brier", "log_loss", "calibration_error")


@pytest.mark.parametrize("quality", ["roc_auc", "mcc", "average_precision"])
def test_a_group_without_usable_evidence_leaves_it_undecided_and_is_named(root: Path, quality: str) -> None:
    # Of the group x there are two examples, of one class.
    few = np.where(np.isin(SEX, ["x"]) & ~np.isin(PLACES, [2, 8]), "f", SEX)
    record(root, TRUTH, few)
    verdict = judge(root, f"{quality} >= 0.5 by sex")
    assert verdict.state == "undecided"
    assert verdict.reason.startswith("sex x has no usable evidence: there are ")
    assert effect_of(verdict) == "warning"
    assert estimate_of(verdict).lower == -np.inf
    told = explained(root, f"{quality} >= 0.5 by sex")
    assert "sex x has no usable evidence: there are " in told
    assert "so that nothing shows the limit of" in told
    assert told.count("no usable evidence") == 1


@pytest.mark.parametrize("quality", [*ABOVE, *BELOW])
def test_a_group_without_examples_never_holds_and_is_no_error(root: Path, quality: str) -> None:
    path = root / "shop/suite.yaml"
    path.write_text(path.read_text().replace("groups:", 'slices: {size: {big: "size > 10"}}, groups:'))
    digest = digest_code(root, root / "shop/data.py", "examples").digest
    data = making.facts(
        root,
        COUNT,
        labels=bits(TRUTH),
        groups={"sex": Packed.of_texts(list(SEX))},
        change_digests={"noise": digest, "blur": digest},
        slices={"size": {"big": bits(SEX != "x")}},
    )
    making.record_run(root, [making.measurement(root, predictions=answers(TRUTH))], data=data)
    limit = "<= 0.9" if quality in BELOW else ">= 0.1"
    verdict = judge(root, f"{{require: {quality} {limit} by sex, slice: {{size: big}}}}")
    assert (verdict.state, verdict.reason.partition(":")[0]) == ("undecided", "sex x has no usable evidence")
    assert verdict.needed is None


def test_a_known_group_breaks_a_claim_whatever_is_not_known_of_others(root: Path) -> None:
    truth = np.where(SEX == "x", False, TRUTH)  # the group x has no positives
    record(root, np.where(SEX == "m", ~truth, truth), truth=truth)
    verdict = judge(root, "recall >= 0.9 by sex")
    assert verdict.state == "violated"
    assert "worst: sex m" in estimate_of(verdict).note
    assert "Sex x has no usable evidence: there are no examples." in explained(root, "recall >= 0.9 by sex")


def test_silent_groups_have_their_share_of_the_risk(root: Path) -> None:
    # As in the test of the worst of three: two groups would take 0.05 / 2, three take 0.05 / 3.
    truth = np.where(SEX == "x", False, TRUTH)
    record(root, wrong_where(MISTAKES & truth, truth), truth=truth)
    verdict = judge(root, "recall >= 0.9 by sex")
    assert verdict.assessment is not None
    sample = verdict.assessment.sample
    assert isinstance(sample, PartlyKnown)
    for confidence in (0.8, 0.95, 0.99):
        upper = sample.estimate(confidence).upper
        risk = 1 - confidence
        assert sample.p_value_below(upper + 1e-9) <= risk < sample.p_value_below(upper - 1e-6)
        each = [part.estimate(1 - risk / 3).upper for _, part in sample.known.parts]  # type: ignore[attr-defined]
        assert upper == pytest.approx(min(each))
    assert sample.p_value_above(0.0) == 1.0


def test_where_no_group_has_evidence_it_is_invalid(root: Path) -> None:
    record(root, TRUTH, truth=np.zeros(COUNT, dtype=bool))
    verdict = judge(root, "recall >= 0.9 by sex")
    assert (verdict.state, verdict.reason) == ("invalid", "sex f: there are no examples")


DISPARITIES = [
    ("demographic_parity_difference", metrics.demographic_parity_difference),
    ("equalized_odds_difference", metrics.equalized_odds_difference),
    ("equal_opportunity_difference", metrics.equal_opportunity_difference),
]


@pytest.mark.parametrize(("quality", "oracle"), DISPARITIES)
def test_disparities_are_those_of_fairlearn(root: Path, quality: str, oracle: Any) -> None:
    said = wrong_where(MISTAKES)
    record(root, said)
    verdict = judge(root, f"{quality} <= 0.5 by sex")
    assert estimate_of(verdict).value == pytest.approx(oracle(TRUTH, said, sensitive_features=SEX))
    assert verdict.assessment is not None
    assert isinstance(verdict.assessment.sample, Disparity)
    assert verdict.state == "holds"
    assert judge(root, f"{quality} <= 0.01 by sex").state != "holds"


def test_a_group_that_is_treated_otherwise_breaks_parity(root: Path) -> None:
    record(root, np.where(SEX == "x", True, TRUTH))
    verdict = judge(root, "demographic_parity_difference <= 0.2 by sex")
    assert verdict.state == "violated"
    assert "'x' lies furthest above" in estimate_of(verdict).note


def test_a_group_that_a_rate_knows_nothing_of_leaves_a_disparity_undecided(root: Path) -> None:
    truth = np.where(SEX == "x", False, TRUTH)
    record(root, truth, truth=truth)
    verdict = judge(root, "equal_opportunity_difference <= 0.9 by sex")
    assert verdict.state == "undecided"
    assert verdict.reason == "sex x has no usable evidence: there are no examples for recall"


def test_two_groups_of_which_one_is_silent_cannot_be_compared_and_are_undecided(root: Path) -> None:
    sex = np.where(SEX == "x", "m", SEX)
    truth = np.where(sex == "m", False, TRUTH)
    record(root, truth, sex, truth)
    verdict = judge(root, "equal_opportunity_difference <= 0.9 by sex")
    assert verdict.state == "undecided"
    assert estimate_of(verdict).value is None
    told = explained(root, "equal_opportunity_difference <= 0.9 by sex")
    assert "Sex m has no usable evidence: there are no examples for recall." in told
    assert "That leaves the limit of 90 percentage points undecided" in told or "90 %" in told


def test_one_group_is_no_disparity(root: Path) -> None:
    record(root, TRUTH, np.full(COUNT, "f", dtype=object))
    verdict = judge(root, "demographic_parity_difference <= 0.2 by sex")
    assert (verdict.state, "only the group 'f'" in verdict.reason) == ("invalid", True)


def clustered(root: Path, said: np.ndarray, sex: np.ndarray = SEX, each: int = 6) -> None:
    making.write_files(root, {"shop/suite.yaml": CLUSTERED})
    # Patients of one sex each, as the examples of one sex come in threes.
    patients = [f"{one}{place // (3 * each)}" for place, one in enumerate(sex)]
    record(root, said, sex, cluster="patient", clusters=Packed.of_texts(patients))


def test_over_clusters_groups_are_compared_by_their_clusters(root: Path) -> None:
    clustered(root, wrong_where(MISTAKES))
    verdict = judge(root, "demographic_parity_difference <= 0.4 by sex")
    assert verdict.assessment is not None
    sample = verdict.assessment.sample
    assert isinstance(sample, WorstOf)
    assert len(sample.parts) == 6
    one = sample.parts[0][1]
    assert isinstance(one, Difference)
    assert isinstance(one.first, ClusteredProportion)
    assert len(one.first.trials) == 50
    assert (verdict.state, estimate_of(verdict).doubt) == ("holds", "")


def test_over_clusters_a_group_that_is_treated_otherwise_breaks_parity(root: Path) -> None:
    clustered(root, np.where(SEX == "x", True, TRUTH))
    verdict = judge(root, "demographic_parity_difference <= 0.2 by sex")
    assert verdict.state == "violated"
    assert "worst: selection_rate of 'x' less that of" in estimate_of(verdict).note


def test_over_clusters_a_group_of_few_clusters_is_named(root: Path) -> None:
    few = np.where((SEX == "x") & (PLACES >= 36), "m", SEX)
    clustered(root, TRUTH, few)
    verdict = judge(root, "demographic_parity_difference <= 0.9 by sex")
    assert verdict.state == "undecided"
    assert verdict.reason.startswith("sex x has no usable evidence: there are 2 clusters of examples")


def test_over_clusters_one_group_is_no_disparity(root: Path) -> None:
    clustered(root, TRUTH, np.full(COUNT, "f", dtype=object))
    verdict = judge(root, "demographic_parity_difference <= 0.2 by sex")
    assert (verdict.state, "only the group 'f'" in verdict.reason) == ("invalid", True)


def perturbed(root: Path, noise: np.ndarray, blur: np.ndarray) -> None:
    under = {"noise": answers(noise), "blur": answers(blur)}
    record(root, TRUTH, perturbed=under)


def test_under_all_changes_the_worst_counts_and_is_named(root: Path) -> None:
    perturbed(root, wrong_where(PLACES < 90), wrong_where(PLACES < 180))
    verdict = judge(root, "accuracy >= 0.75 under all")
    assert verdict.state == "holds"
    assert estimate_of(verdict).value == pytest.approx(0.8)
    assert "worst: under blur" in estimate_of(verdict).note
    assert judge(root, "accuracy >= 0.85 under all").state == "violated"
    assert judge(root, "accuracy >= 0.85 under noise").state == "holds"


def test_what_all_changes_cost(root: Path) -> None:
    perturbed(root, wrong_where(PLACES < 90), wrong_where(PLACES < 180))
    verdict = judge(root, "accuracy >= -0.25 under all against itself")
    assert estimate_of(verdict).value == pytest.approx(-0.2)
    assert verdict.state == "holds"


def test_a_change_that_the_run_lost_is_not_left_out(root: Path) -> None:
    record(root, TRUTH, perturbed={"noise": answers(TRUTH)})
    verdict = judge(root, "accuracy >= 0.1 under all")
    assert (verdict.state, verdict.reason) == ("missing", "the run holds no answers under 'blur'")


def test_groups_under_all_changes_are_named_with_the_change(root: Path) -> None:
    truth = np.where(SEX == "x", False, TRUTH)
    under = {name: answers(truth) for name in ("noise", "blur")}
    record(root, truth, truth=truth, perturbed=under)
    verdict = judge(root, "recall >= 0.1 by sex under all")
    assert verdict.state == "undecided"
    assert verdict.reason.startswith(
        "sex x under noise has no usable evidence: there are no examples; sex x under blur"
    )
    parity = judge(root, "demographic_parity_difference <= 0.7 by sex under all")
    assert parity.state == "holds"
    other = judge(root, "equal_opportunity_difference <= 0.7 by sex under all")
    assert (other.state, other.reason.count("sex x under")) == ("undecided", 2)


def test_a_column_that_the_run_does_not_know_is_missing(root: Path) -> None:
    record(root, TRUTH)
    making.write_files(root, {"shop/suite.yaml": SUITE.replace("groups: [sex]", "groups: [sex, age]")})
    verdict = judge(root, "accuracy >= 0.1 by age")
    assert (verdict.state, verdict.reason) == ("missing", "the run holds no groups 'age'; its groups: sex")
