from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.pages.prose import _PLAIN, ProseRenderer, _convert, safe_link

PROSE = ProseRenderer()

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.org></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='a.png' ONERROR = 'alert(1)'>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](<java\tscript:alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x](a.png "t\\" onerror=\\"alert(1)")',
    '![x" onerror="alert(1)](a.png)',
    "<style>body{background:url(//evil.org)}</style>",
    "<p style='position:fixed'>x</p>",
    "<iframe src='https://evil.org'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=x></object><embed src=x>",
    "<form action='https://evil.org'><input name=a><button formaction=javascript:alert(1)>x</button></form>",
    "<base href='https://evil.org'><meta http-equiv=refresh content='0;url=//evil.org'><link rel=stylesheet href=x>",
    "<!-- <script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>-->",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<div id=login class=md-header>x</div>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><script>alert(1)</script>'></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><script>alert(1)</script></title>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "```html onload=x\n<b>\n```",
    '```" onmouseover="alert(1)\nx\n```',
    "`<script>alert(1)</script>`",
    "<video src=https://evil.org/a.mp4 autoplay onplay=alert(1)></video>",
    "<xmp><script>alert(1)</script></xmp>",
    "<x onclick=alert(1)>y</x>",
    "<b/onclick=alert(1)>y</b>",
]

ALLOWED_TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "details",
        "dl",
        "dt",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
    ),
    *(
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
    ),
    *("summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
ALLOWED_ATTRIBUTES = {
    "align",
    "alt",
    "class",
    "colspan",
    "height",
    "href",
    "rel",
    "rowspan",
    "src",
    "start",
    "title",
    "width",
}


class Reader(HTMLParser):
    """Collects the tags and attributes that a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


# What we put around a table ourselves, for the keyboard to scroll it.
SCROLLING = '<div class="bt-scroll" tabindex="0" role="group" aria-label="Table"><table class="bt-table">'


def assert_harmless(text: str) -> None:
    read = Reader(text.replace(SCROLLING, "<table>"))
    assert read.tags <= ALLOWED_TAGS
    assert {name for name, _ in read.attributes} <= ALLOWED_ATTRIBUTES
    for name, value in read.attributes:
        if name == "href":
            assert safe_link(value) == value
        if name == "src":
            assert not re.match(r"\s*(//|[a-z][a-z0-9+.-]*:)", value, re.IGNORECASE)
        if name == "class":
            assert re.fullmatch(r"language-[\w+#.-]+|bt-align-(left|center|right)", value)
    assert "<script" not in text.lower()
    assert not re.search(r"<[^>]* on\w+\s*=", re.sub(r'"[^"]*"', '""', text.lower()))


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_harmless(attack: str) -> None:
    assert_harmless(PROSE.render_prose(attack))
    assert_harmless(PROSE.render_inline(attack))


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_harmless_inside_a_list_and_a_table(attack: str) -> None:
    line = attack.replace("\n", " ")
    assert_harmless(PROSE.render_prose(f"- item\n\n    {line}\n\n| a | b |\n|---|---|\n| {line} | x |\n"))


pieces = st.sampled_from(
    [
        *(
            "<",
            ">",
            "</",
            "script",
            "img",
            "svg",
            " onerror=",
            "onload",
            "=",
            '"',
            "'",
            "`",
            "\n",
            "\n\n",
            "[",
            "](",
            ")",
        ),
        *(
            "javascript:",
            "data:",
            "&#106;",
            "&lt;",
            "<!--",
            "-->",
            "<style>",
            "</style>",
            "|",
            "---",
            "> ",
            "    ",
            "# ",
        ),
        *("!", "x"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=25).map("".join) | st.text(max_size=120))
def test_no_text_becomes_anything_but_prose(text: str) -> None:
    assert_harmless(PROSE.render_prose(text))
    assert_harmless(PROSE.render_inline(text))


@settings(max_examples=300, deadline=None)
@given(st.from_regex(_PLAIN, fullmatch=True))
def test_the_short_way_for_plain_lines_says_the_same_as_markdown(text: str) -> None:
    renderer = ProseRenderer()
    line = " ".join(text.split())
    slow = renderer._clean_inline.clean(_convert(renderer._inline, line)).strip()
    assert renderer.render_inline(text) == slow
    assert renderer.render_prose(line) == renderer._clean_blocks.clean(_convert(renderer._blocks, line))


def test_markdown_of_records_is_rendered() -> None:
    rendered = PROSE.render_prose(
        "Some *words*, **bold**, `code` and a [link](../x/).\n\n- one\n- two\n\n1. first\n"
    )
    assert "<em>words</em>" in rendered
    assert "<strong>bold</strong>" in rendered
    assert '<a href="../x/" rel="noopener noreferrer">link</a>' in rendered
    assert rendered.count("<li>") == 3


def test_headings_start_below_those_of_the_page() -> None:
    rendered = PROSE.render_prose("# One\n\n#### Four\n\n###### Six\n\n<h1 id=x>Raw</h1>")
    assert re.findall(r"<h(\d)>(\w+)", rendered) == [("3", "One"), ("6", "Four"), ("6", "Six"), ("3", "Raw")]


def test_tables_keep_their_alignment_as_a_class() -> None:
    rendered = PROSE.render_prose('| a | b |\n|--:|:-:|\n| 1 | `<td align="left">` |')
    assert '<td class="bt-align-right">1</td>' in rendered
    assert '<td class="bt-align-center"><code>&lt;td align="left"&gt;</code></td>' in rendered
    assert "style=" not in rendered


def test_a_table_scrolls_inside_itself_and_the_keyboard_reaches_it() -> None:
    rendered = PROSE.render_prose("Before\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter `<table>`")
    assert f"<p>Before</p>\n{SCROLLING}\n<thead>" in rendered
    assert "</tbody>\n</table></div>\n<p>After <code>&lt;table&gt;</code></p>" in rendered


def test_code_is_kept_verbatim_with_its_language() -> None:
    rendered = PROSE.render_prose("```python\nif a < b:\n    print('{{ x }}  # <b>')\n```")
    assert (
        "<pre><code class=\"language-python\">if a &lt; b:\n    print('{{ x }}  # &lt;b&gt;')\n</code></pre>"
        in rendered
    )


def test_template_syntax_stays_literal() -> None:
    text = "Use {{ config.secret }} and {% include 'x' %} and {# note #}"
    assert "{{ config.secret }} and {% include 'x' %} and {# note #}" in PROSE.render_prose(text)
    assert PROSE.plain_text(text) == text


def test_attribute_lists_have_no_effect() -> None:
    assert PROSE.render_prose("text\n{: #id .class onclick=x }") == "<p>text\n{: #id .class onclick=x }</p>"


def test_images_come_from_the_site_itself_and_others_leave_their_text() -> None:
    rendered = PROSE.render_prose(
        "![ours](img/a.png) ![theirs](https://evil.org/a.png) ![proto](//evil.org/a.png)"
    )
    assert rendered == '<p><img alt="ours" src="img/a.png"> theirs proto</p>'


def test_external_links_do_not_hand_over_the_window() -> None:
    assert 'rel="noopener noreferrer"' in PROSE.render_prose("[x](https://example.org)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# of features", "# of features"),
        ("1. first", "1. first"),
        ("- 3 dB", "- 3 dB"),
        ("> 5 ms & < 7 ms", "&gt; 5 ms &amp; &lt; 7 ms"),
        ("    indented  twice", "indented twice"),
        ("p99 *of* `a_b`", "p99 <em>of</em> <code>a_b</code>"),
        ("two\n\nparagraphs", "two paragraphs"),
        ("<div>block</div> <p>x", "block x"),
        ("", ""),
    ],
)
def test_one_line_fields_have_no_blocks(text: str, expected: str) -> None:
    assert PROSE.render_inline(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a*. b **c**d", "a. b cd"),
        ("# Title\n\ntext", "Title text"),
        ("a < b & c", "a < b & c"),
        ("- one\n- two", "one two"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("<script>alert(1)</script>rest", "rest"),
        ("`<b>`", "<b>"),
        ("", ""),
    ],
)
def test_plain_text_is_the_words_alone(text: str, expected: str) -> None:
    assert PROSE.plain_text(text) == expected


def test_deep_nesting_is_survived() -> None:
    for text in (
        ">" * 5000 + "deep",
        "- " * 3000 + "deep",
        "[" * 3000 + "deep",
        "<div>" * 3000 + "deep",
        "*" * 3000 + "deep",
    ):
        assert "deep" in PROSE.render_prose(text)
        assert "deep" in PROSE.render_inline(text)


def test_references_of_one_text_do_not_leak_into_the_next() -> None:
    renderer = ProseRenderer()
    renderer.render_prose("[x]: https://example.org\n\n[x]")
    assert "<a" not in renderer.render_prose("see [x] here")


def test_the_same_text_is_rendered_once() -> None:
    renderer = ProseRenderer()
    assert renderer.render_prose("*a*") is renderer.render_prose("*a*")
    assert renderer.render_inline("*a*") is renderer.render_inline("*a*")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("../x/", "../x/"),
        ("#part", "#part"),
        ("?q=a:b", "?q=a:b"),
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("javascript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("//evil.org", ""),
        ("\\\\evil.org", ""),
        ("/\\evil.org", ""),
        ("", ""),
    ],
)
def test_links_pass_by_scheme(address: str, expected: str) -> None:
    assert safe_link(address) == expected
