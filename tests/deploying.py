"""Hand-made deployments for tests: any system on disk, with what was measured of its components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import making
import making_systems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from buttress.estimation import Estimate
    from buttress.verdicts import Assessment

DECISION = """
    kind: decision
    title: Be open
    status: accepted
    date: 2026-11-01
    options: [{id: so}]
    chosen: so
"""


def write_system(root: Path, text: str, **hardware: str) -> Path:
    """Writes the system `shop` beside a decision about nothing, with hardware profiles; gives the folder."""
    profiles = {f"hardware/{name.replace('_', '-')}.yaml": profile for name, profile in hardware.items()}
    return making.write_files(
        root / "decisions", {"aside/open.yaml": DECISION, "shop/system.yaml": text, **profiles}
    )


def write_suite(root: Path, load: str = "{single-stream: {}}") -> Path:
    """Adds the suite of `making` to a portfolio, driven in its own way."""
    suite = making.SUITE.replace("{single-stream: {}}", load)
    files = {"shop/suite.yaml": suite, "shop/candidates.py": making.CANDIDATES, "shop/data.py": making.DATA}
    return making.write_files(root, files)


def ask(root: Path, quality: str, deployment: str = "live", flow: str = "") -> Assessment:
    """Asks a quality of a deployment of the system `shop`."""
    return making_systems.ask(root, quality, deployment, flow)


def estimate_of(answer: Assessment) -> Estimate:
    """Gives the estimate of an answer, which must be fresh and have one."""
    assert (answer.state, answer.reason) == ("fresh", "")
    assert answer.estimate is not None
    return answer.estimate


def bounds_of(answer: Assessment) -> tuple[float, float]:
    """Gives both bounds of an answer, which must be fresh."""
    estimate = estimate_of(answer)
    return estimate.lower, estimate.upper


def served(
    order: int, latency_ms: float = 1.0, load: str = "single-stream", spread: float = 0.1, **more: Any
) -> dict[str, Any]:
    """A process with figures and their units, such as ``throughput=(100, "1/s")``; the first underscore is a dot."""
    made = making.process(order, latency_ms, spread=spread)
    if load == "offline":
        made.pop("latencies_ns")
    method = {"energy_method": more.pop("energy_method")} if "energy_method" in more else {}
    figures = {
        name.replace("_", ".", 1): {"value": value, "unit": unit} for name, (value, unit) in more.items()
    }
    return {**made, "load": load, "figures": figures, **method}


def record(root: Path, measured: dict[str, Sequence[dict[str, Any]]]) -> None:
    """Stores a run with the processes of each candidate of the suite."""
    made = [making.measurement(root, name, processes=processes) for name, processes in measured.items()]
    loads = {str(one["load"]): {} for processes in measured.values() for one in processes}
    making.record_run(root, made, loads=loads)
