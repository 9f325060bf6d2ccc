"""Circumstances in which verdicts are tried: simulated benchmarks whose true quality is known.

A cell draws evidence whose true quality lies exactly at its limit (``shift`` 0), a tenth better or a tenth worse (1 and
-1), and says what two sets of recipes make of it: ours, and the customary ones that most tools use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.signal import lfilter
from scipy.special import digamma, ndtr, ndtri

from buttress.estimation import (
    Auc,
    BalancedAccuracy,
    BoundedMean,
    BoundedRatio,
    CalibrationError,
    ClusteredProportion,
    Disparity,
    EveryProcess,
    GeometricMean,
    GroupRate,
    MlperfPercentile,
    PairedAuc,
    PairedProportion,
    PooledPercentile,
    Proportion,
    RankedPrecision,
    RatioOfMeans,
    Resampled,
    Sample,
    TypicalPercentile,
    WorstOf,
    ratio_of_sums,
    rmse,
)

Verdict = Literal["holds", "violated", "undecided"]
Draw = Callable[[np.random.Generator, int], Any]
RISK, CONFIDENCE = 0.05, 0.95
Z = float(-ndtri(RISK))


@dataclass(frozen=True)
class Cell:
    """One set of circumstances.

    Attributes:
        recipe: The kind of quality.
        where: The circumstances, in words.
        draw: Evidence from a generator and a shift.
        limit: What the quality is judged against.
        higher: Whether higher is better.
        ours: The sample that Buttress judges.
        customary: The bounds that most tools use, each at 95 %, as (lower, upper).
    """

    recipe: str
    where: str
    draw: Draw
    limit: float
    higher: bool
    ours: Callable[[Any], Sample]
    customary: Callable[[Any], tuple[float, float]]

    @property
    def name(self) -> str:
        """Recipe and circumstances in a line."""
        return f"{self.recipe}: {self.where}"


def judge_ours(cell: Cell, evidence: Any) -> Verdict:
    """Gives what Buttress says: guards first, then the p-values that its bounds are made of."""
    sample = cell.ours(evidence)
    if sample.unusable() is not None or sample.estimate(CONFIDENCE).doubt:
        return "undecided"
    above, below = sample.p_value_above(cell.limit), sample.p_value_below(cell.limit)
    better, worse = (above, below) if cell.higher else (below, above)
    return "holds" if better <= RISK else "violated" if worse <= RISK else "undecided"


def judge_customary(cell: Cell, evidence: Any) -> Verdict:
    """Gives what the customary bounds say."""
    lower, upper = cell.customary(evidence)
    above, below = lower > cell.limit, upper < cell.limit
    better, worse = (above, below) if cell.higher else (below, above)
    return "holds" if better else "violated" if worse else "undecided"


def shares() -> list[Cell]:
    """Proportions of independent examples."""

    def cell(n: int, limit: float) -> Cell:
        def draw(generator: np.random.Generator, shift: int) -> int:
            return int(generator.binomial(n, _moved_share(limit, shift)))

        return Cell(
            "share",
            f"{n} examples, limit {limit:.0%}",
            draw,
            limit,
            True,
            lambda k: Proportion(k, n),
            lambda k: _wald(k / n, n),
        )

    return [cell(n, limit) for n in (20, 100, 500, 2000) for limit in (0.5, 0.8, 0.95, 0.99)]


def clusters() -> list[Cell]:
    """Proportions of examples that resemble each other within clusters of twenty."""

    def cell(count: int, limit: float, likeness: float) -> Cell:
        def draw(generator: np.random.Generator, shift: int) -> np.ndarray:
            rate = _moved_share(limit, shift)
            if likeness < 0:  # some clusters fail entirely
                return np.where(generator.random(count) < rate, 20, 0)
            spread = (1 - likeness) / likeness
            return generator.binomial(20, generator.beta(rate * spread, (1 - rate) * spread, count))

        alike = "some fail entirely" if likeness < 0 else f"likeness {likeness:g}"
        return Cell(
            "clustered share",
            f"{count} clusters, {alike}, limit {limit:.0%}",
            draw,
            limit,
            True,
            lambda hits: ClusteredProportion(tuple(map(int, hits)), (20,) * count),
            lambda hits: _wald(float(hits.mean()) / 20, 20 * count),
        )

    return [
        cell(n, t, r) for n in (10, 30, 100) for t, r in ((0.8, 0.05), (0.8, 0.3), (0.95, 0.1), (0.95, -1.0))
    ]


def percentiles() -> list[Cell]:
    """Latency percentiles over processes: memory within, spread between."""

    def cell(scope: str, level: float, count: int, queries: int, memory: float, spread: float) -> Cell:
        # Of the typical process the limit is its own percentile; of the pooled traffic that of the mixture.
        width = np.hypot(0.3, spread) if scope == "pooled" else 0.3
        limit = float(np.exp(width * ndtri(level)))

        def draw(generator: np.random.Generator, shift: int) -> list[np.ndarray]:
            own = spread * generator.standard_normal(count)
            if scope == "every":
                own = own - own.max()
            noise = _remembering(generator, count, queries, memory)
            return list(np.exp(0.3 * noise + own[:, None]) * 0.9**shift)

        kinds: dict[str, Callable[..., Sample]] = {
            "typical": TypicalPercentile,
            "every": EveryProcess,
            "pooled": PooledPercentile,
            "mlperf": MlperfPercentile,
        }
        return Cell(
            f"percentile, {scope}",
            f"p{100 * level:g}, {count} processes of {queries}, memory {memory:g}, spread {spread:g}",
            draw,
            limit,
            False,
            lambda runs: kinds[scope](tuple(runs), level),
            lambda runs: _bootstrap_percentile(np.concatenate(runs), level),
        )

    typical = [
        cell("typical", level, count, 1000, memory, spread)
        for level in (0.5, 0.99)
        for count in (5, 10, 20)
        for memory, spread in ((0.0, 0.0), (0.0, 0.3), (0.6, 0.1), (0.9, 0.1))
    ]
    every = [cell("every", 0.9, 5, 2000, memory, 0.1) for memory in (0.0, 0.3, 0.6, 0.9)]
    pooled = [cell("pooled", 0.5, count, 400, 0.0, spread) for count in (10, 40) for spread in (0.1, 0.5)]
    mlperf = [cell("mlperf", 0.9, 1, 1000, memory, 0.0) for memory in (0.0, 0.6)]
    return [*typical, *every, *pooled, *mlperf]


def means() -> list[Cell]:
    """Means over processes, one value each."""
    typical = float(
        np.exp(digamma(4)) / 4
    )  # the geometric mean of a gamma distribution of shape 4 and mean 1
    shapes: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
        "log-normal": lambda generator, n: np.exp(0.3 * generator.standard_normal(n)),
        "gamma of shape 4": lambda generator, n: generator.gamma(4, 1 / 4, n) / typical,
        "two speeds": lambda generator, n: np.exp(0.2 * generator.choice([-1, 1], n)),
    }

    def cell(shape: str, n: int) -> Cell:
        return Cell(
            "mean over processes",
            f"{n} processes, {shape}",
            lambda generator, shift: shapes[shape](generator, n) * 0.9**shift,
            1.0,
            False,
            lambda values: GeometricMean(tuple(values)),
            lambda values: _normal(np.log(values), np.exp),
        )

    def ratio(first: float, second: float, n: int) -> Cell:
        def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
            one, other = (np.exp(s * generator.standard_normal(n)) for s in (first, second))
            return one * 0.9**shift, other

        return Cell(
            "ratio of means",
            f"{n} processes each, spreads {first:g} and {second:g}",
            draw,
            1.0,
            False,
            lambda pair: RatioOfMeans(tuple(pair[0]), tuple(pair[1])),
            lambda pair: _normal_ratio(*pair),
        )

    single = [cell(shape, n) for shape in shapes for n in (5, 10, 30)]
    return [*single, *(ratio(0.2, other, n) for other in (0.2, 0.6) for n in (5, 10))]


def metrics() -> list[Cell]:
    """Metrics of answers and scores."""
    return [
        *(
            _auc(positives, negatives, area)
            for positives, negatives in ((50, 50), (50, 500), (200, 400))
            for area in (0.8, 0.95)
        ),
        *(_rare_auc(positives) for positives in (50, 200)),
        *(_paired_auc(n) for n in (50, 200)),
        *(_f1(n, share) for n in (100, 500) for share in (0.1, 0.5)),
        *(_balanced(n) for n in (50, 200)),
        *(_brier(n) for n in (100, 500)),
        *(_calibration(n) for n in (1000, 5000)),
        *(_error(kind, n) for kind in ("normal", "exponential", "heavy tail") for n in (200, 1000)),
        *(_words(n) for n in (200, 1000)),
        *(_precision(n) for n in (500, 2000)),
    ]


def comparisons() -> list[Cell]:
    """Differences between groups, and between candidates."""
    return [
        *(_disparity(groups, n, least) for groups in (2, 5) for n in (200, 2000) for least in (0.5, 0.1)),
        *(_worst_group(groups, n) for groups in (2, 10) for n in (200, 1000)),
        *(_paired(n, apart) for n in (100, 500) for apart in (0.05, 0.3)),
    ]


def all_cells() -> list[Cell]:
    """Every cell, in the order of the table."""
    return [*shares(), *clusters(), *percentiles(), *means(), *metrics(), *comparisons()]


def _moved_share(limit: float, shift: int) -> float:
    """The limit, or a tenth of it better or worse; at most half of what is left to perfection."""
    return limit + shift * min(0.1 * limit, (1 - limit) / 2)


def _remembering(generator: np.random.Generator, count: int, queries: int, memory: float) -> np.ndarray:
    """Standard normal series, each value remembering that share of the one before."""
    noise = generator.standard_normal((count, queries))
    if not memory:
        return noise
    noise[:, 1:] *= np.sqrt(1 - memory**2)
    return np.asarray(lfilter([1], [1, -memory], noise, axis=1))


def _auc(positives: int, negatives: int, area: float) -> Cell:
    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
        truth = np.arange(positives + negatives) < positives
        apart = np.sqrt(2) * ndtri(_moved_share(area, shift))
        return truth, generator.standard_normal(len(truth)) + apart * truth

    return Cell(
        "AUC",
        f"{positives} positives, {negatives} negatives, limit {area:g}",
        draw,
        area,
        True,
        lambda pair: Auc(*pair),
        lambda pair: _hanley(*pair),
    )


def _rare_auc(positives: int) -> Cell:
    limit = 0.98

    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
        truth = np.arange(positives + 400) < positives
        missed = generator.random(len(truth)) > _moved_share(limit, shift)
        scores = generator.random(len(truth))
        return truth, np.where(truth, np.where(missed, scores - 2, scores + 2), scores)

    return Cell(
        "AUC",
        f"{positives} positives of which 2 % cannot be found, 400 negatives",
        draw,
        limit,
        True,
        lambda pair: Auc(*pair),
        lambda pair: _hanley(*pair),
    )


def _paired_auc(n: int) -> Cell:
    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        truth = np.arange(2 * n) < n
        shared = generator.standard_normal(2 * n)
        one, other = (0.8 * shared + 0.6 * generator.standard_normal(2 * n) for _ in range(2))
        apart = np.sqrt(2) * ndtri(0.85)
        better = np.sqrt(2) * ndtri(0.85 + 0.05 * shift)
        return truth, one + better * truth, other + apart * truth

    return Cell(
        "difference of AUC",
        f"{n} of each class, correlated scores",
        draw,
        0.0,
        True,
        lambda three: PairedAuc(*three),
        lambda three: _difference(_hanley(three[0], three[1]), _hanley(three[0], three[2])),
    )


def _f1(n: int, share: float) -> Cell:
    limit = 0.8
    corners = ((0.0, 0.0), (2.0, 2.0), (0.0, 1.0))

    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
        truth = generator.random(n) < share
        found = limit + 0.08 * shift  # as many false alarms as misses, so that F1 is the recall
        alarm = (1 - found) * share / (1 - share)
        said = generator.random(n) < np.where(truth, found, alarm)
        return 2.0 * (truth & said), 2.0 * (truth & said) + (truth ^ said)

    return Cell(
        "F1",
        f"{n} examples, {share:.0%} positive",
        draw,
        limit,
        True,
        lambda pair: BoundedRatio(*pair, corners),
        lambda pair: _bootstrap_ratio(*pair),
    )


def _balanced(n: int) -> Cell:
    limit = 0.85

    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
        truth = np.repeat([0, 1, 2], [n, 2 * n, 3 * n])
        right = np.array([0.75, 0.85, 0.95])[truth] + 0.05 * shift
        return truth, np.where(generator.random(len(truth)) < right, truth, (truth + 1) % 3)

    return Cell(
        "balanced accuracy",
        f"three classes of {n}, {2 * n} and {3 * n}",
        draw,
        limit,
        True,
        lambda pair: BalancedAccuracy(*pair, 3, ("a", "b", "c")),
        lambda pair: _wald(float((pair[0] == pair[1]).mean()), len(pair[0])),
    )


def _brier(n: int) -> Cell:
    # Probabilities are right, and true on average to their own spread: E[p(1 - p)] for a beta distribution.
    def draw(generator: np.random.Generator, shift: int) -> np.ndarray:
        extreme = {1: 0.41, 0: 0.5, -1: 0.612}[shift]
        said = generator.beta(extreme, extreme, n)
        return np.asarray((said - (generator.random(n) < said)) ** 2)

    return Cell(
        "Brier score",
        f"{n} examples",
        draw,
        0.125,
        False,
        lambda squares: BoundedMean(squares, 0.0, 1.0),
        lambda squares: _normal(squares),
    )


def _calibration(n: int) -> Cell:
    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
        said = generator.integers(0, 10, n) / 10 + 0.05
        off = 0.05 - 0.04 * shift
        return generator.random(n) < said - np.where(said > 0.5, off, -off), said

    return Cell(
        "calibration error",
        f"{n} examples, ten bins",
        draw,
        0.05,
        False,
        lambda pair: CalibrationError(*pair),
        lambda pair: _bootstrap_calibration(*pair),
    )


def _error(kind: str, n: int) -> Cell:
    def draw(generator: np.random.Generator, shift: int) -> np.ndarray:
        scale = 0.9**shift
        if kind == "normal":
            return scale * generator.standard_normal(n)
        if kind == "exponential":
            return scale * generator.standard_exponential(n) / np.sqrt(2)
        rare = generator.random(n) < 0.005
        return scale * generator.standard_normal(n) * np.where(rare, 10, 1) / np.sqrt(0.995 + 0.5)

    return Cell(
        "RMSE",
        f"{n} examples, {kind} errors",
        draw,
        1.0,
        False,
        lambda errors: Resampled(rmse(np.zeros(n), errors), fewest=50),
        lambda errors: _normal(errors**2, np.sqrt),
    )


def _words(n: int) -> Cell:
    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
        words = generator.integers(3, 30, n).astype(float)
        hard = generator.gamma(0.5, 2, n)
        return generator.poisson(0.1 * 0.9**shift * hard * words).astype(float), words

    return Cell(
        "word error rate",
        f"{n} utterances, some much harder than others",
        draw,
        0.1,
        False,
        lambda pair: Resampled(ratio_of_sums(*pair)),
        lambda pair: _wald(float(pair[0].sum() / pair[1].sum()), int(pair[1].sum())),
    )


def _precision(n: int) -> Cell:
    truth_share, apart = 0.1, 2.0
    limit = _true_average_precision(truth_share, apart)

    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
        truth = generator.random(n) < truth_share
        return truth, generator.standard_normal(n) + (apart + 0.25 * shift) * truth

    return Cell(
        "average precision",
        f"{n} examples, 10 % positive",
        draw,
        limit,
        True,
        lambda pair: Resampled(
            RankedPrecision(*pair),
            strata=pair[0].astype(np.int64),
            classes=("negatives", "positives"),
            fewest=50,
            fewest_of_class=20,
        ),
        lambda pair: _bootstrap_precision(*pair),
    )


def _true_average_precision(share: float, apart: float) -> float:
    thresholds = np.linspace(-8, 10, 200_001)
    found, alarms = ndtr(apart - thresholds), ndtr(-thresholds)
    precision = share * found / (share * found + (1 - share) * alarms)
    return float(-np.sum(precision[:-1] * np.diff(found)))


def _disparity(groups: int, n: int, least: float) -> Cell:
    sizes = [n, *[max(20, int(least * n))] * (groups - 1)]
    limit = 0.1

    def draw(generator: np.random.Generator, shift: int) -> list[int]:
        rates = [0.7, *[0.7 + limit * (1 - 0.5 * shift)] * (groups - 1)]
        return [int(generator.binomial(size, rate)) for size, rate in zip(sizes, rates, strict=True)]

    return Cell(
        "difference between groups",
        f"{groups} groups, {sizes[0]} and {sizes[1]} examples",
        draw,
        limit,
        False,
        lambda hits: Disparity(
            tuple(
                GroupRate("rate", str(g), k, size)
                for g, (k, size) in enumerate(zip(hits, sizes, strict=True))
            )
        ),
        lambda hits: _widest(hits, sizes),
    )


def _worst_group(groups: int, n: int) -> Cell:
    limit = 0.9

    def draw(generator: np.random.Generator, shift: int) -> list[int]:
        return [int(generator.binomial(n, limit + 0.05 * shift)) for _ in range(groups)]

    return Cell(
        "worst group",
        f"{groups} groups of {n}, all alike",
        draw,
        limit,
        True,
        lambda hits: WorstOf(tuple((str(g), Proportion(k, n)) for g, k in enumerate(hits)), "higher"),
        lambda hits: _wald(min(hits) / n, n),
    )


def _paired(n: int, apart: float) -> Cell:
    limit = 0.0

    def draw(generator: np.random.Generator, shift: int) -> np.ndarray:
        gain = apart / 2 + 0.025 * shift
        chances = [gain, apart - gain, 0.9 - apart, 0.1]
        return generator.multinomial(n, chances)

    return Cell(
        "paired difference",
        f"{n} examples, {apart:.0%} answered differently",
        draw,
        limit,
        True,
        lambda counts: PairedProportion(*map(int, counts)),
        lambda counts: _difference(
            _wald((counts[0] + counts[2]) / n, n), _wald((counts[1] + counts[2]) / n, n)
        ),
    )


def _wald(rate: float, n: int) -> tuple[float, float]:
    """Mean plus and minus 1.64 standard errors of a proportion."""
    width = Z * np.sqrt(rate * (1 - rate) / n)
    return rate - width, rate + width


def _normal(values: np.ndarray, back: Callable[[float], float] = float) -> tuple[float, float]:
    """Mean plus and minus 1.64 standard errors."""
    centre, width = float(values.mean()), Z * float(values.std(ddof=1)) / np.sqrt(len(values))
    return float(back(max(centre - width, 0.0) if back is np.sqrt else centre - width)), float(
        back(centre + width)
    )


def _normal_ratio(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    logs = np.log(first), np.log(second)
    centre = float(logs[0].mean() - logs[1].mean())
    width = Z * float(np.sqrt(sum(one.var(ddof=1) / len(one) for one in logs)))
    return float(np.exp(centre - width)), float(np.exp(centre + width))


def _difference(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Standard errors of two intervals added in squares, as if they were independent."""
    centre = (sum(one) - sum(other)) / 2
    width = float(np.hypot(one[1] - one[0], other[1] - other[0])) / 2
    return centre - width, centre + width


def _hanley(truth: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """Hanley and McNeil's standard error (1982), from the area alone."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    area = (ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives)
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (positives - 1) * (one - area**2) + (negatives - 1) * (two - area**2)
    width = Z * np.sqrt(max(spread, 0.0) / (positives * negatives))
    return float(area - width), float(area + width)


def _bootstrap_percentile(samples: np.ndarray, level: float) -> tuple[float, float]:
    """Percentile bootstrap of the pooled queries, by the binomial law that resampled order statistics follow."""
    ordered, n = np.sort(samples), len(samples)
    ranks = np.random.default_rng(0).binomial(n, level, 400)
    low, high = np.quantile(ranks, [RISK, 1 - RISK]).astype(int)
    return float(ordered[min(low, n - 1)]), float(ordered[min(high, n - 1)])


def _bootstrap(value: Callable[[np.ndarray], np.ndarray], n: int) -> tuple[float, float]:
    """Percentile bootstrap with 200 resamples."""
    drawn = value(np.random.default_rng(0).integers(0, n, (200, n)))
    low, high = np.quantile(drawn, [RISK, 1 - RISK])
    return float(low), float(high)


def _bootstrap_ratio(above: np.ndarray, below: np.ndarray) -> tuple[float, float]:
    return _bootstrap(
        lambda rows: above[rows].sum(axis=1) / np.maximum(below[rows].sum(axis=1), 1), len(above)
    )


def _bootstrap_calibration(truth: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    gaps = scores - truth
    bins = np.minimum((scores * 10).astype(int), 9)

    def errors(rows: np.ndarray) -> np.ndarray:
        return np.array([np.abs(np.bincount(bins[row], gaps[row], 10)).sum() / len(row) for row in rows])

    return _bootstrap(errors, len(truth))


def _bootstrap_precision(truth: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    order = np.argsort(-scores)
    ranked = truth[order]

    def precisions(rows: np.ndarray) -> np.ndarray:
        counts = np.stack([np.bincount(row, minlength=len(ranked)) for row in rows])
        found, said = np.cumsum(counts * ranked, axis=1), np.cumsum(counts, axis=1)
        share = np.divide(found, said, out=np.zeros_like(found, dtype=float), where=said > 0)
        return np.asarray((counts * ranked * share).sum(axis=1) / np.maximum(found[:, -1], 1))

    return _bootstrap(precisions, len(truth))


def _widest(hits: list[int], sizes: list[int]) -> tuple[float, float]:
    """The difference between the highest and the lowest rate, as if these two groups had been chosen beforehand."""
    rates = [k / size for k, size in zip(hits, sizes, strict=True)]
    high, low = int(np.argmax(rates)), int(np.argmin(rates))
    return _difference(_wald(rates[high], sizes[high]), _wald(rates[low], sizes[low]))
