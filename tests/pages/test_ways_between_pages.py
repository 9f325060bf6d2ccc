"""The ways between pages: from any verdict to its run in two clicks, from any system to its risks in one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin

import pytest

from buttress.pages import SiteSettings
from buttress.pages.urls import public_path
from buttress.pipeline import render_project
from making_ways import Reader, make_project, text_of


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    project = make_project(tmp_path_factory.mktemp("ways"))
    return {page.uri: page for page in render_project(project, SiteSettings()).pages}


def followed(pages, uri, fragment=""):
    """The pages that a page, or one section of it, links to."""
    html = pages[uri].complete_html()
    if fragment:
        html = html.partition(f'id="{fragment}"')[2].partition("</section>")[0]
    known = {f"https://site/{public_path(one, directory_urls=True)}": one for one in pages}
    here = f"https://site/{public_path(uri, directory_urls=True)}"
    found = {}
    for link in Reader(html).links:
        target, part = urldefrag(urljoin(here, link))
        if target in known:
            found.setdefault(known[target], set()).add(unquote(part))
    return found


def is_run(uri):
    return uri.startswith("evidence/runs/")


@pytest.mark.parametrize(
    "uri",
    [
        "index.md",
        "decisions/index.md",
        "timeline/index.md",
        "systems/shop.md",
        "qualities/latency.p50.md",
        "qualities/recall.md",
        "map/index.md",
        "explorer/shop/choice.md",
        "evidence/trends/shop/choice.md",
    ],
)
def test_a_run_is_two_clicks_from_wherever_a_verdict_shows(pages, uri):
    near = followed(pages, uri)
    direct = {one for one in near if is_run(one)}
    by_decision = {one for one in followed(pages, "decisions/shop/choice.md") if is_run(one)}
    assert direct or ("decisions/shop/choice.md" in near and by_decision)


def test_the_section_of_a_constraint_leads_to_its_run_and_the_run_to_its_raw_figures(pages):
    runs = [uri for uri in followed(pages, "decisions/shop/choice.md", "constraint-finds") if is_run(uri)]
    assert runs
    for run in runs:
        assert "Processes in the order of execution" in text_of(pages[run].html)
        assert pages[run].source.endswith(".json")


def test_a_value_of_the_trade_off_table_leads_to_what_a_run_recorded_of_its_option(pages):
    table = (
        pages["decisions/shop/choice.md"]
        .html.partition('data-bt-table="options"')[2]
        .partition("</table>")[0]
    )
    links = [link for link in Reader(table).links if "evidence/runs/" in link]
    assert links
    assert all(link.endswith("#small-python") for link in links)


def test_columns_of_the_trade_off_table_sort_by_plain_numbers_best_first(pages):
    table = (
        pages["decisions/shop/choice.md"]
        .html.partition('data-bt-table="options"')[2]
        .partition("</table>")[0]
    )
    ways = dict(re.findall(r'data-bt-first="(\w+)" data-bt-label="([^"]*)"', table))
    assert set(ways) == {"ascending", "descending"}
    assert re.search(r'data-bt-first="descending" data-bt-label="Recall', table)
    values = re.findall(r'<td class="bt-cell[^>]*data-bt-value="([^"]*)"', table)
    assert "" in values
    assert "0.97" in values


@pytest.mark.parametrize("uri", ["systems/index.md", "index.md"])
def test_the_open_risks_of_a_system_are_one_click_away(pages, uri):
    assert "risks" in followed(pages, uri)["systems/shop.md"]


def test_a_system_lists_what_may_still_go_wrong_in_one_section_near_its_top(pages):
    html = pages["systems/shop.md"].html
    section = html.partition('<h2 id="risks"')[2].partition("<h2")[0]
    text = text_of(section)
    assert "Frost" in text
    assert "Was to be reviewed by 2026-11-10" in text
    assert "Head of Shop answers for it until 2026-12-31: waived." in text
    assert pages["systems/shop.md"].toc[1].id == "risks"
    nothing = text_of(pages["systems/depot.md"].html.partition('<h2 id="risks"')[2].partition("<h2")[0])
    assert "Every constraint holds, nothing is due, and no decision states a risk." in nothing


@pytest.mark.parametrize("uri", ["decisions/shop/old.md", "explorer/shop/old.md"])
def test_pages_of_a_superseded_decision_lead_to_its_successor(pages, uri):
    banner = pages[uri].html.partition("bt-banner--past")[2].partition("</div>")[0]
    assert "No longer in force." in banner
    assert re.search(r'href="[./]*(decisions/shop/)?choice/"', banner)


def test_the_end_of_a_chain_of_successors_is_named(pages):
    banner = pages["decisions/shop/older.md"].html.partition("bt-banner--past")[2].partition("</div>")[0]
    text = text_of(banner)
    assert "Superseded by Use the large one (superseded) ; in force now: Use the small one ." in text
    assert "bt-banner--past" not in pages["decisions/shop/choice.md"].html
    assert "Considered and not taken." in text_of(pages["decisions/depot/count.md"].html)


def test_links_to_decisions_that_are_no_longer_in_force_say_so(pages):
    related = pages["decisions/shop/choice.md"].html.partition('<h2 id="relations"')[2]
    assert "Use the large one (superseded)" in text_of(related)
    assert "Count boxes at the gate (rejected)" in text_of(related)


@pytest.mark.parametrize(
    "uri",
    [
        "index.md",
        "decisions/index.md",
        "timeline/index.md",
        "decisions/shop/choice.md",
        "explorer/shop/choice.md",
        "evidence/trends/shop/choice.md",
        "systems/shop.md",
        "qualities/recall.md",
    ],
)
def test_pages_with_evidence_say_when_it_was_measured_and_on_what(pages, uri):
    line = re.findall(r'<p class="bt-measured">.*?</p>', pages[uri].html)
    assert len(line) == 1
    text = text_of(line[0])
    assert text.startswith("Evidence measured")
    assert "Testing machine" in text
    assert text.endswith("Judged as of 2026-11-20 .")


def test_a_page_without_evidence_says_that_nothing_was_measured(pages):
    assert "Nothing on this page was measured." in text_of(pages["systems/depot.md"].html)
    assert "bt-measured" not in pages["decisions/depot/count.md"].html


def test_links_into_the_table_set_filters_that_it_has(pages):
    read = Reader(pages["decisions/index.md"].html)
    linked = {
        part
        for uri in ("index.md", "timeline/index.md")
        for part in followed(pages, uri).get("decisions/index.md", ())
        if "=" in part
    }
    assert linked
    for part in linked:
        for name, value in parse_qsl(part):
            assert name == "sort" or name in read.controls
            assert read.controls.get(name) != "select" or value in read.values[name]
