"""Files for machines: lists that follow their schema and speak the words of the reports, and text for language models."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import making
import making_news
from buttress.exchange import dump_schema
from buttress.pages import SiteSettings
from buttress.pages.machine.machine_llms import MOST_LINKED, MOST_TOLD
from buttress.pipeline import judge_project
from buttress.report import dump_gate
from buttress.verdicts import gate_judgement

SITE = "https://example.org/adr/"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return making_news.judge_shop(tmp_path_factory.mktemp("machines") / "decisions")


@pytest.fixture(scope="module")
def files(project):
    settings = SiteSettings(site_url=SITE, known_as="Shop [decisions]")
    return {uri: content.decode() for uri, content in making_news.machine_files(project, settings).items()}


@pytest.fixture(scope="module")
def listed(files):
    return json.loads(files["decisions.json"])


@pytest.fixture(scope="module")
def choice(listed):
    return next(one for one in listed["decisions"] if one["id"] == "shop/choice")


def test_the_list_follows_its_schema(listed):
    schema = json.loads(dump_schema("decision-list"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(listed)] == []


def test_the_schema_describes_every_key(listed):
    schema = json.loads(dump_schema("decision-list"))
    parts = schema["$defs"]
    constraints = [one for decision in listed["decisions"] for one in decision["constraints"]]
    estimates = [one["estimate"] for one in constraints if one.get("estimate")]
    told = (
        (parts["decision"], listed["decisions"]),
        (parts["constraint"], constraints),
        (parts["estimate"], estimates),
        (parts["waiver"], [one["waiver"] for one in constraints if one.get("waiver")]),
    )
    assert set(listed) - {"$schema"} == set(schema["properties"])
    for part, found in told:
        assert found
        assert set().union(*found) == set(part["properties"])


def test_the_list_has_every_decision_with_how_it_stands(listed, choice):
    assert [(one["id"], one["status"], one["state"]) for one in listed["decisions"]] == [
        ("shop/choice", "accepted", "waived"),
        ("shop/old", "superseded", None),
        ("shop/place", "proposed", None),
    ]
    assert (listed["version"], listed["as_of"], listed["site"]) == (1, "2026-11-20", SITE)
    assert choice["url"] == f"{SITE}decisions/shop/choice/"
    assert choice["chosen"] == "small"
    assert choice["system"] == "shop"
    assert choice["links"] == {"supersedes": ["shop/old"]}
    assert choice["question"] == "Which one?"


def test_verdicts_are_told_in_the_words_of_the_report(project, choice):
    report = json.loads(dump_gate(project, gate_judgement(project.judgement)))
    by_id = {one["constraint"]: one for one in report["verdicts"] if one["decision"] == "shop/choice"}
    for one in choice["constraints"]:
        told = by_id[one["constraint"]]
        estimate = one.pop("estimate")
        assert one == {key: told[key] for key in one}
        assert estimate == {key: told["estimate"][key] for key in estimate}


def test_what_is_not_judged_has_no_state(listed):
    old = next(one for one in listed["decisions"] if one["id"] == "shop/old")
    assert old["constraints"] == [
        {
            "constraint": "recall",
            "claim": "recall >= 0.5",
            "quality": "recall",
            "severity": "must",
            "state": None,
        }
    ]


def test_llms_txt_has_the_form_of_llmstxt_org(files):
    lines = files["llms.txt"].splitlines()
    assert lines[0] == "# Shop \\[decisions\\]"
    assert lines[2].startswith("> 3 architecture decisions of 1 system, judged")
    sections = [line for line in lines if line.startswith("#")][1:]
    assert sections == ["## Decisions", "## Systems", "## Machine-readable", "## Optional"]
    below = lines[lines.index("## Decisions") :]
    for line in below:
        assert re.fullmatch(r"|## .+|- \[[^]]+\]\(https://example\.org/adr/[^)\s]*\)(: .+)?", line), line
    assert below[2] == (
        f"- [Use the small & quick one]({SITE}decisions/shop/choice/): Accepted; 1 waived, 2 hold. Which one?"
    )


def test_llms_full_txt_tells_what_was_decided_and_why(files):
    text = files["llms-full.txt"]
    assert "## Use the small & quick one" in text
    assert "Question: Which one?" in text
    assert "Chosen: Small model." in text
    assert "- Waived: Model size" in text
    assert "Why: It is quick." in text
    assert "<script" not in text
    assert text.index("## Use the small") < text.index("## Use the large one")


def test_both_stay_short_where_there_are_many_decisions(tmp_path):
    many = {f"shop/d{number:03d}.yaml": making_news.PLACE for number in range(MOST_LINKED + 2)}
    root = making.write_files(tmp_path / "decisions", many)
    project = judge_project(root, making.TODAY)
    files = {
        uri: content.decode() for uri, content in making_news.machine_files(project, SiteSettings()).items()
    }
    assert files["llms.txt"].count("](decisions/shop/d") == MOST_LINKED
    assert files["llms-full.txt"].count("\n## ") == MOST_TOLD
    assert f"{MOST_LINKED + 2 - MOST_TOLD} more decisions in decisions.json." in files["llms-full.txt"]
    assert len(json.loads(files["decisions.json"])["decisions"]) == MOST_LINKED + 2
