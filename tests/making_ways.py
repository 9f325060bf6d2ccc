"""A small portfolio with a bit of everything: a chain of successors, a waiver, a review overdue, verdicts that turn."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import making
from buttress.pages.rendering import render_drafts
from buttress.pages.templates_folder import make_environment
from buttress.pipeline import Project, judge_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.pages import Page
    from buttress.pages.draft import Draft

CHOICE = """
    kind: decision
    title: Use the small one
    number: 7
    status: accepted
    date: 2026-11-01
    tags: [vision, "a | b"]
    options: [{id: small}, {id: large}]
    chosen: small
    constraints:
      - latency.p50 <= 5 ms on bench-box in single-stream
      - {id: finds, require: recall >= 0.95}
      - {require: model.size <= 1 kB, severity: should}
    waivers:
      - {constraint: model.size, until: 2026-12-31, by: Head of Shop, because: Next release.}
    assumptions:
      - {text: Shoppers come, review_by: 2027-02-01}
      - {text: Bad apples stay rare, review_by: 2027-02-01}
    risks: [{text: "Frost <b>bites</b>", likelihood: high, impact: high}]
    links: {supersedes: [old], depends_on: [place]}
    review_by: 2026-11-10
"""
OLD = """
    kind: decision
    title: Use the large one
    status: superseded
    date: 2025-02-01
    options: [{id: large}, {id: small}]
    chosen: large
    constraints: [recall >= 0.5]
    links: {supersedes: [older]}
"""
OLDER = """
    kind: decision
    title: Ask the shopkeeper
    status: superseded
    date: 2024-03-01
    options: [{id: small}]
    chosen: small
"""
PLACE = """
    kind: decision
    title: Run it in the shop
    status: proposed
    date: 2026-10-01
    options: [{id: small}]
    chosen: small
    constraints: [latency.p50 <= 0.5 ms]
"""
DEPOT = """
    kind: decision
    title: Count boxes at the gate
    status: rejected
    date: 2026-03-01
    tags: [vision]
    options: [{id: gate}]
    links: {relates_to: [shop/choice]}
"""
FILES = {
    **making.FILES,
    "shop/choice.yaml": CHOICE,
    "shop/old.yaml": OLD,
    "shop/older.yaml": OLDER,
    "shop/place.yaml": PLACE,
    "shop/system.yaml": "kind: system\ntitle: Shop & Co\n",
    "depot/system.yaml": "kind: system\ntitle: Depot\n",
    "depot/count.yaml": DEPOT,
}


def record(root: Path, median_ms: float, found: int, days_before: int) -> Path:
    """Records a run of the small one: its median latency, and how many of 100 it finds; old ones ran other code."""
    changes = {"code_digest": "0" * 64} if days_before else {}
    return making.record_run(
        root,
        [
            making.measurement(
                root,
                predictions=making.predictions(found, 100 - found, 18, 2),
                processes=[making.process(order, median_ms) for order in range(10)],
                **changes,
            )
        ],
        started=making.MEASURED - timedelta(days=days_before),
    )


def render_draft(draft: Draft) -> Page:
    """Renders one page alone."""
    return render_drafts((draft,), make_environment(None))[0]


def make_project(folder: Path) -> Project:
    """Judges the portfolio with two runs: slow in April, fast in November."""
    root = making.write_files(folder / "decisions", FILES)
    record(root, 9.0, 97, 200)
    record(root, 1.0, 97, 0)
    return judge_project(root, making.TODAY)


class Reader(HTMLParser):
    """The links of a page, the rows of its table of decisions, and the controls of its filters with their values."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.rows: list[dict[str, Any]] = []
        self.controls: dict[str, str] = {}
        self.values: dict[str, set[str]] = {}
        self.control = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes one element."""
        found: dict[str, Any] = dict(attrs)
        address = found.get("href", found.get("xlink:href"))
        if tag == "a" and address is not None:
            self.links.append(address)
        if tag == "tr" and "data-bt-date" in found:
            self.rows.append(found)
        if tag in ("select", "input"):
            self.control = found.get("name", "")
            self.controls[self.control] = tag
        if tag == "option":
            self.values.setdefault(self.control, set()).add(found["value"])


def text_of(html: str) -> str:
    """Gives what readers see of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").split())
