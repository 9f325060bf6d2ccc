"""What a constraint asks that its quality does not answer is told before anything is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
from buttress.graph import link_portfolio
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.records import Flaw

SUITE = making.SUITE.replace(
    "positive: bad,",
    "positive: bad, groups: [sex, age], perturbations: {noise: data.py:examples, blur: data.py:examples}, "
    "invariants: {swap: data.py:examples},",
).replace("{single-stream: {}}", "{single-stream: {}, server: {target_qps: 9, latency: 5 ms}}")


def flaws_of(tmp_path: Path, constraint: str, suite: str = SUITE) -> tuple[Flaw, ...]:
    decision = making.ONE_DECISION % constraint
    root = making.write_files(
        tmp_path / "decisions", {**making.FILES, "shop/suite.yaml": suite, "shop/choice.yaml": decision}
    )
    reading = read_portfolio(root)
    assert reading.problems == ()
    return link_portfolio(reading.portfolio, making.TODAY)[1]


@pytest.mark.parametrize(
    "constraint",
    [
        "accuracy >= 0.9 by sex",
        "accuracy >= 0.9 by sex under noise",
        "accuracy >= 0.9 under all",
        "accuracy >= -0.1 under all against itself",
        "accuracy >= -0.1 against large",
        "invariance >= 0.9 under all by sex",
        "invariance >= -0.1 under swap against large",
        "roc_auc >= 0.9 by sex",
        "demographic_parity_difference <= 0.1 by sex",
        "demographic_parity_difference <= 0.1 by sex under all",
        "{require: demographic_parity_difference <= 0.1 by sex, slice: {size: big}}",
        "latency.p99 <= 120 % against large",
        "model.size <= 50 % against large",
        "{require: latency.p99 <= 5 ms, scope: pooled}",
        "{require: latency.p99 <= 2 against large, scope: every process}",
        "{require: latency.p99 <= 5 ms, profile: mlperf}",
        "load.sustained.p99 >= 5 /s",
        "load.sustained.p99 >= 5 /s in server",
    ],
)
def test_what_can_be_asked_is_no_flaw(tmp_path: Path, constraint: str) -> None:
    assert flaws_of(tmp_path, constraint) == ()


@pytest.mark.parametrize(
    ("constraint", "field", "message"),
    [
        ("{require: recall >= 0.9, scope: pooled}", "scope", "recall is no percentile"),
        ("{require: recall >= 0.9, profile: mlperf}", "profile", "recall is no percentile"),
        ("{require: load.sustained.p99 >= 5 /s, scope: pooled}", "scope", "is no percentile"),
        (
            "{require: latency.p99 <= 5 ms, scope: pooled, profile: mlperf}",
            "scope",
            "`profile: mlperf` says already how processes count",
        ),
        ("latency.p99 <= 5 ms by sex", "", "latency.p99 is not told of groups of examples; remove 'by sex'"),
        ("demographic_parity_difference <= 0.1", "", "compares groups; add 'by COLUMN'"),
        ("recall >= 0.9 by sexx", "", "no suite of the options has the group column 'sexx'; allowed: age"),
        ("{require: recall >= 0.9, group: sexx}", "group", "the group column 'sexx'"),
        ("latency.p99 <= 5 ms under noise", "", "latency.p99 is not measured under a change"),
        ("recall >= 0.9 in server", "", "recall does not depend on a load scenario"),
        ("load.sustained.p99 >= 5 /s in single-stream", "", "is told of arrivals, hence of server"),
        ("{require: latency.p99 <= 5 ms, slice: {size: big}}", "slice", "is not computed by slice"),
        ("recall >= 0.9 for checkout", "", "recall is a quality of one component"),
        ("invariance >= 0.9", "", "add 'under NAME'"),
        (
            "accuracy >= 0 against itself",
            "",
            "against 'itself' tells what a change costs; add 'under CHANGE'",
        ),
        ("invariance >= 0 under swap against itself", "", "tells already what a change does"),
        ("accuracy >= 0 against small", "", "'small' is the option that is judged"),
        ("{require: accuracy >= 0 against large, of: large}", "", "'large' is the option that is judged"),
        ("accuracy >= 0 against larg", "", "there is no option 'larg'; allowed: small, large and itself"),
        ("load.sustained.p99 >= 1 against large", "", "is not compared between options"),
        ("interpretability >= high against large", "", "is not compared between options"),
        ("accuracy >= 0 by sex against large", "", "compares either groups or options"),
        (
            "{require: latency.p99 <= 1 against large, profile: mlperf}",
            "profile",
            "judges one option by itself",
        ),
        ("latency.p99 <= 5 ms against large", "", "is judged by its ratio, such as 80 %"),
    ],
)
def test_what_cannot_be_asked_is_a_flaw_at_its_place(
    tmp_path: Path, constraint: str, field: str, message: str
) -> None:
    flaws = flaws_of(tmp_path, constraint)
    assert any(message in flaw.message for flaw in flaws), [flaw.message for flaw in flaws]
    found = next(flaw for flaw in flaws if message in flaw.message)
    assert found.field == (("constraints", 0, field) if field else ("constraints", 0))


def test_a_wrong_name_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (flaw,) = flaws_of(tmp_path, "recall >= 0.9 by sexx")
    assert flaw.hint == "did you mean 'sex'?"
    (flaw,) = flaws_of(tmp_path, "accuracy >= 0 against larg")
    assert flaw.hint == "did you mean 'large'?"
    bare = SUITE.replace("groups: [sex, age], ", "")
    (flaw,) = flaws_of(tmp_path, "recall >= 0.9 by sex", bare)
    assert (flaw.message.endswith("allowed: none"), "`data.groups`" in flaw.hint) == (True, True)
