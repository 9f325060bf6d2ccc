"""What the tests of the site share: one browser a process, and our own site, which all processes build once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import ARGUMENTS, CHROMIUM, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of pytest, the same for all of its processes."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def built_once(folder: Path) -> Path:
    """Our site in a folder, built by whichever process comes first; the others wait for it."""
    try:
        folder.with_suffix(".begun").mkdir()
    except FileExistsError:
        wait_for(folder)
    else:
        build_ours(folder)
    told = (folder / ".told").read_text()
    assert not told, told
    return folder


def wait_for(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not folder.exists():
        assert time.monotonic() < deadline, "the process that builds the site did not end"
        time.sleep(0.1)


def build_ours(folder: Path) -> None:
    """The folder appears when it is complete, with what went wrong, if anything did."""
    unfinished = folder.with_suffix(".unfinished")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(unfinished)]
    settings = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "BUTTRESS_ENFORCE": "false"}
    if epoch := os.environ["BUTTRESS_TESTS_EPOCH"]:
        settings["SOURCE_DATE_EPOCH"] = epoch
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    unfinished.mkdir(exist_ok=True)
    (unfinished / ".told").write_text(done.stderr if done.returncode else "")
    unfinished.rename(folder)


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own site, as it is published."""
    return built_once(shared_folder(tmp_path_factory) / "our-site")


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of our own site."""
    with served(site_folder) as address:
        yield address
