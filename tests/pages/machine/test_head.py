"""Metadata in the head: what a preview shows, once each, and nothing that a record could break out of."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest

from buttress.pages import SiteSettings
from buttress.pages.draft import Draft
from buttress.pages.machine.head import render_head

SITE = "https://example.org/adr/"
DECISION = Draft(
    uri="decisions/shop/choice.md",
    title='Use "small" <b>ones</b>',
    template="decision.html",
    view=None,
    description="Accepted; all 2 hold. Which one?",
    updated=date(2026, 11, 1),
)


class Head(HTMLParser):
    """Metadata by name, and links by type."""

    def __init__(self, html):
        super().__init__()
        self.metas, self.links, self.tags, self.marked = [], {}, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        if tag == "meta":
            name = found.get("property") or found.get("name")
            self.metas.append((name, found["content"]))
            self.marked += [name] if "data-bt-page" in found else []
        if tag == "link":
            assert "alternate" in found["rel"].split()
            self.links[found["type"]] = found["href"]


def test_a_preview_names_title_status_and_verdicts():
    head = Head(render_head(DECISION, SiteSettings(site_url=SITE, known_as="Shop")))
    assert head.metas == [
        ("og:type", "article"),
        ("og:title", 'Use "small" <b>ones</b>'),
        ("og:description", "Accepted; all 2 hold. Which one?"),
        ("og:site_name", "Shop"),
        ("og:url", f"{SITE}decisions/shop/choice/"),
        ("article:modified_time", "2026-11-01"),
        ("twitter:card", "summary"),
    ]
    assert set(head.tags) == {"meta", "link"}
    assert head.marked == ["twitter:card"]


def test_without_an_address_there_is_none():
    assert "og:url" not in dict(Head(render_head(DECISION, SiteSettings())).metas)


@pytest.mark.parametrize("uri", ["decisions/index.md", "start.md"])
def test_the_page_of_a_section_is_no_article(uri):
    draft = Draft(uri=uri, title="Decisions", template="x.html", view=None, updated=date(2026, 11, 1))
    found = dict(Head(render_head(draft, SiteSettings(overview_uri="start.md"))).metas)
    assert found["og:type"] == "website"
    assert "article:modified_time" not in found
    assert "og:description" not in found


@pytest.mark.parametrize(("directory_urls", "root"), [(True, "../../../"), (False, "../../")])
def test_every_page_names_the_feeds(directory_urls, root):
    head = Head(render_head(DECISION, SiteSettings(directory_urls=directory_urls)))
    assert head.links == {
        "application/atom+xml": f"{root}feed.xml",
        "application/feed+json": f"{root}feed.json",
    }
