"""Why bounds are made the way they are, in a sentence for each kind of sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress import estimation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.estimation import Sample

_BETS = (
    "Bets on the mean, each made before its {unit} is seen, win too seldom against a true claim for that to be chance; "
    "this needs no assumption on how values are distributed."
)
_REASONS: Mapping[str, str] = {
    "Exact": "It is counted, so that there is nothing to estimate.",
    "Proportion": "Each example counts once, as right or wrong, and the binomial distribution gives exact bounds.",
    "ClusteredProportion": (
        "Examples of one cluster resemble each other, so each cluster counts once. "
        + _BETS.format(unit="cluster")
    ),
    "BoundedMean": _BETS.format(unit="example"),
    "BoundedRatio": (
        "That the ratio meets a limit is the same as that a mean meets zero. " + _BETS.format(unit="example")
    ),
    "BalancedAccuracy": (
        "Chernoff's inequality bounds how often recalls that miss the limit together would look this good, whichever "
        "they are."
    ),
    "Auc": (
        "Examples are dealt into rounds that hold both classes, and each round gives an area of its own. "
        + _BETS.format(unit="round")
    ),
    "PairedAuc": (
        "Both candidates scored the same examples, which are dealt into rounds that hold both classes; each round gives "
        "a difference. " + _BETS.format(unit="round")
    ),
    "AveragePrecision": (
        "Both curves behind it have exact bounds at many thresholds at once, which share the risk, and it follows them."
    ),
    "CalibrationError": (
        "Every way in which the bins could err counts at once, so that the choice of the worst one is paid for "
        "(empirical Bernstein bound over all signs)."
    ),
    "Matthews": "Both error rates have exact bounds at half the risk, and the coefficient follows them.",
    "Resampled": (
        "No exact method is known for this metric: examples were resampled (bias-corrected and accelerated bootstrap), "
        "and the bounds count only inside guards that were tested by simulation."
    ),
    "PercentileOfRun": "The order statistics of the queries bound the percentile, whatever their distribution.",
    "TypicalPercentile": (
        "Processes differ from each other more than chance within one allows, so each counts once: as beyond the limit "
        "or not, which is as a coin would fall for the typical one."
    ),
    "EveryProcess": (
        "Each process is judged by itself, by the order statistics of its own queries, and the worst one decides."
    ),
    "PooledPercentile": (
        "A query of the pooled traffic meets any process, so the share of slow queries is averaged over processes. "
        + _BETS.format(unit="process")
    ),
    "MlperfPercentile": (
        "MLPerf's early stopping reports an order statistic that lies above the percentile with 99 % confidence, and "
        "each process must meet the limit by it."
    ),
    "SustainedLoad": (
        "At each rate that was driven, the percentile of the typical process is judged; more load is taken to make no "
        "latency better."
    ),
    "GeometricMean": (
        "Queries within a process share its luck, so each process gives one value. A t interval on logarithms bounds the "
        "geometric mean; where the sign test, which assumes no distribution, lies farther out, its bound counts."
    ),
    "RatioOfMeans": (
        "Each process gives one value. A t interval bounds the difference of the mean logarithms, with the degrees of "
        "freedom of the smaller side; where the ratio of the medians' own bounds lies farther out, it counts."
    ),
    "Maximum": "What was seen is no estimate: one process beyond the limit breaks the claim.",
    "Disparity": (
        "Every pair of groups must be shown to lie within the limit, at the full confidence each; that one lies beyond "
        "it is only believed when chance is excluded for all pairs together."
    ),
    "PairedProportion": ("Both answered the same examples, so that only those count on which they disagree."),
    "WorstOf": (
        "Every part must be shown to meet the limit, at the full confidence each; that one misses it is only believed "
        "when chance is excluded for all parts together."
    ),
    "Between": (
        "A declared range is no distribution: the lower bound takes every range at its low end, the upper bound at its "
        "high end, and nothing is decided in between."
    ),
    "Transformed": (
        "What is computed follows the bounds of what was measured; several measured parts share the risk, whatever they "
        "have to do with each other."
    ),
    "Difference": "Each side is bounded at half the risk, which needs no assumption on how they depend on each other.",
    "Ratio": "Each side is bounded at half the risk, which needs no assumption on how they depend on each other.",
}


def reason_of(sample: Sample) -> str:
    """Gives why a sample is judged the way it is, in a sentence or two; empty for a kind that is not ours."""
    kind = type(sample).__name__
    return _REASONS.get(kind, "") if hasattr(estimation, kind) else ""
