"""Which qualities the harness can record, and what each needs of a suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.records import FIGURES

if TYPE_CHECKING:
    from buttress.records import Benchmark, Quality

EXACT_FIGURES = frozenset(
    {
        "model.size",
        "parameters",
        "features",
        "interpretability.terms",
        "interpretability.rules",
        "interpretability.coefficients",
        "tree.depth",
    }
)
PROCESS_FIGURES = frozenset(
    {
        "training.time",
        "training.memory",
        "update.time",
        "load.time",
        "cold_start",
        "memory.peak",
        "memory.steady",
        "throughput",
        "energy.per_item",
    }
)
SAMPLES = frozenset({"latency"})
ANSWER_FIGURES = frozenset(FIGURES)
"""Figures of single answers, for ratios and means over examples."""
MEASURED_QUALITIES = EXACT_FIGURES | PROCESS_FIGURES | SAMPLES
"""Names of the figures and samples that a run can hold; what comes from outcomes is not listed."""


def can_measure(quality: Quality) -> bool:
    """Says whether a run of ours records what the quality's estimator needs."""
    match quality.estimator:
        case "proportion" | "metric" | "kept" | "disparity":
            return True
        case "ratio" | "example_mean":
            return ANSWER_FIGURES.issuperset(quality.figures)
        case "percentile" | "sustained_load":
            return quality.sample_name in SAMPLES
        case "mean":
            return quality.sample_name in PROCESS_FIGURES | SAMPLES
        case "maximum":
            return quality.sample_name in PROCESS_FIGURES
        case "cost":
            return quality.sample_name == "throughput"
        case "exact":
            return quality.sample_name in EXACT_FIGURES
        case _:
            return False


def why_unfit(quality: Quality, suite: Benchmark) -> str | None:
    """Gives why a suite cannot measure a quality, in words that follow its name; None where it can."""
    data = suite.data
    if not can_measure(quality):
        return "is not recorded by the harness"
    if quality.tasks and data.task not in quality.tasks:
        return f"is read from {' or '.join(quality.tasks)}, and the task is {data.task}"
    if quality.needs_positive and data.positive is None:
        return "needs `positive` under `data`"
    if quality.estimator == "disparity" and not data.groups:
        return "needs `groups` under `data`"
    if quality.estimator == "sustained_load" and "server" not in suite.load:
        return "needs the `load` scenario server"
    if quality.estimator == "kept" and not data.invariants:
        return "needs `invariants` under `data`"
    if quality.of_load and not set(suite.load) - {quality.not_shown_by}:
        unfit = quality.not_shown_by if suite.load else None
        return f"needs a `load` scenario other than {unfit}" if unfit else "needs a `load` scenario"
    return None
