"""The page of an argument: conclusion, drawing and list, escaped, linked, and complete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import assuring
import making
import making_systems
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from buttress.pages import Page


def pages_of(root: Path, decision: str = assuring.DECISION) -> Mapping[str, Page]:
    site = render_project(assuring.judge_all_states(root, decision), SiteSettings())
    return {page.uri: page for page in site.pages}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Page]:
    return pages_of(tmp_path_factory.mktemp("pages") / "decisions")


@pytest.fixture(scope="module")
def html(pages: Mapping[str, Page]) -> str:
    return pages["assurance/shop/choice.md"].complete_html()


def outline_of(html: str) -> str:
    return html.partition('<ul class="bt-outline">')[2].partition("<h2")[0]


def drawing_of(html: str) -> str:
    return html.partition('<svg class="bt-diagram bt-gsn"')[2].partition("</svg>")[0]


def test_the_page_has_conclusion_drawing_legend_and_list(html: str) -> None:
    assert "Defeated by 1 of 7 claims" in html
    assert "1 defeated, 3 undeveloped, 2 accepted and 2 supported" in html
    assert "1 assumption is past its review." in html
    places = [html.index(part) for part in ('id="argument"', "bt-gsn-goal", "bt-legend", 'id="in-words"')]
    assert places == sorted(places)


def test_every_element_is_in_the_list_once_and_every_claim_in_the_drawing(html: str) -> None:
    anchors = re.findall(r'<li class="[^"]*" id="gsn-(\w+)">', outline_of(html))
    assert len(anchors) == len(set(anchors)) > 30
    drawn = re.findall(r"bt-gsn-id[^>]*>(\w+)<", drawing_of(html))
    claims = {name for name in anchors if name.startswith(("g", "cg"))}
    assert claims <= {name.lower() for name in drawn}
    assert set(re.findall(r'href="#gsn-(\w+)"', html)) <= set(anchors), "what is mentioned again leads back"


def test_a_standing_has_a_word_beside_its_colour(html: str) -> None:
    drawing = drawing_of(html)
    for css, word in (
        ("violated", "Defeated"),
        ("undecided", "Undeveloped"),
        ("waived", "Accepted"),
        ("holds", "Supported"),
    ):
        for box in re.findall(rf'<g class="bt-gsn-goal bt-is-{css}">(.*?)</g>', drawing):
            assert word in box
    assert drawing.count("bt-gsn-cross") == 2
    assert drawing.count("bt-gsn-diamond") == 6, "four claims and two risks"


def test_claims_lead_to_their_verdicts_and_evidence_to_runs(html: str, pages: Mapping[str, Page]) -> None:
    assert 'xlink:href="../../../decisions/shop/choice/#constraint-quick"' in html
    assert '<a class="bt-outline__more" href="../../../decisions/shop/choice/#constraint-quick">' in html
    (run,) = [uri for uri in pages if uri.startswith("evidence/runs/")]
    assert f'href="../../../{run.removesuffix(".md")}/">the run</a>' in html


def test_what_would_develop_a_claim_is_said(html: str) -> None:
    needed = re.findall(r'<p class="bt-outline__needed">(.*?)</p>', html)
    assert len(needed) == 4
    assert "A run that measures it would develop the claim." in needed


def test_only_signs_that_occur_are_in_the_legend(tmp_path: Path) -> None:
    simple = making.ONE_DECISION % '"recall >= 0.80"'
    page = pages_of(tmp_path / "decisions", simple)["assurance/shop/choice.md"].complete_html()
    legend = page.partition('<ul class="bt-legend">')[2].partition("</ul>")[0]
    assert "solution: evidence" in legend
    assert "is supported by" in legend
    assert "defeated" not in legend
    assert "counter" not in legend
    assert "challenges" not in legend


def test_the_decision_leads_to_its_argument_and_says_what_it_comes_to(pages: Mapping[str, Page]) -> None:
    html = pages["decisions/shop/choice.md"].complete_html()
    line = re.search(r'<p class="bt-assurance">(.*?)</p>', html, re.DOTALL)
    assert line is not None
    assert "Defeated by 1 of 7 claims" in line[1]
    assert 'href="../../../assurance/shop/choice/"' in line[1]


@pytest.mark.parametrize("status", ["rejected", "deprecated"])
def test_what_is_not_in_force_has_no_argument(tmp_path: Path, status: str) -> None:
    decision = (making.ONE_DECISION % '"recall >= 0.80"').replace("accepted", status)
    pages = pages_of(tmp_path / "decisions", decision)
    assert not [uri for uri in pages if uri.startswith("assurance/")]
    assert "bt-assurance" not in pages["decisions/shop/choice.md"].complete_html()


def test_a_strangers_words_stay_words(tmp_path: Path) -> None:
    text = f"'{assuring.HOSTILE.replace(chr(39), chr(39) * 2)}'"
    decision = assuring.DECISION
    for written in (
        "Use the small one",
        "Customers wait for it.",
        "Concept drift",
        "Few customers",
        "Head of Risk",
    ):
        decision = decision.replace(written, text)
    decision = decision.replace('title: "Small & <i>quick</i>"', f"title: {text}")
    html = pages_of(tmp_path / "decisions", decision)["assurance/shop/choice.md"].complete_html()
    assert "<script>alert" not in html
    assert "<i>quick" not in html
    assert "{{ 7*7 }}" in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 3


def test_a_system_has_an_argument_for_what_it_states(tmp_path: Path) -> None:
    stated = "    constraints: [link.utilisation <= 80 %]\n"
    files = {**making_systems.FILES, "shop/system.yaml": making_systems.SYSTEM + stated}
    project = judge_project(making.write_files(tmp_path / "decisions", files), making.TODAY)
    pages = {page.uri: page for page in render_project(project, SiteSettings()).pages}
    html = pages["system-assurance/shop.md"].complete_html()
    assert "keeps what the system states" in html
    assert 'href="../../systems/shop/"' in html
    assert 'href="../../system-assurance/shop/"' in pages["systems/shop.md"].complete_html()
