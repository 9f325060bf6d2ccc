"""A git revision is read as data: what was committed and nothing else, whatever the repository says."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from buttress.errors import ProjectError
from buttress.storage import open_base

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder: Path, *arguments: str) -> str:
    names = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")
    when = {"GIT_AUTHOR_DATE": "2026-11-01T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-01T12:00:00Z"}
    command = ["git", "-C", str(folder), *names, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **when})
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose records were committed, and are otherwise now."""
    top = tmp_path / "project"
    records = top / "decisions"
    (records / "shop").mkdir(parents=True)
    (records / "shop/choice.yaml").write_text("then\n")
    (top / "README").write_text("beside\n")
    git(top, "init", "--quiet")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "First")
    git(top, "tag", "first")
    (records / "shop/choice.yaml").write_text("now\n")
    return records


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def refusal(name: str, root: Path, where: Path | None = None) -> str:
    with pytest.raises(ProjectError) as found, open_base(name, root, where):
        pass
    return str(found.value)


@pytest.mark.parametrize("name", ["HEAD", "main", "first", "main..."])
def test_a_revision_holds_what_was_committed(root: Path, name: str) -> None:
    with open_base(name, root) as base:
        assert contents(base.root) == {"shop/choice.yaml": "then\n"}
        assert base.root.name == "decisions"
        assert base.label == f"{name} ({git(root, 'rev-parse', 'HEAD')[:10]}, 2026-11-01)"
        made = base.root
    assert not made.exists()


def test_three_dots_mean_where_the_branch_left(root: Path) -> None:
    git(root, "checkout", "--quiet", "-b", "topic")
    git(root, "commit", "--quiet", "-a", "-m", "Topic")
    git(root, "checkout", "--quiet", "main")
    (root / "shop/choice.yaml").write_text("later on main\n")
    git(root, "commit", "--quiet", "-a", "-m", "Main")
    git(root, "checkout", "--quiet", "topic")
    with open_base("main", root) as base:
        assert contents(base.root) == {"shop/choice.yaml": "later on main\n"}
    with open_base("main...", root) as base:
        assert contents(base.root) == {"shop/choice.yaml": "then\n"}


def test_nothing_of_the_repository_is_run(root: Path, tmp_path: Path) -> None:
    top, proof = root.parent, tmp_path / "ran"
    touch = f"touch {proof}"
    (root / ".gitattributes").write_text(
        "*.yaml filter=evil ident export-subst diff=evil\n*.txt export-ignore\n"
    )
    (root / "shop/kept.txt").write_text("$Format:%H$\n")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "Attributes")
    for key in (
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "core.fsmonitor",
        "core.pager",
    ):
        git(top, "config", key, touch)
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        path = top / ".git/hooks" / hook
        path.write_text(f"#!/bin/sh\n{touch}\n")
        path.chmod(0o755)
    with open_base("HEAD", root) as base:
        found = contents(base.root)
    assert found["shop/kept.txt"] == "$Format:%H$\n"
    assert found["shop/choice.yaml"] == "now\n"
    assert not proof.exists()


def test_links_are_left_out_and_counted(root: Path) -> None:
    (root / "shop/passwords.yaml").symlink_to("/etc/passwd")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "--quiet", "-m", "A link")
    with open_base("HEAD", root) as base:
        assert "shop/passwords.yaml" not in contents(base.root)
        assert base.left_out == 1


def test_a_folder_that_looks_like_a_repository_is_not_asked(root: Path, tmp_path: Path) -> None:
    """A branch may hold a bare repository whose configuration would be obeyed from inside."""
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", str(root.parent), str(tmp_path / "bare")], check=True
    )
    shutil.copytree(tmp_path / "bare", root, dirs_exist_ok=True)
    with open_base("HEAD", root) as base:
        assert contents(base.root) == {"shop/choice.yaml": "then\n"}


def test_a_hook_that_calls_us_does_not_lead_astray(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    with open_base("HEAD", root) as base:
        assert contents(base.root) == {"shop/choice.yaml": "then\n"}


@pytest.mark.parametrize("name", ["-h", "--output=x", "", "a b", "a\nb", "x" * 300])
def test_a_name_that_is_none_is_refused(root: Path, name: str) -> None:
    assert "allowed: a branch, a tag or a commit of git, or a folder" in refusal(name, root)


def test_a_revision_that_is_not_there_is_told_with_the_nearest(root: Path) -> None:
    assert refusal("mian", root) == (
        "mian: there is no such git revision, and no such folder (did you mean 'main'?)"
    )
    assert "fetch it first" in refusal("origin/develop", root)


def test_a_revision_without_the_folder_is_told(root: Path) -> None:
    other = root.parent / "other"
    other.mkdir()
    assert "no folder 'other' at this place" in refusal("HEAD", other)


def test_outside_of_a_repository_a_folder_still_does(tmp_path: Path) -> None:
    for name in ("old/decisions", "new/decisions"):
        (tmp_path / name).mkdir(parents=True)
    new = tmp_path / "new/decisions"
    assert "it is not a git repository" in refusal("main", new, tmp_path)
    for name in ("old", "old/decisions", "./old", str(tmp_path / "old")):
        with open_base(name, new, tmp_path) as base:
            assert base.root == (tmp_path / "old/decisions").resolve()
    assert "the very folder" in refusal("./new", new, tmp_path)
    assert "no such folder" in refusal("./nowhere", new, tmp_path)


def test_a_branch_wins_over_a_folder_of_its_name(root: Path) -> None:
    planted = root.parent / "main/decisions/shop"
    planted.mkdir(parents=True)
    (planted / "choice.yaml").write_text("planted\n")
    with open_base("main", root, root.parent) as base:
        assert contents(base.root) == {"shop/choice.yaml": "then\n"}
    with open_base("./main", root, root.parent) as base:
        assert contents(base.root) == {"shop/choice.yaml": "planted\n"}


def test_without_git_a_revision_is_a_problem(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "git is not installed" in refusal("main", root)
