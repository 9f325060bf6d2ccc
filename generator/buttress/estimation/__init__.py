"""Samples to estimates: values with bounds, p-values, sample guards and plans. Pure numbers, no records."""

from buttress.estimation.auc import Auc, PairedAuc
from buttress.estimation.autocorrelation import (
    autocorrelation_time,
    autocorrelation_time_of_blocks,
    effective_size,
)
from buttress.estimation.average_precision import AveragePrecision
from buttress.estimation.balanced import BalancedAccuracy
from buttress.estimation.between import Between, exact_between
from buttress.estimation.bounded_mean import BoundedMean, BoundedRatio
from buttress.estimation.calibration import CalibrationError
from buttress.estimation.change_points import ChangePoint, find_change_points
from buttress.estimation.clustered import ClusteredProportion
from buttress.estimation.compared import Difference, Ratio, RatioOfMeans
from buttress.estimation.delong import delong_interval, paired_delong
from buttress.estimation.difference import newcombe_interval
from buttress.estimation.disparity import Disparity, GroupRate
from buttress.estimation.early_stopping import MlperfPercentile
from buttress.estimation.estimate import Estimate, Needed, Sample
from buttress.estimation.every_process import EveryProcess
from buttress.estimation.exact import Exact
from buttress.estimation.location import GeometricMean
from buttress.estimation.matthews import Matthews
from buttress.estimation.maximum import Maximum, share_above_maximum
from buttress.estimation.outliers import LARGEST_SCORE, Outlier, Rule, find_outliers
from buttress.estimation.paired import PairedProportion
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
from buttress.estimation.pooled import PooledPercentile
from buttress.estimation.proportion import Proportion, clopper_pearson, wilson_interval
from buttress.estimation.queries import QueryBlocks
from buttress.estimation.queueing import (
    erlang_b,
    erlang_c,
    instances_needed,
    sure_waiting_tail,
    waiting_tail,
)
from buttress.estimation.resamples import Resamples
from buttress.estimation.resampling import Memory, Resampled
from buttress.estimation.summed import (
    Summand,
    slowest_first,
    sum_between,
    sum_runs,
    typical_quantile,
)
from buttress.estimation.sustained_load import SustainedLoad
from buttress.estimation.transformed import Formula, Transformed, WeightedSum
from buttress.estimation.worst_of import WorstOf

__all__ = [
    "LARGEST_SCORE",
    "Auc",
    "AveragePrecision",
    "BalancedAccuracy",
    "Between",
    "BoundedMean",
    "BoundedRatio",
    "CalibrationError",
    "ChangePoint",
    "ClusteredProportion",
    "Difference",
    "Disparity",
    "Estimate",
    "EveryProcess",
    "Exact",
    "Formula",
    "GeometricMean",
    "GroupRate",
    "Matthews",
    "Maximum",
    "Memory",
    "MlperfPercentile",
    "Needed",
    "Outlier",
    "PairedAuc",
    "PairedProportion",
    "PercentileOfRun",
    "PlugIn",
    "PooledPercentile",
    "Proportion",
    "QueryBlocks",
    "RankedPrecision",
    "Ratio",
    "RatioOfMeans",
    "Resampled",
    "Resamples",
    "Rule",
    "Sample",
    "Summand",
    "SustainedLoad",
    "Transformed",
    "TypicalPercentile",
    "WeightedSum",
    "WorstOf",
    "autocorrelation_time",
    "autocorrelation_time_of_blocks",
    "balanced_accuracy",
    "brier",
    "calibration_error",
    "clopper_pearson",
    "delong_interval",
    "effective_size",
    "erlang_b",
    "erlang_c",
    "exact_between",
    "exceedances_allowed",
    "f1",
    "find_change_points",
    "find_outliers",
    "instances_needed",
    "log_loss",
    "mae",
    "mcc",
    "mean_of",
    "newcombe_interval",
    "order_statistic_bounds",
    "paired_delong",
    "processes_floor",
    "processes_to_decide",
    "quantile_of",
    "queries_floor",
    "queries_needed",
    "r2",
    "ratio_of_sums",
    "rmse",
    "share_above_maximum",
    "slowest_first",
    "sum_between",
    "sum_runs",
    "sure_waiting_tail",
    "trials_to_decide",
    "typical_quantile",
    "waiting_tail",
    "wilson_interval",
]
