"""Change points: where the level of a series of figures changed. They inform and never gate."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import comb, erfc, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

_EXACT_UP_TO = 8  # values of the smaller group; beyond, the normal distribution is close
_BATCH_CELLS = 400_000  # distances held at once
_MOST_AT_ONCE = 100  # permutations before it is asked whether more could matter
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """A change of level between two neighbouring regimes of a series.

    Attributes:
        index: Place of the first value of the new regime.
        p_value: Chance of so clear a division if the order of the values meant nothing (permutation test).
        mean_before: Mean of the regime before.
        mean_after: Mean of the regime that starts here.
        median_before: Median of the regime before.
        median_after: Median of the regime that starts here.
    """

    index: int
    p_value: float
    mean_before: float
    mean_after: float
    median_before: float
    median_after: float

    @property
    def relative(self) -> float | None:
        """The change of the median as a share of what it was, positive for a rise; None where it was 0."""
        before = self.median_before
        return (self.median_after - before) / abs(before) if before else None


def find_change_points(
    series: ArrayLike, risk: float = 0.05, least: int = 2, permutations: int = 499, seed: int = 0
) -> tuple[ChangePoint, ...]:
    """Gives where the level of a series changed, in order.

    Hierarchical division by energy statistics (E-divisive; Matteson and James 2014, with exponent 1): the split that
    sets its two sides farthest apart is tested against splits of the series with its regimes shuffled, and the search
    goes on while the test is significant. A series without any change is divided with a chance of at most ``risk``.

    Energy statistics also see changes of spread. Only changes of level are given: neighbouring regimes must differ by a
    `mann_whitney` test, too, and the least clear boundary goes first where they do not. So no change is given where
    there are fewer values than could show one (see `fewest_values`). Values of one regime are taken to be
    exchangeable; a slow drift shows as one change or several.

    Args:
        series: One-dimensional, in time order. A value that is not finite leaves nothing to tell.
        risk: Largest p-value of a change, above 0 and below 1.
        least: Fewest values of a regime, at least 2.
        permutations: Shuffled series per test; time grows with them and with the square of the length.
        seed: Seed of the shuffling.

    Raises:
        ValueError: The risk is no share, a regime may be shorter than 2, or so few permutations cannot reach the risk.
    """
    _check(risk, least, permutations)
    values = np.asarray(series, dtype=np.float64)
    if values.ndim != 1 or not np.isfinite(values).all():
        return ()
    found = _divide(values, _Search(risk, least, permutations, np.random.default_rng(seed)))
    ends = _confirm(values, sorted(found), risk)
    return tuple(
        _describe(values[first:index], values[index:last], index, found[index])
        for (first, index), (_, last) in pairwise(pairwise(ends))
    )


def mann_whitney(first: ArrayLike, second: ArrayLike) -> float:
    """Gives the two-sided p-value that neither of two groups tends to larger values (Mann and Whitney 1947).

    It is exact, ties included, where the smaller group has up to 8 values: the share of all ways to deal out the ranks
    that put the rank sum as far from its mean. Beyond that it is the normal approximation with corrections for
    ties and continuity.

    Args:
        first: One group, one-dimensional, without nan.
        second: The other; an empty group gives 1.

    >>> round(mann_whitney([1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]), 6)  # 2 of 35 ways
    0.057143
    """
    small, large = sorted((np.asarray(first, np.float64), np.asarray(second, np.float64)), key=len)
    if not small.size:
        return 1.0
    _, place, counts = np.unique(np.concatenate((small, large)), return_inverse=True, return_counts=True)
    # Twice the mean rank of each value: whole numbers, ties or not.
    ranks = (2 * np.cumsum(counts) - counts + 1)[place]
    off = abs(int(ranks[: small.size].sum()) - small.size * (ranks.size + 1))
    if small.size <= _EXACT_UP_TO:
        return _exact_tail(ranks, small.size, off)
    ties = float(((counts.astype(np.float64) ** 3) - counts).sum()) / (ranks.size * (ranks.size - 1))
    variance = small.size * large.size / 12 * (ranks.size + 1 - ties)
    if variance <= 0:
        return 1.0
    return erfc(max(0.0, off / 2 - 0.5) / sqrt(2 * variance))


def fewest_values(risk: float) -> int:
    """Gives the length of the shortest series of which any division could be significant.

    Of n values without order, the most telling split of the sorted ones is met by chance in 2 of C(n, n // 2) cases.

    >>> fewest_values(0.05)
    8
    """
    count = 2
    while 2 / comb(count, count // 2) > risk:
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class _Search:
    risk: float
    least: int
    permutations: int
    generator: np.random.Generator


def _check(risk: float, least: int, permutations: int) -> None:
    if not 0 < risk < 1:
        message = f"a risk lies above 0 and below 1, not at {risk}"
        raise ValueError(message)
    if least < 2:
        message = f"a regime has at least 2 values, not {least}"
        raise ValueError(message)
    if 1 / (permutations + 1) > risk:
        message = f"{permutations} permutations cannot reach a risk of {risk}"
        raise ValueError(message)


def _divide(values: NDArray[np.float64], search: _Search) -> dict[int, float]:
    """Gives every boundary found with its p-value, the clearest first."""
    found: dict[int, float] = {}
    shortest = max(fewest_values(search.risk), 2 * search.least)
    while True:
        spans = [span for span in pairwise([0, *sorted(found), values.size]) if span[1] - span[0] >= shortest]
        if not spans:
            return found
        regimes = [values[first:last] for first, last in spans]
        splits = [_best_split(regime, search.least) for regime in regimes]
        best = max(range(len(spans)), key=lambda place: splits[place][0])
        height, offset = splits[best]
        p_value = _p_value(height, regimes, search)
        if p_value > search.risk:
            return found
        found[spans[best][0] + offset] = p_value


def _best_split(values: NDArray[np.float64], least: int) -> tuple[float, int]:
    """Gives the largest statistic of a regime and the place of that split."""
    splits = _splits_of(values.size, least)
    heights = _heights(values[None, :], splits)[0]
    best = int(heights.argmax())
    return float(heights[best]), int(splits.taus[best])


@dataclass(frozen=True, slots=True)
class _Splits:
    """Where a left side ends and where a right side ends, for all pairs; the right side starts where the left one ends.

    The statistic of a split is a weighted sum of three sums of distances: among all values before tau, among all before
    kappa, and between the former and the latter.
    """

    taus: NDArray[np.intp]
    kappas: NDArray[np.intp]
    before_tau: NDArray[np.float64]
    before_kappa: NDArray[np.float64]
    crossing: NDArray[np.float64]


def _splits_of(count: int, least: int) -> _Splits:
    ends = np.arange(count + 1)
    taus, kappas = np.nonzero((ends[:, None] >= least) & (ends[None, :] >= ends[:, None] + least))
    left, right = taus.astype(np.float64), (kappas - taus).astype(np.float64)
    scale = left * right / (left + right)
    between, own_left, own_right = 2 / (left * right), 1 / (left * (left - 1)), 1 / (right * (right - 1))
    return _Splits(
        taus,
        kappas,
        before_tau=-scale * (between + own_left + own_right),
        before_kappa=-scale * own_right,
        crossing=scale * (between + 2 * own_right),
    )


def _heights(rows: NDArray[np.float64], splits: _Splits) -> NDArray[np.float64]:
    """Gives the scaled energy distance between both sides of every split, for each row."""
    count = rows.shape[1]
    sums = np.zeros((rows.shape[0], count + 1, count + 1))
    sums[:, 1:, 1:] = np.abs(rows[:, :, None] - rows[:, None, :]).cumsum(axis=1).cumsum(axis=2)
    own = np.einsum("rii->ri", sums)
    heights: NDArray[np.float64] = sums[:, splits.taus, splits.kappas] * splits.crossing
    heights += own[:, splits.taus] * splits.before_tau
    heights += own[:, splits.kappas] * splits.before_kappa
    return heights


def _p_value(height: float, regimes: Sequence[NDArray[np.float64]], search: _Search) -> float:
    """Gives the share of shuffled series that reach a height; it stops as soon as that is sure to exceed the risk."""
    enough = search.risk * (search.permutations + 1)
    reached, drawn = 0, 0
    if height <= 0:
        return 1.0
    while drawn < search.permutations and reached + 1 <= enough:
        batch = min(_batch_size(regimes), search.permutations - drawn)
        heights = np.max([_shuffled_heights(regime, batch, search) for regime in regimes], axis=0)
        # The same division in another order of additions is no less.
        reached += int(np.count_nonzero(heights >= height * (1 - _ROUNDING)))
        drawn += batch
    return (1 + reached) / (1 + drawn)


def _batch_size(regimes: Iterable[NDArray[np.float64]]) -> int:
    longest = max(regime.size for regime in regimes)
    return max(1, min(_MOST_AT_ONCE, _BATCH_CELLS // longest**2))


def _shuffled_heights(regime: NDArray[np.float64], batch: int, search: _Search) -> NDArray[np.float64]:
    rows = search.generator.permuted(np.tile(regime, (batch, 1)), axis=1)
    highest: NDArray[np.float64] = _heights(rows, _splits_of(regime.size, search.least)).max(axis=1)
    return highest


def _confirm(values: NDArray[np.float64], boundaries: Sequence[int], risk: float) -> list[int]:
    """Gives the boundaries, both ends of the series included, between regimes that differ in level."""
    ends = [0, *boundaries, values.size]
    while len(ends) > 2:
        p_values = [
            mann_whitney(values[first:index], values[index:last])
            for (first, index), (_, last) in pairwise(pairwise(ends))
        ]
        worst = max(range(len(p_values)), key=p_values.__getitem__)
        if p_values[worst] <= risk:
            break
        del ends[worst + 1]
    return ends


def _describe(
    before: NDArray[np.float64], after: NDArray[np.float64], index: int, p_value: float
) -> ChangePoint:
    return ChangePoint(
        index,
        p_value,
        float(before.mean()),
        float(after.mean()),
        float(np.median(before)),
        float(np.median(after)),
    )


def _exact_tail(ranks: NDArray[np.int64], size: int, off: int) -> float:
    """Gives the share of all choices of that many ranks whose sum is as far from its mean."""
    ways = np.zeros((size + 1, int(np.sort(ranks)[-size:].sum()) + 1))
    ways[0, 0] = 1.0
    for rank in ranks:
        for chosen in range(size, 0, -1):
            ways[chosen, rank:] += ways[chosen - 1, :-rank]
    sums = np.arange(ways.shape[1])
    far = np.abs(sums - size * (ranks.size + 1)) >= off
    return float(ways[size, far].sum() / ways[size].sum())
