"""The site as a whole: complete, linked, safe, deterministic, and honest about what is missing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import pytest

import making
from buttress.errors import Problem
from buttress.pages import SiteSettings, assets, render_problems
from buttress.pages.urls import public_path
from buttress.pipeline import judge_project, render_project

CHOICE = """
    kind: decision
    title: Use the small one
    number: 7
    status: accepted
    date: 2026-11-01
    question: Which one?
    context: |
      Small is *beautiful*. <script>alert(1)</script> {{ 7 * 7 }}
    x-ticket: SHOP-12
    options:
      - {id: small, title: Small <b>one</b>, pros: [Fast], model: cards/small}
      - {id: large, cons: ["Slow & heavy"]}
      - {id: none, title: Nothing at all, ratings: {interpretability: high}}
    chosen: small
    drivers: [recall, something else]
    constraints:
      - latency.p50 <= 5 ms on bench-box in single-stream
      - {id: finds, require: recall >= 0.95, because: Or shoppers leave.}
      - {require: model.size <= 1 kB, severity: should}
      - interpretability >= high
    waivers:
      - {constraint: model.size, until: 2026-12-31, by: Head of Shop, because: Next release.}
    links: {supersedes: [old], depends_on: [place]}
    review_by: 2026-11-10
    references: [{title: A good source, url: "https://example.org"}, {title: A bad one, url: "javascript:alert(1)"}]
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
PLACE = """
    kind: decision
    title: Run it in the shop
    status: proposed
    date: 2026-10-01
    options: [{id: small}]
    chosen: small
    constraints: [latency.p50 <= 0.5 ms]
"""
CARD = """
    kind: model-card
    title: Small model
    suite: shop/suite
    metrics: [recall, latency.p50, specificity]
    details: {version: TBD, owners: [Shop team], licence: Apache-2.0}
"""
FILES = {
    **making.FILES,
    "shop/choice.yaml": CHOICE,
    "shop/old.yaml": OLD,
    "shop/place.yaml": PLACE,
    "shop/cards/small.yaml": CARD,
    "shop/system.yaml": "kind: system\ntitle: Shop & Co\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = making.write_files(tmp_path_factory.mktemp("site") / "decisions", FILES)
    slow = making.measurement(
        root,
        "large",
        predictions=making.predictions(80, 20, 18, 2),
        processes=[making.process(order, 9.0) for order in range(10)],
    )
    making.record_run(root, [making.measurement(root, predictions=making.predictions(97, 3, 18, 2)), slow])
    return judge_project(root, making.TODAY)


@pytest.fixture(scope="module")
def pages(project):
    return {
        page.uri: page for page in render_project(project, SiteSettings(site_name="Shop decisions")).pages
    }


@pytest.fixture(scope="module")
def decision(pages):
    return pages["decisions/shop/choice.md"]


class Reader(HTMLParser):
    """What a page's links, ids, headings and open elements are."""

    void = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr"})

    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.headings, self.open = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        address = found.get("href", found.get("xlink:href"))
        if tag == "a" and address is not None:
            self.links.append(address)
        if "id" in found:
            self.ids.append(found["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.void:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


def test_every_kind_of_record_has_its_page(pages):
    expected = {
        "index.md",
        "decisions/index.md",
        "decisions/shop/choice.md",
        "models/index.md",
        "models/shop/cards/small.md",
        "evidence/index.md",
        "evidence/suites/shop/suite.md",
        "evidence/hardware/bench-box.md",
        "qualities/index.md",
        "qualities/latency.p50.md",
    }
    assert expected <= set(pages)
    assert any(uri.startswith("evidence/runs/shop/runs/") for uri in pages)


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_link_inside_the_site_leads_somewhere(project, directory_urls):
    rendered = render_project(project, SiteSettings(directory_urls=directory_urls)).pages
    base = "https://example.org/"
    read = {
        base + public_path(page.uri, directory_urls=directory_urls): Reader(page.complete_html())
        for page in rendered
    }
    for address, page in read.items():
        for link in page.links:
            target, fragment = urldefrag(urljoin(address, link))
            if link.startswith("https://"):
                continue
            assert target in read, (address, link)
            # Fragments with an equals sign set filters, which only the script reads.
            assert "=" in fragment or not fragment or unquote(fragment) in read[target].ids, (address, link)


def test_pages_are_well_formed_with_unique_ids_and_headings_in_order(pages):
    for page in pages.values():
        read = Reader(page.complete_html())
        assert read.open == [], page.uri
        assert len(set(read.ids)) == len(read.ids), page.uri
        assert read.headings[0] == 1
        assert read.headings.count(1) == 1
        steps = zip(read.headings, read.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), page.uri


def test_every_page_starts_with_its_title(pages):
    for page in pages.values():
        way, title, _ = page.html.partition('<h1 class="bt-title" id=')
        assert title
        # Nothing but the way to it may come before.
        assert not way or (way.startswith('<nav class="bt-crumbs"') and way.strip().endswith("</nav>"))


def test_no_placeholder_is_left_without_its_figure(pages):
    for page in pages.values():
        assert "<!--bt:" not in page.complete_html()
        assert all(f"<!--bt:{figure}-->" in page.html for figure in page.figures), page.uri


def test_the_table_of_contents_names_the_headings(decision):
    read = Reader(decision.html)
    assert all(entry.id in read.ids for entry in decision.toc)
    titles = [entry.title for entry in decision.toc]
    assert titles[:2] == [decision.title, "Context"]
    assert "Constraints" in titles


def test_rendering_again_gives_the_same_bytes(project, pages):
    again = render_project(project, SiteSettings(site_name="Shop decisions")).pages
    assert [page.complete_html() for page in again] == [page.complete_html() for page in pages.values()]


def test_what_records_say_is_text_and_never_code(decision):
    html = decision.complete_html()
    assert "<script" not in html
    assert "<b>one" not in html
    assert "Small &lt;b&gt;one&lt;/b&gt;" in html
    assert "{{ 7 * 7 }}" in html
    assert "javascript:" not in html
    assert "A bad one" in html


def test_a_verdict_is_a_word_with_an_icon(decision):
    badges = re.findall(r'<span class="bt-badge[^>]*>(.*?)</span>', decision.html, re.DOTALL)
    assert badges
    for badge in badges:
        assert badge.startswith("<svg")
        assert text_of(badge)


def test_a_decision_tells_each_verdict_with_its_evidence(decision):
    text = text_of(decision.html)
    assert "The median latency of the typical process is" in text
    assert "run of 2026-11-10" in text
    assert "Testing machine" in text
    assert "Or shoppers leave." in text
    assert "Head of Shop answers for it until 2026-12-31: waived." in text


def test_missing_cells_and_infeasible_options_are_told_in_words(decision):
    text = text_of(decision.html)
    assert "not measured" in text
    assert "attested, not measured" in text
    assert "large: infeasible, since" in text


def test_a_superseded_decision_leads_to_its_successor_and_is_not_judged(pages):
    old = pages["decisions/shop/old.md"]
    assert "No longer in force." in old.html
    assert 'href="../choice/"' in old.html
    assert "Not judged" in text_of(old.html)


def test_decisions_of_a_system_lead_to_each_other(pages):
    # By date: old, place, choice; numbered ones first.
    assert 'rel="next"' in pages["decisions/shop/choice.md"].html
    assert 'rel="prev"' in pages["decisions/shop/place.md"].html


def test_the_overview_puts_what_is_wrong_first_and_leaves_empty_lists_out(pages):
    overview = pages["index.md"]
    text = text_of(overview.html)
    places = [
        overview.html.index(f'id="{anchor}"') for anchor in ("broken", "open", "waived", "due", "matrix")
    ]
    assert places == sorted(places)
    assert "bt-is-stale" not in overview.html
    assert "Judged as of 2026-11-20" in text
    assert "measured on 2026-11-10 on Testing machine" in text
    assert "Was to be reviewed by 2026-11-10" in text


def test_the_search_finds_a_decision_by_option_quality_and_system(decision):
    texts = " ".join(f"{entry.title} {entry.text}" for entry in decision.search)
    assert "Nothing at all" in texts
    assert "Recall" in texts
    assert "Shop & Co" in texts


def test_search_texts_are_short(pages):
    assert all(len(entry.text) <= 402 for page in pages.values() for entry in page.search)


def test_a_model_card_shows_numbers_from_runs_and_what_it_leaves_open(pages):
    text = text_of(pages["models/shop/cards/small.md"].html)
    assert "97.0 % 92.4–99.2 %" in text
    assert "run of 2026-11-10" in text
    missing = text.partition("Still empty:")[2].partition(".")[0]
    assert "version" in missing  # a placeholder says nothing
    assert "licence" not in missing


def test_a_run_shows_every_process_and_its_digest(pages, project):
    run = next(iter(project.reading.portfolio.runs.values()))
    page = pages[f"evidence/runs/{run.id}.md"]
    assert run.digest in page.html
    assert page.html.count('<th scope="row" class="bt-num">') == 20
    assert "2\u202f000" in page.html


def test_pages_say_where_they_are_written(decision):
    assert decision.source == "decisions/shop/choice.yaml"
    assert "decisions/shop/choice.yaml" in decision.html


def test_a_site_may_override_a_template_and_see_extension_fields(project, tmp_path):
    (tmp_path / "decision.html").write_text(
        '{% extends "buttress/decision.html" %}'
        "{% block extensions %}{% for key, value in view.extensions.items() %}<p>{{ key }}: {{ value }}</p>{% endfor %}"
        "{% endblock %}",
        encoding="utf-8",
    )
    rendered = render_project(project, SiteSettings(overrides=tmp_path)).pages
    html = next(page.html for page in rendered if page.uri == "decisions/shop/choice.md")
    assert "<p>x-ticket: SHOP-12</p>" in html


def test_the_overview_goes_where_the_site_wants_it(project):
    uris = [page.uri for page in render_project(project, SiteSettings(overview_uri="overview.md")).pages]
    assert "overview.md" in uris
    assert "index.md" not in uris


def test_problems_are_listed_by_file_with_line_and_column():
    problems = [
        Problem("decisions/b.yaml", 3, 5, "status", "found 'acepted'", "did you mean 'accepted'?"),
        Problem("decisions/a.yaml", 0, 0, "", "the file is <empty>"),
        Problem("decisions/b.yaml", 1, 1, "", "the key 'kind' is missing"),
    ]
    page = render_problems(problems, SiteSettings())
    text = text_of(page.html)
    assert "3 problems in 2 files" in text
    assert (
        text.index("decisions/a.yaml")
        < text.index("decisions/b.yaml:1:1")
        < text.index("decisions/b.yaml:3:5")
    )
    assert "did you mean" in text
    assert "the file is &lt;empty&gt;" in page.html
    assert page.uri == "index.md"


def test_style_sheets_and_scripts_ask_no_third_party():
    shipped = dict(assets())
    assert {"assets/buttress/buttress.css", "assets/buttress/buttress.js"} <= set(shipped)
    for content in shipped.values():
        assert b"//" not in re.sub(rb"/\*.*?\*/|^\s*//.*$", b"", content, flags=re.DOTALL | re.MULTILINE)
