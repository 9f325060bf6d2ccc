"""What the workshop keeps is what a whole build of the same folder makes, whatever was edited before."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import making
import making_systems
from buttress.errors import ProjectError
from buttress.incremental import Workshop
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.pages import Page, Site

OTHER = """
    kind: decision
    title: Cache the answers
    status: accepted
    date: 2026-03-02
    tags: [speed, shop]
    options: [{id: memory, title: In memory, ratings: {model.size: 1 kB}}, {id: disk}]
    chosen: memory
    links: {depends_on: [choice]}
    risks: [{text: It may be full, likelihood: low, impact: low}]
"""
CARD = """
    kind: model-card
    title: The small one
    suite: suite
    metrics: [recall, model.size]
"""
QUALITY = """
    kind: quality
    id: shelf.life
    title: Shelf life
    unit: h
    direction: higher
    estimator: exact
    characteristic: reliability
"""
ROWS = int(os.environ.get("BUTTRESS_LONG_TESTS", "0"))
FILES = {
    **making_systems.FILES,
    **making.FILES,
    "shop/where.yaml": making_systems.WHERE % '"flow.latency.p95 <= 250 ms for translate"',
    "shop/cache.yaml": OTHER,
    "shop/small.yaml": CARD,
}
EDITS = {
    "title": ("shop/choice.yaml", "Use the small one", "Take *the tiny* one"),
    "status": ("shop/choice.yaml", "status: accepted", "status: proposed"),
    "chosen": ("shop/choice.yaml", "chosen: small", "chosen: large"),
    "limit": ("shop/choice.yaml", "model.size <= 10 kB", "model.size <= 1 kB"),
    "limit told in another way": ("shop/choice.yaml", "recall >= 0.80", "recall >= 80 %"),
    "link": ("shop/cache.yaml", "depends_on: [choice]", "relates_to: [where]"),
    "supersedes": ("shop/cache.yaml", "depends_on: [choice]", "supersedes: [choice]"),
    "tag": ("shop/cache.yaml", "[speed, shop]", "[cost, shop]"),
    "alias": ("shop/cache.yaml", "chosen: memory", "chosen: memory\naliases: [shop/cached]"),
    "rating": ("shop/cache.yaml", "model.size: 1 kB", "model.size: 2 kB"),
    "a line more": ("shop/cache.yaml", "kind: decision", "# A note.\nkind: decision"),
    "model card": ("shop/small.yaml", "The small one", "The little one"),
    "card on an option": ("shop/choice.yaml", "[{id: small}", "[{id: small, model: small}"),
    "system": ("shop/system.yaml", "Glasses that translate signs", "Glasses that read"),
    "system's figures": ("shop/system.yaml", "40..200 ms", "40..500 ms"),
    "hardware": ("hardware/phone-soc.yaml", "Chip of the phone", "Chip of phones"),
    "evidence's hardware": ("hardware/bench-box.yaml", "cores: 2", "cores: 4"),
    "suite": ("shop/suite.yaml", "Speed and sense", "Sense and speed"),
    "code": ("shop/candidates.py", "return 1", "return 3"),
    "syntax": ("shop/choice.yaml", "options:", "options: ]"),
    "unknown key": ("shop/where.yaml", "status:", "state:"),
    "dead link": ("shop/cache.yaml", "depends_on: [choice]", "depends_on: [chioce]"),
    "dead quality": ("shop/choice.yaml", "recall >=", "recoll >="),
}
"""Texts that are put in the place of others, and back again."""
ADDED = {
    "decision": ("shop/later.yaml", OTHER.replace("Cache the answers", "Cache them later")),
    "early decision": ("a/first.yaml", OTHER.replace("[choice]", "[shop/cache]")),
    "quality": ("qualities/shelf.life.yaml", QUALITY),
    "card": ("shop/large.yaml", CARD.replace("The small one", "The large one")),
    "broken": ("shop/broken.yaml", "kind: decision\ntitle: [\n"),
}
"""Files that come and go."""


class Folder:
    """A folder of records that is edited, beside a workshop that looks at it now and then."""

    def __init__(self, folder: Path) -> None:
        self.root = making.write_files(folder / "decisions", FILES)
        making_systems.record(self.root)
        making.record_run(self.root)
        self.settings = SiteSettings(cache=folder / "cache")
        self.workshop = Workshop(self.root, self.settings, making.TODAY)
        self.replaced: set[str] = set()

    def toggle(self, name: str) -> None:
        """Makes an edit, or takes it back."""
        if name in ADDED:
            path, text = self.root / ADDED[name][0], ADDED[name][1]
            if path.exists():
                path.unlink()
            else:
                making.write_files(self.root, {ADDED[name][0]: text})
            return
        file, old, new = EDITS[name]
        path = self.root / file
        if name in self.replaced:
            old, new = new, old
        text = path.read_text()
        if old in text:
            path.write_text(text.replace(old, new))
            self.replaced ^= {name}

    def whole(self) -> Site | tuple[str, ...]:
        """What a build of everything makes of the folder: the site, or its problems."""
        try:
            return render_project(judge_project(self.root, making.TODAY, self.settings.cache), self.settings)
        except ProjectError as error:
            return tuple(map(str, error.problems))

    def kept(self) -> Site | tuple[str, ...]:
        """What the workshop makes of it."""
        try:
            self.workshop.refresh()
        except ProjectError as error:
            return tuple(map(str, error.problems))
        return self.workshop.site()

    def check(self) -> None:
        whole, kept = self.whole(), self.kept()
        if isinstance(whole, tuple) or isinstance(kept, tuple):
            assert kept == whole
            return
        assert [page.uri for page in kept.pages] == [page.uri for page in whole.pages]
        wrong = [page.uri for page, right in zip(kept.pages, whole.pages, strict=True) if page != right]
        assert wrong == []
        assert kept.files == whole.files


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.mark.parametrize(
    "names", [("title", "link", "code"), ("decision", "limit", "model card"), ("status", "system's figures")]
)
def test_a_row_of_edits_leads_to_the_same_site_as_a_whole_build(
    folder: Folder, names: tuple[str, ...]
) -> None:
    folder.kept()
    for name in names:
        folder.toggle(name)
    assert not isinstance(folder.kept(), tuple)
    folder.check()


@pytest.mark.skipif(not ROWS, reason="takes minutes: set BUTTRESS_LONG_TESTS to the number of rows")
@pytest.mark.parametrize("seed", range(ROWS))
def test_any_long_row_of_edits_leads_to_the_same_site_as_a_whole_build(folder: Folder, seed: int) -> None:
    names = [*EDITS, *ADDED]
    random.Random(seed).shuffle(names)  # noqa: S311 - a row of edits, no secret
    for name in names:
        folder.toggle(name)
        folder.check()
        if isinstance(folder.kept(), tuple):
            folder.toggle(name)
            folder.check()


def pages(site: Site | tuple[str, ...]) -> dict[str, Page]:
    assert not isinstance(site, tuple)
    return {page.uri: page for page in site.pages}


def test_an_edit_of_a_decision_makes_few_pages_anew(folder: Folder) -> None:
    before = pages(folder.kept())
    folder.toggle("title")
    change = folder.workshop.refresh()
    assert (change.added, change.removed) == ((), ())
    assert "decisions/shop/choice.md" in change.stale
    assert "decisions/shop/cache.md" in change.stale
    assert "systems/shop.md" in change.stale
    assert not [uri for uri in change.stale if uri.startswith(("evidence/hardware/", "patterns/"))]
    assert len(change.stale) < len(before) / 4
    stale_page = folder.workshop.page("decisions/shop/cache.md")
    assert stale_page is not None
    assert stale_page != before["decisions/shop/cache.md"]
    kept = folder.workshop.page("evidence/hardware/phone-soc.md")
    assert kept is before["evidence/hardware/phone-soc.md"]


def test_a_look_at_an_unchanged_folder_changes_nothing(folder: Folder) -> None:
    before = pages(folder.kept())
    change = folder.workshop.refresh()
    assert (change.added, change.removed, change.stale) == ((), (), ())
    assert all(folder.workshop.page(uri) is page for uri, page in before.items())


def test_pages_come_and_go_with_their_records(folder: Folder) -> None:
    folder.kept()
    folder.toggle("decision")
    change = folder.workshop.refresh()
    assert "decisions/shop/later.md" in change.added
    assert folder.workshop.page("decisions/shop/later.md") is not None
    (folder.root / "shop/later.yaml").rename(folder.root / "shop/much-later.yaml")
    change = folder.workshop.refresh()
    assert "decisions/shop/much-later.md" in change.added
    assert "decisions/shop/later.md" in change.removed
    assert folder.workshop.page("decisions/shop/later.md") is None


def test_a_run_that_is_recorded_meanwhile_counts(folder: Folder) -> None:
    folder.kept()
    making.record_run(
        folder.root,
        [making.measurement(folder.root, predictions=making.predictions(60, 40, 18, 2))],
        started=making.MEASURED + timedelta(days=2),
    )
    change = folder.workshop.refresh()
    assert any(uri.startswith("evidence/runs/") for uri in change.added)
    assert "decisions/shop/choice.md" in change.stale


def test_pages_stay_as_they_were_while_there_are_problems(folder: Folder) -> None:
    before = pages(folder.kept())
    folder.toggle("title")
    folder.toggle("dead link")
    with pytest.raises(ProjectError):
        folder.workshop.refresh()
    assert folder.workshop.page("decisions/shop/choice.md") == before["decisions/shop/choice.md"]
    folder.toggle("dead link")
    folder.workshop.refresh()
    assert folder.workshop.page("decisions/shop/choice.md") != before["decisions/shop/choice.md"]
