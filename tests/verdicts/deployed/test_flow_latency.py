"""The latency of a flow: a percentile of the sum, between the best and the worst end of what is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import making
import making_systems
from buttress.estimation import Between, EveryProcess, Exact, PooledPercentile, TypicalPercentile

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.estimation import Estimate
    from buttress.verdicts import Assessment

READER = "reader: {evidence: {candidate: small}}"
TRANSLATOR = "translator: {evidence: {candidate: large}}"
FIXED = [
    ("value: 1..3 ms", "value: 1 ms"),
    ("latency: 40..200 ms", "latency: 40 ms"),
    ("factor: 3..6", "factor: 3"),
]


def estimate_of(answer: Assessment) -> Estimate:
    assert answer.estimate is not None
    return answer.estimate


def test_components_and_links_add_up_at_the_best_and_at_the_worst_end(tmp_path: Path) -> None:
    # Latencies that do not vary, so that every percentile is the sum: 10 and 20 ms measured.
    root = making_systems.write_system(tmp_path)
    steady = [
        making.measurement(
            root, candidate, processes=[making.process(i, centre, spread=0.0) for i in range(10)]
        )
        for candidate, centre in (("small", 10.0), ("large", 20.0))
    ]
    making.record_run(root, steady)
    estimate = estimate_of(making_systems.ask(root, "flow.latency.p95", "in-cloud", "translate"))
    # Radio: 75 kB over 3 Mbit/s is 200 ms, 1 kB is 8/3 ms; mobile at 5..20 Mbit/s: 30..120 ms and 0.4..1.6 ms.
    least = 1 + (40 + 200) + (20 + 30) + 10 + 20 + (20 + 0.4) + (40 + 8 / 3) + 2
    most = 3 + (200 + 200) + (50 + 120) + 10 + 20 + (50 + 1.6) + (200 + 8 / 3) + 2
    assert (estimate.lower, estimate.upper) == (pytest.approx(least), pytest.approx(most))
    assert estimate.value == pytest.approx((least + most) / 2)


def test_a_stand_ins_factor_multiplies_each_latency(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    answer = making_systems.ask(root, "flow.latency.p50", "on-glasses", "translate")
    assert isinstance(answer.sample, Between)
    low, high = (end.estimate(0.95).value for end in (answer.sample.low, answer.sample.high))
    assert low == pytest.approx(1 + 3 * 30 + 2, rel=0.01)
    assert high == pytest.approx(3 + 6 * 30 + 2, rel=0.01)
    assert "on glasses 3..6 times as slow as measured on bench-box (a vendor's table)" in answer.conditions


def test_the_percentile_of_the_sum_is_less_than_the_sum_of_percentiles(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, *FIXED)
    wide = [
        making.measurement(
            root, candidate, processes=[making.process(first + i, 10.0, spread=0.5) for i in range(10)]
        )
        for candidate, first in (("small", 0), ("large", 100))
    ]
    making.record_run(root, wide)
    estimate = estimate_of(making_systems.ask(root, "flow.latency.p95", "on-glasses", "translate"))
    tail = 10 * np.exp(0.5 * 1.6449)
    pairs = 10 * np.exp(0.5 * np.random.default_rng(1).standard_normal((2, 400_000))).sum(axis=0)
    assert estimate.upper < 3 + 3 * 2 * tail
    assert estimate.value == pytest.approx(3 + 3 * np.quantile(pairs, 0.95), rel=0.02)


def test_nothing_declared_as_a_range_leaves_the_percentile_as_it_is(tmp_path: Path) -> None:
    own = (
        "camera: glasses, reader: glasses, translator: glasses, display: glasses",
        "reader: cloud, translator: cloud",
    )
    path = ("path: [camera, reader, translator, display]", "path: [reader, translator]")
    payload = (
        "payload: {camera->reader: 75 kB, reader->translator: 1 kB, translator->display: 1 kB}",
        "payload: {}",
    )
    root = making_systems.write_system(tmp_path, own, path, payload)
    making_systems.record(root)
    answer = making_systems.ask(root, "flow.latency.p95", "on-glasses", "translate")
    assert isinstance(answer.sample, TypicalPercentile)
    assert answer.conditions == ("waiting for links and machines is not counted",)
    assert (answer.state, answer.basis, answer.unit) == ("fresh", "computed", "ms")
    assert len(answer.runs) == 1


@pytest.mark.parametrize(
    ("scope", "kind"),
    [("typical", TypicalPercentile), ("pooled", PooledPercentile), ("every process", EveryProcess)],
)
def test_the_scope_says_which_process_counts(tmp_path: Path, scope: str, kind: type) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    answer = making_systems.ask(root, "flow.latency.p95", "on-glasses", "translate", scope=scope)
    assert isinstance(answer.sample, Between)
    assert isinstance(answer.sample.low, kind)


def test_without_measured_components_the_sum_is_what_is_declared(tmp_path: Path) -> None:
    assumed = "{latency: {basis: assumed, value: 5..7 ms, source: guess}}"
    root = making_systems.write_system(
        tmp_path, (READER, f"reader: {assumed}"), (TRANSLATOR, f"translator: {assumed}")
    )
    answer = making_systems.ask(root, "flow.latency.p99", "on-glasses", "translate")
    assert answer.sample == Between(Exact(13.0), Exact(19.0))
    assert answer.runs == ()
    assert estimate_of(answer).method == "exact"


def test_every_missing_part_is_named(tmp_path: Path) -> None:
    root = making_systems.write_system(
        tmp_path,
        (", latency: 40..200 ms, bandwidth: 3 Mbit/s, local: true", ""),
        ("reader->translator: 1 kB, translator->display: 1 kB", "reader->translator: 1 kB"),
    )
    making_systems.record(root)
    answer = making_systems.ask(root, "flow.latency.p95", "on-phone", "translate")
    assert answer.state == "missing"
    assert answer.estimate is None
    assert answer.reason.split("; ") == [
        "nothing is measured of 'reader' on 'phone' (hardware phone-soc)",
        "nothing is measured of 'translator' on 'phone' (hardware phone-soc)",
        "no latency is declared of Radio",
        "no bandwidth is declared of Radio",
        "no payload is declared of translator->display",
    ]


def test_a_component_that_is_placed_nowhere_is_missing(tmp_path: Path) -> None:
    root = making_systems.write_system(
        tmp_path,
        ("{camera: glasses, reader: phone, translator: phone, display: glasses}", "{camera: glasses}"),
    )
    answer = making_systems.ask(root, "flow.latency.p95", "on-phone", "translate")
    assert answer.state == "missing"
    assert answer.reason.startswith(
        "'on-phone' places 'reader' nowhere; 'on-phone' places 'translator' nowhere"
    )


def test_a_link_that_may_carry_nothing_gives_no_latency(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, ("bandwidth: 3 Mbit/s", "bandwidth: 0..3 Mbit/s"))
    making_systems.record(root)
    answer = making_systems.ask(root, "flow.latency.p95", "in-cloud", "translate")
    assert (answer.state, answer.reason) == ("missing", "Radio may carry nothing")


def test_stale_runs_make_the_answer_stale_and_still_tell_a_value(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    making.write_files(root, {"shop/candidates.py": making.CANDIDATES.replace("return 1", "return 3")})
    answer = making_systems.ask(root, "flow.latency.p95", "in-cloud", "translate")
    assert answer.state == "stale"
    assert answer.reason == "reader: the code of the candidate 'small' has changed since"
    assert answer.estimate is not None


def test_a_latency_that_is_attested_informs_only(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    measurements = [
        {**making_systems.measured(root, candidate, [10.0] * 10), "basis": basis}
        for candidate, basis in (("small", "attested"), ("large", "measured"))
    ]
    making.record_run(root, measurements)
    answer = making_systems.ask(root, "flow.latency.p95", "in-cloud", "translate")
    assert answer.basis == "attested"
    assert answer.doubt == "the figures are attested, which informs and cannot prove"


def test_the_suite_with_the_most_looks_says_how_the_risk_is_shared(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making.write_files(root, {"shop/suite.yaml": making.SUITE + "    looks: 4\n"})
    making_systems.record(root)
    answer = making_systems.ask(root, "flow.latency.p95", "in-cloud", "translate")
    assert answer.confidence == pytest.approx(1 - 0.05 / 4)


def test_processes_too_few_for_the_percentile_are_unusable(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root, reader_ms=[10.0] * 3)
    answer = making_systems.ask(root, "flow.latency.p95", "in-cloud", "translate")
    assert answer.state == "missing"
    assert answer.reason.startswith("what was measured of 'reader' on 'cloud' cannot be used")
    assert "3 processes" in answer.reason


def test_a_question_is_answered_once(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    assessor = making_systems.assessor_of(root)
    one, other = (
        making_systems.ask_of(assessor, "flow.latency.p95", "in-cloud", "translate") for _ in range(2)
    )
    assert one is other
    assert making_systems.ask_of(assessor, "flow.latency.p50", "in-cloud", "translate") is not one


def test_one_flow_is_asked_for_where_there_are_several(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    answer = making_systems.ask(root, "flow.latency.p95", "in-cloud")
    assert answer.reason == "flow.latency.p95 is told of one flow, and the deployment has 2"
    assert (
        making_systems.ask(root, "flow.latency.p95", "in-cloud", "x").reason == "the system has no flow 'x'"
    )
    assert (
        making_systems.ask(root, "latency.p50", "in-cloud").reason == "latency.p50 is not told of deployments"
    )


ALONE = (
    "camera: glasses, reader: cloud, translator: cloud, display: glasses",
    "reader: cloud, translator: cloud",
)
BOTH = [
    ALONE,
    ("path: [camera, reader, translator, display]", "path: [reader, translator]"),
    ("payload: {camera->reader: 75 kB, reader->translator: 1 kB, translator->display: 1 kB}", "payload: {}"),
]
"""Two measured components on one machine, and no link."""


def test_every_process_may_meet_every_other(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, *BOTH)
    making_systems.record(root, [50.0, *[10.0] * 9], [*[10.0] * 5, 50.0, *[10.0] * 4])
    answer = making_systems.ask(root, "flow.latency.p50", "in-cloud", "translate", scope="every process")
    estimate = estimate_of(answer)
    assert estimate.upper == pytest.approx(100, rel=0.02)
    assert estimate.lower == pytest.approx(60, rel=0.02)
    assert estimate.note.endswith("worst end of which processes meet")
    typical = making_systems.ask(root, "flow.latency.p50", "in-cloud", "translate")
    assert estimate_of(typical).value == pytest.approx(20, rel=0.02)


def test_one_measured_component_has_its_own_processes_alone(tmp_path: Path) -> None:
    assumed = "{latency: {basis: assumed, value: 5 ms, source: guess}}"
    root = making_systems.write_system(tmp_path, *BOTH, (TRANSLATOR, f"translator: {assumed}"))
    making_systems.record(root)
    answer = making_systems.ask(root, "flow.latency.p50", "in-cloud", "translate", scope="every process")
    assert isinstance(answer.sample, EveryProcess)


def test_components_with_the_same_runs_share_their_processes(tmp_path: Path) -> None:
    same = "translator: {evidence: {candidate: small}}"
    root = making_systems.write_system(tmp_path, *BOTH, (TRANSLATOR, same))
    making_systems.record(root, [10.0, 20.0] * 6)
    answer = making_systems.ask(root, "flow.latency.p50", "in-cloud", "translate")
    assert isinstance(answer.sample, TypicalPercentile)
    # One component has the first, third, ... process, the other one the rest: none is added to itself.
    assert answer.sample.quantiles == pytest.approx([30.0] * 6, rel=0.02)
    assert estimate_of(answer).processes == 6


def test_components_that_share_too_few_processes_say_so(tmp_path: Path) -> None:
    same = "translator: {evidence: {candidate: small}}"
    root = making_systems.write_system(tmp_path, *BOTH, (TRANSLATOR, same))
    making_systems.record(root, [10.0] * 8)
    answer = making_systems.ask(root, "flow.latency.p50", "in-cloud", "translate")
    assert answer.state == "invalid"
    assert "there are 4 processes" in answer.reason


def test_numbers_beyond_all_reason_leave_it_unknown(tmp_path: Path) -> None:
    for change in (("75 kB", "1e308 TB"), ("latency: 40..200 ms", "latency: 1e308 s")):
        root = making_systems.write_system(tmp_path, change)
        making_systems.record(root)
        answer = making_systems.ask(root, "flow.latency.p95", "in-cloud", "translate")
        assert (answer.state, answer.reason) == (
            "missing",
            "the declared numbers are too large or too small to be computed with",
        )
