"""Verdicts on deployments: decided only where all that is declared agrees, open where something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
import making_systems
from buttress.records import Constraint
from buttress.verdicts import Claim, claim_of, gate_judgement, judge_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import Judgement, Verdict

CONDITIONAL = "; conditional on declared inputs"
# In the cloud 390 ms at the best end of what is declared, 863 ms at the worst; on the glasses 105 to 209 ms.
HOLDS, VIOLATED, OPEN = "900 ms", "300 ms", "600 ms"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = making_systems.write_system(tmp_path)
    making_systems.record(folder)
    return folder


def verdict_on(judged: Judgement, option: str) -> Verdict:
    (verdict,) = judged.options["shop/where", option]
    return verdict


@pytest.mark.parametrize(
    ("limit", "state", "reason"),
    [
        (HOLDS, "holds", f"everything that the interval admits meets the limit{CONDITIONAL}"),
        (VIOLATED, "violated", f"nothing that the interval admits meets the limit{CONDITIONAL}"),
        (
            OPEN,
            "undecided",
            "the limit lies inside what is declared as a range, which no measuring narrows",
        ),
    ],
)
def test_a_flow_is_decided_only_where_both_ends_agree(
    root: Path, limit: str, state: str, reason: str
) -> None:
    judged = making_systems.judge(root, f"flow.latency.p95 <= {limit} for translate")
    (verdict,) = judged.verdicts["shop/where"]
    assert (verdict.state, verdict.reason) == (state, reason)
    assert verdict.needed is None
    assert verdict.gating


def test_each_option_is_judged_on_the_deployment_that_it_stands_for(root: Path) -> None:
    judged = making_systems.judge(root, "flow.latency.p95 <= 250 ms for translate")
    states = {option: verdict_on(judged, option).state for option in ("glasses", "phone", "cloud")}
    assert states == {"glasses": "holds", "phone": "undecided", "cloud": "violated"}


def test_a_missing_part_leaves_it_open_and_is_named(root: Path) -> None:
    verdict = verdict_on(making_systems.judge(root, "flow.latency.p95 <= 250 ms for translate"), "phone")
    assert verdict.state == "undecided"
    assert verdict.reason == (
        "nothing is measured of 'reader' on 'phone' (hardware phone-soc); "
        "nothing is measured of 'translator' on 'phone' (hardware phone-soc)"
    )
    assert verdict.limits == (250.0,)
    assert verdict.margin is None


def test_an_option_that_stands_for_no_deployment_is_missing(root: Path) -> None:
    text = making_systems.WHERE.replace("{id: phone, deployment: on-phone}", "{id: phone}")
    judged = making_systems.judge(root, "offline = yes", decision=text)
    assert verdict_on(judged, "phone").state == "missing"


def test_what_is_stated_of_an_option_informs_where_something_is_missing(root: Path) -> None:
    rating = "ratings: {flow.latency.p95: {value: 200 ms, basis: estimated, source: gut feeling}}"
    text = making_systems.WHERE.replace("deployment: on-phone}", f"deployment: on-phone, {rating}}}")
    judged = making_systems.judge(root, "flow.latency.p95 <= 250 ms for translate", decision=text)
    verdict = verdict_on(judged, "phone")
    assert verdict.state == "undecided"
    assert verdict.reason == "200 ms is estimated, which informs and cannot prove"
    assert verdict.assessment is not None
    assert verdict.assessment.state == "missing"


def test_stale_and_unusable_evidence_keep_their_names(root: Path) -> None:
    making.write_files(root, {"shop/candidates.py": making.CANDIDATES.replace("return 1", "return 3")})
    judged = making_systems.judge(root, f"flow.latency.p95 <= {HOLDS} for translate")
    verdict = verdict_on(judged, "cloud")
    assert (verdict.state, verdict.reason) == (
        "stale",
        "reader: the code of the candidate 'small' has changed since",
    )
    assert verdict.margin is not None
    assert verdict.margin > 0


@pytest.mark.parametrize(
    ("constraint", "states"),
    [
        ("offline = yes", ("holds", "holds", "violated")),
        ("offline >= yes", ("holds", "holds", "violated")),
        ("offline > no", ("holds", "holds", "violated")),
        ("offline <= no", ("violated", "violated", "holds")),
        ("offline = no", ("violated", "violated", "holds")),
        ("offline >= no", ("holds", "holds", "holds")),
        ("offline < yes", ("violated", "violated", "holds")),
    ],
)
def test_levels_of_what_is_computed_are_judged_by_their_order(
    root: Path, constraint: str, states: tuple[str, ...]
) -> None:
    judged = making_systems.judge(root, constraint)
    assert tuple(verdict_on(judged, name).state for name in ("glasses", "phone", "cloud")) == states


def test_what_rests_on_nothing_declared_is_not_called_conditional(root: Path) -> None:
    judged = making_systems.judge(root, "offline = yes")
    assert not verdict_on(judged, "glasses").reason.endswith(CONDITIONAL)
    assert verdict_on(judged, "phone").reason.endswith(CONDITIONAL)


def test_levels_are_no_claim_where_nothing_computes_them() -> None:
    constraint = Constraint.model_validate("interpretability >= medium")
    assert claim_of(constraint, "") is None
    assert claim_of(constraint, "", ("low", "medium", "high")) == Claim(">=", (1.0,))
    assert claim_of(constraint, "", ("no", "yes")) is None


def test_an_option_of_one_component_is_judged_with_itself_in_its_place(root: Path) -> None:
    # The reader takes 10 ms, the translator 20 ms; the larger candidate would take 20 ms in the reader's place.
    which = making_systems.WHERE.replace(
        """options:
      - {id: glasses, deployment: on-glasses}
      - {id: phone, deployment: on-phone}
      - {id: cloud, deployment: in-cloud}
    chosen: cloud""",
        "component: reader\n    options: [{id: small}, {id: large}]\n    chosen: small",
    )
    making_systems.judge(root, "flow.latency.p50 <= 395 ms for translate", decision=which)
    judged = judge_portfolio(making_systems.link(root), making.TODAY)
    margins = [judged.options["shop/where", name][0].assessment for name in ("small", "large")]
    values = [one.estimate.value for one in margins if one is not None and one.estimate is not None]
    assert values[1] - values[0] == pytest.approx(10.0, rel=0.02)


def test_a_system_is_judged_once_on_what_is_in_operation(root: Path) -> None:
    stated = """current_deployment: in-cloud
constraints:
  - flow.latency.p95 <= 900 ms for translate
  - offline = yes
  - {require: link.utilisation <= 90 %, severity: should}
"""
    path = root / "shop/system.yaml"
    path.write_text(path.read_text().replace("current_deployment: in-cloud\n", stated))
    judged = making_systems.judge(root, "link.utilisation <= 50 %")
    verdicts = judged.systems["shop"]
    assert [verdict.state for verdict in verdicts] == ["holds", "violated", "holds"]
    assert all(verdict.gating and verdict.bound.option == "in-cloud" for verdict in verdicts)
    assert judged.all_verdicts() == (*judged.verdicts["shop/where"], *verdicts)
    assert gate_judgement(judged).errors == (verdicts[1],)


def test_a_system_without_constraints_is_not_judged(root: Path) -> None:
    assert making_systems.judge(root, "offline = no").systems == {}


def test_holms_correction_spans_what_a_system_states_and_nothing_else(tmp_path: Path) -> None:
    # At best nine processes of ten lie above 88 ms: the sign test's p-value is P(X <= 1) for X ~ Bin(10, 0.475), 0.016.
    # That is enough for one claim, and too little for one of four.
    root = making_systems.write_system(tmp_path)
    making_systems.record(root, reader_ms=[1.0, *(10.0 for _ in range(9))])
    latency = "flow.latency.{} <= 88 ms for translate"
    stated = ", ".join(latency.format(level) for level in ("p50", "p90", "p95", "p99"))
    path = root / "shop/system.yaml"
    text = path.read_text().replace("current_deployment: in-cloud\n", "current_deployment: on-glasses\n")
    path.write_text(f"{text}constraints: [{stated}]\n")
    judged = making_systems.judge(root, latency.format("p50"))
    assert judged.options["shop/where", "glasses"][0].state == "violated"
    assert [verdict.state for verdict in judged.systems["shop"]] == ["undecided"] * 4
    assert all("Holm's correction" in verdict.reason for verdict in judged.systems["shop"])
