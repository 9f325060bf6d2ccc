"""Hand-made records for tests: small portfolios on disk, and runs sealed by the real storage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.graph import link_portfolio
from buttress.records import Packed, Run
from buttress.storage import digest_code, read_portfolio, seal_run, write_run
from buttress.verdicts import judge_portfolio

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from buttress.verdicts import Judgement

TODAY = date(2026, 11, 20)
MEASURED = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
MACHINE = {"cpu_model": "Testing 3000", "machine": "x86_64", "cores": 2, "memory": "8 GB"}

CANDIDATES = """
    def small():
        return 1


    def large():
        return 2
"""

DATA = """
    def examples():
        return [1, 2, 3]
"""

SUITE = """
    kind: benchmark
    title: Speed and sense
    data: {build: data.py:examples, positive: bad, slices: {size: {big: "size > 10"}}}
    candidates:
      small: {build: candidates.py:small}
      large: {build: candidates.py:large, runtime: [sklearn, onnx]}
    measures: [latency.p50, recall, model.size, training.time, memory.peak]
    load: {single-stream: {}}
"""

HARDWARE = """
    kind: hardware
    title: Testing machine
    match: {cpu_model: Testing 3000, cores: 2}
"""

DECISION = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options: [{id: small}, {id: large}]
    chosen: small
    constraints:
      - latency.p50 <= 5 ms on bench-box in single-stream
      - recall >= 0.80
      - model.size <= 10 kB
"""

FILES: Mapping[str, str] = {
    "shop/choice.yaml": DECISION,
    "shop/suite.yaml": SUITE,
    "shop/candidates.py": CANDIDATES,
    "shop/data.py": DATA,
    "hardware/bench-box.yaml": HARDWARE,
}


def write_files(root: Path, files: Mapping[str, str]) -> Path:
    """Writes texts below a folder, dedented, and gives the folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return root


ONE_DECISION = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options: [{id: small}, {id: large}]
    chosen: small
    constraints: [%s]
"""


def judge(root: Path, *constraints: str, decision: str = ONE_DECISION) -> Judgement:
    """Judges `shop/choice` with these constraints alone; records must be without a flaw."""
    write_files(root, {"shop/choice.yaml": decision % ", ".join(constraints)})
    reading = read_portfolio(root)
    linked, flaws = link_portfolio(reading.portfolio, TODAY)
    assert (reading.problems, flaws) == ((), ())
    return judge_portfolio(linked, TODAY)


def process(
    order: int, latency_ms: float = 1.0, queries: int = 2000, spread: float = 0.1, **figures: float
) -> dict[str, Any]:
    """A process whose latencies scatter around a centre, in a seeded order without memory."""
    return {
        "order": order,
        "load": "single-stream",
        "driver": "buttress",
        "latencies_ns": _latencies(order, latency_ms, queries, spread),
        "figures": {name.replace("_", "."): {"value": value, "unit": "s"} for name, value in figures.items()},
    }


@lru_cache(maxsize=1000)  # most tests ask for the same, and to pack it takes far longer than to draw it
def _latencies(order: int, latency_ms: float, queries: int, spread: float) -> Packed:
    generator = np.random.default_rng(order)
    latencies = latency_ms * 1e6 * np.exp(spread * generator.standard_normal(queries))
    return Packed.of_numbers(np.rint(latencies), "u8")


def predictions(hits: int, misses: int, right: int = 0, wrong: int = 0) -> dict[str, Any]:
    """Labels of actual positives found and missed, and of actual negatives told right and wrong; positive is 1."""
    labels = [1] * hits + [0] * misses + [0] * right + [1] * wrong
    return {"labels": Packed.of_numbers(np.array(labels), "u1")}


def facts(root: Path, positives: int, negatives: int = 0, **changes: Any) -> dict[str, Any]:
    """Data facts of that many actual positives, then negatives."""
    count = positives + negatives
    labels = np.array([1] * positives + [0] * negatives)
    return {
        "code_digest": digest_code(root, root / "shop/data.py", "examples").digest,
        "sha256": "d" * 64,
        "positive": "bad",
        "classes": ("good", "bad"),
        "ids": Packed.of_texts([f"e{index}" for index in range(count)]),
        "labels": Packed.of_numbers(labels, "u1"),
        "slices": {"size": {"big": Packed.of_numbers(np.arange(count) % 2, "u1")}},
        "slice_texts": {"size": {"big": "size > 10"}},
        **changes,
    }


def measurement(
    root: Path, candidate: str = "small", processes: Sequence[dict[str, Any]] = (), **changes: Any
) -> dict[str, Any]:
    """A measurement of a candidate of `SUITE`."""
    return {
        "candidate": candidate,
        "runtime": "python" if candidate == "small" else "sklearn",
        "code_digest": digest_code(root, root / "shop/candidates.py", candidate).digest,
        "figures": {"model.size": {"value": 4096, "unit": "B"}},
        "processes": processes or [process(order) for order in range(10)],
        **changes,
    }


def run(root: Path, measurements: Iterable[dict[str, Any]] | None = None, **changes: Any) -> Run:
    """A sealed run of `SUITE`: 100 positives, of which `small` finds 97."""
    started = changes.pop("started", MEASURED)
    fields = {
        "kind": "run",
        "suite": "shop/suite",
        "started": started,
        "finished": started + timedelta(minutes=1),
        "harness": {"version": "0.1.0"},
        "machine": MACHINE,
        "software": {"python": "3.11.7", "packages": {"numpy": "2.4.6"}},
        "loads": {"single-stream": {}},
        "data": facts(root, 100, 20),
        "measurements": list(
            [measurement(root, predictions=predictions(97, 3, 18, 2))]
            if measurements is None
            else measurements
        ),
        **changes,
    }
    return seal_run(fields)


def record_run(root: Path, *args: Any, **changes: Any) -> Path:
    """Seals a run as `run` does and stores it beside the suite; gives its file."""
    return write_run(root / "shop/runs", run(root, *args, **changes))
