"""Mutations of figures: latencies of queries, figures of processes, and what is counted exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from buttress.proving.mutation import Mutation
from buttress.records import ExactFigure, Packed, Quantity, format_quantity
from buttress.wire import bucket_edges, bucket_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from buttress.records import DataFacts, LoadScenario, Measurement, ProcessRecord

_LONGEST_NS = 2.0**53
_ROUND = 1000
_DIGITS = 4


def scale_latencies(factor: float, load: LoadScenario | None) -> Mutation:
    """Gives the mutation that makes every latency so many times as long, in whole nanoseconds, 1 at least.

    Args:
        factor: Above 0.
        load: The load scenario whose processes are changed; None for all.
    """

    def scale(process: ProcessRecord) -> ProcessRecord:
        if process.latencies_ns is None:
            return _scale_blocks(process, factor)
        longer = Packed.of_numbers(_whole_ns(process.latencies_ns.numbers() * factor), "u8", small=False)
        return process.model_copy(update={"latencies_ns": longer})

    return Mutation(f"every latency {_times(factor)} as long", _in_processes(scale, load), factor)


def scale_figures(name: str, factor: float, load: LoadScenario | None) -> Mutation:
    """Gives the mutation that makes a figure of each process so many times as large."""

    def scale(process: ProcessRecord) -> ProcessRecord:
        return _with_figure(process, name, lambda old: old.model_copy(update={"value": old.value * factor}))

    return Mutation(f"{name} of each process {_times(factor)} as large", _in_processes(scale, load), factor)


def set_figures(name: str, value: float, unit: str, load: LoadScenario | None) -> Mutation:
    """Gives the mutation that sets a figure of each process."""

    def settle(process: ProcessRecord) -> ProcessRecord:
        return _with_figure(process, name, lambda _: ExactFigure(value=value, unit=unit))

    words = f"{name} of each process set to {_amount(value, unit)}"
    return Mutation(words, _in_processes(settle, load))


def set_exact(name: str, recorded: ExactFigure, value: float) -> Mutation:
    """Gives the mutation that sets a counted figure, in the unit in which it was recorded.

    Args:
        name: The figure.
        recorded: What it was.
        value: What it becomes.
    """

    def change(measured: Measurement, _data: DataFacts | None) -> Measurement:
        if name not in measured.figures:
            return measured
        new = recorded.model_copy(update={"value": value})
        return measured.model_copy(update={"figures": {**measured.figures, name: new}})

    factor = value / recorded.value if value * recorded.value > 0 else None
    return Mutation(f"{name} set to {_amount(value, recorded.unit)}", change, factor)


def _in_processes(
    change: Callable[[ProcessRecord], ProcessRecord], load: LoadScenario | None
) -> Callable[[Measurement, DataFacts | None], Measurement]:
    def changed(measured: Measurement, _data: DataFacts | None) -> Measurement:
        processes = tuple(
            change(process) if load in (None, process.load) else process for process in measured.processes
        )
        return measured.model_copy(update={"processes": processes})

    return changed


def _with_figure(
    process: ProcessRecord, name: str, change: Callable[[ExactFigure], ExactFigure]
) -> ProcessRecord:
    old = process.figures.get(name)
    if old is None:
        return process
    return process.model_copy(update={"figures": {**process.figures, name: change(old)}})


def _scale_blocks(process: ProcessRecord, factor: float) -> ProcessRecord:
    """Moves each filled bucket to where its middle falls; the means follow, since they must fit their blocks."""
    recorded = process.latency_blocks
    if recorded is None:
        return process
    found = recorded.decoded()
    lower, upper = found.edges_ns()
    moved = bucket_of(_whole_ns((lower + upper) / 2 * factor))
    base = int(moved.max()) + 1
    places, place_of = np.unique(found.blocks * base + moved, return_inverse=True)
    counts = np.bincount(place_of, weights=found.counts)
    blocks, buckets = places // base, places % base
    low, high = bucket_edges(buckets)
    sums = np.bincount(blocks, weights=(low + high) / 2 * counts)
    scaled = {
        "blocks": Packed.of_numbers(blocks, "u4", small=False),
        "buckets": Packed.of_numbers(buckets, "u4", small=False),
        "counts": Packed.of_numbers(counts, "u4", small=False),
        "means_ns": Packed.of_numbers(sums / found.sizes, "f8", small=False),
    }
    return process.model_copy(update={"latency_blocks": recorded.model_copy(update=scaled)})


def _whole_ns(values: np.ndarray) -> np.ndarray:
    whole: np.ndarray = np.clip(np.rint(values), 1, _LONGEST_NS).astype(np.int64)
    return whole


def _times(factor: float) -> str:
    return f"{factor:,.0f} times" if factor >= _ROUND else f"{factor:.4g} times"


def _amount(value: float, unit: str) -> str:
    return format_quantity(Quantity(value, unit), _DIGITS)
