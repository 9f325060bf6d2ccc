"""The page that leads through the portfolio: what it names is there, and its prose has no measured number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buttress.storage import read_portfolio

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/what-these-decisions-teach.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([a-z-]+)/([^)#]+)\.md", TEXT)


@pytest.fixture(scope="module")
def portfolio():
    return read_portfolio(ROOT / "decisions").portfolio


def test_every_record_that_it_leads_to_is_there(portfolio):
    shelves = {
        "decisions": portfolio.decisions,
        "systems": portfolio.systems,
        "patterns": portfolio.patterns,
        "models": portfolio.model_cards,
    }
    named = [(kind, name) for kind, name in LINKS if name != "index"]
    assert named
    assert [one for one in named if one[1] not in shelves[one[0]]] == []


def test_what_is_tried_in_it_is_written_for_decisions_that_are_there(portfolio):
    ends = {name.rpartition("/")[2]: one for name, one in portfolio.decisions.items()}
    tried = re.findall(r"^\$ buttress whatif (\S+) (.*)$", TEXT, re.MULTILINE)
    assert len(tried) == 3
    for name, options in tried:
        told = {one.id for one in ends[name].constraints} | {one.id for one in ends[name].options}
        told |= {one.require.quality for one in ends[name].constraints}
        assert set(re.findall(r"--(?:drop|in) (\S+)", options)) <= told


def test_its_prose_has_years_and_no_other_number():
    prose = re.sub(r"\]\([^)]*\)|^\d\. ", "", TEXT, flags=re.MULTILINE)
    assert {
        number for number in re.findall(r"\d+", prose) if not re.fullmatch(r"(19|20)\d\d", number)
    } == set()
