from __future__ import annotations

from datetime import date

from markdown import markdown

from buttress.cli.page_files import as_html_block, page_text
from buttress.pages import Page


def test_a_page_has_front_matter_and_its_figures() -> None:
    page = Page(
        "a.md", 'Say "yes": now', "<h1>A</h1>\n<!--bt:plot-->", {"plot": "<svg/>"}, updated=date(2026, 11, 20)
    )
    assert page_text(page) == (
        '---\ntitle: "Say \\"yes\\": now"\ndate: "2026-11-20"\n---\n\n<h1>A</h1>\n<svg/>\n'
    )


def test_markdown_finds_nothing_to_parse_in_a_page() -> None:
    html = "<div>\n<p>a</p>\n\n    <p>b</p>\n  \n\n<pre>c\n\n\n    d</pre>\n</div>"
    block = as_html_block(html)
    assert "\n\n" not in block
    assert "<code>" not in markdown(block)
    assert block.replace("&#10;", "\n").endswith("<pre>c\n\n\n    d</pre>\n</div>")
