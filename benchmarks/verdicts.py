"""Times the verdicts of 10,000 constraints, and tells how they compare with reading the same evidence.

Usage: python benchmarks/verdicts.py [--decisions 2500] [--rounds 3]

A synthetic portfolio (see `synthetic_portfolio.py`) is written once: each decision states four constraints (a percentile
over six processes, two shares of 400 examples, a size), and each is judged on four options, so that 10,000 constraints
make 40,000 verdicts. Every round reads, links, judges and compares afresh in a process of its own. Prints the median CPU
seconds of each stage over the rounds, and their ratio to that of reading.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from synthetic_portfolio import write_portfolio

ROUND = """
import json, sys
from datetime import date
from pathlib import Path
from time import process_time
from buttress.graph import link_portfolio
from buttress.storage import read_portfolio
from buttress.tradeoff import compare_options
from buttress.verdicts import judge_portfolio
import scipy.special

day, clock = date(2026, 2, 1), [process_time()]
reading = read_portfolio(Path(sys.argv[1])); clock.append(process_time())
linked, _ = link_portfolio(reading.portfolio, day); clock.append(process_time())
judgement = judge_portfolio(linked, day); clock.append(process_time())
compare_options(linked, judgement); clock.append(process_time())
stages = dict(zip(("read", "link", "judge", "compare"), (b - a for a, b in zip(clock, clock[1:]))))
stated = sum(len(found) for found in judgement.verdicts.values())
judged = sum(len(found) for found in judgement.options.values())
decided = sum(one.state in ("holds", "violated") for found in judgement.options.values() for one in found)
print(json.dumps({"stages": stages, "stated": stated, "judged": judged, "decided": decided}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--decisions", type=int, default=2500)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        write_portfolio(Path(folder), arguments.decisions)
        rounds = [_measure(folder) for _ in range(arguments.rounds)]
    first = rounds[0]
    print(f"{first['stated']} constraints, {first['judged']} verdicts, {first['decided']} of them decided")
    reading = median(one["stages"]["read"] for one in rounds)
    for stage in first["stages"]:
        seconds = median(one["stages"][stage] for one in rounds)
        print(f"{stage:8} {seconds:6.2f} CPU s  {seconds / reading:5.2f} of reading")


def _measure(folder: str) -> dict:
    done = subprocess.run([sys.executable, "-c", ROUND, folder], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
