"""Words of the glossary: found in prose, linked once on a page, and never where a link would break the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import making
from buttress.errors import ProjectError
from buttress.pages import SiteSettings
from buttress.pages.catalogue.glossary_gathering import gather_glossary
from buttress.pages.glossary_marks import NO_GLOSSARY, make_marker, place_terms
from buttress.pages.prose import ProseRenderer
from buttress.pipeline import judge_project, render_project
from buttress.records import GlossaryTerm, Pattern, Portfolio
from buttress.storage import read_portfolio

ROOT = Path(__file__).resolve().parents[3]
SPELLINGS = {
    "slice": "slice",
    "Holm's correction": "holm",
    "concept drift": "drift",
    "drift": "drift",
    "p99": "tail",
}


def mark(text, spellings=None):
    return make_marker(spellings or SPELLINGS)(text)


def term(name, title="", definition="What it means.", **more):
    return GlossaryTerm(kind="term", id=name, title=title or name, definition=definition, **more)


def glossary_of(*terms, patterns=()):
    return gather_glossary(
        Portfolio(terms={one.id: one for one in terms}, patterns={one.id: one for one in patterns})
    )


def placed(text, glossary, uri="decisions/a/b.md"):
    return place_terms(str(ProseRenderer(glossary).render_prose(text)), glossary, uri)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a slice of it", ["slice"]),
        ("Slices matter", ["Slices"]),
        ("SLICE", []),
        ("sliced slicer subslice", []),
        ("pre-slice slice-wise", []),
        ("latency.p99 and p99.9", []),
        ("the p99.", ["p99"]),
        ("Concept drift is drift", ["Concept drift"]),
        ("concept\ndrift", ["concept\ndrift"]),
        ("Holm’s correction, Holm's correction", ["Holm’s correction"]),
        ("a slice, a slice and p99", ["slice", "p99"]),
        ("&lt;slice&gt; R&amp;slice", ["slice"]),
        ("", []),
    ],
)
def test_words_are_found_as_they_are_written(text, found):
    assert re.findall(r'<bt-term of="\w+">([^<]*)</bt-term>', mark(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        '<a href="x">slice</a>',
        "<code>slice</code>",
        "<pre><code>a slice</code></pre>",
        "<h3>The slice</h3>",
        '<abbr title="slice">s</abbr>',
        '<img alt="slice" src="slice.png">',
        "<a href='x'><em>a slice</em></a>",
    ],
)
def test_nothing_is_marked_in_links_code_headings_and_attributes(text):
    assert mark(text) == text


def test_what_follows_an_opaque_element_is_marked_again():
    assert mark("<p><code>slice</code> is a slice</p>") == (
        '<p><code>slice</code> is a <bt-term of="slice">slice</bt-term></p>'
    )


@given(st.text(alphabet="slice drft&;<>/a=\"'.-\n", max_size=80))
def test_marks_change_nothing_but_put_themselves_in(text):
    prose = ProseRenderer(glossary_of(term("slice"), term("drift")))
    finished = str(prose.render_prose(text))
    assert re.sub(r"</?bt-term[^>]*>", "", finished) == str(ProseRenderer().render_prose(text))


def test_words_of_a_portfolio_may_hold_anything():
    odd = {"R&D": "a", "<b>": "b", "C++": "c", "(maybe)": "d", "x*": "e", "a|b": "f"}
    assert mark("R&amp;D, C++ and x* or a|b", odd) == (
        '<bt-term of="a">R&amp;D</bt-term>, <bt-term of="c">C++</bt-term> and '
        '<bt-term of="e">x*</bt-term> or <bt-term of="f">a|b</bt-term>'
    )
    assert mark("<b>bold</b>", odd) == "<b>bold</b>"


def test_the_first_word_of_a_page_leads_to_its_definition():
    glossary = glossary_of(term("slice", definition="Part of the *examples*."))
    body = placed("A slice.\n\nAnother slice.", glossary)
    assert body == (
        '<p>A <a class="bt-term" href="../../../glossary/#term-slice" data-bt-term="Part of the examples.">slice</a>.'
        "</p>\n<p>Another slice.</p>"
    )


def test_several_texts_of_a_page_share_the_first_word():
    glossary = glossary_of(term("slice"))
    prose = ProseRenderer(glossary)
    body = place_terms(
        prose.render_prose("One slice.") + prose.render_inline("Two slices."), glossary, "index.md"
    )
    assert body.count("<a ") == 1
    assert "<bt-term" not in body


def test_what_it_means_is_escaped():
    glossary = glossary_of(term("slice", definition="`<script>` says \"x\" & 'y'"))
    assert 'data-bt-term="&lt;script&gt; says &quot;x&quot; &amp; &#x27;y&#x27;"' in placed("slice", glossary)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="x">see {}</a>',
        '<h2 id="x">On {}</h2>',
        "<details><summary>All {}</summary></details>",
        "<button>{}</button>",
    ],
)
def test_a_mark_where_a_template_must_not_have_a_link_is_words_again(body):
    marked = body.format('<bt-term of="slice">slices</bt-term>')
    assert place_terms(marked, glossary_of(term("slice")), "index.md") == body.format("slices")


def test_a_word_leads_to_a_pattern_by_its_name_and_not_from_its_own_page():
    pattern = Pattern(kind="pattern", id="feature-store", title="Feature store", intent="One definition.")
    glossary = glossary_of(patterns=[pattern])
    assert 'href="../../../patterns/feature-store/"' in placed("A feature store.", glossary)
    assert placed("A feature store.", glossary, "patterns/feature-store.md") == "<p>A feature store.</p>"


def test_everyday_words_are_left_alone_and_can_be_meant():
    glossary = glossary_of(term("holds", marked=False))
    assert placed("It holds.", glossary) == "<p>It holds.</p>"
    assert 'class="bt-term"' in place_terms('<bt-term of="holds">Holds</bt-term>', glossary, "index.md")


def test_unknown_marks_are_words_again():
    assert place_terms('<p><bt-term of="nothing">x</bt-term></p>', NO_GLOSSARY, "index.md") == "<p>x</p>"


def test_records_cannot_write_marks():
    body = placed('<bt-term of="slice">evil</bt-term> `<bt-term of="slice">`', glossary_of(term("slice")))
    assert 'class="bt-term"' not in body


def test_marks_do_not_show_in_plain_text():
    prose = ProseRenderer(glossary_of(term("slice")))
    assert prose.plain_text("Each slice, *alone*") == "Each slice, alone"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """The terms that come with Buttress."""
    root = making.write_files(tmp_path_factory.mktemp("catalogue") / "decisions", making.FILES)
    return read_portfolio(root).portfolio.terms


def test_every_mark_in_a_template_is_a_term(catalogue):
    written = {
        key
        for path in (ROOT / "templates").rglob("*.html")
        for key in re.findall(r'<bt-term of="([^"]*)">', path.read_text(encoding="utf-8"))
    }
    assert written
    assert written <= set(catalogue)


def test_the_catalogue_says_what_each_word_means_and_no_word_means_two_things(catalogue):
    marked = [one for one in catalogue.values() if one.marked]
    words = [word.casefold() for one in marked for word in (one.title, *one.also)]
    assert len(words) == len(set(words))
    assert all(len(one.definition) > 20 for one in catalogue.values())


class _Nesting(HTMLParser):
    """Whether a link stands inside another."""

    def __init__(self):
        super().__init__()
        self.depth, self.nested = 0, []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.depth += 1
            if self.depth > 1:
                self.nested.append(dict(attrs))

    def handle_endtag(self, tag):
        self.depth -= tag == "a"


FILES = {
    **making.FILES,
    "shop/choice.yaml": """
        kind: decision
        title: Use the small one
        status: accepted
        date: 2026-11-01
        context: "Each slice counts, and [the slice](x) too. `slice` <slice>"
        options: [{id: small, pros: [Good on every slice]}, {id: large}]
        chosen: small
        constraints: [recall >= 0.80]
    """,
    "terms/basket.yaml": """
        kind: term
        title: Basket
        also: [cart]
        definition: What a shopper *carries*; see slice.
        sources: [{title: House rules, url: "javascript:alert(1)"}]
    """,
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    root = making.write_files(tmp_path_factory.mktemp("site") / "decisions", FILES)
    site = render_project(judge_project(root, making.TODAY), SiteSettings(directory_urls=False))
    return {page.uri: page for page in site.pages}


def test_a_decision_links_the_first_word_to_the_glossary(pages):
    html = pages["decisions/shop/choice.md"].html
    assert html.count('href="../../glossary/index.html#term-slice"') == 1


def test_the_glossary_has_terms_qualities_and_patterns_and_what_a_portfolio_adds(pages):
    page = pages["glossary/index.md"]
    assert '<dfn>Basket</dfn> <span class="bt-sub-inline">also cart</span>' in page.html
    assert "javascript:" not in page.html
    assert 'id="quality-recall"' in page.html
    assert 'id="pattern-glue-code"' in page.html
    assert [one.title for one in page.search if one.location_fragment == "term-basket"] == ["Basket"]


def test_definitions_lead_to_other_definitions_and_not_to_themselves(pages):
    html = pages["glossary/index.md"].html
    entry = html[html.index('id="term-basket"') :].partition("</div>")[0]
    assert 'href="#term-slice"' in entry
    assert 'href="#term-basket"' not in entry


def test_every_place_of_the_glossary_is_there_once(pages):
    places = re.findall(r' id="([^"]*)"', pages["glossary/index.md"].html)
    assert len(places) == len(set(places))


def test_no_page_keeps_a_mark_or_nests_links(pages):
    for page in pages.values():
        html = page.complete_html()
        assert "bt-term of=" not in html, page.uri
        nesting = _Nesting()
        nesting.feed(html)
        assert not nesting.nested, page.uri


def test_a_term_that_is_there_twice_is_a_problem(tmp_path):
    files = {**making.FILES, "terms/slice.yaml": "kind: term\ntitle: Slice\ndefinition: Ours.\n"}
    root = making.write_files(tmp_path / "decisions", files)
    with pytest.raises(ProjectError, match=r"already defined in catalogue/glossary\.yaml"):
        judge_project(root, making.TODAY)
