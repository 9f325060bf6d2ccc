"""Poor evidence of every kind: nothing raises, nothing is nan, and bounds and p-values say the same."""

from __future__ import annotations

import inspect
from math import inf, isnan, nan
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import buttress.estimation as estimation
from buttress.estimation import (
    Auc,
    AveragePrecision,
    BalancedAccuracy,
    Between,
    BoundedMean,
    BoundedRatio,
    CalibrationError,
    ClusteredProportion,
    Difference,
    Disparity,
    EveryProcess,
    Exact,
    GeometricMean,
    GroupRate,
    Matthews,
    Maximum,
    MlperfPercentile,
    PairedAuc,
    PairedProportion,
    PercentileOfRun,
    PooledPercentile,
    Proportion,
    Ratio,
    RatioOfMeans,
    Resampled,
    Sample,
    SustainedLoad,
    Transformed,
    TypicalPercentile,
    WeightedSum,
    WorstOf,
    log_loss,
    mae,
    mcc,
    r2,
    ratio_of_sums,
    rmse,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Build = Callable[[np.ndarray, np.ndarray], Sample]

CONFIDENCE, RISK = 0.95, 1 - 0.95
LIMITS = (-1.0, 0.0, 1e-300, 0.5, 1.0, 2.0, 1e300)
F1_CORNERS = ((0.0, 0.0), (2.0, 2.0), (0.0, 1.0))
SUM = WeightedSum((1.0, 3.0), 0.5)
IN_PARTS = (SustainedLoad, WorstOf)
"""Kinds that may bound what has no value: one part is enough to miss a limit."""


def halves(values: np.ndarray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(values[::2].tolist()), tuple(values[1::2].tolist())


def first_of(values: np.ndarray) -> float:
    return float(values[0]) if values.size else nan


def runs(values: np.ndarray) -> tuple[np.ndarray, ...]:
    """Five processes that share the values, of different length."""
    return tuple(values[start:] for start in range(5)) if values.size else ()


def cells(truth: np.ndarray) -> tuple[GroupRate, ...]:
    found = enumerate(np.split(truth, [len(truth) // 3]))
    return tuple(GroupRate("rate", str(place), int(part.sum()), len(part)) for place, part in found)


def clusters(values: np.ndarray) -> np.ndarray:
    return np.arange(len(values)) // 2


BUILT: dict[type, tuple[Build, ...]] = {
    Auc: (lambda v, t: Auc(t, v), lambda v, t: Auc(t, v, clusters(v))),
    AveragePrecision: (
        lambda v, t: AveragePrecision(t, v),
        lambda v, t: AveragePrecision(t, v, clusters(v)),
    ),
    BalancedAccuracy: (
        lambda v, t: BalancedAccuracy(t.astype(int), (v > 0).astype(int), 3, ("a", "b", "c")),
        lambda v, t: BalancedAccuracy(t.astype(int), (v > 0).astype(int), 2, ("a", "b"), clusters(v)),
    ),
    Between: (
        lambda v, t: Between(TypicalPercentile(runs(v), 0.5), TypicalPercentile(runs(v + 1), 0.5)),  # noqa: ARG005
        lambda v, t: Between(Exact(first_of(v)), Exact(first_of(v))),  # noqa: ARG005
    ),
    BoundedMean: (
        lambda v, t: BoundedMean(v, 0.0, 1.0),  # noqa: ARG005
        lambda v, t: BoundedMean(v, -1e3, 1e3, clusters(v)),  # noqa: ARG005
    ),
    BoundedRatio: (
        lambda v, t: BoundedRatio(2.0 * t, v, F1_CORNERS),
        lambda v, t: BoundedRatio(2.0 * t, 2.0 * t + (v > 0), F1_CORNERS, clusters(v)),
    ),
    CalibrationError: (
        lambda v, t: CalibrationError(t, v),
        lambda v, t: CalibrationError(t, v, clusters(v)),
    ),
    ClusteredProportion: (lambda v, t: ClusteredProportion(tuple(map(int, t)), (1,) * len(t)),),  # noqa: ARG005
    Difference: (
        lambda v, t: Difference(GeometricMean(halves(v)[0]), GeometricMean(halves(v)[1])),  # noqa: ARG005
        lambda v, t: Difference(Exact(first_of(v)), Proportion(int(t.sum()), len(t))),
    ),
    Disparity: (lambda v, t: Disparity(cells(t)),),  # noqa: ARG005
    EveryProcess: (lambda v, t: EveryProcess(runs(v), 0.5),),  # noqa: ARG005
    Exact: (lambda v, t: Exact(first_of(v)),),  # noqa: ARG005
    GeometricMean: (lambda v, t: GeometricMean(tuple(v.tolist())),),  # noqa: ARG005
    Matthews: (lambda v, t: Matthews(t, v > 0), lambda v, t: Matthews(t, v > 0, clusters(v))),
    Maximum: (lambda v, t: Maximum(tuple(v.tolist())),),  # noqa: ARG005
    MlperfPercentile: (lambda v, t: MlperfPercentile(runs(v), 0.1),),  # noqa: ARG005
    PairedAuc: (lambda v, t: PairedAuc(t, v, v[::-1]), lambda v, t: PairedAuc(t, v, v[::-1], clusters(v))),
    PairedProportion: (
        lambda v, t: PairedProportion(int((t & (v > 0)).sum()), int((t & ~(v > 0)).sum()), int(t.sum()), 0),
    ),
    PercentileOfRun: (lambda v, t: PercentileOfRun(v, 0.5),),  # noqa: ARG005
    PooledPercentile: (lambda v, t: PooledPercentile(runs(v), 0.5),),  # noqa: ARG005
    Proportion: (lambda v, t: Proportion(int(t.sum()), len(t)),),  # noqa: ARG005
    Ratio: (
        lambda v, t: Ratio(Maximum(tuple(v.tolist())), Proportion(int(t.sum()), len(t))),
        lambda v, t: Ratio(Proportion(int(t.sum()), len(t)), Exact(first_of(v))),
    ),
    RatioOfMeans: (lambda v, t: RatioOfMeans(*halves(v)),),  # noqa: ARG005
    Resampled: (
        lambda v, t: Resampled(rmse(t.astype(float), v)),
        lambda v, t: Resampled(mae(t.astype(float), v), clusters=clusters(v)),
        lambda v, t: Resampled(log_loss(t, v), strata=t.astype(int), classes=("a", "b")),
        lambda v, t: Resampled(mcc(t.astype(int), (v > 0).astype(int), 2), fewest=1),
        lambda v, t: Resampled(ratio_of_sums(v, t.astype(float)), fewest=0),
        lambda v, t: Resampled(r2(v, t.astype(float)), fewest=0),
    ),
    SustainedLoad: (
        lambda v, t: SustainedLoad(
            tuple((float(rate), PercentileOfRun(v, 0.5)) for rate in range(len(t))), 1
        ),
        lambda v, t: SustainedLoad(tuple((one, Proportion(int(t.sum()), len(t))) for one in v), 0.5),
    ),
    Transformed: (
        lambda v, t: Transformed((GeometricMean(halves(v)[0]), GeometricMean(halves(v)[1])), SUM),  # noqa: ARG005
        lambda v, t: Transformed((Proportion(int(t.sum()), len(t)),), WeightedSum((2.0,), 1.0)),  # noqa: ARG005
    ),
    TypicalPercentile: (lambda v, t: TypicalPercentile(runs(v), 0.5),),  # noqa: ARG005
    WorstOf: (
        lambda v, t: WorstOf(
            (("a", Proportion(int(t.sum()), len(t))), ("b", BoundedMean(v, 0, 1))), "higher"
        ),
        lambda v, t: WorstOf(tuple((str(one), Exact(one)) for one in v), "lower"),  # noqa: ARG005
    ),
}

POOR = {
    "nothing": ([], []),
    "one value": ([0.5], [True]),
    "two values": ([0.5, 1.0], [True, False]),
    "all equal": ([1.0] * 30, [True, False] * 15),
    "all zero": ([0.0] * 30, [True, False] * 15),
    "one class": (list(np.linspace(0, 1, 30)), [True] * 30),
    "the other class": (list(np.linspace(0, 1, 30)), [False] * 30),
    "a nan": ([0.5] * 29 + [nan], [True, False] * 15),
    "only nan": ([nan] * 12, [True, False] * 6),
    "infinite": ([0.5, 1.0] * 14 + [inf, inf], [True, False] * 15),
    "only infinite": ([inf] * 12, [True, False] * 6),
    "both infinities": ([-inf, inf] * 6, [True, False] * 6),
    "negative": ([-1.0, -2.0] * 15, [True] * 10 + [False] * 20),
    "enormous": ([1e300, -1e300, 1.7e308] * 10, [True, False] * 15),
    "tiny": ([5e-324, 1e-300, 0.25] * 10, [True, False] * 15),
    "one of a class": ([0.1, 0.9] * 15, [True] + [False] * 29),
}


def kinds() -> set[type]:
    """All kinds of evidence that the package exports."""
    offered = {name for name in vars(Sample) if not name.startswith("_")}
    exported = {getattr(estimation, name) for name in estimation.__all__}
    return {
        one for one in exported if inspect.isclass(one) and one is not Sample and offered <= set(dir(one))
    }


def test_every_kind_of_evidence_is_tried():
    assert set(BUILT) == kinds()


def check(sample: Sample, limit: float) -> None:
    """Asserts what any evidence keeps, however poor it is."""
    found, reason = sample.estimate(CONFIDENCE), sample.unusable()
    assert reason is None or reason.strip()
    assert not isnan(found.lower)
    assert not isnan(found.upper)
    assert found.n >= 0
    if found.value is None:
        assert reason or isinstance(sample, IN_PARTS)
        assert isinstance(sample, IN_PARTS) or (found.lower, found.upper) == (-inf, inf)
    else:
        assert found.lower <= found.value <= found.upper
    above, below = sample.p_value_above(limit), sample.p_value_below(limit)
    assert 0 <= above <= 1
    assert 0 <= below <= 1
    if found.value is None and not isinstance(sample, IN_PARTS):
        assert above == below == 1
    needed = sample.needed_to_decide(limit, CONFIDENCE)
    assert needed is None or needed.count >= 1
    if not found.doubt and reason is None:  # p-values may say less than bounds that decide nothing
        assert found.lower == pytest.approx(limit, abs=1e-6) or (found.lower > limit) == (above <= RISK)
        assert found.upper == pytest.approx(limit, abs=1e-6) or (found.upper < limit) == (below <= RISK)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # numpy tells of sums that overflow
@pytest.mark.parametrize("poor", POOR)
@pytest.mark.parametrize("kind", BUILT, ids=lambda kind: kind.__name__)
def test_poor_evidence_never_raises_and_never_says_nan(kind, poor):
    values, truth = (np.array(one, dtype) for one, dtype in zip(POOR[poor], (float, bool), strict=True))
    for build in BUILT[kind]:
        sample = build(values, truth)
        for limit in LIMITS:
            check(sample, limit)


HOSTILE = st.lists(
    st.tuples(
        st.sampled_from([nan, inf, -inf, 0.0, 0.5, 1.0, 2.0, -1.0, 1e300, 5e-324]) | st.floats(0, 1),
        st.booleans(),
    ),
    max_size=24,
)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # numpy tells of sums that overflow
@pytest.mark.parametrize("kind", BUILT, ids=lambda kind: kind.__name__)
@settings(deadline=None, max_examples=8)
@given(HOSTILE, st.sampled_from(LIMITS))
def test_hostile_evidence_never_raises_and_never_says_nan(kind, pairs, limit):
    values, truth = np.array([one for one, _ in pairs]), np.array([one for _, one in pairs], dtype=bool)
    for build in BUILT[kind]:
        check(build(values, truth), limit)
