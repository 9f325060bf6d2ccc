"""Which qualities the harness can record, and what each needs of a suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.records import Quality

EXACT_FIGURES = frozenset({"model.size", "parameters", "features", "interpretability.terms", "tree.depth"})
PROCESS_FIGURES = frozenset({"training.time", "cold_start", "memory.peak"})
SAMPLES = frozenset({"latency"})
MEASURED_QUALITIES = EXACT_FIGURES | PROCESS_FIGURES | SAMPLES
"""Names of the figures and samples that a run can hold; proportions come from outcomes and are not listed."""

_OF_CLASSES = frozenset({"correct", "actual_positive", "predicted_positive"})


def can_measure(quality: Quality) -> bool:
    """Says whether a run of ours records what the quality's estimator needs."""
    match quality.estimator:
        case "proportion":
            return _outcome_names(quality) <= _OF_CLASSES
        case "percentile":
            return quality.sample_name in SAMPLES
        case "mean":
            return quality.sample_name in PROCESS_FIGURES | SAMPLES
        case "maximum":
            return quality.sample_name in PROCESS_FIGURES
        case "exact":
            return quality.sample_name in EXACT_FIGURES
        case _:
            return False


def needs_predictions(quality: Quality) -> bool:
    """Says whether the quality rests on what a candidate is or says: outcomes and exact figures."""
    return quality.estimator in ("proportion", "exact")


def needs_positive(quality: Quality) -> bool:
    """Says whether the quality speaks of a positive class."""
    return bool(_outcome_names(quality) & {"actual_positive", "predicted_positive"})


def needs_load(quality: Quality) -> bool:
    """Says whether the quality rests on queries of a load scenario."""
    return quality.sample_name in SAMPLES


def _outcome_names(quality: Quality) -> frozenset[str]:
    expressions = (quality.outcome, quality.given) if quality.estimator == "proportion" else ()
    return frozenset(name for one in expressions if one is not None for name in one.names)
