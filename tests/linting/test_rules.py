"""The rules on a small shop: `small` answers in 1 ms, finds 97 of 100 and has 4096 bytes; `large` finds 60."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

import pytest

import making
from buttress.linting import Finding, lint_portfolio
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from buttress.project import Project

DECISION = """\
kind: decision
title: Use the small one
status: accepted
date: 2026-11-01
system: shop
options: [{id: small}, {id: large}]
chosen: small
rationale: It is small.
constraints:
  - {require: latency.p50 <= 5 ms on bench-box in single-stream, because: People wait.}
  - {require: recall >= 0.80, because: Below it we lose money.}
"""
SYSTEM = """\
kind: system
title: Shop
nodes: {box: {hardware: bench-box, price: 0.40 USD/h}, phone: {}}
links: [{between: [box, phone], latency: 40..200 ms, bandwidth: 3 Mbit/s}]
components: {till: {}, bin: {}}
flows: [{id: sale, path: [till, bin], rate: 2 /s}]
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop with a run of both options, in which `large` finds 60 of 100; recorded once, for copies."""
    root = tmp_path_factory.mktemp("recorded")
    making.write_files(root, {**making.FILES, "shop/system.yaml": SYSTEM})
    small = making.measurement(root, predictions=making.predictions(97, 3, 18, 2))
    large = making.measurement(root, "large", predictions=making.predictions(60, 40, 20, 0))
    making.record_run(root, [small, large])
    return root


@pytest.fixture
def root(recorded: Path, tmp_path: Path) -> Path:
    """A copy of the recorded shop."""
    return Path(shutil.copytree(recorded, tmp_path / "decisions"))


def project(root: Path, decision: str, **files: str) -> Project:
    making.write_files(root, {"shop/choice.yaml": decision, **files})
    return judge_project(root, making.TODAY)


def lint(root: Path, decision: str, **files: str) -> tuple[Finding, ...]:
    found = project(root, decision, **files)
    return lint_portfolio(found.linked, found.judgement, found.comparisons)


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.at) for finding in findings]


def with_field(name: str, text: str) -> str:
    old = "rationale: It is small.\n" if name == "rationale" else ""
    return DECISION.replace(old, "") + f"{name}: |\n{indent(text, '  ')}\n"


def test_a_decision_that_answers_every_question_has_no_findings(root: Path) -> None:
    assert lint(root, DECISION) == ()


@pytest.mark.parametrize("status", ["rejected", "deprecated"])
def test_what_is_not_in_force_is_not_linted(root: Path, status: str) -> None:
    bare = DECISION.replace("status: accepted", f"status: {status}").replace(
        "It is small.", "It takes 77 ms."
    )
    assert lint(root, bare) == ()


@pytest.mark.parametrize(
    "claim",
    [
        "It finds 97 %.",  # measured
        "Recall is 0.97.",
        "The large one misses 40 %.",  # what is left of a share
        "It finds 62 % more.",  # 0.97 against 0.6
        "It takes 4.1 kB.\n\nSee https://example.org/5/ms.",  # of a driver
        "The limit of 5 ms is kept.",  # a limit
        "The box costs 0.40 USD an hour.",  # the system
        "A packet takes 40 to 200 ms.",
        "There are 2 sales a second.",
        "A frame lasts 16.7 ms.",  # a reason
        "Each call costs 3 mJ.",  # an assumption
        "A miss costs 12 USD.",  # a risk
        "It costs 30 USD.",  # a rating
        "Others take 700 ms (Wolberg 1994).",  # a source
        "Version 3.11.7 of 2024-01-02 has `99 ms` in 200 trees.",
    ],
)
def test_a_number_that_rests_on_something_is_no_finding(root: Path, claim: str) -> None:
    decision = with_field("rationale", claim).replace("People wait.", "A frame lasts 16.7 ms.")
    decision = decision.replace("{id: small}", "{id: small, ratings: {cost.per_million: 30 USD}}")
    decision += "assumptions: [{text: A call costs 3 mJ., review_by: 2027-01-01}]\n"
    decision += "risks: [{text: We pay for misses, mitigation: 12 USD are set aside for each}]\n"
    decision = decision.replace(
        "constraints:\n", "constraints:\n  - {require: model.size <= 10 kB, because: Radio.}\n"
    )
    assert told(lint(root, decision)) == []


@pytest.mark.parametrize(
    ("claim", "at"),
    [
        ("It takes 77 ms.", "77 ms"),
        ("It finds 98 %.", "98 %"),
        ("Recall is 0.98.", "0.98"),
        ("It finds 50 % more.", "50 %"),
        ("It costs $20 a month.", "$20 a month"),
        ("It sells 7000 books a second.", "7000 books a second"),
        ("Others take 700 ms. So says Wolberg (1994).", "700 ms"),
    ],
)
def test_a_number_out_of_the_air_is_found_where_it_stands(root: Path, claim: str, at: str) -> None:
    decision = with_field("rationale", f"First line.\n{claim}")
    found = project(root, decision)
    (finding,) = lint_portfolio(found.linked, found.judgement, found.comparisons)
    assert (finding.rule, finding.at) == ("unbacked-number", at)
    place = found.reading.place("decision", "shop/choice", finding.field, finding.offset)
    line = decision.splitlines()[place.line - 1]
    assert line[place.column - 1 :].startswith(at.lstrip("$"))


def test_the_nearest_figure_is_offered(root: Path) -> None:
    (finding,) = lint(root, with_field("rationale", "The recall is 0.98."))
    assert "the nearest figure is 0.97 (recall of small)" in finding.suggestion


@pytest.mark.parametrize(
    "field",
    [
        "question: Is it 77 ms?",
        "options: [{id: small, title: 77 ms}, {id: large}]",
        "options: [{id: small, description: 77 ms}, {id: large}]",
        "options: [{id: small, pros: [quick, 77 ms]}, {id: large}]",
        "options: [{id: small, cons: 77 ms}, {id: large}]",
        "options: [{id: small, neutral: [77 ms]}, {id: large}]",
        "consequences: {good: [77 ms]}",
        "consequences: {bad: [77 ms]}",
        "consequences: {neutral: [77 ms]}",
    ],
)
def test_all_prose_of_a_decision_is_read(root: Path, field: str) -> None:
    decision = (
        DECISION.replace("options: [{id: small}, {id: large}]\n", "") if "options" in field else DECISION
    )
    assert told(lint(root, f"{decision}{field}\n")) == [("unbacked-number", "77 ms")]


@pytest.mark.parametrize(
    "field",
    [
        "assumptions: [{text: It is 77 ms, review_by: 2027-01-01}]",
        "risks: [{text: It is 77 ms, mitigation: It is 78 ms}]",
        "references: [{title: It is 77 ms}]",
    ],
)
def test_what_is_declared_is_not_linted(root: Path, field: str) -> None:
    assert lint(root, f"{DECISION}{field}\n") == ()


def test_a_context_may_tell_of_the_world_but_not_of_the_qualities(root: Path) -> None:
    context = "A customer waits 77 ms. The latency was 78 ms. Recall was 0.61."
    assert [at for _, at in told(lint(root, with_field("context", context)))] == ["78 ms", "0.61"]


def test_a_bare_decimal_counts_beside_a_quality_without_a_unit_only(root: Path) -> None:
    text = "A factor of 0.61. A latency of 0.62. A recall of 0.63 on Python 3.12."
    assert [at for _, at in told(lint(root, with_field("rationale", text)))] == ["0.63"]


def test_a_table_of_cited_figures_is_left_alone(root: Path) -> None:
    table = "| model | recall |\n| --- | --- |\n| old | 61 % |"
    assert lint(root, with_field("rationale", f"As Li (2019) found:\n\n{table}")) == ()
    assert told(lint(root, with_field("rationale", f"As we found:\n\n{table}"))) == [
        ("unbacked-number", "61 %")
    ]


def test_the_limits_of_a_decision_that_is_leant_on_count(root: Path) -> None:
    other = DECISION.replace("5 ms", "77 ms")
    decision = with_field("rationale", "The 77 ms are kept.")
    assert told(lint(root, decision, **{"shop/other.yaml": other})) == [("unbacked-number", "77 ms")]
    assert lint(root, f"{decision}links: {{depends_on: [other]}}\n", **{"shop/other.yaml": other}) == ()


def test_a_limit_and_a_choice_need_a_reason(root: Path) -> None:
    bare = DECISION.replace(", because: People wait.", "").replace("rationale: It is small.\n", "")
    findings = lint(root, bare)
    assert told(findings) == [
        ("no-rationale", "rationale"),
        ("no-rationale", "latency.p50 on bench-box in single-stream"),
    ]
    assert findings[1].field == ("constraints", 0)
    proposed = lint(root, bare.replace("accepted", "proposed"))
    assert told(proposed) == [("no-rationale", "latency.p50 on bench-box in single-stream")]


def test_an_option_without_evidence_among_measured_ones_is_found(root: Path) -> None:
    decision = DECISION.replace("{id: large}", "{id: large}, {id: paper, ratings: {interpretability: high}}")
    (finding,) = lint(root, decision)
    assert (finding.rule, finding.at, finding.field) == ("never-measured", "paper", ("options", 2))
    assert finding.text.endswith("while small, large are; only stated: interpretability")


def test_options_that_are_all_argued_are_no_finding(root: Path) -> None:
    decision = DECISION.replace("[{id: small}, {id: large}]", "[{id: one}, {id: two}]").replace(
        "small\n", "one\n"
    )
    assert [finding for finding in lint(root, decision) if finding.rule == "never-measured"] == []


def test_an_item_that_a_comma_has_split_is_found(root: Path) -> None:
    option = "{id: small, pros: [Quick, and easy to follow, iOS], cons: [narrow, Old]}"
    decision = (
        DECISION.replace("{id: small}", option) + "consequences: {bad: [pint stays, Slow, as before]}\n"
    )
    found = [one for one in lint(root, decision) if one.rule == "split-item"]
    assert [(one.at, one.field) for one in found] == [
        ("and easy to follow", ("options", 0, "pros", 1)),
        ("as before", ("consequences", "bad", 2)),
    ]
    assert "behind “Quick”" in found[0].text


def test_a_limit_that_every_measured_option_violates_is_found(root: Path) -> None:
    strict = DECISION.replace("recall >= 0.80", "recall >= 0.999")
    (finding,) = lint(root, strict)
    assert (finding.rule, finding.at) == ("cannot-be-met", "recall")
    assert finding.text == "no measured option meets `recall >= 0.999`: small, large violate it"
    assert lint(root, strict.replace("recall >= 0.999,", "recall >= 0.999, severity: should,")) == ()
    assert lint(root, strict.replace("recall >= 0.999,", "recall >= 0.999, of: small,")) == ()
    assert lint(root, DECISION.replace("recall >= 0.80", "recall >= 0.98")) == ()  # undecided for small


def test_a_driver_that_is_a_quality_needs_a_limit(root: Path) -> None:
    findings = lint(root, f"{DECISION}drivers: [recall, accuracy, interpretability, our good name]\n")
    assert told(findings) == [("unconstrained-driver", "accuracy")]
    assert findings[0].field == ("drivers", 1)


def test_an_accepted_assumption_needs_a_day(root: Path) -> None:
    decision = f"{DECISION}assumptions: [{{text: It rains}}, {{text: It snows, review_by: 2020-01-01}}]\n"
    assert told(lint(root, decision)) == [("assumption-without-review", "It rains")]
    assert lint(root, decision.replace("accepted", "proposed")) == ()


def test_a_card_with_empty_sections_is_found_at_the_first_of_them(root: Path) -> None:
    card = "kind: model-card\ntitle: Small\ndescription: Sells.\ndetails:\n  version: '1'\n  date: TODO\n"
    card = card.replace("  date: TODO\n", "  owners: [TBD]\n  licence: MIT\n")
    decision = DECISION.replace("{id: small}", "{id: small, model: cards/small}")
    found = project(root, decision, **{"shop/cards/small.yaml": card})
    (finding,) = lint_portfolio(found.linked, found.judgement, found.comparisons)
    assert (finding.rule, finding.at) == ("thin-model-card", "small")
    assert finding.text.startswith(
        "the model card of small says nothing in 26 of 29 sections: date, owners, task"
    )
    place = found.reading.place(finding.kind, finding.record, finding.field)
    assert (place.path, place.line) == ("decisions/shop/cards/small.yaml", 4)


EXCEPTED: list[tuple[str, dict[str, Any]]] = [
    ("rationale: It takes 77 ms.\n", {"rule": "unbacked-number", "at": "77 ms"}),
    ("rationale: It takes 77  \n  ms.\n", {"rule": "unbacked-number", "at": "77 ms"}),
    ("rationale: The recall is 0.61.\n", {"rule": "unbacked-number", "at": 0.61}),
    ("rationale: ''\n", {"rule": "no-rationale", "at": "rationale"}),
    ("drivers: [accuracy]\n", {"rule": "unconstrained-driver", "at": "accuracy"}),
    ("assumptions: [It rains in June]\n", {"rule": "assumption-without-review", "at": "It rains"}),
]


@pytest.mark.parametrize(("field", "exception"), EXCEPTED)
def test_a_finding_can_be_explained_where_it_is(root: Path, field: str, exception: dict[str, Any]) -> None:
    field = field.replace("[It rains in June]", "[{text: It rains in June}]")
    base = DECISION.replace("rationale: It is small.\n", "") if "rationale" in field else DECISION
    written = f"lint_exceptions: [{{rule: {exception['rule']}, at: {exception['at']}, because: We know.}}]\n"
    (finding,) = lint(root, base + field + written)
    assert (finding.rule, finding.because) == (exception["rule"], "We know.")


def test_an_exception_that_explains_nothing_is_a_finding_with_what_was_meant(root: Path) -> None:
    decision = DECISION.replace("{id: large}", "{id: large}, {id: paper}")
    decision += dedent("""\
        lint_exceptions:
          - {rule: never-measured, at: paper, because: It is only paper.}
          - {rule: never-measured, at: papers, because: Nobody has it.}
          - {rule: unbacked-number, at: 77 ms, because: It was there once.}
        """)
    paper, papers, number = lint(root, decision)
    assert (paper.rule, paper.because) == ("never-measured", "It is only paper.")
    assert (papers.rule, papers.field) == ("idle-exception", ("lint_exceptions", 1))
    assert papers.suggestion == "remove it; did you mean 'paper'?"
    assert (number.rule, number.suggestion) == ("idle-exception", "remove it")
