"""The report as one file: complete, closed to the outside, and linked only to what it holds."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

import making
from buttress.difference import compare_projects
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, report_project

CHOICE = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    question: Which one?
    context: |
      A word with `a id="odd" href="#odd" b` in it, [inside](#nowhere) and <script>alert(1)</script>.
    options:
      - {id: small, title: Small <b>one</b>, model: cards/small}
      - {id: large, cons: ["Slow & heavy"]}
    chosen: small
    constraints:
      - latency.p50 <= 5 ms on bench-box in single-stream
      - {id: finds, require: recall >= 0.95, because: Or shoppers leave.}
      - {require: model.size <= 1 kB, severity: should}
    waivers:
      - {constraint: model.size, until: 2026-12-31, by: Head of Shop, because: Next release.}
    links: {supersedes: [old]}
"""
OLD = """
    kind: decision
    title: Use the large one
    status: superseded
    date: 2026-01-01
    options: [{id: large}]
    chosen: large
    constraints: [recall >= 0.5]
"""
FILES = {
    **making.FILES,
    "shop/choice.yaml": CHOICE,
    "shop/old.yaml": OLD,
    "shop/cards/small.yaml": "kind: model-card\ntitle: Small\nsuite: shop/suite\nmetrics: [recall]\n",
    "shop/system.yaml": "kind: system\ntitle: Shop & Co\n",
}


class Outline(HTMLParser):
    """The ids, links, headings and other addresses of a document."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.loaded: list[str] = []
        self.named: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.ids += [found["id"]] if found.get("id") else []
        if tag == "a":
            self.links.append(found.get("href") or found.get("xlink:href") or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.loaded += [
            found[name] for name in ("src", "srcset", "data", "action", "style") if found.get(name)
        ]
        self.loaded += [found.get("href") or "" for _ in "x" if tag in ("link", "use", "image")]
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            self.named += (found.get(name) or "").split()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = making.write_files(tmp_path_factory.mktemp("report") / "decisions", FILES)
    making.record_run(root)
    return judge_project(root, making.TODAY)


@pytest.fixture(scope="module")
def report(project) -> str:
    return report_project(project, SiteSettings(site_name="Shop"))


def test_every_link_leads_to_a_place_in_the_file(report: str) -> None:
    outline = Outline(report)
    assert len(outline.ids) == len(set(outline.ids))
    inside = [one for one in outline.links if not one.startswith("https://")]
    assert inside
    assert [one for one in inside if not one.startswith("#") or one[1:] not in outline.ids] == []
    assert set(outline.named) <= set(outline.ids)
    assert "bt:" not in report.partition("<body")[2].partition("<script>")[0]


def test_it_asks_for_nothing_and_may_not(report: str) -> None:
    assert Outline(report).loaded == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', report)
    assert policy is not None
    told = policy[1].replace("&#39;", "'")
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", report, re.DOTALL)
        assert f"{tag}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in told
    assert "default-src 'none'" in told
    assert "unsafe" not in told
    assert not re.search(r"url\((?!#)|@import", report)


def test_headings_go_down_by_one(report: str) -> None:
    headings = Outline(report).headings
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_verdicts_come_with_numbers_limits_and_runs(report: str) -> None:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", report)).replace("\u00a0", " ")
    for told in (
        "Use the small one",
        "Which one?",
        "≤ 5 ms",
        "Waived",
        "Head of Shop",
        "Trade-offs",
        "2026-11-10",
    ):
        assert told in plain
    assert 'href="#run-shop-runs-' in report
    assert "The build passes." in plain


def test_text_of_records_stays_text(report: str) -> None:
    assert "<script>alert(1)</script>" not in report
    assert "Small &lt;b&gt;one&lt;/b&gt;" in report
    assert 'a id="odd" href="#odd" b' in report.replace("&#34;", '"').replace("&quot;", '"')


def test_colours_follow_the_system_of_the_reader(report: str) -> None:
    assert '[data-md-color-scheme="slate"]' not in report
    assert "@media (prefers-color-scheme: dark) { [data-md-color-scheme]" in report


def test_the_same_input_gives_the_same_bytes(project, report: str) -> None:
    assert report_project(project, SiteSettings(site_name="Shop")) == report


def test_a_base_is_told_first(project, tmp_path) -> None:
    root = making.write_files(
        tmp_path / "decisions", {**FILES, "shop/choice.yaml": CHOICE.replace("<= 5 ms", "<= 6 ms")}
    )
    making.record_run(root)
    difference = compare_projects(judge_project(root, making.TODAY), project, "main")
    report = report_project(project, SiteSettings(difference=difference))
    assert "tightened from ≤\u00a06\u00a0ms to ≤\u00a05\u00a0ms" in report
    assert report.index('id="changes"') < report.index('id="decisions"')
    test_every_link_leads_to_a_place_in_the_file(report)


def test_a_portfolio_without_systems_runs_or_constraints_has_a_report(tmp_path) -> None:
    bare = "kind: decision\ntitle: Wait\nstatus: proposed\ndate: 2026-11-01\n"
    making.write_files(tmp_path / "decisions", {"wait.yaml": bare})
    bare_project = judge_project(tmp_path / "decisions", making.TODAY)
    report = report_project(replace(bare_project), SiteSettings())
    assert "no run is recorded" in report
    test_every_link_leads_to_a_place_in_the_file(report)
