"""Times a whole `mkdocs build` of a synthetic portfolio, in CPU seconds of a fresh process.

Usage: python benchmarks/site_build.py [--decisions 1000] [--runs 3] [--profile]

Prints the median CPU seconds (user and system, children included), the same for a site of plain Markdown pages of
like number and size under the same theme, and their ratio: absolute seconds depend on the machine, the ratio hardly.
`--profile` prints where one build spends its time instead.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from synthetic_portfolio import write_portfolio

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = Path(folder, "ours"), Path(folder, "plain")
        _write_ours(ours, arguments.decisions)
        if arguments.profile:
            subprocess.run([sys.executable, "-c", PROFILE], cwd=ours, check=True)
            return
        _write_plain(plain, arguments.decisions)
        pairs = [(_cpu_of_build(ours), _cpu_of_build(plain)) for _ in range(arguments.runs)]
    ours_s = statistics.median(first for first, _ in pairs)
    plain_s = statistics.median(second for _, second in pairs)
    ratio = statistics.median(first / second for first, second in pairs)
    print(f"{arguments.decisions} decisions with evidence, two diagrams and a plot each: {ours_s:.2f} CPU s")
    print(f"{arguments.decisions} plain Markdown pages of like size: {plain_s:.2f} CPU s; ratio {ratio:.2f}")


def _write_ours(folder: Path, decisions: int) -> None:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/about.md").write_text("# About\n\nA synthetic site.\n")
    (folder / "mkdocs.yml").write_text(CONFIG)
    write_portfolio(folder / "decisions", decisions)


def _write_plain(folder: Path, pages: int) -> None:
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(PLAIN_CONFIG)
    (folder / "docs/index.md").write_text("# Home\n")
    row = "| " + " | ".join(["value"] * 6) + " |\n"
    table = row + "| " + " | ".join(["---"] * 6) + " |\n" + row * 6
    body = "\n\n".join(
        f"## Section {number}\n\n{'Plain words of a page. ' * 12}\n\n{table}" for number in range(8)
    )
    for page in range(pages):
        (folder / f"docs/page-{page:04d}.md").write_text(f"# Page {page}\n\n{body}\n")


def _cpu_of_build(folder: Path) -> float:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    # A cold build each time: what the caches save is another benchmark's business.
    subprocess.run(["rm", "-rf", ".cache", "site"], cwd=folder, check=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    main()
