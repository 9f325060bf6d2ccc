"""What constraints ask of a benchmark, by hand-computed numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import making
from buttress.bench import find_demands, plan_bench
from buttress.bench.planning import outcome_demands, process_demands
from buttress.cli.bench_plan import describe_demands
from buttress.estimation import Auc, Disparity, EveryProcess, GroupRate, PairedProportion
from buttress.estimation.dependent_run import least_worth
from buttress.estimation.resampling import RARE
from buttress.graph import link_portfolio
from buttress.records import Packed
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.bench import Demand

DECISION = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options: [{id: small}, {id: large}]
    chosen: small
    constraints: [%s]
"""


def demands(root: Path, *constraints: str, suite: str = making.SUITE) -> tuple[Demand, ...]:
    texts = DECISION % ", ".join(constraints)
    making.write_files(root, {**making.FILES, "shop/choice.yaml": texts, "shop/suite.yaml": suite})
    linked, _ = link_portfolio(read_portfolio(root).portfolio, making.TODAY)
    return find_demands(linked, linked.portfolio.benchmarks["shop/suite"], making.TODAY)


def test_a_tail_wants_queries_and_processes(tmp_path: Path) -> None:
    (one,) = demands(tmp_path, "latency.p99 <= 5 ms")
    assert one.decision == "shop/choice"
    assert one.constraint == "latency.p99"
    assert one.load == "single-stream"
    # 299 bound p99 if nothing exceeds; 2784 never fall below power 0.9 at half the allowed share, and some 800 more
    # show that queries have no memory.
    assert one.queries == 3576
    assert "299 independent queries" in one.why
    # 8: the fewest with P(Bin(n, 0.475) <= 1) <= 0.05.
    assert one.processes == 8
    assert one.examples is None


def test_more_looks_ask_for_more(tmp_path: Path) -> None:
    (one,) = demands(tmp_path, "latency.p99 <= 5 ms", suite=making.SUITE.rstrip() + "\n    looks: 5\n")
    # One percent a look: P(Bin(11, 0.475) <= 1) is the first below 0.01. A process is placed at 95 % whatever is asked.
    assert "299 independent queries" in one.why
    assert one.processes == 11


def test_a_proportion_wants_examples(tmp_path: Path) -> None:
    (one,) = demands(tmp_path, "recall >= 90 %")
    assert (one.queries, one.processes) == (None, None)
    # 29 prove it without a miss; 203 have power 0.8 if the truth is 95 %.
    assert "29 examples" in one.why
    assert "only those with actual_positive count" in one.why
    assert one.examples == 203


def test_a_rate_to_keep_low_is_planned_like_its_opposite(tmp_path: Path) -> None:
    (one,) = demands(tmp_path, "false_positive_rate <= 10 %")
    assert one.examples == 203


def test_a_mean_and_a_peak_want_processes_only(tmp_path: Path) -> None:
    mean, peak = demands(tmp_path, "training.time <= 1 s", "memory.peak <= 1 GB")
    # The t interval takes 8 at one standard deviation, the sign test 16: 84 % of processes keep the limit.
    assert (mean.queries, mean.processes) == (None, 16)
    assert (peak.queries, peak.processes) == (None, 5)
    assert "45%" in peak.why.replace(" ", "")


def test_exact_qualities_ask_for_nothing(tmp_path: Path) -> None:
    assert demands(tmp_path, "model.size <= 10 kB") == ()


def test_what_the_last_run_lacked_is_added(tmp_path: Path) -> None:
    making.write_files(tmp_path, making.FILES)
    making.record_run(tmp_path, [making.measurement(tmp_path, predictions=making.predictions(83, 17, 20))])
    (one,) = demands(tmp_path, "recall >= 80 %")
    assert "for 'small' the last run lacks" in one.why
    assert one.examples > 800  # 83 % against 80 %


def test_a_run_that_was_too_short_to_be_judged_is_planned_longer(tmp_path: Path) -> None:
    making.write_files(tmp_path, making.FILES)
    generator = np.random.default_rng(3)
    # Every query comes forty times in a row, so that a hundred correlation times are 4000 queries and more.
    slow = [
        {
            **making.process(order),
            "latencies_ns": Packed.of_numbers(np.repeat(generator.integers(1, 10**6, 50), 40), "u8"),
        }
        for order in range(10)
    ]
    making.record_run(tmp_path, [making.measurement(tmp_path, processes=slow)])
    (one,) = demands(tmp_path, "latency.p50 <= 5 ms")
    assert one.queries is not None
    assert one.queries > 3000
    assert "the last run lacks" in one.why


@pytest.mark.parametrize(("load", "queries"), [("{}", 31615), ("{min_queries: 2000}", 2000)])
def test_what_a_suite_leaves_open_is_planned(tmp_path: Path, load: str, queries: int) -> None:
    suite = making.SUITE.replace("single-stream: {}", f"single-stream: {load}")
    found = demands(tmp_path, "latency.p99.9 <= 5 ms", "latency.p50 <= 1 ms", suite=suite)
    linked, _ = link_portfolio(read_portfolio(tmp_path).portfolio, making.TODAY)
    plan = plan_bench(
        linked.portfolio.benchmarks["shop/suite"],
        tmp_path,
        linked.portfolio.qualities,
        ["small"],
        demands=found,
    )
    assert plan.loads["single-stream"].min_queries == pytest.approx(queries, rel=0.01)
    assert len(plan.processes) == 10


SERVED = making.SUITE.replace(
    "positive: bad,",
    "positive: bad, groups: [sex], perturbations: {noise: data.py:examples}, invariants: {swap: data.py:examples},",
).replace("{single-stream: {}}", "{single-stream: {}, server: {target_qps: 100, latency: 5 ms}}")
CLUSTERED = SERVED.replace("groups: [sex],", "groups: [sex], cluster: patient,")
FIGURES = making.SUITE.replace("positive: bad", "task: %s").replace("recall,", "%s,")


def asked(root: Path, constraint: str, suite: str = SERVED) -> Demand:
    (one,) = demands(root, constraint, suite=suite)
    return one


def test_pooled_traffic_wants_as_many_processes_as_a_share_wants_examples(tmp_path: Path) -> None:
    one = asked(tmp_path, "{require: latency.p99 <= 5 ms, scope: pooled}")
    assert "299 processes without a slow query exclude it" in one.why
    assert one.processes is not None
    assert one.processes > 299
    assert one.queries is None


def test_every_process_wants_what_lets_each_speak_for_itself(tmp_path: Path) -> None:
    one = asked(tmp_path, "{require: latency.p99 <= 5 ms, scope: every process}")
    assert "needs 2000 independent queries" in one.why
    assert one.processes == 5
    assert one.queries is not None
    assert one.queries > 2000


def test_mlperf_wants_the_queries_of_its_early_stopping(tmp_path: Path) -> None:
    one = asked(tmp_path, "{require: latency.p99 <= 5 ms, profile: mlperf}")
    assert "takes 662 queries for p99 if one lies beyond" in one.why
    assert one.queries is not None
    assert one.queries > 2000
    assert one.processes is None


@pytest.mark.parametrize(
    ("limit", "told"), [(80, "at the rate that is driven"), (150, "arrivals at 100 /s cannot show 150 /s")]
)
def test_a_sustained_load_wants_the_percentile_at_a_rate_that_can_show_it(
    tmp_path: Path, limit: int, told: str
) -> None:
    one = asked(tmp_path, f"load.sustained.p99 >= {limit} /s")
    assert (one.load, one.queries, one.processes) == ("server", 3576, 8)
    assert one.why.startswith(told)


def test_a_sustained_load_wants_a_latency_to_keep(tmp_path: Path) -> None:
    one = asked(tmp_path, "load.sustained.p99 >= 80 /s", SERVED.replace(", latency: 5 ms", ""))
    assert "states no `latency` to keep" in one.why


def test_comparisons_of_processes_want_both_sides_at_half_the_risk(tmp_path: Path) -> None:
    ratio = asked(tmp_path, "latency.p99 <= 120 % against large")
    # P(Bin(10, 0.475) <= 1) is the first below 0.025.
    assert (ratio.processes, "6 processes, 10 if one may miss" in ratio.why) == (10, True)
    assert "how far apart the two must lie" in ratio.why
    mean = asked(tmp_path, "training.time <= 80 % against large")
    assert mean.processes == 42
    assert "of each option" in asked(tmp_path, "memory.peak <= 1 against large").why


def test_each_group_wants_the_examples_that_all_together_would(tmp_path: Path) -> None:
    one = asked(tmp_path, "recall >= 90 % by sex")
    assert (one.examples, one.each) == (203, "sex")
    assert "each sex must show it by itself" in one.why


def test_a_disparity_wants_examples_of_each_group(tmp_path: Path) -> None:
    one = asked(tmp_path, "demographic_parity_difference <= 0.1 by sex")
    assert (one.examples, one.each) == (493, "sex")
    odds = asked(tmp_path, "equalized_odds_difference <= 0.1 by sex")
    assert "only those with actual_positive for recall, those with not actual_positive" in odds.why
    assert asked(tmp_path, "demographic_parity_difference <= 0 by sex").examples is None


@pytest.mark.parametrize(
    ("constraint", "examples", "told"),
    [
        ("invariance >= 0.99 under swap", 2185, "299 examples prove it"),
        ("accuracy between 0.8 and 0.9", 398, "in the middle of the range"),
        ("accuracy >= -0.05 against large", 248, "equally good and they answer 10% of the examples"),
        ("accuracy >= 0.05 against large", 248, "the true difference is 0.1"),
        ("accuracy >= -0.05 under noise against itself", 248, "the change costs nothing"),
        ("f1 >= 0.9", 15, "15 examples of hits prove it"),
        ("balanced_accuracy >= 0.9", 29, "of all classes"),
        ("brier <= 0.1", 203, "29 examples prove it if every value is the best there is"),
        ("log_loss <= 0.5", 368, "bounds by resampling count from 368 examples on"),
        ("calibration_error <= 0.05", 346, "empirical Bernstein"),
        ("recall >= 0", 1, "nothing can miss this limit"),
    ],
)
def test_answers_want_examples(tmp_path: Path, constraint: str, examples: int, told: str) -> None:
    one = asked(tmp_path, constraint)
    assert (one.examples, one.clusters, one.each) == (examples, None, "")
    assert told in one.why


@pytest.mark.parametrize(
    ("constraint", "examples"), [("roc_auc >= 0.9", 34), ("roc_auc >= -0.1 against large", 10)]
)
def test_an_area_under_the_curve_wants_examples_of_each_class(
    tmp_path: Path, constraint: str, examples: int
) -> None:
    one = asked(tmp_path, constraint)
    assert (one.examples, one.each) == (examples, "class")


@pytest.mark.parametrize(
    ("constraint", "told"),
    [
        ("accuracy >= 1", "no number of examples proves that none is wrong"),
        ("accuracy = 0.9", "state a range with 'between'"),
        ("accuracy >= 0 against large", "how far the two lie apart is not known beforehand"),
        ("f1 >= 0 against large", "two sides are bounded at half the risk each"),
        ("mcc >= 0.8", "how many examples decide, a first run shows"),
        ("average_precision >= 0.8", "how many examples decide, a first run shows"),
        ("f1 <= 0.9", "its limit tells nothing of how its values scatter"),
        ("brier between 0.1 and 0.2", "how values scatter in the range is not known"),
    ],
)
def test_what_cannot_be_planned_is_said_in_words(tmp_path: Path, constraint: str, told: str) -> None:
    one = asked(tmp_path, constraint)
    assert (one.queries, one.processes, one.examples, one.clusters) == (None,) * 4
    assert told in one.why
    assert told in describe_demands([one])


@pytest.mark.parametrize(
    ("constraint", "clusters", "told"),
    [
        ("recall >= 90 %", 203, "29 clusters prove it"),
        ("accuracy >= -0.05 against large", 307, "clusters decide"),
        ("log_loss <= 0.5", 368, "368 clusters"),
        ("demographic_parity_difference <= 0.1 by sex", 1027, "clusters of each group"),
        ("roc_auc >= 0.9", None, "it can inform and not decide"),
        ("mcc >= 0.9", None, "it can inform and not decide"),
    ],
)
def test_examples_in_clusters_are_counted_by_cluster(
    tmp_path: Path, constraint: str, clusters: int | None, told: str
) -> None:
    one = asked(tmp_path, constraint, CLUSTERED)
    assert (one.examples, one.clusters) == (None, clusters)
    assert told in one.why
    assert clusters is None or f"{clusters} clusters" in describe_demands([one])


@pytest.mark.parametrize(
    ("task", "constraint", "examples", "told"),
    [
        ("recommendation", "ndcg_at_10 >= 0.9", 203, "29 examples prove it if every value is the best"),
        ("text", "chrf >= 90", 203, "29 examples"),
        ("transcription", "word_error_rate <= 0.1", 368, "by resampling"),
        ("regression", "rmse <= 3", 368, "by resampling"),
    ],
)
def test_figures_of_answers_want_examples(
    tmp_path: Path, task: str, constraint: str, examples: int, told: str
) -> None:
    one = asked(tmp_path, constraint, FIGURES % (task, constraint.split()[0]))
    assert (one.examples, told in one.why) == (examples, True)


def test_clusters_that_the_last_run_lacked_are_added(tmp_path: Path) -> None:
    making.write_files(tmp_path, {**making.FILES, "shop/suite.yaml": CLUSTERED})
    patients = Packed.of_texts([f"p{index % 40}" for index in range(120)])
    data = making.facts(tmp_path, 100, 20, cluster="patient", clusters=patients)
    answers = making.predictions(83, 17, 20)
    making.record_run(tmp_path, [making.measurement(tmp_path, predictions=answers)], data=data)
    one = asked(tmp_path, "recall >= 80 %", CLUSTERED)
    assert "for 'small' the last run lacks" in one.why
    assert "clusters" in one.why.split("lacks")[1]
    assert one.clusters is not None
    assert one.clusters > 40


def test_a_run_that_does_not_show_what_it_lacks_says_so(tmp_path: Path) -> None:
    making.write_files(tmp_path, {**making.FILES, "shop/suite.yaml": SERVED})
    sexes = ["f"] * 100 + ["m"] * 20  # the group m has no positives
    data = making.facts(tmp_path, 100, 20, groups={"sex": Packed.of_texts(sexes)})
    answers = making.predictions(97, 3, 20)
    making.record_run(tmp_path, [making.measurement(tmp_path, predictions=answers)], data=data)
    one = asked(tmp_path, "recall >= 80 % by sex")
    assert one.why.endswith(
        "for 'small' the last run does not show what would decide it: sex m has no usable evidence: there are no examples"
    )


def test_guards_of_the_estimators_are_those_that_are_planned_for() -> None:
    for level in (0.5, 0.9, 0.95, 0.99, 0.999):
        beyond = round(process_demands.QUERIES_BEYOND / (1 - level))
        assert max(process_demands.INDEPENDENT_QUERIES, beyond) == least_worth(level)
    assert outcome_demands.RARE == RARE
    few = outcome_demands.FEWEST_OF_CLASS
    assert Auc(np.arange(2 * few) < few, np.arange(2.0 * few)).unusable() is None
    assert Auc(np.arange(2 * few) < few - 1, np.arange(2.0 * few)).unusable()


def test_what_is_planned_decides_mostly(tmp_path: Path) -> None:
    generator = np.random.default_rng(8)
    parity = asked(tmp_path, "demographic_parity_difference <= 0.2 by sex")
    count = parity.examples or 0
    rates = [
        Disparity((GroupRate("rate", "f", one, count), GroupRate("rate", "m", other, count)))
        for one, other in generator.binomial(count, 0.5, (40, 2)).tolist()
    ]
    assert sum(rate.estimate(0.95).upper <= 0.2 for rate in rates) >= 27
    pair = asked(tmp_path, "accuracy >= -0.1 against large")
    tables = generator.multinomial(pair.examples or 0, [0.05, 0.05, 0.8, 0.1], 40).tolist()
    assert sum(PairedProportion(*table).estimate(0.95).lower >= -0.1 for table in tables) >= 27
    brief = asked(tmp_path, "{require: latency.p90 <= 5 ms, scope: every process}")
    shapes = [generator.random((5, brief.queries or 0)) < 0.05 for _ in range(20)]
    kept = [EveryProcess(tuple(1 + 9.0 * slow), 0.9).estimate(0.95).upper <= 5 for slow in shapes]
    assert sum(kept) >= 13
