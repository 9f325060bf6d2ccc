"""Where a run's code and data come from: commit of the portfolio, digests of code and declared files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from buttress.bench.failure import BenchError
from buttress.storage import digest_suite

if TYPE_CHECKING:
    from buttress.records import Benchmark, SuiteDigests

GIT_TIMEOUT_S = 30


def suite_folder(suite: Benchmark, root: Path) -> Path:
    """Gives the folder that a suite stands in; its code references start there."""
    return (root / Path(suite.id).parent).resolve()


def read_digests(suite: Benchmark, root: Path) -> SuiteDigests:
    """Gives the digests that freshness will later compare this run with.

    Raises:
        BenchError: A file that the suite declares is missing or cannot be parsed.
    """
    digests, flaws = digest_suite(root, suite)
    if flaws:
        lines = [f"  {'.'.join(map(str, flaw.field))}: {flaw.message}" for flaw in flaws]
        raise BenchError("\n".join([f"{suite.id} cannot be measured", *lines]))
    return digests


def git_commit(folder: Path) -> str | None:
    """Gives the commit that a folder is at, with ``+changes`` where files in it differ; None outside git.

    Runs do not count: each suite that is measured leaves one, and none of them is code or data of the next.
    """
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    changed = _git(
        folder, "status", "--porcelain", "--untracked-files=all", "--", ".", ":(exclude,glob)**/runs/**"
    )
    return f"{commit.strip()}+changes" if changed else commit.strip()


def _git(folder: Path, *words: str) -> str | None:
    program = shutil.which("git")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            [program, "-C", str(folder), *words],
            capture_output=True,
            text=True,
            timeout=GIT_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
