"""Metrics, ratios, changes of the examples, cost and failures: from recorded runs to verdicts."""

from __future__ import annotations

from datetime import timedelta
from math import log
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sklearn import metrics

import making
from buttress.estimation import ClusteredProportion
from buttress.graph import Binding, link_portfolio
from buttress.records import Packed
from buttress.storage import digest_code, read_portfolio
from buttress.verdicts import Question, assess, judge_portfolio

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from buttress.verdicts import Verdict

COUNT = 200
GENERATOR = np.random.default_rng(0)
TRUTH = GENERATOR.random(COUNT) < 0.4
SCORES = np.clip(GENERATOR.normal(0.35 + 0.3 * TRUTH, 0.2), 0, 1)
SAID = SCORES > 0.5
CHANGES = """
    def louder(features):
        return features


    def swapped(features):
        return features
"""


def floats(values: np.ndarray) -> Packed:
    return Packed.of_numbers(np.asarray(values, dtype=float), "f8")


def labels(values: np.ndarray) -> Packed:
    return Packed.of_numbers(np.asarray(values, dtype=int), "u1")


class Shop:
    """A suite whose data the test describes, and one constraint on the option `small`."""

    def __init__(self, root: Path, suite: str, load: str = "{single-stream: {}}") -> None:
        base = dedent(making.SUITE).replace(
            'data: {build: data.py:examples, positive: bad, slices: {size: {big: "size > 10"}}}',
            f"data: {suite}",
        )
        files: dict[str, str] = {
            **making.FILES,
            "shop/suite.yaml": base.replace("{single-stream: {}}", load).replace("recall, ", ""),
            "shop/changes.py": CHANGES,
        }
        self.root = making.write_files(root / "decisions", files)

    def record(self, data: Mapping[str, Any] | None, predictions: Any, **changes: Any) -> None:
        run = {name: changes.pop(name) for name in ("loads", "machine") if name in changes}
        measured = making.measurement(self.root, predictions=predictions, **changes)
        facts = making.facts(self.root, COUNT, **{"slices": {}, "slice_texts": {}, **(data or {})})
        making.record_run(self.root, [measured], data=facts, **run)

    def judge(self, constraint: str) -> Verdict:
        text = dedent(making.DECISION).split("constraints:")[0] + f"constraints: [{constraint}]\n"
        (self.root / "shop/choice.yaml").write_text(text)
        reading = read_portfolio(self.root)
        assert reading.problems == ()
        linked, flaws = link_portfolio(reading.portfolio, making.TODAY)
        assert flaws == ()
        return judge_portfolio(linked, making.TODAY).verdicts["shop/choice"][0]

    def digest(self, name: str) -> str:
        return digest_code(self.root, self.root / "shop/changes.py", name).digest


CLASSES = "{build: data.py:examples, positive: bad}"
CHANGED = (
    "{build: data.py:examples, positive: bad, perturbations: {noise: changes.py:louder}, "
    "invariants: {swap: changes.py:swapped}}"
)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path, CLASSES)


def classified(**more: Any) -> dict[str, Any]:
    return {"labels": labels(SAID), "scores": floats(SCORES), **more}


TRUE_LABELS = {"labels": labels(TRUTH)}


@pytest.mark.parametrize(
    ("quality", "limit", "expected"),
    [
        ("f1", ">= 0.1", metrics.f1_score(TRUTH, SAID)),
        ("mcc", ">= 0.1", metrics.matthews_corrcoef(TRUTH, SAID)),
        ("balanced_accuracy", ">= 0.1", metrics.balanced_accuracy_score(TRUTH, SAID)),
        ("roc_auc", ">= 0.1", metrics.roc_auc_score(TRUTH, SCORES)),
        ("average_precision", ">= 0.1", metrics.average_precision_score(TRUTH, SCORES)),
        ("brier", "<= 0.9", metrics.brier_score_loss(TRUTH, SCORES)),
    ],
)
def test_a_metric_with_proved_bounds_decides(shop: Shop, quality: str, limit: str, expected: float) -> None:
    shop.record(TRUE_LABELS, classified())
    verdict = shop.judge(f"{quality} {limit}")
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    assert verdict.assessment.estimate.value == pytest.approx(expected)
    assert (verdict.state, verdict.assessment.estimate.doubt) == ("holds", "")
    assert verdict.margin is not None
    assert verdict.margin > 0


def test_resampling_outside_its_guards_informs_and_never_decides(shop: Shop) -> None:
    shop.record(TRUE_LABELS, classified())
    verdict = shop.judge("log_loss <= 9")
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    assert verdict.assessment.estimate.value == pytest.approx(metrics.log_loss(TRUTH, SCORES))
    assert verdict.state == "undecided"
    assert verdict.reason.startswith("the bounds inform and cannot prove: ")


def test_a_proved_metric_beyond_its_limit_is_violated(shop: Shop) -> None:
    shop.record(TRUE_LABELS, classified())
    assert shop.judge("f1 >= 0.999").state == "violated"


@pytest.mark.parametrize("task", ["regression", "text"])
def test_a_quality_of_another_task_is_missing_and_says_so(tmp_path: Path, task: str) -> None:
    shop = Shop(tmp_path, f"{{build: data.py:examples, task: {task}}}")
    shop.record(
        {"task": task, "positive": None, "classes": (), "labels": None, "values": floats(SCORES)},
        {"values": floats(SCORES)},
    )
    verdict = shop.judge("accuracy >= 0.5")
    assert verdict.state == "missing"
    assert verdict.reason == f"accuracy is read from classification, and the run's task is {task}"


def test_a_candidate_without_scores_has_no_area_under_the_curve(shop: Shop) -> None:
    shop.record(TRUE_LABELS, {"labels": labels(SAID)})
    verdict = shop.judge("roc_auc >= 0.5")
    assert verdict.state == "missing"
    assert "no scores of the positive class" in verdict.reason


def test_scores_that_are_no_probabilities_are_not_calibrated(shop: Shop) -> None:
    shop.record(TRUE_LABELS, classified(scores=floats(4 * SCORES - 2)))
    verdict = shop.judge("brier <= 0.5")
    assert verdict.state == "missing"
    assert "brier needs probabilities" in verdict.reason
    assert shop.judge("roc_auc >= 0.5").state == "holds"


@pytest.mark.parametrize(
    ("data", "said", "reason"),
    [
        ({}, {"scores": floats(SCORES[:7])}, "200 examples, but 7 scores"),
        ({}, {"scores": floats(np.where(np.arange(COUNT) == 3, np.nan, SCORES))}, "no finite numbers"),
        ({}, {"labels": labels(SAID + 5)}, "numbered beyond the 2"),
        ({}, {"figures": {"words": floats(SCORES[:9])}}, "but 9 figures 'words'"),
        ({}, {"perturbed": {"noise": {"labels": labels(SAID[:4])}}}, "but 4 answered labels under 'noise'"),
        ({}, {"kept": {"swap": labels(SAID[:4])}}, "but 4 answers under 'swap'"),
        ({"clusters": Packed.of_texts(["a"])}, {}, "but 1 clusters"),
        ({"groups": {"sex": Packed.of_texts(["f"])}}, {}, "but 1 groups of 'sex'"),
        ({"values": floats(SCORES[:2])}, {}, "but 2 true values"),
    ],
)
def test_damaged_arrays_are_invalid(
    shop: Shop, data: dict[str, Any], said: dict[str, Any], reason: str
) -> None:
    shop.record({**TRUE_LABELS, **data}, classified(**said))
    verdict = shop.judge("average_precision >= 0.1")
    if "numbered" in reason:
        verdict = shop.judge("f1 >= 0.1")
    assert verdict.state == "invalid"
    assert reason in verdict.reason


def test_errors_of_a_regression(tmp_path: Path) -> None:
    shop = Shop(tmp_path, "{build: data.py:examples, task: regression}")
    truth = np.arange(COUNT) / 10
    facts = {"task": "regression", "positive": None, "classes": (), "labels": None, "values": floats(truth)}
    shop.record(facts, {"values": floats(truth + SCORES)})
    for name, expected in (
        ("rmse", metrics.root_mean_squared_error(truth, truth + SCORES)),
        ("mae", metrics.mean_absolute_error(truth, truth + SCORES)),
        ("r2", metrics.r2_score(truth, truth + SCORES)),
    ):
        assessment = shop.judge(f"{name} <= 1").assessment
        assert assessment is not None
        assert assessment.estimate is not None
        assert assessment.estimate.value == pytest.approx(expected)


def test_a_ratio_sums_its_figures_over_all_answers(tmp_path: Path) -> None:
    shop = Shop(tmp_path, "{build: data.py:examples, task: detection}")
    found, alarms, missed = (GENERATOR.integers(0, 9, COUNT) for _ in range(3))
    figures = {"true_positives": found, "false_positives": alarms, "false_negatives": missed}
    facts = {"task": "detection", "positive": None, "classes": (), "labels": None}
    shop.record(facts, {"figures": {name: floats(values) for name, values in figures.items()}})
    for name, others in (("precision", alarms), ("recall", missed)):
        verdict = shop.judge(f"detection.{name} >= 0.1")
        assert verdict.assessment is not None
        assert verdict.assessment.estimate is not None
        expected = found.sum() / (found.sum() + others.sum())
        assert verdict.assessment.estimate.value == pytest.approx(expected)
        assert verdict.state == "undecided"
    assert "the run's task is detection" in shop.judge("word_error_rate <= 1").reason


def test_an_exact_match_is_a_proportion_that_decides(tmp_path: Path) -> None:
    shop = Shop(tmp_path, "{build: data.py:examples, task: text}")
    matches = np.arange(COUNT) < 190
    facts = {"task": "text", "positive": None, "classes": (), "labels": None}
    shop.record(facts, {"figures": {"exact_match": floats(matches), "chrf": floats(100 * SCORES)}})
    verdict = shop.judge("exact_match >= 0.9")
    assert verdict.state == "holds"
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    assert (verdict.assessment.estimate.value, verdict.assessment.estimate.method) == (
        0.95,
        "Clopper-Pearson",
    )
    assert shop.judge("chrf >= 1").state == "holds"


def changed(shop: Shop, **more: Any) -> dict[str, Any]:
    digests = {"noise": shop.digest("louder"), "swap": shop.digest("swapped")}
    return {**TRUE_LABELS, "change_digests": digests, **more}


def test_under_a_perturbation_its_own_answers_count(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CHANGED)
    noisy = np.where(np.arange(COUNT) < 100, TRUTH, ~TRUTH)
    shop.record(
        changed(shop), classified(labels=labels(TRUTH), perturbed={"noise": {"labels": labels(noisy)}})
    )
    assert shop.judge("accuracy >= 0.9").state == "holds"
    verdict = shop.judge("accuracy >= 0.9 under noise")
    assert (verdict.state, verdict.bound.constraint.id) == ("violated", "accuracy under noise")
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    assert verdict.assessment.estimate.value == 0.5


def test_answers_that_an_invariant_changes_count_against_it(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CHANGED)
    kept = np.arange(COUNT) < 198
    shop.record(changed(shop), classified(kept={"swap": labels(kept)}))
    verdict = shop.judge("invariance >= 0.9 under swap")
    assert verdict.state == "holds"
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    assert verdict.assessment.estimate.value == 0.99
    assert verdict.assessment.estimate.doubt == ""


def test_a_changed_perturbation_makes_only_what_is_judged_under_it_stale(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CHANGED)
    said = classified(perturbed={"noise": {"labels": labels(TRUTH)}}, kept={"swap": labels(TRUTH | True)})
    shop.record(changed(shop), said)
    path = shop.root / "shop/changes.py"
    path.write_text(path.read_text().replace("return features", "return features * 2", 1))
    verdict = shop.judge("accuracy >= 0.9 under noise")
    assert verdict.state == "stale"
    assert "the code of 'noise' has changed since" in verdict.reason
    assert shop.judge("accuracy >= 0.2").state == "holds"
    assert shop.judge("invariance >= 0.9 under swap").state == "holds"


def test_a_run_from_before_the_perturbation_is_stale(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CHANGED)
    shop.record(TRUE_LABELS, classified())
    verdict = shop.judge("accuracy >= 0.9 under noise")
    assert (verdict.state, verdict.reason) == ("stale", "the run was made without 'noise'")


def test_a_run_that_lost_the_answers_under_a_change_is_missing(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CHANGED)
    shop.record(changed(shop), classified())
    verdict = shop.judge("accuracy >= 0.9 under noise")
    assert (verdict.state, verdict.reason) == ("missing", "the run holds no answers under 'noise'")


def test_clustered_examples_count_once_a_cluster(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CLASSES.replace("}", ", cluster: patient}"))
    patients = Packed.of_texts([f"p{index // 4}" for index in range(COUNT)])
    shop.record({**TRUE_LABELS, "cluster": "patient", "clusters": patients}, classified(labels=labels(TRUTH)))
    verdict = shop.judge("accuracy >= 0.5")
    assert verdict.state == "holds"
    assert verdict.assessment is not None
    assert isinstance(verdict.assessment.sample, ClusteredProportion)


def test_a_cluster_that_the_run_did_not_know_makes_it_stale(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CLASSES.replace("}", ", cluster: patient}"))
    shop.record(TRUE_LABELS, classified(labels=labels(TRUTH)))
    verdict = shop.judge("accuracy >= 0.5")
    assert verdict.state == "stale"
    assert "names the cluster 'patient'" in verdict.reason


SPEEDS = (90.0, 100.0, 110.0, 95.0, 105.0)


def served(
    speeds: tuple[float, ...] = SPEEDS, load: str = "single-stream", **more: Any
) -> list[dict[str, Any]]:
    return [
        {
            **making.process(order),
            "load": load,
            "figures": {
                "throughput": {"value": speed, "unit": "1/s"},
                "energy.per_item": {"value": 0.001 * speed, "unit": "J"},
            },
            **more,
        }
        for order, speed in enumerate(speeds)
    ]


def priced(shop: Shop, price: str) -> None:
    path = shop.root / "hardware/bench-box.yaml"
    path.write_text(path.read_text() + f"price: {price}\n")


@pytest.mark.parametrize("where", ["", " on bench-box"])
def test_cost_is_price_over_throughput_with_its_bounds_swapped(shop: Shop, where: str) -> None:
    shop.record(TRUE_LABELS, classified(), processes=served())
    priced(shop, "0.36 USD/h")
    verdict = shop.judge(f"cost.per_million <= 2 USD{where}")
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    # Of five processes, none may lie beyond a bound.
    expected = [log(100) - np.log(SPEEDS).mean(), log(100 / max(SPEEDS)), log(100 / min(SPEEDS))]
    found = verdict.assessment.estimate
    # 0.36 USD/h at 100 items a second: 0.36 / 3600 / 100 * 1e6 = 1 USD a million.
    assert [log(one) for one in (found.value or 0, found.lower, found.upper)] == pytest.approx(expected)
    assert (verdict.state, found.doubt) == ("holds", "")


@pytest.mark.parametrize(
    ("price", "constraint", "reason"),
    [
        ("", "cost.per_million <= 2 USD on bench-box", "the hardware 'bench-box' has no `price`"),
        ("", "cost.per_million <= 2 USD", "no hardware profile that the machine fits has a `price`"),
        ("0.4 EUR/h", "cost.per_million <= 2 USD", "is 0.4 EUR/h; cost.per_million needs one in USD/h"),
        ("400 USD", "cost.per_million <= 2 USD", "is 400 USD; cost.per_million needs one in USD/h"),
        ("0 USD/h", "cost.per_million <= 2 USD", "costs nothing"),
    ],
)
def test_without_a_fitting_price_there_is_no_cost(
    shop: Shop, price: str, constraint: str, reason: str
) -> None:
    shop.record(TRUE_LABELS, classified(), processes=served())
    if price:
        priced(shop, price)
    verdict = shop.judge(constraint)
    assert verdict.state == "missing"
    assert reason in verdict.reason


def test_two_priced_profiles_of_one_machine_must_be_told_apart(shop: Shop) -> None:
    shop.record(TRUE_LABELS, classified(), processes=served())
    priced(shop, "0.36 USD/h")
    other = shop.root / "hardware/bench-two.yaml"
    other.write_text((shop.root / "hardware/bench-box.yaml").read_text())
    assert "several priced profiles: bench-box, bench-two" in shop.judge("cost.per_million <= 2 USD").reason
    assert shop.judge("cost.per_million <= 2 USD on bench-two").state == "holds"


def test_throughput_is_that_of_one_load_scenario_and_offline_by_default(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CLASSES, load="{single-stream: {}, offline: {}}")
    slow = [{**one, "order": one["order"] + 5} for one in served(tuple(speed / 10 for speed in SPEEDS))]
    processes = [*served(load="offline"), *slow]
    loads = {"single-stream": {}, "offline": {}}
    shop.record(TRUE_LABELS, classified(), processes=processes, loads=loads)
    assert shop.judge("throughput >= 80 /s").state == "holds"
    verdict = shop.judge("throughput >= 80 /s in single-stream")
    assert verdict.state == "violated"
    assert verdict.assessment is not None
    assert verdict.assessment.load == "single-stream"


@pytest.mark.parametrize(("method", "state"), [("rapl", "holds"), ("estimated", "undecided")])
def test_estimated_energy_decides_nothing(shop: Shop, method: str, state: str) -> None:
    shop.record(TRUE_LABELS, classified(), processes=served(energy_method=method))
    verdict = shop.judge("energy.per_item <= 1 J")
    assert verdict.state == state
    assert ("estimated" in verdict.reason) == (method == "estimated")
    assert shop.judge("throughput >= 80 /s").state == "holds"


TIMEOUT = {"reason": "timeout", "doing": "serving", "text": "took longer than 60 s and was ended\n  tail"}


def test_a_run_that_lost_processes_is_not_judged_on_the_others(shop: Shop) -> None:
    lost = [{"order": order, "load": "single-stream", "failure": TIMEOUT} for order in (10, 11)]
    whole = [making.process(order) for order in range(8)]
    shop.record(TRUE_LABELS, classified(), processes=[*whole, *lost])
    verdict = shop.judge("latency.p50 <= 5 ms")
    assert verdict.state == "invalid"
    assert verdict.reason == (
        "2 of 10 processes failed: timeout while serving: took longer than 60 s and was ended"
    )
    assert shop.judge("accuracy >= 0.2").state == "holds"


def test_processes_that_failed_under_another_load_do_not_matter(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CLASSES, load="{single-stream: {}, offline: {}}")
    lost = {"order": 10, "load": "offline", "failure": TIMEOUT}
    processes = [*(making.process(order) for order in range(10)), lost]
    shop.record(TRUE_LABELS, classified(), processes=processes, loads={"single-stream": {}, "offline": {}})
    assert shop.judge("latency.p50 <= 5 ms in single-stream").state == "holds"
    assert shop.judge("throughput >= 1 /s").state == "invalid"


def test_where_predicting_failed_outcomes_and_counts_are_invalid(shop: Shop) -> None:
    failure = {"reason": "raised", "doing": "fitting the candidate", "text": "ValueError: no\nTraceback"}
    shop.record(TRUE_LABELS, None, failure=failure, figures={})
    for constraint in ("accuracy >= 0.2", "f1 >= 0.2", "model.size <= 10 kB"):
        verdict = shop.judge(constraint)
        assert verdict.state == "invalid"
        assert verdict.reason == "predicting failed: error while fitting the candidate: ValueError: no"
    assert shop.judge("latency.p50 <= 5 ms").state == "holds"


@pytest.mark.parametrize(
    ("declared", "recorded", "state"),
    [
        ("{latency: 5 ms}", {"latency": "0.005 s"}, "holds"),
        ("{latency: 0.0073 s}", {"latency": "7.3 ms"}, "holds"),
        ("{latency: 1.23456789 ms}", {"latency": "1.23457 ms"}, "holds"),
        ("{latency: 6 ms}", {"latency": "5 ms"}, "stale"),
        ("{latency: 6 ms}", {}, "stale"),
        ("{samples_per_query: 9}", {}, "holds"),
        ("{workers: 2}", {}, "holds"),
    ],
)
def test_loads_are_compared_by_what_they_mean(
    tmp_path: Path, declared: str, recorded: dict[str, str], state: str
) -> None:
    shop = Shop(tmp_path, CLASSES, load=f"{{single-stream: {declared}}}")
    shop.record(TRUE_LABELS, classified(), loads={"single-stream": recorded})
    assert shop.judge("latency.p50 <= 5 ms").state == state


@pytest.mark.parametrize(("load", "setting"), [("multi-stream", "samples_per_query"), ("server", "workers")])
def test_what_shapes_one_scenario_counts_there(tmp_path: Path, load: str, setting: str) -> None:
    shop = Shop(tmp_path, CLASSES, load=f"{{{load}: {{{setting}: 3}}}}")
    processes = [{**making.process(order), "load": load} for order in range(10)]
    shop.record(TRUE_LABELS, classified(), processes=processes, loads={load: {}})
    verdict = shop.judge("latency.p50 <= 5 ms")
    assert verdict.state == "stale"
    assert f"{load} now says {setting} 3" in verdict.reason


def failing(shop: Shop) -> dict[str, Any]:
    lost = [{"order": order, "load": "single-stream", "failure": TIMEOUT} for order in (10, 11)]
    return making.measurement(shop.root, processes=[*(making.process(order) for order in range(8)), *lost])


def test_running_again_until_nothing_fails_changes_nothing(shop: Shop) -> None:
    later = making.MEASURED + timedelta(hours=1)
    making.record_run(shop.root, [failing(shop)])
    making.record_run(shop.root, [making.measurement(shop.root)], started=later)
    verdict = shop.judge("latency.p50 <= 5 ms")
    assert verdict.state == "invalid"
    assert verdict.reason.startswith("2 of 10 processes failed: timeout while serving")
    assert verdict.reason.endswith("; that took the suite's only look, and later runs only inform")
    assert verdict.assessment is not None
    assert (len(verdict.assessment.runs), len(verdict.assessment.informing)) == (1, 1)
    # What did not fail has its look still.
    assert shop.judge("model.size <= 10 kB").state == "holds"


def test_another_planned_look_decides_after_a_failure_with_its_share_of_alpha(shop: Shop) -> None:
    path = shop.root / "shop/suite.yaml"
    path.write_text(path.read_text() + "looks: 2\n")
    for hours, measured in enumerate((failing(shop), making.measurement(shop.root), failing(shop))):
        making.record_run(shop.root, [measured], started=making.MEASURED + timedelta(hours=hours))
    verdict = shop.judge("latency.p50 <= 5 ms")
    assert verdict.state == "holds"
    assert verdict.assessment is not None
    assert verdict.assessment.confidence == pytest.approx(0.975)
    assert (len(verdict.assessment.runs), len(verdict.assessment.informing)) == (1, 1)


@pytest.mark.parametrize("constraint", ["throughput >= 80 /s", "cost.per_million <= 2 USD"])
def test_arrivals_are_no_throughput(tmp_path: Path, constraint: str) -> None:
    shop = Shop(tmp_path, CLASSES, load="{server: {target_qps: 10}}")
    priced(shop, "0.36 USD/h")
    shop.record(
        TRUE_LABELS, classified(), processes=served(load="server"), loads={"server": {"target_qps": 10}}
    )
    for asked in (constraint, f"{constraint} in server"):
        verdict = shop.judge(asked)
        assert verdict.state == "missing"
        assert "only what arrives is answered" in verdict.reason


def test_each_quality_falls_back_on_a_load_that_shows_it(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CLASSES, load="{offline: {}, server: {target_qps: 10}, single-stream: {}}")
    driven = [{**making.process(order), "load": "server"} for order in range(10)]
    loads = {"offline": {}, "server": {"target_qps": 10}}
    shop.record(TRUE_LABELS, classified(), processes=[*driven, *served(load="offline")], loads=loads)
    verdict = shop.judge("latency.p50 <= 5 ms")
    assert verdict.assessment is not None
    assert (verdict.state, verdict.assessment.load) == ("holds", "server")
    offline = shop.judge("latency.p50 <= 5 ms in offline")
    assert offline.state == "missing"
    assert "none has a latency of its own" in offline.reason


def test_what_the_suite_no_longer_drives_is_stale(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CLASSES, load="{single-stream: {}, offline: {}}")
    processes = [*served(), *({**one, "order": one["order"] + 5} for one in served(load="offline"))]
    loads = {"single-stream": {}, "offline": {}}
    shop.record(TRUE_LABELS, classified(), processes=processes, loads=loads)
    path = shop.root / "shop/suite.yaml"
    path.write_text(path.read_text().replace(", offline: {}}", "}"))
    linked, _ = link_portfolio(read_portfolio(shop.root).portfolio, making.TODAY)
    binding = Binding("shop/suite", "small", "python")
    question = Question(binding, linked.portfolio.qualities["throughput"], load="offline")
    found = assess(question, linked, making.TODAY)
    assert (found.state, found.reason) == ("stale", "the suite no longer drives offline")


def test_processes_of_all_loads_are_not_thrown_together_where_the_suite_drives_none(tmp_path: Path) -> None:
    shop = Shop(tmp_path, CLASSES, load="{single-stream: {}}")
    shop.record(TRUE_LABELS, classified(), processes=served())
    path = shop.root / "shop/suite.yaml"
    path.write_text(path.read_text().replace("load: {single-stream: {}}", "").replace("latency.p50, ", ""))
    verdict = shop.judge("throughput >= 80 /s")
    assert verdict.state == "missing"
    assert verdict.reason == "the suite drives no load scenario, and throughput is told of one"


def test_processes_that_have_a_figure_do_not_speak_for_those_without(shop: Shop) -> None:
    processes = served(SPEEDS * 2, energy_method="rapl")
    for one in processes[:3]:
        del one["figures"]["energy.per_item"]
    shop.record(TRUE_LABELS, classified(), processes=processes)
    verdict = shop.judge("energy.per_item <= 1 J")
    assert (verdict.state, "3 of 10 processes did not record it" in verdict.reason) == ("invalid", True)


@pytest.mark.parametrize(
    ("methods", "state", "why"),
    [
        (("rapl",) * 5, "holds", ""),
        (("rapl", "rapl", "nvml", "rapl", "rapl"), "invalid", "differently (nvml, rapl)"),
        ((None,) * 5, "undecided", "attested"),
    ],
)
def test_energy_is_that_of_one_kind_of_counter(
    shop: Shop, methods: tuple[str | None, ...], state: str, why: str
) -> None:
    processes = [{**one, "energy_method": method} for one, method in zip(served(), methods, strict=True)]
    shop.record(TRUE_LABELS, classified(), processes=processes)
    verdict = shop.judge("energy.per_item <= 1 J")
    assert (verdict.state, why in verdict.reason) == (state, True)
