"""The page of changes and the notes that lead to it: against a base, and without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import making
from buttress.difference import compare_projects
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.pages import Page
    from buttress.project import Project

NEW = making.DECISION.replace("Use the small one", "Use <i>another</i> one")


def project(root: Path, choice: str = making.DECISION, **files: str) -> Project:
    more = {f"shop/{name}.yaml": text for name, text in files.items()}
    making.write_files(root, {**making.FILES, "shop/choice.yaml": choice, **more})
    making.record_run(root)
    return judge_project(root, making.TODAY)


def pages(head: Project, base: Project | None = None, **settings: str) -> dict[str, Page]:
    difference = compare_projects(base, head, "main (1a2b3c)") if base else None
    site = render_project(head, SiteSettings(difference=difference, **settings))
    return {page.uri: page for page in site.pages}


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """A preview that breaks one limit, loosens another, adds one decision and removes another."""
    tmp_path = tmp_path_factory.mktemp("preview")
    base = project(tmp_path / "a/decisions", gone=making.DECISION)
    broken = making.DECISION.replace("<= 5 ms", "<= 0.5 ms").replace("10 kB", "20 kB")
    return pages(project(tmp_path / "b/decisions", broken, added=NEW), base)


def test_what_broke_is_told_first_with_the_way_there(preview: dict[str, Page]) -> None:
    html = preview["changes/index.md"].html
    told = plain(html)
    assert "1 constraint newly fails the build." in told
    assert told.index("Newly failing") < told.index("Easier to pass")
    assert "tightened from ≤ 5 ms to ≤ 0.5 ms" in told
    assert 'href="../decisions/shop/choice/#constraint-latency-p50-on-bench-box-in-single-stream"' in html


def test_what_is_gone_has_no_link_and_what_is_new_has_one(preview: dict[str, Page]) -> None:
    html = preview["changes/index.md"].html
    assert 'href="../decisions/shop/added/"' in html
    assert "decisions/shop/gone" not in html
    assert "Use &lt;i&gt;another&lt;/i&gt; one" in html


def test_pages_of_changed_decisions_say_so(preview: dict[str, Page]) -> None:
    choice = preview["decisions/shop/choice.md"].html
    assert "Changed in this preview." in choice
    assert 'href="../../../changes/"' in choice
    assert "holds → violated" in choice
    assert "New in this preview." in preview["decisions/shop/added.md"].html


def test_the_overview_says_what_the_preview_changes(preview: dict[str, Page]) -> None:
    told = plain(preview["index.md"].html)
    assert "1 constraint newly fails the build." in told
    assert "1 decision changed, 1 added, 1 removed." in told


def test_an_unchanged_decision_says_nothing(tmp_path: Path) -> None:
    base = project(tmp_path / "a/decisions", other=making.DECISION)
    head = project(tmp_path / "b/decisions", making.DECISION.replace("10 kB", "20 kB"), other=making.DECISION)
    assert "this preview" not in pages(head, base)["decisions/shop/other.md"].html


def test_without_a_base_the_records_tell_their_own_past(tmp_path: Path) -> None:
    later = NEW.replace("2026-11-01", "2026-09-01") + "    review_by: 2027-01-15\n"
    later += "    assumptions: [{text: A, review_by: 2027-01-15}, {text: B, review_by: 2027-01-15}]\n"
    found = pages(project(tmp_path / "decisions", later=later))
    told = plain(found["changes/index.md"].html)
    assert (
        told.index("November 2026")
        < told.index("September 2026")
        < told.index("Ahead")
        < told.index("2027-01-15")
        < told.index("Review; 2 assumptions to be reviewed")
    )
    assert "this preview" not in found["decisions/shop/choice.md"].html


def test_a_base_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    found = pages(project(tmp_path / "decisions"), base_problem="main: there is <b>none</b>")
    html = found["changes/index.md"].html
    assert "main: there is &lt;b&gt;none&lt;/b&gt;" in html
    assert "November 2026" in html
