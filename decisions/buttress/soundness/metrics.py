"""Metrics of answers and scores."""

from __future__ import annotations

import numpy as np
from cell import CONFIDENCE, Bounds, Cell, moved
from scipy.special import ndtr, ndtri
from textbook import bootstrap

from buttress.estimation import (
    Auc,
    AveragePrecision,
    BalancedAccuracy,
    BoundedMean,
    BoundedRatio,
    CalibrationError,
    Matthews,
    PairedAuc,
    Resampled,
    delong_interval,
    paired_delong,
    ratio_of_sums,
    rmse,
)

Pair = tuple[np.ndarray, np.ndarray]
_F1_CORNERS = ((0.0, 0.0), (2.0, 2.0), (0.0, 1.0))
_BINS = 10


def metric_cells() -> list[Cell]:
    """Every cell of metrics."""
    return [
        *(_auc(50, negatives, area) for negatives in (50, 500) for area in (0.8, 0.95)),
        *(_auc_of_hopeless(positives) for positives in (50, 200)),
        *(_paired_auc(n) for n in (50, 200)),
        *(_f1(n, share) for n in (100, 500) for share in (0.1, 0.5)),
        *(_matthews(n) for n in (100, 500)),
        *(_balanced(n) for n in (50, 200)),
        *(_brier(n) for n in (100, 500)),
        *(_calibration(n) for n in (1000, 5000)),
        *(_precision(n) for n in (500, 2000)),
        *(_error(kind, 400) for kind in ("normal", "exponential", "heavy tail")),
        _words(400),
    ]


def _auc(positives: int, negatives: int, area: float) -> Cell:
    """Normal scores."""

    def draw(generator: np.random.Generator, shift: int) -> Pair:
        truth = np.arange(positives + negatives) < positives
        apart = np.sqrt(2) * ndtri(moved(area, shift))
        return truth, generator.standard_normal(len(truth)) + apart * truth

    where = f"{positives} positives, {negatives} negatives, limit {area:g}"
    return Cell("AUC", where, draw, area, True, lambda pair: Auc(*pair), _delong)


def _auc_of_hopeless(positives: int) -> Cell:
    """All is in order but for some positives that rank below every negative."""
    limit, negatives = 0.98, 400

    def draw(generator: np.random.Generator, shift: int) -> Pair:
        truth = np.arange(positives + negatives) < positives
        hopeless = generator.random(len(truth)) > moved(limit, shift)
        scores = generator.random(len(truth))
        return truth, scores + np.where(hopeless, -2, 2) * truth

    where = f"{positives} positives of which 2 % rank last, {negatives} negatives"
    return Cell("AUC", where, draw, limit, True, lambda pair: Auc(*pair), _delong)


def _delong(pair: Pair) -> Bounds:
    return delong_interval(*pair, CONFIDENCE)


def _paired_auc(n: int) -> Cell:
    """Two candidates whose scores have much in common."""

    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        truth = np.arange(2 * n) < n
        shared = generator.standard_normal(2 * n)
        one, other = (0.8 * shared + 0.6 * generator.standard_normal(2 * n) for _ in range(2))
        apart, moved_apart = (np.sqrt(2) * ndtri(0.85 + gain) for gain in (0.0, 0.05 * shift))
        return truth, one + moved_apart * truth, other + apart * truth

    return Cell(
        "difference of AUC",
        f"{n} of each class, scores alike",
        draw,
        0.0,
        True,
        lambda three: PairedAuc(*three),
        lambda three: paired_delong(*three, CONFIDENCE)[1:],
    )


def _f1(n: int, share: float) -> Cell:
    """As many false alarms as misses, so that F1 is the recall."""

    def draw(generator: np.random.Generator, shift: int) -> Pair:
        found = 0.8 + 0.08 * shift
        truth = generator.random(n) < share
        said = generator.random(n) < np.where(truth, found, (1 - found) * share / (1 - share))
        return 2.0 * (truth & said), 2.0 * (truth & said) + (truth ^ said)

    def approximate(pair: Pair) -> Bounds:
        above, below = pair
        return bootstrap(lambda rows: above[rows].sum(axis=1) / np.maximum(below[rows].sum(axis=1), 1), n)

    return Cell(
        "F1",
        f"{n} examples, {share:.0%} positive",
        draw,
        0.8,
        True,
        lambda pair: BoundedRatio(*pair, _F1_CORNERS),
        approximate,
    )


def _matthews(n: int) -> Cell:
    """Both classes equally frequent, and equally often right, so that the coefficient is twice the accuracy less 1."""

    def draw(generator: np.random.Generator, shift: int) -> Pair:
        truth = generator.random(n) < 0.5
        return truth, truth ^ (generator.random(n) > 0.9 + 0.04 * shift)

    def approximate(pair: Pair) -> Bounds:
        def value(rows: np.ndarray) -> np.ndarray:
            truth, said = pair[0][rows], pair[1][rows]
            shared = (truth & said).mean(axis=1) - truth.mean(axis=1) * said.mean(axis=1)
            spread = np.sqrt(truth.var(axis=1) * said.var(axis=1))
            return np.divide(shared, spread, out=np.zeros_like(shared), where=spread > 0)

        return bootstrap(value, n)

    return Cell(
        "Matthews", f"{n} examples, half positive", draw, 0.8, True, lambda pair: Matthews(*pair), approximate
    )


def _balanced(n: int) -> Cell:
    """Three classes of unequal size, the smallest of which is hardest."""

    def draw(generator: np.random.Generator, shift: int) -> Pair:
        truth = np.repeat([0, 1, 2], [n, 2 * n, 3 * n])
        right = np.array([0.75, 0.85, 0.95])[truth] + 0.045 * shift
        return truth, np.where(generator.random(len(truth)) < right, truth, (truth + 1) % 3)

    def approximate(pair: Pair) -> Bounds:
        truth, right = pair[0], pair[0] == pair[1]

        def value(rows: np.ndarray) -> np.ndarray:
            of_class = [truth[rows] == one for one in range(3)]
            recalls = [(right[rows] & one).sum(axis=1) / np.maximum(one.sum(axis=1), 1) for one in of_class]
            return np.asarray(np.mean(recalls, axis=0))

        return bootstrap(value, len(truth))

    return Cell(
        "balanced accuracy",
        f"three classes of {n}, {2 * n} and {3 * n}",
        draw,
        0.85,
        True,
        lambda pair: BalancedAccuracy(*pair, 3, ("a", "b", "c")),
        approximate,
    )


def _brier(n: int) -> Cell:
    """Probabilities that are right: of beta(a, a), the mean of p (1 - p) is a / (4 a + 2)."""
    limit = 0.125

    def draw(generator: np.random.Generator, shift: int) -> np.ndarray:
        score = limit * (1 - 0.1 * shift)
        spread = 2 * score / (1 - 4 * score)
        said = generator.beta(spread, spread, n)
        return np.asarray((said - (generator.random(n) < said)) ** 2)

    return Cell(
        "Brier score",
        f"{n} examples",
        draw,
        limit,
        False,
        lambda squares: BoundedMean(squares, 0.0, 1.0),
        lambda squares: bootstrap(lambda rows: squares[rows].mean(axis=1), n),
    )


def _calibration(n: int) -> Cell:
    """Every probability is off by the same, towards one half."""
    limit = 0.05

    def draw(generator: np.random.Generator, shift: int) -> Pair:
        said = generator.integers(0, _BINS, n) / _BINS + 0.5 / _BINS
        off = limit - 0.04 * shift
        return generator.random(n) < said - np.where(said > 0.5, off, -off), said

    def approximate(pair: Pair) -> Bounds:
        gaps, bins = pair[1] - pair[0], np.minimum((pair[1] * _BINS).astype(int), _BINS - 1)

        def value(rows: np.ndarray) -> np.ndarray:
            return np.array([np.abs(np.bincount(bins[row], gaps[row], _BINS)).sum() / n for row in rows])

        return bootstrap(value, n)

    where = f"{n} examples, ten bins"
    return Cell(
        "calibration error", where, draw, limit, False, lambda pair: CalibrationError(*pair), approximate
    )


def _precision(n: int) -> Cell:
    """Normal scores, one example in ten positive."""
    share, apart = 0.1, 2.0

    def draw(generator: np.random.Generator, shift: int) -> Pair:
        truth = generator.random(n) < share
        return truth, generator.standard_normal(n) + (apart + 0.25 * shift) * truth

    def approximate(pair: Pair) -> Bounds:
        ranked = pair[0][np.argsort(-pair[1])]

        def value(rows: np.ndarray) -> np.ndarray:
            counts = np.stack([np.bincount(row, minlength=n) for row in rows])
            found, said = np.cumsum(counts * ranked, axis=1), np.cumsum(counts, axis=1)
            precision = np.divide(found, said, out=np.zeros(found.shape), where=said > 0)
            return np.asarray((counts * ranked * precision).sum(axis=1) / np.maximum(found[:, -1], 1))

        return bootstrap(value, n)

    return Cell(
        "average precision",
        f"{n} examples, {share:.0%} positive",
        draw,
        _true_average_precision(share, apart),
        True,
        lambda pair: AveragePrecision(*pair),
        approximate,
    )


def _true_average_precision(share: float, apart: float) -> float:
    """The area under precision against recall of normal scores that are so far apart."""
    thresholds = np.linspace(-8, 10, 200_001)
    found, alarms = ndtr(apart - thresholds), ndtr(-thresholds)
    precision = share * found / (share * found + (1 - share) * alarms)
    return float(-np.sum(precision[:-1] * np.diff(found)))


def _error(kind: str, n: int) -> Cell:
    """Errors whose root mean square is 1."""

    def draw(generator: np.random.Generator, shift: int) -> np.ndarray:
        match kind:
            case "normal":
                errors = generator.standard_normal(n)
            case "exponential":
                errors = generator.standard_exponential(n) / np.sqrt(2)
            case _:  # one in a hundred is ten times as large, which makes half of the mean square
                rare = generator.random(n) < 0.01
                errors = generator.standard_normal(n) * np.where(rare, 10, 1) / np.sqrt(0.99 + 1)
        return np.asarray(errors * 0.9**shift)

    return Cell(
        "RMSE",
        f"{n} examples, {kind} errors",
        draw,
        1.0,
        False,
        lambda errors: Resampled(rmse(np.zeros(n), errors), fewest=50),
        lambda errors: bootstrap(lambda rows: np.sqrt((errors[rows] ** 2).mean(axis=1)), n),
    )


def _words(n: int) -> Cell:
    """Utterances of which some are much harder than others."""

    def draw(generator: np.random.Generator, shift: int) -> Pair:
        words = generator.integers(3, 30, n).astype(np.float64)
        hard = generator.gamma(0.5, 2, n)
        return generator.poisson(0.1 * 0.9**shift * hard * words).astype(np.float64), words

    return Cell(
        "word error rate",
        f"{n} utterances, some much harder than others",
        draw,
        0.1,
        False,
        lambda pair: Resampled(ratio_of_sums(*pair)),
        lambda pair: bootstrap(lambda rows: pair[0][rows].sum(axis=1) / pair[1][rows].sum(axis=1), n),
    )
