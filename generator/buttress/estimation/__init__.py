"""Samples to estimates: values with bounds, p-values, sample guards and plans. Pure numbers, no records."""

from buttress.estimation.auc import Auc
from buttress.estimation.autocorrelation import (
    autocorrelation_time,
    autocorrelation_time_of_blocks,
    effective_size,
)
from buttress.estimation.clustered import ClusteredProportion
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
from buttress.estimation.plug_in import (
    PlugIn,
    RankedPrecision,
    balanced_accuracy,
    brier,
    calibration_error,
    f1,
    log_loss,
    mae,
    mcc,
    mean_of,
    r2,
    ratio_of_sums,
    rmse,
)
from buttress.estimation.proportion import Proportion, clopper_pearson, wilson_interval
from buttress.estimation.queries import QueryBlocks
from buttress.estimation.resampling import Resampled

__all__ = [
    "Auc",
    "ClusteredProportion",
    "Estimate",
    "EveryProcess",
    "Exact",
    "GeometricMean",
    "Maximum",
    "Needed",
    "PercentileOfRun",
    "PlugIn",
    "Proportion",
    "QueryBlocks",
    "RankedPrecision",
    "Resampled",
    "Sample",
    "TypicalPercentile",
    "autocorrelation_time",
    "autocorrelation_time_of_blocks",
    "balanced_accuracy",
    "brier",
    "calibration_error",
    "clopper_pearson",
    "effective_size",
    "exceedances_allowed",
    "f1",
    "log_loss",
    "mae",
    "mcc",
    "mean_of",
    "order_statistic_bounds",
    "processes_floor",
    "processes_to_decide",
    "quantile_of",
    "queries_floor",
    "queries_needed",
    "r2",
    "ratio_of_sums",
    "rmse",
    "share_above_maximum",
    "trials_to_decide",
    "wilson_interval",
]
