"""Record prose: Markdown that a stranger may have written, turned into HTML that a page can trust.

Everything a record says passes one sanitiser with short allow-lists: no scripts, styles, frames, forms, event
attributes or ids; links lead to relative, ``http``, ``https`` or ``mailto`` addresses; images come from the site
itself. Template syntax in prose stays literal, because nothing here is read as a template.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import nh3
from markdown import Markdown
from markupsafe import Markup, escape

from buttress.pages.glossary_marks import NO_GLOSSARY, Glossary

_LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_INLINE_TAGS = frozenset(
    {
        "a",
        "abbr",
        "b",
        "code",
        "del",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
    }
)
_BLOCK_TAGS = _INLINE_TAGS | frozenset(
    {
        "blockquote",
        "br",
        "dd",
        "details",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "li",
        "ol",
    }
    | {"p", "pre", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
}
# Their text is code, not prose: it goes with the tag.
_DROPPED_WITH_CONTENT = {
    "iframe",
    "math",
    "noscript",
    "object",
    "script",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
}
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]+")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_ALIGNED = re.compile(r'<(t[hd])([^<>]*?) align="(left|center|right)"')
# A wide table scrolls inside itself, which takes a place that the keyboard reaches.
_TABLE = '<div class="bt-scroll" tabindex="0" role="group" aria-label="Table"><table class="bt-table">'
# The sanitiser escapes angle brackets inside attributes, so a tag ends at the first one.
_INLINE_TAG = re.compile(rf"</?(?:bt-term|{'|'.join(sorted(_INLINE_TAGS))})(?: [^>]*)?>")
_TAG = re.compile(r"<[^>]*>")
_UNSHOWN_IMAGE = re.compile(r'<img(?![^>]* src=")(?:[^>]* alt="([^"]*)")?[^>]*>')
# One line of these characters alone means the same with and without Markdown; most fields are such a line.
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ .,:;?%()'/…–’“”-])*")
_PARSED_BLOCKS = (
    "empty",
    "indent",
    "code",
    "hashheader",
    "setextheader",
    "hr",
    "olist",
    "ulist",
    "quote",
    "reference",
)


@lru_cache(maxsize=4096)
def safe_link(address: str) -> str:
    r"""Gives an address that a record may link to, or an empty text when it must not be followed.

    Relative addresses, fragments, ``http``, ``https`` and ``mailto`` pass. Browsers drop blanks and control
    characters inside a scheme, so they are dropped before looking at it.

    >>> safe_link("../model-cards/tree/"), safe_link(" java\nscript:alert(1)")
    ('../model-cards/tree/', '')
    """
    bare = _BLANKS.sub("", address)
    scheme = _SCHEME.match(bare)
    if scheme:
        return bare if scheme.group()[:-1].lower() in _LINK_SCHEMES else ""
    return "" if bare[:2].replace("\\", "/") == "//" else bare


def _is_own_address(address: str) -> bool:
    """Whether an address stays on the site, so that loading it asks no third party."""
    bare = _BLANKS.sub("", address)
    return bool(bare) and not _SCHEME.match(bare) and bare[:2].replace("\\", "/") != "//"


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if _is_own_address(value) else None
    if tag == "a" and name == "href":
        return safe_link(value) or None
    if name == "class":
        return value if _LANGUAGE.fullmatch(value) else None
    return value


def _cleaner(tags: frozenset[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in tags},
        attribute_filter=_keep_attribute,
        url_schemes=set(_LINK_SCHEMES),
        link_rel="noopener noreferrer",
    )


def _inline_markdown() -> Markdown:
    """A parser to which "# of features" and "1. first" are just words."""
    parser = Markdown(extensions=[])
    for name in _PARSED_BLOCKS:
        parser.parser.blockprocessors.deregister(name)
    parser.preprocessors.deregister("html_block")
    return parser


class ProseRenderer:
    """Turns the prose of records into safe HTML, each distinct text once.

    One renderer serves one build or one `serve` session: it keeps two parsers and every answer that it gave. Words of
    the glossary are marked, for the page to link them.

    Args:
        glossary: The words; another glossary needs another renderer.
    """

    def __init__(self, glossary: Glossary = NO_GLOSSARY) -> None:
        self.glossary = glossary
        self._blocks = Markdown(
            extensions=["tables", "fenced_code", "sane_lists"],
            extension_configs={"tables": {"use_align_attribute": True}},
        )
        self._inline = _inline_markdown()
        self._clean_blocks = _cleaner(_BLOCK_TAGS)
        self._clean_inline = _cleaner(_INLINE_TAGS)
        self._prose: dict[str, Markup] = {}
        self._lines: dict[str, Markup] = {}

    def render_prose(self, text: str) -> Markup:
        """Gives the HTML of a text of any length; its headings start at level three, under the page's own."""
        found = self._prose.get(text)
        if found is None:
            found = self._prose[text] = self._marked(self._blocks_of(text.strip()))
        return found

    def render_inline(self, text: str) -> Markup:
        """Gives the HTML of a one-line field: emphasis, code and links, no paragraph around them."""
        found = self._lines.get(text)
        if found is None:
            found = self._lines[text] = self._marked(self._line_of(" ".join(text.split())))
        return found

    def mark_words(self, text: str) -> Markup:
        """Gives a sentence of ours, which is no Markdown, with the words of the glossary marked."""
        return self._marked(escape(text))

    def plain_text(self, text: str) -> str:
        """Gives the words of a text without its markup on one line, for search entries and descriptions.

        The answer is text, not HTML: it may hold ``<`` and must be escaped where it is used.
        """
        unmarked = _INLINE_TAG.sub("", str(self.render_prose(text)))
        return " ".join(html.unescape(_TAG.sub(" ", unmarked)).split())

    def _marked(self, finished: Markup) -> Markup:
        return Markup(self.glossary.mark(finished))  # noqa: S704 - marks are put between what was escaped

    def _blocks_of(self, text: str) -> Markup:
        if _PLAIN.fullmatch(text):
            return Markup(f"<p>{text}</p>")  # noqa: S704
        cleaned = self._clean_blocks.clean(_convert(self._blocks, text))
        lowered = _HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + 2, 6)}>", cleaned)
        shown = _UNSHOWN_IMAGE.sub(lambda m: m[1] or "", lowered)
        aligned = _ALIGNED.sub(r'<\1\2 class="bt-align-\3"', shown)
        return Markup(aligned.replace("<table>", _TABLE).replace("</table>", "</table></div>"))  # noqa: S704

    def _line_of(self, text: str) -> Markup:
        if _PLAIN.fullmatch(text):
            return Markup(text)  # noqa: S704
        return Markup(self._clean_inline.clean(_convert(self._inline, text)).strip())  # noqa: S704


def _convert(parser: Markdown, text: str) -> str:
    try:
        return parser.reset().convert(text)
    except RecursionError:
        # Nesting that deep is an attack or an accident; the words still deserve to be read.
        return f"<pre>{html.escape(text)}</pre>"
