"""Simulated flows, most of whose true latencies lie exactly at their limit: whoever gives a verdict there is wrong."""

from __future__ import annotations

from flow_cells import flow_cells
from grid import trials_of

from buttress.bench import Dataset


def trials() -> Dataset:
    """Gives every trial of every cell; the right answer says whether its verdict may be given.

    The column ``cell`` tells the circumstances and the verdict that is asked about.
    """
    cells = [(cell, list(trials_of(cell))) for cell in flow_cells()]
    found = [trial for _, trials in cells for trial in trials]
    return Dataset(
        features=found,
        labels=["told" if trial.is_true else "untold" for trial in found],
        ids=[f"{place}-{number}" for place, (_, trials) in enumerate(cells) for number in range(len(trials))],
        columns={"cell": [f"{trial.cell}; {trial.claim}" for trial in found]},
    )
