"""Writes a portfolio of made-up decisions with made-up evidence, to time builds at a size that nobody writes by hand.

Usage: python benchmarks/synthetic_portfolio.py FOLDER [--decisions 1000]

Its runs are synthetic and say so (`origin`); they serve as load for our own code and prove nothing else. Every
decision has options with measurements, constraints, a relations diagram, an evidence chain and a design-space plot.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from buttress.records import Packed
from buttress.storage import digest_code, seal_run, write_run

PER_SYSTEM = 20
CANDIDATES = ("linear", "tree", "forest", "network")
EXAMPLES = 400
PROCESSES, QUERIES = 6, 320
STARTED = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

DECISION = """\
kind: decision
title: Decision {number} of the synthetic portfolio
status: {status}
date: 2026-01-{day:02d}
decision_makers: [Nobody in particular]
question: Which of four made-up models serves path {number}?
context: |
  This text stands for what a team would write about path {number}. It has *emphasis*, `code` and a list:

  - the first force, which pulls towards accuracy;
  - the second force, which pulls towards latency.

  And a closing paragraph of ordinary length, so that the page has the weight of a real one.
drivers: [latency.p50, accuracy, recall, model.size]
options:
  - {{id: linear, title: Linear model, pros: [Small, Easy to read], cons: [Misses interactions]}}
  - {{id: tree, title: Decision tree, pros: [Readable], cons: [Unstable]}}
  - {{id: forest, title: Random forest, pros: [Robust], cons: [Large]}}
  - {{id: network, title: Small network, pros: [Accurate], cons: [Opaque]}}
chosen: tree
rationale: It meets every constraint with room to spare.
constraints:
  - latency.p50 <= 5 ms on synthetic-box in single-stream
  - {{require: accuracy >= 0.70, because: Below this the product is not acceptable.}}
  - {{require: recall >= 0.60, severity: should}}
  - model.size <= 100 kB
consequences: {{good: [Fast], bad: [Somewhat less accurate], neutral: [Retrained weekly]}}
assumptions: [{{text: Traffic stays as it is}}]
risks: [{{text: Drift, likelihood: medium, impact: low, mitigation: Monitoring}}]
links: {{{links}}}
"""

SUITE = """\
kind: benchmark
title: Synthetic suite {number}
data: {{build: made_up.py:examples, positive: "yes"}}
candidates:
{candidates}
measures: [latency.p50, accuracy, recall, model.size]
load: {{single-stream: {{}}}}
processes: {processes}
"""

HARDWARE = """\
kind: hardware
title: A machine that does not exist
match: {cpu_model: Synthetic 1}
"""

CODE = "def examples():\n    return []\n\n\n" + "\n\n\n".join(
    f"def {name}():\n    return {name!r}" for name in CANDIDATES
)


def write_portfolio(root: Path, decisions: int) -> None:
    """Writes the portfolio below a folder."""
    (root / "hardware").mkdir(parents=True, exist_ok=True)
    (root / "hardware/synthetic-box.yaml").write_text(HARDWARE)
    for first in range(0, decisions, PER_SYSTEM):
        number = first // PER_SYSTEM
        folder = root / f"system-{number:03d}"
        folder.mkdir(exist_ok=True)
        _write_suite(root, folder, number)
        for index in range(first, min(first + PER_SYSTEM, decisions)):
            (folder / f"decision-{index:04d}.yaml").write_text(_decision(index, first))


def _decision(index: int, first: int) -> str:
    links = "" if index == first else f"depends_on: [decision-{index - 1:04d}]"
    if index - first > 1:
        links += f", relates_to: [decision-{index - 2:04d}]"
    status = "proposed" if index % 10 == 9 else "accepted"
    return DECISION.format(number=index, day=index % 28 + 1, links=links, status=status)


def _write_suite(root: Path, folder: Path, number: int) -> None:
    candidates = "\n".join(f"  {name}: {{build: made_up.py:{name}}}" for name in CANDIDATES)
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
        "origin": "synthetic, for timing builds",
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
        "measurements": [
            _measurement(root, folder, name, place, labels, generator)
            for place, name in enumerate(CANDIDATES)
        ],
    }
    write_run(folder / "runs", seal_run(fields))


def _measurement(
    root: Path, folder: Path, name: str, place: int, labels: np.ndarray, generator: np.random.Generator
) -> dict[str, object]:
    wrong = generator.random(EXAMPLES) < 0.18 - 0.03 * place
    return {
        "candidate": name,
        "runtime": "python",
        "code_digest": digest_code(root, folder / "made_up.py", name).digest,
        "predictions": {"labels": Packed.of_numbers(np.where(wrong, 1 - labels, labels), "u1")},
        "figures": {"model.size": {"value": 900.0 * 6**place, "unit": "B"}},
        "processes": [
            {
                "order": order,
                "load": "single-stream",
                "driver": "buttress",
                "latencies_ns": Packed.of_numbers(
                    np.rint(3e5 * 2**place * np.exp(0.2 * generator.standard_normal(QUERIES))), "u8"
                ),
            }
            for order in range(PROCESSES)
        ],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--decisions", type=int, default=1000)
    arguments = parser.parse_args()
    write_portfolio(arguments.folder, arguments.decisions)
