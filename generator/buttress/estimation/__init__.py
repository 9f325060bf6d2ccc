"""Samples to estimates: values with bounds, p-values, sample guards and plans. Pure numbers, no records."""

from buttress.estimation.autocorrelation import autocorrelation_time, effective_size
from buttress.estimation.estimate import Estimate, Needed, Sample
from buttress.estimation.every_process import EveryProcess
from buttress.estimation.exact import Exact
from buttress.estimation.location import GeometricMean
from buttress.estimation.maximum import Maximum, share_above_maximum
from buttress.estimation.percentile import (
    PercentileOfRun,
    TypicalPercentile,
    order_statistic_bounds,
    quantile_of,
)
from buttress.estimation.planning import (
    exceedances_allowed,
    processes_floor,
    processes_to_decide,
    queries_floor,
    queries_needed,
    trials_to_decide,
)
from buttress.estimation.proportion import Proportion, clopper_pearson, wilson_interval

__all__ = [
    "Estimate",
    "EveryProcess",
    "Exact",
    "GeometricMean",
    "Maximum",
    "Needed",
    "PercentileOfRun",
    "Proportion",
    "Sample",
    "TypicalPercentile",
    "autocorrelation_time",
    "clopper_pearson",
    "effective_size",
    "exceedances_allowed",
    "order_statistic_bounds",
    "processes_floor",
    "processes_to_decide",
    "quantile_of",
    "queries_floor",
    "queries_needed",
    "share_above_maximum",
    "trials_to_decide",
    "wilson_interval",
]
