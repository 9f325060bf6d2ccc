"""`mkdocs serve` for real: what a reader gets after each edit of a record."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

import making

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONFIG = """
    site_name: Shop
    theme: {name: material, font: false}
    plugins:
      - search
      - buttress: {as_of: "2026-11-20"}
"""
SECOND = dedent("""
    kind: decision
    title: Cache the answers
    status: accepted
    date: 2026-03-02
    options: [{id: memory, title: In memory}]
    chosen: memory
    links: {depends_on: [choice]}
""")
DEADLINE_S = 60.0


class Served:
    """A site under `mkdocs serve`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.log = (folder / "log.txt").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", self.address],
            cwd=folder,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )

    def text(self, path: str) -> str:
        """What a request is answered with; nothing for what is not there."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/{path}", timeout=DEADLINE_S) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            return ""

    def wait_for(self, met: Callable[[], bool]) -> None:
        until = time.monotonic() + DEADLINE_S
        while not met():
            assert self.process.poll() is None, self.told()
            assert time.monotonic() < until, self.told()
            time.sleep(0.02)

    def start(self) -> None:
        def answers() -> bool:
            try:
                return bool(self.text(""))
            except OSError:
                return False

        self.wait_for(answers)

    def edit(self, name: str, text: str | None) -> None:
        """Writes or removes a record, and waits until browsers are told to reload."""
        known = re.search(r"livereload\((\d+), ", self.text("decisions/"))
        assert known
        path = self.folder / "decisions" / name
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
        self.wait_for(lambda: int(self.text(f"livereload/{known[1]}/1") or 0) > int(known[1]))

    def found(self) -> dict[str, list[dict[str, Any]]]:
        """The search entries by page."""
        entries: dict[str, list[dict[str, Any]]] = {}
        for entry in json.loads(self.text("search/search_index.json"))["docs"]:
            entries.setdefault(entry["location"].partition("#")[0], []).append(entry)
        return entries

    def told(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(DEADLINE_S)
        self.log.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    making.write_files(tmp_path, {"mkdocs.yml": CONFIG, "docs/about.md": "# About\n\nA shop.\n"})
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/cache.yaml": SECOND})
    making.record_run(root)
    site = Served(tmp_path)
    try:
        site.start()
        yield site
    finally:
        site.stop()


def test_every_edit_of_a_record_is_served_at_once_without_building_the_whole_site(served: Served) -> None:
    choice = (served.folder / "decisions/shop/choice.yaml").read_text()
    builds = served.told().count("Building documentation")

    served.edit("shop/choice.yaml", choice.replace("Use the small one", "Take the tiny one"))
    assert "<h1" in served.text("decisions/shop/choice/")
    assert "Take the tiny one" in served.text("decisions/shop/choice/")
    assert "Take the tiny one" in served.text("decisions/shop/cache/")
    assert "Take the tiny one" in served.text("decisions/")
    assert "Take the tiny one" in str(served.found()["decisions/shop/choice/"])
    assert "Use the small one" not in json.dumps(served.found())
    assert "Take the tiny one" in served.text("decisions.json")

    served.edit("shop/later.yaml", SECOND.replace("Cache the answers", "Cache them later"))
    assert "Cache them later" in served.text("decisions/shop/later/")
    assert "Cache them later" in served.text("decisions/shop/choice/")
    assert "decisions/shop/later/" in served.found()

    served.edit("shop/later.yaml", None)
    assert not served.text("decisions/shop/later/")
    assert "Cache them later" not in served.text("decisions/shop/choice/")
    assert "decisions/shop/later/" not in served.found()

    served.edit("shop/cache.yaml", SECOND.replace("status: accepted", "status: acepted"))
    assert "acepted" in served.text("")
    assert "shop/cache.yaml" in served.text("decisions/shop/choice/")
    assert "Take the tiny one" in served.text("decisions/shop/choice/")

    served.edit("shop/cache.yaml", SECOND.replace("Cache the answers", "Keep the answers"))
    assert "acepted" not in served.text("")
    assert "shop/cache.yaml" not in served.text("decisions/shop/choice/").partition("<main")[0]
    assert "Keep the answers" in served.text("decisions/shop/choice/")
    assert "Keep the answers" in served.text("decisions/shop/cache/")
    assert served.told().count("Building documentation") == builds
