from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import making
from buttress.graph import link_portfolio
from buttress.storage import read_portfolio
from buttress.verdicts import effect_of, gate_judgement, judge_portfolio, judge_stated

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import Judgement, Verdict


@dataclass
class Shop:
    """A portfolio on disk that tests change before it is judged."""

    root: Path

    def write(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def add(self, text: str) -> None:
        path = self.root / "shop/choice.yaml"
        path.write_text(path.read_text() + dedent(text))

    def record(self, *args: Any, **changes: Any) -> None:
        making.record_run(self.root, *args, **changes)

    def judge(self, as_of: date = making.TODAY) -> Judgement:
        reading = read_portfolio(self.root)
        linked, flaws = link_portfolio(reading.portfolio, as_of)
        assert reading.problems == ()
        assert flaws == ()
        return judge_portfolio(linked, as_of)

    def verdict(self, index: int = 0, as_of: date = making.TODAY) -> Verdict:
        return self.judge(as_of).verdicts["shop/choice"][index]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(making.write_files(tmp_path / "decisions", making.FILES))


LATENCY, RECALL, SIZE = 0, 1, 2


def test_what_the_evidence_supports_holds(shop: Shop) -> None:
    shop.record()
    verdicts = shop.judge().verdicts["shop/choice"]
    assert [verdict.state for verdict in verdicts] == ["holds", "holds", "holds"]
    assert gate_judgement(shop.judge(), strict=True).passes


def test_a_recall_is_judged_by_its_exact_bound_and_not_by_its_value(shop: Shop) -> None:
    # 97 of 100: the one-sided 95 % Clopper-Pearson bounds are 0.92429 and 0.99177 (scipy.stats.beta.ppf).
    shop.record()
    assessment = shop.verdict(RECALL).assessment
    assert assessment is not None
    assert assessment.estimate is not None
    assert assessment.estimate.value == 0.97
    assert assessment.estimate.lower == pytest.approx(0.924289, abs=1e-6)
    assert assessment.estimate.upper == pytest.approx(0.991774, abs=1e-6)
    assert assessment.estimate.n == 100


@pytest.mark.parametrize(
    ("limit", "state"),
    [("0.92", "holds"), ("0.95", "undecided"), ("0.97", "undecided"), ("0.995", "violated")],
)
def test_a_limit_inside_the_interval_is_undecided(shop: Shop, limit: str, state: str) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "0.80", limit)
    assert shop.verdict(RECALL).state == state


def test_undecided_says_what_would_decide_it(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "0.80", "0.95")
    needed = shop.verdict(RECALL).needed
    assert needed is not None
    assert needed.what == "examples"
    assert needed.count > 100


def test_without_a_run_it_is_missing_and_red(shop: Shop) -> None:
    verdict = shop.verdict()
    assert verdict.state == "missing"
    assert "buttress bench shop/suite" in verdict.reason
    assert effect_of(verdict) == "error"


def test_a_run_on_another_machine_is_no_evidence_for_this_one(shop: Shop) -> None:
    shop.record(machine={**making.MACHINE, "cpu_model": "Other 9"})
    assert (shop.verdict(LATENCY).state, shop.verdict(RECALL).state) == ("missing", "holds")
    assert "'bench-box'" in shop.verdict(LATENCY).reason


def test_runs_of_two_machines_are_not_pooled_without_saying_so(shop: Shop) -> None:
    shop.write("shop/choice.yaml", " on bench-box", "")
    shop.record()
    assert shop.verdict(LATENCY).state == "holds"
    shop.record(machine={**making.MACHINE, "cpu_model": "Other 9"})
    assert shop.verdict(LATENCY).state == "invalid"


def test_changed_code_makes_it_stale_and_a_comment_does_not(shop: Shop) -> None:
    shop.record()
    shop.write("shop/candidates.py", "return 1", "return 1  # one")
    assert shop.verdict().state == "holds"
    shop.write("shop/candidates.py", "return 1", "return 3")
    verdict = shop.verdict()
    assert verdict.state == "stale"
    assert "code of the candidate 'small' has changed" in verdict.reason
    assert effect_of(verdict) == "warning"


def test_another_candidate_changing_leaves_this_one_fresh(shop: Shop) -> None:
    shop.record()
    shop.write("shop/candidates.py", "return 2", "return 4")
    assert shop.verdict().state == "holds"


def test_changed_data_code_makes_it_stale(shop: Shop) -> None:
    shop.record()
    shop.write("shop/data.py", "[1, 2, 3]", "[1, 2]")
    assert "builds the data" in shop.verdict(RECALL).reason


def test_a_newer_version_is_stale_only_where_the_suite_says_so(shop: Shop) -> None:
    shop.record()
    shop.write("shop/suite.yaml", "load:", "requires: {numpy: '>=2.4'}\nload:")
    assert shop.verdict().state == "holds"
    shop.write("shop/suite.yaml", ">=2.4", ">=3")
    assert "requires numpy >=3, the run was made with 2.4.6" in shop.verdict().reason


def test_evidence_grows_stale_with_age_where_the_constraint_says_so(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "- recall >= 0.80", "- {require: recall >= 0.80, max_age: 30 d}")
    measured = making.MEASURED.date()
    assert shop.verdict(RECALL, measured + timedelta(days=29)).state == "holds"
    assert shop.verdict(RECALL, measured + timedelta(days=31)).state == "stale"


def test_a_slice_counts_its_own_examples(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "- recall >= 0.80", "- {require: recall >= 0.80, slice: {size: big}}")
    assessment = shop.verdict(RECALL).assessment
    assert assessment is not None
    assert assessment.estimate is not None
    # Every second of the 100 positives is big; the three misses are numbers 97 to 99, two of them odd.
    assert (assessment.estimate.n, assessment.estimate.value) == (50, 48 / 50)


def test_a_slice_that_is_defined_differently_now_is_stale(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "- recall >= 0.80", "- {require: recall >= 0.80, slice: {size: big}}")
    shop.write("shop/suite.yaml", "size > 10", "size > 11")
    assert shop.verdict(RECALL).state == "stale"


def test_testing_the_same_examples_again_adds_nothing(shop: Shop) -> None:
    shop.write("shop/suite.yaml", "load:", "looks: 2\nload:")
    shop.record()
    shop.record(started=making.MEASURED + timedelta(hours=1))
    verdict = shop.verdict(RECALL)
    assert verdict.assessment is not None
    assert verdict.assessment.estimate is not None
    assert len(verdict.assessment.runs) == 2
    assert verdict.assessment.estimate.n == 100


def slow_run(shop: Shop) -> list[dict[str, Any]]:
    processes = [making.process(order, latency_ms=9.0) for order in range(10)]
    return [making.measurement(shop.root, processes=processes, predictions=making.predictions(97, 3, 18, 2))]


def test_running_again_until_it_is_green_changes_nothing(shop: Shop) -> None:
    shop.record(slow_run(shop))
    assert shop.verdict(LATENCY).state == "violated"
    shop.record(started=making.MEASURED + timedelta(hours=1))
    verdict = shop.verdict(LATENCY)
    assert verdict.state == "violated"
    assert verdict.assessment is not None
    assert len(verdict.assessment.informing) == 1


def test_planned_looks_pool_their_processes_and_share_alpha(shop: Shop) -> None:
    shop.write("shop/suite.yaml", "load:", "looks: 2\nload:")
    shop.record()
    shop.record(started=making.MEASURED + timedelta(hours=1))
    assessment = shop.verdict(LATENCY).assessment
    assert assessment is not None
    assert assessment.estimate is not None
    assert assessment.estimate.processes == 20
    assert assessment.confidence == pytest.approx(0.975)


def test_too_few_processes_are_invalid(shop: Shop) -> None:
    processes = [making.process(order) for order in range(3)]
    shop.record([making.measurement(shop.root, processes=processes)])
    verdict = shop.verdict(LATENCY)
    assert verdict.state == "invalid"
    assert effect_of(verdict) == "error"


def test_a_run_without_the_figure_is_missing(shop: Shop) -> None:
    shop.record([making.measurement(shop.root)])
    assert shop.verdict(RECALL).state == "missing"


def test_exact_figures_meet_their_limit_with_equality(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "model.size <= 10 kB", "model.size <= 4096 B")
    assert shop.verdict(SIZE).state == "holds"
    shop.write("shop/choice.yaml", "model.size <= 4096 B", "model.size < 4096 B")
    assert shop.verdict(SIZE).state == "violated"


def waive(until: str) -> str:
    return f"waivers: [{{constraint: model.size, until: {until}, by: Head of Shop, because: Trial}}]\n"


def test_a_waiver_counts_to_its_last_day_and_is_void_afterwards(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "model.size <= 10 kB", "model.size <= 1 kB")
    shop.add(waive("2026-11-20"))
    verdict = shop.verdict(SIZE)
    assert (verdict.state, verdict.waived_state) == ("waived", "violated")
    assert "Head of Shop" in verdict.reason
    assert effect_of(verdict) == "none"
    later = shop.judge(date(2026, 11, 21))
    assert later.verdicts["shop/choice"][SIZE].state == "violated"
    assert [notice.kind for notice in later.notices] == ["waiver"]


def test_a_waiver_of_what_holds_changes_nothing(shop: Shop) -> None:
    shop.record()
    shop.add(waive("2026-12-31"))
    assert shop.verdict(SIZE).state == "holds"


def test_only_accepted_decisions_gate(shop: Shop) -> None:
    shop.write("shop/choice.yaml", "accepted", "proposed")
    verdict = shop.verdict()
    assert verdict.state == "missing"
    assert effect_of(verdict) == "none"


def test_rejected_decisions_are_not_judged(shop: Shop) -> None:
    shop.write("shop/choice.yaml", "accepted", "rejected")
    assert shop.judge().verdicts == {}


def test_a_should_only_warns(shop: Shop) -> None:
    shop.record()
    shop.write(
        "shop/choice.yaml", "- model.size <= 10 kB", "- {require: model.size <= 1 kB, severity: should}"
    )
    judgement = shop.judge()
    assert gate_judgement(judgement).passes
    assert not gate_judgement(judgement, strict=True).passes


def test_on_undecided_makes_its_own_rule(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "- recall >= 0.80", "- {require: recall >= 0.97, on_undecided: error}")
    assert shop.verdict(RECALL).state == "undecided"
    assert effect_of(shop.verdict(RECALL)) == "error"


def test_an_attested_value_informs_and_cannot_prove(shop: Shop) -> None:
    shop.write("shop/choice.yaml", "{id: small}", "{id: small, ratings: {interpretability: high}}")
    shop.write("shop/choice.yaml", "model.size <= 10 kB", "interpretability >= medium")
    verdict = shop.verdict(SIZE)
    assert verdict.state == "undecided"
    assert "attested" in verdict.reason


def test_every_option_is_judged_and_the_ones_that_hold_are_known(shop: Shop) -> None:
    better = making.measurement(shop.root, "large", predictions=making.predictions(100, 0, 20, 0))
    worse = making.measurement(shop.root, predictions=making.predictions(50, 50, 20, 0))
    shop.record([worse, better])
    judgement = shop.judge()
    assert judgement.verdicts["shop/choice"][RECALL].state == "violated"
    assert judgement.holding_options("shop/choice") == ("large",)
    assert [(notice.kind, notice.text) for notice in judgement.notices] == [
        ("regret", "the chosen option violates a constraint that large would hold")
    ]


def test_reviews_and_assumptions_fall_due_after_their_day(shop: Shop) -> None:
    shop.record()
    shop.add("""
        review_by: 2026-11-19
        assumptions: [{text: Prices stay, review_by: 2026-11-20}]
        """)
    assert [notice.kind for notice in shop.judge().notices] == ["review"]
    assert [notice.kind for notice in shop.judge(date(2026, 11, 21)).notices] == ["review", "assumption"]


def test_one_slim_violation_among_many_constraints_is_not_beyond_chance(shop: Shop) -> None:
    # 85 of 100 against 0.90: p = P(Bin(100, 0.9) <= 85) = 0.073 on its own limit 0.10, and Holm shares that by three.
    shop.record(
        [making.measurement(shop.root, predictions=making.predictions(85, 15, 20, 0))],
        data=making.facts(shop.root, 100, 20),
    )
    shop.write("shop/choice.yaml", "- recall >= 0.80", "- {require: recall >= 0.90, confidence: 0.9}")
    alone = dedent("""
        kind: decision
        title: Alone
        status: accepted
        date: 2026-11-01
        options: [{id: small}]
        chosen: small
        constraints: [{require: recall >= 0.90, confidence: 0.9}]
        """)
    (shop.root / "shop/alone.yaml").write_text(alone)
    judgement = shop.judge()
    assert judgement.verdicts["shop/alone"][0].state == "violated"
    slim = judgement.verdicts["shop/choice"][RECALL]
    assert slim.state == "undecided"
    assert "Holm" in slim.reason


def test_damaged_samples_are_invalid_and_never_an_exception(shop: Shop) -> None:
    broken = making.process(0)
    broken["latencies_ns"] = broken["latencies_ns"].model_copy(update={"count": 5})
    shop.record([making.measurement(shop.root, processes=[broken])])
    verdict = shop.verdict(LATENCY)
    assert verdict.state == "invalid"
    assert "cannot be used" in verdict.reason


def test_the_typical_process_counts_and_not_the_pooled_tail(shop: Shop) -> None:
    # One of twelve processes was slow: 11 of 12 medians lie below the limit, which the sign test accepts.
    processes = [making.process(order, latency_ms=40.0 if order == 0 else 1.0) for order in range(12)]
    shop.record([making.measurement(shop.root, processes=processes)])
    assert shop.verdict(LATENCY).state == "holds"
    shop.write(
        "shop/choice.yaml",
        "- latency.p50 <= 5 ms on bench-box in single-stream",
        "- {require: latency.p50 <= 5 ms on bench-box in single-stream, scope: every process}",
    )
    assert shop.verdict(LATENCY).state == "violated"


def test_a_long_memory_within_a_run_decides_nothing(shop: Shop) -> None:
    walk = np.cumsum(np.random.default_rng(1).standard_normal(2000))
    latencies = np.rint(1e6 * np.exp(0.01 * (walk - walk.min())))
    from buttress.records import Packed

    processes = [
        {**making.process(order), "latencies_ns": Packed.of_numbers(latencies, "u8")} for order in range(10)
    ]
    shop.record([making.measurement(shop.root, processes=processes)])
    verdict = shop.verdict(LATENCY)
    assert verdict.state == "undecided"
    assert "independent ones" in verdict.reason


def recalled(shop: Shop, hits: int, **changes: Any) -> dict[str, Any]:
    return making.measurement(shop.root, predictions=making.predictions(hits, 100 - hits, 18, 2), **changes)


LATER = making.MEASURED + timedelta(hours=1)


@pytest.mark.parametrize("basis", ["attested", "cited", "estimated"])
def test_figures_that_were_not_measured_decide_nothing(shop: Shop, basis: str) -> None:
    shop.record([recalled(shop, 97, basis=basis)])
    verdicts = shop.judge().verdicts["shop/choice"]
    assert {verdict.state for verdict in verdicts} == {"undecided"}
    assert basis in verdicts[RECALL].reason


def test_a_slice_that_is_new_makes_the_run_stale_and_nothing_worse(shop: Shop) -> None:
    shop.record()
    shop.write("shop/suite.yaml", 'slices: {size: {big: "size > 10"}}', 'slices: {hue: {red: "size > 3"}}')
    shop.write("shop/choice.yaml", "- recall >= 0.80", "- {require: recall >= 0.80, slice: {hue: red}}")
    assert shop.verdict(RECALL).state == "stale"


def test_fewer_predictions_than_examples_are_no_evidence(shop: Shop) -> None:
    shop.record([making.measurement(shop.root, predictions=making.predictions(1, 0))])
    verdict = shop.verdict(RECALL)
    assert verdict.state == "invalid"
    assert "120 examples, but 1 answered labels" in verdict.reason


def test_one_example_told_often_is_no_evidence(shop: Shop) -> None:
    from buttress.records import Packed

    data = making.facts(shop.root, 100, 20, ids=Packed.of_texts(["same"] * 120))
    shop.record([recalled(shop, 97)], data=data)
    assert "same id" in shop.verdict(RECALL).reason


def test_a_kernel_upgrade_is_no_second_machine_where_the_profile_is_named(shop: Shop) -> None:
    shop.record()
    shop.record(started=LATER, machine={**making.MACHINE, "memory": "8.001 GB", "operating_system": "Linux"})
    assert shop.verdict(LATENCY).state == "holds"


def test_outcomes_do_not_get_a_second_look_by_another_machine(shop: Shop) -> None:
    shop.record([recalled(shop, 60)])
    shop.record([recalled(shop, 97)], started=LATER, machine={**making.MACHINE, "memory": "8.001 GB"})
    assert shop.verdict(RECALL).state == "violated"


def test_a_run_without_the_figure_takes_no_look(shop: Shop) -> None:
    shop.record([making.measurement(shop.root)])
    shop.record([recalled(shop, 97)], started=LATER)
    assert shop.verdict(RECALL).state == "holds"


def test_a_run_that_was_too_short_takes_no_look(shop: Shop) -> None:
    shop.record([making.measurement(shop.root, processes=[making.process(order) for order in range(3)])])
    shop.record(started=LATER)
    assert shop.verdict(LATENCY).state == "holds"


def test_data_that_differ_between_runs_of_one_builder_are_not_pooled(shop: Shop) -> None:
    shop.write("shop/suite.yaml", "load:", "looks: 2\nload:")
    shop.record([recalled(shop, 97)])
    shop.record([recalled(shop, 97)], started=LATER, data=making.facts(shop.root, 100, 20, sha256="e" * 64))
    verdict = shop.verdict(RECALL)
    assert verdict.state == "invalid"
    assert "must be seeded" in verdict.reason


def test_another_seed_is_stale(shop: Shop) -> None:
    shop.record()
    shop.write("shop/suite.yaml", "load:", "seed: 99\nload:")
    assert "the seed is now 99" in shop.verdict(RECALL).reason


@pytest.mark.parametrize(
    ("settings", "state"),
    [("{min_queries: 9}", "holds"), ("{warmup_queries: 0}", "stale"), ("{target_qps: 5}", "stale")],
)
def test_how_a_load_was_driven_counts_for_latencies_only(shop: Shop, settings: str, state: str) -> None:
    shop.record()
    shop.write("shop/suite.yaml", "{single-stream: {}}", f"{{single-stream: {settings}}}")
    assert shop.verdict(LATENCY).state == state
    assert shop.verdict(RECALL).state == "holds"


def test_evidence_from_the_future_is_stale(shop: Shop) -> None:
    shop.record()
    assert "after 2026-11-01" in shop.verdict(RECALL, date(2026, 11, 1)).reason


def test_ages_and_days_may_be_absurd(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "- recall >= 0.80", "- {require: recall >= 0.80, max_age: 1e20 d}")
    assert shop.verdict(RECALL, date(9999, 12, 31)).state == "holds"


def test_a_constraint_of_an_option_counts_for_its_feasibility(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "- model.size <= 10 kB", "- {require: model.size <= 1 kB, of: small}")
    judgement = shop.judge()
    assert judgement.verdicts["shop/choice"][SIZE].state == "violated"
    assert "small" not in judgement.holding_options("shop/choice")


def test_a_highest_figure_at_a_strict_limit_is_violated_whatever_holm_says(shop: Shop) -> None:
    processes = [
        {**making.process(order), "figures": {"memory.peak": {"value": 100.0, "unit": "MB"}}}
        for order in range(5)
    ]
    shop.record([recalled(shop, 97, processes=processes)])
    shop.write("shop/choice.yaml", "model.size <= 10 kB", "memory.peak < 100 MB")
    assert shop.verdict(SIZE).state == "violated"


def test_a_range_is_missed_only_at_half_the_risk_on_each_side(shop: Shop) -> None:
    # P(Bin(100, 0.9) <= 84) = 0.0399: below 0.05, above 0.025.
    shop.record([recalled(shop, 84)])
    shop.write("shop/choice.yaml", "recall >= 0.80", "recall between 0.90 and 0.99")
    verdict = shop.verdict(RECALL)
    assert verdict.state == "undecided"
    assert "Holm" not in verdict.reason
    assert verdict.reason.startswith("the interval misses what is required, but with two ends")


def test_regret_and_feasibility_see_what_the_gate_sees(shop: Shop) -> None:
    better = making.measurement(shop.root, "large", predictions=making.predictions(100, 0, 20, 0))
    shop.record([recalled(shop, 85), better])
    shop.write("shop/choice.yaml", "- recall >= 0.80", "- {require: recall >= 0.90, confidence: 0.9}")
    judgement = shop.judge()
    assert judgement.verdicts["shop/choice"][RECALL].state == "undecided"
    assert judgement.notices == ()


def test_what_is_due_in_a_proposal_fails_nothing(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "accepted", "proposed")
    shop.add("review_by: 2026-01-01\n")
    judgement = shop.judge()
    assert [notice.kind for notice in judgement.notices] == ["review"]
    assert gate_judgement(judgement, strict=True).passes


def test_an_attested_value_stands_in_where_nothing_was_measured(shop: Shop) -> None:
    shop.record([making.measurement(shop.root)])
    shop.write("shop/choice.yaml", "{id: small}", "{id: small, ratings: {recall: 90 %}}")
    assert shop.verdict(RECALL).state == "undecided"


def test_a_decision_is_judged_by_itself_with_all_that_it_states(shop: Shop) -> None:
    shop.record()
    shop.write("shop/choice.yaml", "- model.size <= 10 kB", "- {require: model.size <= 1 kB, of: small}")
    assessor = shop.judge().assessor
    decision = assessor.linked.portfolio.decisions["shop/choice"]
    verdicts = judge_stated(decision, assessor)
    assert [one.state for one in verdicts] == ["holds", "holds", "violated"]
    assert [one.bound.index for one in verdicts] == [0, 1, 2]
    options = {option: found for (_, option), found in shop.judge().options.items()}
    assert {option: len(found) for option, found in options.items()} == {"small": 3, "large": 2}
    assert all(one.gating for one in verdicts)
    assert not any(one.gating for found in options.values() for one in found)


def test_a_decision_of_several_slim_misses_turns_red_for_its_worst_first(shop: Shop) -> None:
    # Of 100: P(Bin(100, 0.9) <= 84) = 0.040 and P(Bin(100, 0.9) <= 80) = 0.002. Two musts: Holm asks the worse one for
    # 0.025 and then the other for 0.05.
    answers = {"predictions": making.predictions(80, 20, 84, 16)}
    shop.record([making.measurement(shop.root, **answers)], data=making.facts(shop.root, 100, 100))
    text = making.ONE_DECISION % "recall >= 0.9, specificity >= 0.9"
    making.write_files(shop.root, {"shop/choice.yaml": text})
    assert [one.state for one in shop.judge().verdicts["shop/choice"]] == ["violated", "violated"]
    more = "recall >= 0.9, specificity >= 0.9, accuracy >= 0.1"
    making.write_files(shop.root, {"shop/choice.yaml": making.ONE_DECISION % more})
    verdicts = shop.judge().verdicts["shop/choice"]
    assert [one.state for one in verdicts] == ["violated", "undecided", "holds"]
    # What Holm leaves open is told like everything undecided: more of the same confirms it among three.
    assert verdicts[1].needed
    assert verdicts[1].needed.what == "examples"
    assert verdicts[1].needed.count > 0
