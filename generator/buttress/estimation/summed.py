"""Latencies of several components -> latencies of doing them one after the other.

The percentile of a sum is not the sum of percentiles: where two components are slow once in twenty items each, both are
slow at once only in one of four hundred.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from buttress.estimation.between import Between, exact_between
from buttress.estimation.order_statistic import quantile_of
from buttress.estimation.queries import QueryBlocks, one_series, queries_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from buttress.estimation.estimate import Sample

    Run = NDArray[np.float64] | QueryBlocks

End = Literal["low", "high"]
MOST_ITEMS = 100_000
"""Most items of one process that are drawn from histograms."""


@dataclass(frozen=True, slots=True, eq=False)
class Summand:
    """What one component adds.

    Attributes:
        runs: One array per process, one value per item, in time order, or its items counted in blocks.
        factor: What they are multiplied by at best and at worst.
        times: How often each item passes the component.
    """

    runs: tuple[Run, ...]
    factor: tuple[float, float] = (1.0, 1.0)
    times: int = 1


def sum_runs(summands: Sequence[Summand], constant: float, end: End) -> tuple[Run, ...]:
    """Gives the latencies of the sum, one series for each process, as samples of percentiles take them.

    Process r of the sum takes process r of each summand, and as many processes as the summand with the fewest has. Its
    items are added one by one in time order, each summand's series begun at a place of its own and gone round at the
    end, so that the first, slow items of one do not meet those of another: every item is one true draw of each summand,
    and none is used twice. So the sum has as many items as its shortest series. Longer ones are thinned: each of so many
    equal stretches gives one item, drawn at random, so that a burst keeps its share and stays together.

    These are draws of the sum, and how sure its percentile is follows from the same order statistics and the same sign
    test over processes as for one component alone. A convolution of distributions would give a point without bounds, and
    one of percentiles is no percentile of anything.

    It rests on the summands being independent of each other, item by item and process by process, which is what
    measuring them one at a time can show. Where what slows one slows the other at the same time, the sum varies more.

    Items that were counted into histograms are put back in order block by block, in a seeded order within each, at the
    lower edges of their buckets for the low end, and the upper edges for the high end.

    Args:
        summands: What is added; at least one, and those with no process leave none.
        constant: What each item takes besides, in the same unit.
        end: Which end of the factors counts, and of the buckets.
    """
    (only, *others) = summands
    if not others and only.times == 1:
        factor = only.factor[end == "high"]
        return tuple(_moved(run, factor, constant) for run in only.runs)
    processes = min(len(one.runs) for one in summands)
    return tuple(_sum_process(summands, process, constant, end) for process in range(processes))


def sum_between(
    summands: Sequence[Summand],
    constant: tuple[float, float],
    percentile_of: Callable[[tuple[Run, ...]], Sample],
) -> Sample:
    """Gives what is known of a percentile of the sum, where some of what is added is known as a range.

    The low end of the quantity is the percentile with every range at its low end, all at once, and the high end that
    with every range at its high end.

    Args:
        summands: What was measured; where nothing was, the sum is the constant.
        constant: What each item takes besides at best and at worst, in the same unit.
        percentile_of: Gives the percentile of several processes.
    """
    if not summands:
        return exact_between(*constant)
    low = percentile_of(sum_runs(summands, constant[0], "low"))
    if constant[0] == constant[1] and not _is_range(summands):
        return low
    return Between(low, percentile_of(sum_runs(summands, constant[1], "high")))


def slowest_first(summand: Summand, level: float) -> Summand:
    """Gives a summand whose slowest process comes first, by its own percentile, so that slow processes meet in a sum.

    Args:
        summand: The summand; none of its processes is empty.
        level: The percentile as a share above 0 and below 1.
    """
    ordered = sorted(summand.runs, key=lambda run: queries_of(run).high.quantile(level), reverse=True)
    return replace(summand, runs=tuple(ordered))


def typical_quantile(runs: Sequence[Run], level: float) -> float:
    """Gives the median over processes of each one's own percentile (see `quantile_of`), without bounds.

    Args:
        runs: One for each process, none of them empty.
        level: The percentile as a share above 0 and below 1.
    """
    return quantile_of([queries_of(run).high.quantile(level) for run in runs], 0.5)


def _is_range(summands: Sequence[Summand]) -> bool:
    """Whether the sum has two ends: by a factor, or by the edges of buckets once several are added."""
    counted = any(isinstance(run, QueryBlocks) for one in summands for run in one.runs)
    added = len(summands) > 1 or summands[0].times > 1
    return (counted and added) or any(one.factor[0] != one.factor[1] for one in summands)


def _moved(run: Run, factor: float, constant: float) -> Run:
    if isinstance(run, QueryBlocks):
        return run.moved(factor, constant)
    return one_series(factor * run + constant)


def _sum_process(summands: Sequence[Summand], process: int, constant: float, end: End) -> Run:
    runs = [one.runs[process] for one in summands]
    items = min(_size(run) // one.times for one, run in zip(summands, runs, strict=True))
    if any(isinstance(run, QueryBlocks) for run in runs):
        items = min(items, MOST_ITEMS)
    total, block = np.full(items, constant, dtype=np.float64), 1
    for place, (one, run) in enumerate(zip(summands, runs, strict=True)):
        # The same seed at both ends, so that the low sum of an item is never above its high one.
        generator = np.random.default_rng((place, process))
        values, own_block = _drawn(run, items * one.times, generator, end)
        total += one.factor[end == "high"] * _passed(values, items, one.times, generator)
        block = max(block, own_block)
    return _in_blocks(total, block)


def _size(run: Run) -> int:
    return run.high.size if isinstance(run, QueryBlocks) else run.size


def _drawn(
    run: Run, wanted: int, generator: np.random.Generator, end: End
) -> tuple[NDArray[np.float64], int]:
    """A series of at least so many items, and how many stand together in an order that was drawn."""
    if isinstance(run, QueryBlocks):
        return run.drawn(generator, wanted, upper=end == "high")
    return one_series(run), 1


def _passed(
    values: NDArray[np.float64], items: int, times: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """A series begun elsewhere; where an item passes more than once, parts that share no draw are added."""
    begun = np.roll(values, -int(generator.integers(max(1, values.size))))
    passed: NDArray[np.float64] = _thinned(begun, items * times, generator).reshape(times, items).sum(axis=0)
    return passed


def _thinned(values: NDArray[np.float64], wanted: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """One value of each of so many stretches of a series, drawn at random: a fixed step could miss what has a rhythm."""
    if values.size == wanted:
        return values
    begins = np.arange(wanted + 1) * values.size // max(1, wanted)
    return values[begins[:-1] + (generator.random(wanted) * np.diff(begins)).astype(np.int64)]


def _in_blocks(total: NDArray[np.float64], block: int) -> Run:
    """Sums as they are; in blocks where their order within a block was drawn, which hides what depends on what."""
    if block == 1:
        return one_series(total)
    return QueryBlocks(np.arange(total.size) // block, total, total, np.ones(total.size, dtype=np.int64))
