"""Times what an author waits for under `mkdocs serve`: from writing a record to the page in the browser.

Usage: python benchmarks/serve_edit.py [--decisions 1000] [--edits 10]

Writes a synthetic portfolio, serves it for real, and for each edit measures until browsers are told to reload and until
the page shows the new text, and the CPU seconds of the server until everything else is finished, too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from site_build import CONFIG
from synthetic_portfolio import write_portfolio

if TYPE_CHECKING:
    from collections.abc import Callable

START_S = 600.0
RECORD, PAGE = "system-003/decision-0065.yaml", "decisions/system-003/decision-0065/"
LINKED, OVERVIEW = "decisions/system-003/decision-0066/", ""


@dataclass(frozen=True, slots=True)
class Timed:
    """One edit: seconds until reload, until the page, and of the server's CPU until the page and until all is done."""

    reload_s: float
    page_s: float
    page_cpu_s: float
    whole_cpu_s: float


class Server:
    """A served site."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.records = folder / "decisions"
        self.log = (folder / "log.txt").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", self.address],
            cwd=folder,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )

    def text(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"http://{self.address}/{path}", timeout=START_S) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            return ""

    def start(self) -> float:
        began = time.monotonic()
        while time.monotonic() < began + START_S:
            try:
                if self.text(""):
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server does not start")

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def edit(self, write: Callable[[], object], page: str, shown: Callable[[str], bool]) -> Timed:
        """Edits and waits as a browser does: for word of it, then for the page."""
        found = re.search(r"livereload\((\d+), ", self.text(page) or self.text(OVERVIEW))
        if found is None:
            raise SystemExit("live reload is off")
        cpu, began = self.cpu_s(), time.monotonic()
        write()
        while int(self.text(f"livereload/{found[1]}/1")) <= int(found[1]):
            pass
        reloaded = time.monotonic() - began
        text = self.text(page)
        served, served_cpu = time.monotonic() - began, self.cpu_s() - cpu
        if not shown(text):
            raise SystemExit(f"{page} does not show the edit:\n{Path(self.log.name).read_text()[-2000:]}")
        json.loads(self.text("search/search_index.json"))  # is answered when all is finished
        return Timed(reloaded, served, served_cpu, self.cpu_s() - cpu)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "docs").mkdir()
        (folder / "docs/about.md").write_text("# About\n\nA synthetic site.\n")
        (folder / "mkdocs.yml").write_text(CONFIG)
        write_portfolio(folder / "decisions", arguments.decisions)
        server = Server(folder)
        try:
            print(f"{arguments.decisions} decisions, served after {server.start():.1f} s")
            _time_edits(server, arguments.edits)
        finally:
            server.stop()
        print(f"whole builds: {Path(server.log.name).read_text().count('Building documentation')}")


def _time_edits(server: Server, edits: int) -> None:
    path = server.records / RECORD
    text = path.read_text()
    titled = [text.replace("title: Decision", f"title: Edit {number}") for number in range(edits)]
    _tell("title", [_written(server, path, one, PAGE, f"Edit {n}") for n, one in enumerate(titled)])
    on_linked = text.replace("title: Decision", "title: Seen from elsewhere")
    _tell("title, linked page", [_written(server, path, on_linked, LINKED, "Seen from elsewhere")])
    on_overview = text.replace("synthetic portfolio", "portfolio seen on the index")
    _tell("title, index of all", [_written(server, path, on_overview, "decisions/", "seen on the index")])
    limited = text.replace("model.size <= 100 kB", "model.size <= 1 kB")
    _tell("limit", [_written(server, path, limited, PAGE, "1\u00a0kB")])
    added = path.with_name("decision-9999.yaml")
    there = PAGE.replace("0065", "9999")
    _tell("added", [_written(server, added, text.replace("title: D", "title: Added d"), there, "Added d")])
    renamed = added.with_name("decision-9998.yaml")
    there = there.replace("9999", "9998")
    _tell("renamed", [server.edit(lambda: added.rename(renamed), there, lambda page: "Added d" in page)])
    _tell("deleted", [server.edit(renamed.unlink, there, lambda page: not page)])
    broken = text.replace("status: accepted", "status: acepted")
    _tell("broken", [_written(server, path, broken, PAGE, "acepted")])
    _tell("mended", [_written(server, path, text.replace("title: D", "title: Mended d"), PAGE, "Mended d")])


def _written(server: Server, path: Path, text: str, page: str, shown: str) -> Timed:
    return server.edit(lambda: path.write_text(text), page, lambda found: shown in found)


def _tell(what: str, timed: list[Timed]) -> None:
    def told(name: str) -> str:
        seconds = [getattr(one, name) for one in timed]
        most = f" (at most {max(seconds):.2f})" if len(seconds) > 1 else ""
        return f"{statistics.median(seconds):.2f}{most}"

    print(
        f"{what:20} reload {told('reload_s')} s, page {told('page_s')} s; "
        f"server CPU {told('page_cpu_s')} s, {told('whole_cpu_s')} s until all is finished"
    )


if __name__ == "__main__":
    main()
