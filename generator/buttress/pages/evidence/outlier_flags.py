"""Outliers among what a candidate's processes recorded: told in words and flagged, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation import LARGEST_SCORE, find_outliers
from buttress.explanation import counted, grouped, listed, say, show_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from buttress.estimation import Outlier, Rule
    from buttress.records import ProcessRecord

OF_LATENCIES = ("p50", "p99")
FEWEST_VALUES = 3
"""Of two values neither is far from the rest."""
MOST_TOLD = 3
"""Of more processes the sentence gives the numbers alone; the table says the rest."""
HOW_FLAGGED = (
    f"An outlier lies more than {LARGEST_SCORE:g} median absolute deviations from the median of its kind: a process "
    "from the other processes under the same load, a query from the other queries of its process (modified z-score, "
    "Iglewicz and Hoaglin 1993, with the threshold of hyperfine). Where most values are equal, nothing tells what is "
    "far, and nothing is flagged. Outliers are never dropped: every verdict counts them like the rest."
)
_RULE: Rule = "modified z-score"


@dataclass(frozen=True, slots=True)
class Flag:
    """A process one of whose figures lies far from those of its kind.

    Attributes:
        order: Which process.
        figure: Which figure, ``p50`` and ``p99`` for latencies.
        text: Which figure, how large, and how far from the others.
    """

    order: int
    figure: str
    text: str


def flag_processes(
    processes: Sequence[ProcessRecord], quantiles: Mapping[int, tuple[float, float]]
) -> tuple[Flag, ...]:
    """Gives the flags of processes, by their order; those of one load scenario are of one kind.

    Args:
        processes: Processes of one candidate.
        quantiles: Order of a process to its median and its 99th percentile in nanoseconds.
    """
    flags = [
        flag
        for load in dict.fromkeys(one.load for one in processes)
        for name, values in _figures([one for one in processes if one.load == load], quantiles).items()
        for flag in _flag_values(name, values)
    ]
    return tuple(sorted(flags, key=lambda flag: flag.order))


def count_outlying(process: ProcessRecord) -> str:
    """Gives how many queries of a process lie far from its median, as a number and a share; empty where unknown.

    Where latencies are kept in blocks, the single ones are not there to tell.
    """
    if process.latencies_ns is None or process.latencies_ns.count < FEWEST_VALUES:
        return ""
    latencies = process.latencies_ns.numbers()
    found = len(_far(latencies))
    return f"{grouped(found)} ({100 * found / len(latencies):.2g} %)" if found else "0"


def tell_flags(flags: Sequence[Flag], processes: int) -> str:
    """Gives how many processes are flagged, as a sentence; empty where there are too few to tell."""
    if processes < FEWEST_VALUES:
        return ""
    texts: dict[int, list[str]] = {}
    for flag in flags:
        texts.setdefault(flag.order, []).append(flag.text)
    if not texts:
        return say("No process is an outlier among its kind.")
    why = {order: f" ({'; '.join(told)})" if len(texts) <= MOST_TOLD else "" for order, told in texts.items()}
    one = len(texts) == 1
    return (
        f"{len(texts)} of {counted(processes, 'process', 'processes')} "
        f"{'is an outlier among its kind' if one else 'are outliers among their kind'}: "
        f"{listed([f'No. {order}{words}' for order, words in why.items()])}. "
        f"{'It counts' if one else 'They count'} like every other."
    )


def _figures(
    processes: Sequence[ProcessRecord], quantiles: Mapping[int, tuple[float, float]]
) -> dict[str, list[tuple[int, float, str]]]:
    """Name of a figure to order, value and unit of each process that has it."""
    found: dict[str, list[tuple[int, float, str]]] = {}
    for process in processes:
        latencies = zip(OF_LATENCIES, quantiles.get(process.order, ()), strict=False)
        own = [(name, value, "ns") for name, value in latencies]
        own += [(name, figure.value, figure.unit) for name, figure in process.figures.items()]
        for name, value, unit in own:
            found.setdefault(name, []).append((process.order, value, unit))
    return found


def _flag_values(name: str, values: Sequence[tuple[int, float, str]]) -> Iterator[Flag]:
    if len(values) < FEWEST_VALUES or len({unit for _, _, unit in values}) > 1:
        return
    numbers = np.array([value for _, value, _ in values])
    median = float(np.median(numbers))
    for outlier in _far(numbers):
        order, value, unit = values[outlier.index]
        side = "above" if outlier.score > 0 else "below"
        own, usual = _apart(value, median, unit)
        distance = f"{abs(outlier.score):.3g} deviations {side} the median of {usual}"
        yield Flag(order, name, f"{name} of {own} lies {distance}")


def _apart(value: float, median: float, unit: str) -> tuple[str, str]:
    """Both with as many digits as tell them apart."""
    for digits in (3, 4, 5, 6):
        shown = show_quantity(value, unit, digits), show_quantity(median, unit, digits)
        if shown[0] != shown[1]:
            break
    return shown


def _far(values: NDArray[np.number]) -> list[Outlier]:
    """The outliers by their score; none where most values are equal, since a deviation of 0 measures nothing."""
    if not np.median(np.abs(values - np.median(values))):
        return []
    return [one for one in find_outliers(values) if _RULE in one.rules]
