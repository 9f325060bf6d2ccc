"""Portfolio -> glossary: the terms and the names of patterns, with what a reader sees beside them."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.draft import shortened
from buttress.pages.glossary_marks import Glossary, TermLink, make_marker
from buttress.pages.prose import ProseRenderer

if TYPE_CHECKING:
    from buttress.records import Portfolio

TIP_TEXT = 220
"""Most characters of what a reader sees beside a word."""


def gather_glossary(portfolio: Portfolio, *, directory_urls: bool = True) -> Glossary:
    """Gives the words of a portfolio: its terms, and the names of its patterns.

    Args:
        portfolio: The records.
        directory_urls: Whether ``a.md`` is served as ``a/`` rather than ``a.html``.
    """
    prose = ProseRenderer()
    links: dict[str, TermLink] = {}
    spellings: dict[str, str] = {}
    for pattern in portfolio.patterns.values():
        key = f"pattern/{pattern.id}"
        tip = _tip(prose.plain_text(pattern.intent) or pattern.title)
        links[key] = TermLink(urls.pattern_uri(pattern.id), "", tip)
        spellings[pattern.title] = key
    for term in portfolio.terms.values():
        tip = _tip(prose.plain_text(term.definition))
        links[term.id] = TermLink(urls.GLOSSARY, urls.term_anchor(term.id), tip)
        if term.marked:
            spellings.update(dict.fromkeys((term.title, *term.also), term.id))
    words = {word: key for word, key in spellings.items() if len(word.strip()) > 1}
    return Glossary(links, make_marker(words), directory_urls)


def _tip(text: str) -> str:
    return html.escape(shortened(text, TIP_TEXT))
