"""Times comparing, ranking and analysing 500 decisions of 12 options by 10 qualities.

Usage: python benchmarks/comparison.py [--decisions 500] [--rounds 3]

A synthetic portfolio is written once: every decision compares 12 options by 10 qualities (two percentiles over six
processes, six shares of 400 examples, two sizes), limits and prefers all ten; four fifths of the options are feasible.
Its runs are made up and say so (`origin`). Everything is judged before, so that no sample is estimated on the clock.
Every round runs in a process of its own. Prints the median CPU seconds of each stage over the rounds, and their ratio to
that of reading. Four stages are the trade-off engine's: options are compared (cells, dominance, ranking), ranked again
with weights drawn, analysed (flips, sensitivity and trade-off points), and searched for regrets.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from buttress.records import Packed
from buttress.storage import digest_code, seal_run, write_run

PER_SYSTEM = 25
CANDIDATES = tuple(f"model-{letter}" for letter in "abcdefghijkl")
EXAMPLES, PROCESSES, QUERIES = 400, 6, 320
STARTED = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
OWN = ("compare", "weigh anew", "analyse", "regret")

DECISION = """\
kind: decision
title: Decision {number} of the synthetic portfolio
status: accepted
date: 2026-01-06
decision_makers: [Nobody in particular]
options: [{options}]
chosen: {chosen}
rationale: Made up.
constraints:
  - latency.p50 <= {milliseconds} ms in single-stream
  - {{require: latency.p90 <= 9 ms in single-stream, severity: should}}
  - accuracy >= {accuracy}
  - {{require: recall >= 0.5, severity: should}}
  - {{require: precision >= 0.5, severity: should}}
  - {{require: specificity >= 0.5, severity: should}}
  - {{require: negative_predictive_value >= 0.5, severity: should}}
  - {{require: selection_rate >= 0.1, severity: should}}
  - model.size <= {kilobytes} kB
  - {{require: parameters <= 1000000, severity: should}}
preferences:
  - {{quality: latency.p50, weight: {weight}, worst: 5 ms, best: 0 ms}}
  - {{quality: latency.p90, weight: 1, worst: 9 ms, best: 0 ms}}
  - {{quality: accuracy, weight: 3, worst: 0.6, best: 1}}
  - {{quality: recall, weight: 3, worst: 0.6, best: 1}}
  - {{quality: precision, weight: 2, worst: 0.6, best: 1}}
  - {{quality: specificity, weight: 1, worst: 0.6, best: 1}}
  - {{quality: negative_predictive_value, weight: 1, worst: 0.6, best: 1}}
  - {{quality: selection_rate, weight: 1, worst: 0, best: 1}}
  - {{quality: model.size, weight: 2, worst: 60 kB, best: 0 kB}}
  - {{quality: parameters, weight: 1, worst: 16000, best: 0}}
"""

SUITE = """\
kind: benchmark
title: Synthetic suite {number}
data: {{build: made_up.py:examples, positive: "yes"}}
candidates:
{candidates}
measures: [latency.p50, latency.p90, accuracy, recall, precision, specificity, negative_predictive_value,
  selection_rate, model.size, parameters]
load: {{single-stream: {{}}}}
processes: {processes}
"""

CODE = "def examples():\n    return []\n\n\n" + "\n\n\n".join(
    f"def {name.replace('-', '_')}():\n    return {name!r}" for name in CANDIDATES
)

ROUND = """
import json, sys
from datetime import date
from pathlib import Path
from time import process_time
from buttress.graph import link_portfolio
from buttress.storage import read_portfolio
from buttress.tradeoff import analyse, compare_options, find_regrets, rank_options
from buttress.verdicts import judge_portfolio
import scipy.special

day, clock = date(2026, 2, 1), [process_time()]
reading = read_portfolio(Path(sys.argv[1])); clock.append(process_time())
linked, flaws = link_portfolio(reading.portfolio, day); clock.append(process_time())
assert not reading.problems and not flaws, (reading.problems, flaws)
judgement = judge_portfolio(linked, day); clock.append(process_time())
compared = compare_options(linked, judgement); clock.append(process_time())
decisions = linked.portfolio.decisions
for name, one in compared.items():
    rank_options(one, decisions[name].preferences, any_weights=True)
clock.append(process_time())
analyses = [analyse(one, decisions[name]) for name, one in compared.items()]; clock.append(process_time())
regrets = find_regrets(judgement, compared); clock.append(process_time())
names = ("read", "link", "judge", "compare", "weigh anew", "analyse", "regret")
rows = [row for one in compared.values() for row in one.rows]
print(json.dumps({
    "stages": dict(zip(names, (b - a for a, b in zip(clock, clock[1:])))),
    "decisions": len(compared),
    "cells": sum(len(row.cells) for row in rows),
    "measured": sum(cell.estimate is not None for row in rows for cell in row.cells),
    "feasible": sum(row.feasibility == "feasible" for row in rows),
    "settled": sum(bool(one.ranking and one.ranking.settled) for one in compared.values()),
    "flips": sum(len(one.flips) for one in analyses),
    "regrets": len(regrets),
}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--decisions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        _write_portfolio(Path(folder), arguments.decisions)
        rounds = [_measure(folder) for _ in range(arguments.rounds)]
    _print(rounds)


def _measure(folder: str) -> dict:
    # A linear-algebra library that spreads over cores would count each core's waiting as work.
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", ROUND, folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=alone)
    return json.loads(done.stdout)


def _print(rounds: list[dict]) -> None:
    first = rounds[0]
    counts = ("decisions", "cells", "measured", "feasible", "settled", "flips", "regrets")
    print(", ".join(f"{first[name]} {name}" for name in counts))
    seconds = {stage: median(one["stages"][stage] for one in rounds) for stage in first["stages"]}
    seconds["all four"] = median(sum(one["stages"][stage] for stage in OWN) for one in rounds)
    for stage, spent in seconds.items():
        print(f"{stage:10} {spent:6.2f} CPU s  {spent / seconds['read']:5.2f} of reading")


def _write_portfolio(root: Path, decisions: int) -> None:
    for first in range(0, decisions, PER_SYSTEM):
        number = first // PER_SYSTEM
        folder = root / f"system-{number:03d}"
        folder.mkdir(parents=True)
        _write_suite(root, folder, number)
        for index in range(first, min(first + PER_SYSTEM, decisions)):
            (folder / f"decision-{index:04d}.yaml").write_text(_decision(index))


def _decision(index: int) -> str:
    return DECISION.format(
        number=index,
        options=", ".join(f"{{id: {name}}}" for name in CANDIDATES),
        chosen=CANDIDATES[index % len(CANDIDATES)],
        milliseconds=3 + index % 5,
        accuracy=0.6 + 0.02 * (index % 6),
        kilobytes=40 + 10 * (index % 7),
        weight=1 + index % 4,
    )


def _write_suite(root: Path, folder: Path, number: int) -> None:
    candidates = "\n".join(f"  {name}: {{build: made_up.py:{name.replace('-', '_')}}}" for name in CANDIDATES)
    (folder / "made_up.py").write_text(CODE)
    (folder / "system.yaml").write_text(f"kind: system\ntitle: Synthetic system {number}\n")
    (folder / "suite.yaml").write_text(
        SUITE.format(number=number, candidates=candidates, processes=PROCESSES)
    )
    generator = np.random.default_rng(number)
    labels = generator.integers(0, 2, EXAMPLES)
    fields = {
        "kind": "run",
        "suite": f"{folder.name}/suite",
        "started": STARTED,
        "finished": STARTED,
        "origin": "synthetic, for timing comparisons",
        "loads": {"single-stream": {}},
        "harness": {"version": "0.1.0"},
        "machine": {"cpu_model": "Synthetic 1", "cores": 2},
        "software": {"python": "3.11.7"},
        "data": {
            "code_digest": digest_code(root, folder / "made_up.py", "examples").digest,
            "sha256": f"{number:064x}",
            "positive": "yes",
            "classes": ("no", "yes"),
            "ids": Packed.of_texts([f"{number}-{place}" for place in range(EXAMPLES)]),
            "labels": Packed.of_numbers(labels, "u1"),
        },
        "measurements": [_measurement(root, folder, name, labels, generator) for name in CANDIDATES],
    }
    write_run(folder / "runs", seal_run(fields))


def _measurement(
    root: Path, folder: Path, name: str, labels: np.ndarray, generator: np.random.Generator
) -> dict[str, object]:
    """A candidate that is slower and larger the less it errs, each with some luck of its own."""
    skill = generator.random()
    wrong = generator.random(EXAMPLES) < 0.3 - 0.25 * skill
    milliseconds = 0.4 + 3 * skill * generator.random() + generator.random()
    size = float(round(60_000 * skill * generator.random() + 1_000))
    return {
        "candidate": name,
        "runtime": "python",
        "code_digest": digest_code(root, folder / "made_up.py", name.replace("-", "_")).digest,
        "predictions": {"labels": Packed.of_numbers(np.where(wrong, 1 - labels, labels), "u1")},
        "figures": {
            "model.size": {"value": size, "unit": "B"},
            "parameters": {"value": size // 4, "unit": ""},
        },
        "processes": [
            {
                "order": order,
                "load": "single-stream",
                "driver": "buttress",
                "latencies_ns": Packed.of_numbers(
                    np.rint(1e6 * milliseconds * np.exp(0.2 * generator.standard_normal(QUERIES))), "u8"
                ),
            }
            for order in range(PROCESSES)
        ],
    }


if __name__ == "__main__":
    main()
