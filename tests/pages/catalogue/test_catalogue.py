"""The catalogue: qualities by characteristic, patterns and anti-patterns told apart, one page that leads to all."""

from __future__ import annotations

import re

import pytest

import making
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

FILES = {
    **making.FILES,
    "shop/choice.yaml": """
        kind: decision
        title: Use the small one
        status: accepted
        date: 2026-11-01
        options: [{id: small}, {id: large}]
        chosen: small
        constraints: [recall >= 0.80, {id: more, require: recall >= 0.995}, shine >= high]
        patterns: [glue-code, shelf]
    """,
    "shop/shelf.yaml": "kind: pattern\nid: shelf\ntitle: <Shelf>\nintent: Keep *things* in reach.\n",
    "shop/shine.yaml": """
        kind: quality
        title: Shine
        direction: higher
        estimator: ordinal
        levels: [low, high]
    """,
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    root = making.write_files(tmp_path_factory.mktemp("site") / "decisions", FILES)
    making.record_run(root)
    site = render_project(judge_project(root, making.TODAY), SiteSettings())
    return {page.uri: page for page in site.pages}


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_catalogue_leads_to_its_four_parts(pages):
    html = pages["catalogue/index.md"].html
    heads = re.findall(r'<h2 class="bt-linked"><a href="\.\./([^"]*)">([^<]*)</a>', html)
    assert heads == [
        ("qualities/", "Qualities"),
        ("patterns/", "Patterns"),
        ("anti-patterns/", "Anti-patterns"),
        ("glossary/", "Glossary"),
    ]


def test_qualities_stand_under_their_characteristic_and_those_without_come_last(pages):
    titles = [one.title for one in pages["qualities/index.md"].toc]
    assert "Performance efficiency" in titles
    assert "Reliability" in titles
    assert titles[-1] == "Without a characteristic"


def test_a_characteristic_is_explained_by_its_term(pages):
    assert (
        "How well a product does its work within given time and resources."
        in pages["qualities/index.md"].html
    )


def test_a_quality_in_the_table_tells_how_it_is_measured_and_what_limits_it(pages):
    rows = pages["qualities/index.md"].html.split("<tr")
    (row,) = [one for one in rows if "<code>recall</code>" in one]
    told = words(f"<tr{row}")
    assert "share of examples, exact bounds" in told
    assert "1 violated, 1 holds" in told or "1 undecided, 1 holds" in told
    unused = [one for one in rows if "<code>specificity</code>" in one]
    assert unused[0].startswith(' class="bt-unused"')


def test_qualities_in_use_come_first(pages):
    for table in pages["qualities/index.md"].html.split("<tbody>")[1:]:
        rows = table.partition("</tbody>")[0].split("<tr")[1:]
        used = ["bt-unused" not in row.partition(">")[0] for row in rows]
        assert used == sorted(used, reverse=True)


def test_a_quality_draws_each_value_against_its_limit(pages):
    html = pages["qualities/recall.md"].html.replace("\N{NO-BREAK SPACE}", " ")
    assert html.count('class="bt-bar bt-bar--') == 2
    assert 'aria-label="97.0 %, bounds' in html
    assert "limit ≥ 80 %" in html


def test_patterns_and_anti_patterns_are_told_apart(pages):
    good, bad = (pages[f"{name}/index.md"].html for name in ("patterns", "anti-patterns"))
    assert "&lt;Shelf&gt;" in good
    assert "Glue code" in bad
    assert "Glue code" not in good
    assert good.index("&lt;Shelf&gt;") < good.index("Feature store")
    assert "in 1 decision<" in good


def test_a_pattern_says_what_it_is_and_who_refers_to_it(pages):
    html = pages["patterns/glue-code.md"].html
    assert "bt-is-violated" in html
    assert "Anti-pattern" in html
    assert "Use the small one" in html
    assert "../../anti-patterns/" in html
