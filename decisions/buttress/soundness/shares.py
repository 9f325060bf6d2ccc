"""Shares: of independent examples, of clusters, of groups, and of two candidates on the same examples."""

from __future__ import annotations

import numpy as np
from cell import CONFIDENCE, Cell, moved
from textbook import widest, wilson

from buttress.estimation import (
    ClusteredProportion,
    Disparity,
    GroupRate,
    PairedProportion,
    Proportion,
    WorstOf,
)
from buttress.estimation.clustered import korn_graubard
from buttress.estimation.paired import newcombe_paired_interval

_TRIALS_OF_CLUSTER = 20
_SOME, _MANY = 2000, 6000  # where mistakes are as frequent as promised, more trials show it


def share_cells() -> list[Cell]:
    """Every cell of shares."""
    return [
        *(_share(n, limit) for n, limit in ((20, 0.8), (100, 0.5), (500, 0.8), (2000, 0.95), (2000, 0.99))),
        *(
            _clustered(count, limit, likeness)
            for count in (10, 40)
            for limit, likeness in ((0.8, 0.05), (0.8, 0.3), (0.95, None))
        ),
        *(_disparity(groups, n, least) for groups in (2, 5) for n in (200, 2000) for least in (0.5, 0.1)),
        *(_worst_group(groups, n) for groups in (2, 10) for n in (200, 1000)),
        *(_paired(n, apart) for n in (100, 500) for apart in (0.05, 0.3)),
    ]


def _share(n: int, limit: float) -> Cell:
    return Cell(
        "share",
        f"{n} examples, limit {limit:.0%}",
        lambda generator, shift: int(generator.binomial(n, moved(limit, shift))),
        limit,
        True,
        lambda hits: Proportion(hits, n),
        lambda hits: wilson(hits, n),
        _MANY,
    )


def _clustered(count: int, limit: float, likeness: float | None) -> Cell:
    """Clusters of twenty; shares of clusters follow a beta distribution, or are 0 or 1."""

    def draw(generator: np.random.Generator, shift: int) -> np.ndarray:
        rate = moved(limit, shift)
        if likeness is None:
            return np.where(generator.random(count) < rate, _TRIALS_OF_CLUSTER, 0)
        spread = (1 - likeness) / likeness
        own = generator.beta(rate * spread, (1 - rate) * spread, count)
        return np.asarray(generator.binomial(_TRIALS_OF_CLUSTER, own))

    trials = (_TRIALS_OF_CLUSTER,) * count
    alike = "each right or wrong throughout" if likeness is None else f"likeness {likeness:g}"
    return Cell(
        "clustered share",
        f"{count} clusters, {alike}, limit {limit:.0%}",
        draw,
        limit,
        True,
        lambda hits: ClusteredProportion(tuple(map(int, hits)), trials),
        lambda hits: korn_graubard(tuple(map(int, hits)), trials, CONFIDENCE),
    )


def _disparity(groups: int, n: int, least: float) -> Cell:
    sizes = [n, *[int(least * n)] * (groups - 1)]
    limit = 0.1

    def draw(generator: np.random.Generator, shift: int) -> list[int]:
        rates = [0.7, *[0.7 + limit * (1 - 0.5 * shift)] * (groups - 1)]
        return [int(generator.binomial(size, rate)) for size, rate in zip(sizes, rates, strict=True)]

    def ours(hits: list[int]) -> Disparity:
        pairs = enumerate(zip(hits, sizes, strict=True))
        return Disparity(tuple(GroupRate("rate", str(group), k, size) for group, (k, size) in pairs))

    return Cell(
        "difference between groups",
        f"{groups} groups, one of {sizes[0]} examples, else {sizes[1]}",
        draw,
        limit,
        False,
        ours,
        lambda hits: widest(hits, sizes),
        _MANY if groups == 2 else _SOME,
    )


def _worst_group(groups: int, n: int) -> Cell:
    limit = 0.9
    return Cell(
        "worst group",
        f"{groups} groups of {n}, all alike",
        lambda generator, shift: generator.binomial(n, limit + 0.05 * shift, groups).tolist(),
        limit,
        True,
        lambda hits: WorstOf(tuple((str(place), Proportion(k, n)) for place, k in enumerate(hits)), "higher"),
        lambda hits: wilson(min(hits), n),
        _MANY,
    )


def _paired(n: int, apart: float) -> Cell:
    def draw(generator: np.random.Generator, shift: int) -> tuple[int, ...]:
        gained = apart / 2 + 0.02 * shift
        found = generator.multinomial(n, [gained, apart - gained, 0.9 - apart, 0.1])
        return tuple(map(int, found))

    def approximate(counts: tuple[int, ...]) -> tuple[float, float]:
        gained, lost, both, neither = counts
        return newcombe_paired_interval(both, gained, lost, neither, CONFIDENCE)

    return Cell(
        "paired difference",
        f"{n} examples, {apart:.0%} answered differently",
        draw,
        0.0,
        True,
        lambda counts: PairedProportion(*counts),
        approximate,
        _MANY,
    )
