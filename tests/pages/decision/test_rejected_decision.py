"""The page of a decision that was rejected: what it proposed was never chosen, and nothing was held against a limit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import making
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path

OTHER = """
    kind: decision
    title: Use the other one
    status: accepted
    date: 2026-11-01
    options: [{id: small}, {id: large}]
    chosen: large
    links: {relates_to: [choice]}
"""


def pages_of(root: Path, status: str, *constraints: str) -> dict[str, str]:
    """The pages of a decision of that status between two options that were measured, by their addresses."""
    text = making.ONE_DECISION.replace("accepted", status) % ", ".join(constraints)
    drivers = "    drivers: [recall, latency.p50, model.size]\n"
    making.write_files(root, {**making.FILES, "shop/choice.yaml": text + drivers, "shop/other.yaml": OTHER})
    measurements = [
        making.measurement(root, predictions=making.predictions(85, 15, 20, 0)),
        making.measurement(root, "large", predictions=making.predictions(99, 1, 20, 0)),
    ]
    making.record_run(root, measurements, data=making.facts(root, 100, 20))
    pages = render_project(judge_project(root, making.TODAY), SiteSettings()).pages
    return {one.uri: one.complete_html() for one in pages}


def decision_of(root: Path, status: str, *constraints: str) -> str:
    return pages_of(root, status, *constraints)["decisions/shop/choice.md"]


def words_of(page: str, heading: str) -> str:
    """What stands below a heading, without marks."""
    part = page.partition(f'id="{heading}"')[2]
    part = re.split(r"<h[23] ", part)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", part)).split())


@pytest.fixture(scope="module")
def rejected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return pages_of(tmp_path_factory.mktemp("rejected"), "rejected")


@pytest.mark.parametrize("heading", ["design-space", "parallel-coordinates"])
def test_plots_of_a_rejected_decision_call_its_option_proposed(
    rejected: dict[str, str], heading: str
) -> None:
    told = words_of(rejected["decisions/shop/choice.md"], heading)
    assert "proposed option (" in told
    assert "small (proposed)" in told
    assert "chosen" not in told.lower()


@pytest.mark.parametrize("heading", ["design-space", "parallel-coordinates"])
def test_plots_without_a_must_speak_of_none(rejected: dict[str, str], heading: str) -> None:
    told = words_of(rejected["decisions/shop/choice.md"], heading)
    for words in ("not decided yet", "Musts", "infeasible", "not judged", "limited quality"):
        assert words not in told


def test_plots_say_that_musts_of_a_decision_out_of_force_are_not_judged(tmp_path: Path) -> None:
    told = words_of(decision_of(tmp_path, "rejected", "recall >= 0.8"), "design-space")
    assert told.count("not judged") == 3, "in the legend, and of either option"
    assert "not decided yet" not in told
    assert "infeasible" not in told


def test_plots_of_a_decision_in_force_say_what_they_said(tmp_path: Path) -> None:
    told = words_of(decision_of(tmp_path, "accepted", "recall >= 0.9"), "design-space")
    for words in ("chosen option (diamond)", "small (chosen)", "Musts", "marked infeasible all the same"):
        assert words in told


def test_a_rejected_decision_never_was_in_force_in_the_diagram_of_its_neighbours(
    rejected: dict[str, str],
) -> None:
    for name in ("choice", "other"):
        told = rejected[f"decisions/shop/{name}.md"]
        assert "decision not in force" in told
        assert "no longer in force" not in told


def test_the_explorer_of_a_rejected_decision_calls_its_option_proposed(rejected: dict[str, str]) -> None:
    page = rejected["explorer/shop/choice.md"]
    assert '<span class="bt-chosen">Was proposed</span>' in page
    assert "</svg> proposed</li>" in page
    assert "</svg> chosen</li>" not in page
