"""Old addresses lead to new ones, in both forms of addresses, and to no other place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest

import making
import making_news
from buttress.errors import ProjectError
from buttress.pages import SiteSettings
from buttress.pages.urls import public_path
from buttress.pipeline import judge_project

SITE = "https://example.org/adr/"


class Redirect(HTMLParser):
    """What a page at an old address says."""

    def __init__(self, content):
        super().__init__()
        self.metas, self.links, self.anchors = {}, {}, []
        self.feed(content.decode())

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "meta" and "content" in found:
            self.metas[found.get("name") or found.get("http-equiv")] = found["content"]
        if tag == "link":
            self.links[found["rel"]] = found["href"]
        if tag == "a":
            self.anchors.append(found["href"])

    @property
    def target(self):
        return re.fullmatch(r"0; url=(.+)", self.metas["refresh"])[1]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("redirects") / "decisions"
    suite = making.SUITE + "    aliases: [shop/old suite]\n"
    making.write_files(root, {"shop/card.yaml": CARD})
    making_news.judge_shop(root)
    making.write_files(root, {"shop/suite.yaml": suite})
    return judge_project(root, making.TODAY)


CARD = """
    kind: model-card
    title: "A <small> model"
    aliases: [cards/former]
"""


def redirects_of(project, settings):
    return {
        uri: Redirect(content)
        for uri, content in making_news.machine_files(project, settings).items()
        if uri.endswith(".html")
    }


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_alias_leads_to_its_record(project, directory_urls):
    found = redirects_of(project, SiteSettings(directory_urls=directory_urls, site_url=SITE))
    ending = "/index.html" if directory_urls else ".html"
    wanted = {
        f"decisions/shop/first-choice{ending}": "decisions/shop/choice.md",
        f"decisions/0007-choice{ending}": "decisions/shop/choice.md",
        f"evidence/suites/shop/old suite{ending}": "evidence/suites/shop/suite.md",
        f"models/cards/former{ending}": "models/shop/card.md",
    }
    assert set(found) == set(wanted)
    for place, uri in wanted.items():
        address = SITE + public_path(uri, directory_urls=directory_urls)
        served = SITE + place.removesuffix("index.html")
        assert urljoin(served, found[place].target) == address
        assert found[place].anchors == [found[place].target]
        assert found[place].links["canonical"] == address
        assert found[place].metas["robots"] == "noindex"


def test_without_an_address_the_canonical_one_is_relative(project):
    found = redirects_of(project, SiteSettings())["decisions/shop/first-choice/index.html"]
    assert found.links["canonical"] == found.target == "../choice/"


def test_a_title_is_text(project):
    files = making_news.machine_files(project, SiteSettings())
    page = files["models/cards/former/index.html"].decode()
    assert page.count("A &lt;small&gt; model") == 2
    assert "<small>" not in page


@pytest.mark.parametrize("alias", ["../../outside", "/etc/passwd", "a//b", ".hidden", "a\\b", "shop/index"])
def test_an_alias_that_no_record_can_have_had_is_a_problem(tmp_path, alias):
    text = making.DECISION + f"    aliases: ['{alias}']\n"
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/choice.yaml": text})
    with pytest.raises(ProjectError) as caught:
        judge_project(root, making.TODAY)
    (problem,) = caught.value.problems
    assert problem.field == "aliases"
    assert "was never the id of a record" in problem.message


def test_an_alias_at_the_address_of_another_record_is_a_problem(tmp_path):
    text = making.DECISION + "    aliases: [shop/place]\n"
    files = {**making.FILES, "shop/choice.yaml": text, "shop/place.yaml": making_news.PLACE}
    with pytest.raises(ProjectError, match="is the id of a decision that is there"):
        judge_project(making.write_files(tmp_path / "decisions", files), making.TODAY)
