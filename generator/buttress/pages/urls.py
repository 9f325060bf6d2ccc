"""Addresses: where each record's page lies, and how one page links to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

ASSETS = "assets/buttress"
"""Folder of style sheets and scripts."""
DECISIONS = "decisions/index.md"
EVIDENCE = "evidence/index.md"
QUALITIES = "qualities/index.md"
PATTERNS = "patterns/index.md"
ANTI_PATTERNS = "anti-patterns/index.md"
CATALOGUE = "catalogue/index.md"
GLOSSARY = "glossary/index.md"
MODELS = "models/index.md"
SYSTEMS = "systems/index.md"
TAGS = "tags/index.md"
TIMELINE = "timeline/index.md"
MAP = "map/index.md"
CHANGES = "changes/index.md"
SECTIONS = (DECISIONS, SYSTEMS, MODELS, EVIDENCE, CATALOGUE)
"""The pages that lead to all others: what a site without a navigation of its own shows beside the overview."""


def decision_uri(decision: str) -> str:
    """Gives the source address of a decision's page."""
    return f"decisions/{decision}.md"


def explorer_uri(decision: str) -> str:
    """Gives the source address of the page on which a decision's limits and weights can be moved."""
    return f"explorer/{decision}.md"


def assurance_uri(decision: str) -> str:
    """Gives the source address of the page that argues for a decision."""
    return f"assurance/{decision}.md"


def system_assurance_uri(system: str) -> str:
    """Gives the source address of the page that argues for what a system states; no decision's can be the same."""
    return f"system-assurance/{system}.md"


def system_uri(system: str) -> str:
    """Gives the source address of a system's page."""
    return f"systems/{system}.md"


def system_map_uri(system: str) -> str:
    """Gives the source address of the map of one system's decisions."""
    return f"map/{system}.md"


def model_uri(card: str) -> str:
    """Gives the source address of a model card's page."""
    return f"models/{card}.md"


def factsheet_uri(card: str) -> str:
    """Gives the source address of a model's FactSheet."""
    return f"factsheets/{card}.md"


def interface_uri(card: str) -> str:
    """Gives the source address of the page on a model's inference interface."""
    return f"interfaces/{card}.md"


def suite_uri(suite: str) -> str:
    """Gives the source address of a benchmark suite's page."""
    return f"evidence/suites/{suite}.md"


def run_uri(run: str) -> str:
    """Gives the source address of a run's page."""
    return f"evidence/runs/{run}.md"


def hardware_uri(name: str) -> str:
    """Gives the source address of a hardware profile's page."""
    return f"evidence/hardware/{name}.md"


def quality_uri(quality: str) -> str:
    """Gives the source address of a quality's page."""
    return f"qualities/{quality}.md"


def pattern_uri(name: str) -> str:
    """Gives the source address of a pattern's page."""
    return f"patterns/{name}.md"


@lru_cache(maxsize=4096)
def anchor_of(*words: str) -> str:
    """Gives a fragment id from words.

    >>> anchor_of("constraint", "latency.p99 on edge-cpu")
    'constraint-latency-p99-on-edge-cpu'
    """
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).casefold()).strip("-") or "section"


def term_anchor(term: str) -> str:
    """Gives the fragment id of a term on the page of the glossary; ids differ in letters' case and punctuation, too."""
    return f"term-{term}"


def anchors_of(prefix: str, names: Iterable[str]) -> dict[str, str]:
    """Gives each name a fragment id of its own, also where two names differ in punctuation only."""
    found: dict[str, str] = {}
    for name in names:
        anchor, count = anchor_of(prefix, name), 1
        while anchor in found.values():
            count += 1
            anchor = anchor_of(prefix, name, str(count))
        found[name] = anchor
    return found


@lru_cache(maxsize=8192)
def public_path(uri: str, *, directory_urls: bool) -> str:
    """Gives the path under which a page is served, relative to the site's root and percent-encoded.

    >>> public_path("decisions/a.md", directory_urls=True), public_path("decisions/index.md", directory_urls=True)
    ('decisions/a/', 'decisions/')
    """
    stem = uri.removesuffix(".md")
    if not directory_urls:
        return quote(f"{stem}.html")
    folder, _, name = stem.rpartition("/")
    if name == "index":
        return quote(f"{folder}/") if folder else ""
    return quote(f"{stem}/")


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses as seen from one page.

    Attributes:
        page: Source address of the page that holds the links.
        directory_urls: Whether ``a.md`` is served as ``a/`` rather than ``a.html``.
    """

    page: str
    directory_urls: bool = True

    def to(self, uri: str, fragment: str = "") -> str:
        """Gives the relative address of another page, or of a place on it."""
        suffix = f"#{fragment}" if fragment else ""
        if uri == self.page and fragment:
            return suffix
        path = self._relative(public_path(uri, directory_urls=self.directory_urls))
        return path + suffix

    def file(self, uri: str) -> str:
        """Gives the relative address of a file that is no page, such as a feed or a style sheet."""
        return self._relative(quote(uri))

    def _relative(self, target: str) -> str:
        here, up = _way_up(self.page, self.directory_urls)
        if not here or not target.startswith(f"{here[0]}/"):
            return up + target or "./"
        there = target.split("/")
        shared = 0
        while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
            shared += 1
        path = "/".join([".."] * (len(here) - shared) + there[shared:])
        return path or "./"


@lru_cache(maxsize=64)
def _way_up(page: str, directory_urls: bool) -> tuple[tuple[str, ...], str]:
    """The folders of a page, and the way from it to the site's root: most of its links lead through there."""
    here = tuple(public_path(page, directory_urls=directory_urls).split("/")[:-1])
    return here, "../" * len(here)
