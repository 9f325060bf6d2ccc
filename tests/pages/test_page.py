"""A page and the figures that come into it last."""

from __future__ import annotations

from buttress.pages import Page


def test_figures_take_their_places_wherever_they_are_asked_for() -> None:
    page = Page("a.md", "A", "", {"one": "<svg>1</svg>", "two.b-c": "<!--bt:one-->"})
    html = "<!--bt:two.b-c--><p>a</p><!--bt:one-->b<!--bt:one--><!-- bt:one -->"
    assert page.with_figures(html) == "<!--bt:one--><p>a</p><svg>1</svg>b<svg>1</svg><!-- bt:one -->"


def test_what_is_no_figure_of_the_page_stays() -> None:
    page = Page("a.md", "A", "", {"one": "1"})
    for html in ("", "no figure", "<!--bt:other-->", "<!--bt:one", "a<!--bt:", "<!--bt:two<!--bt:one", "-->"):
        assert page.with_figures(html) == html
    assert page.with_figures("<!--bt:open <!--bt:one-->") == "<!--bt:open 1"
