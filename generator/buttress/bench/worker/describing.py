"""The first process of a run: build the data, check them, and give the facts of the measured examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from buttress.bench.failure import doing
from buttress.bench.messages import Job, Message
from buttress.bench.worker.data.building import build_examples
from buttress.bench.worker.data.dataset import find_column, label_text
from buttress.bench.worker.data.folds import fold_examples
from buttress.bench.worker.tasks.recording import read_truths
from buttress.language import holds, parse_condition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.bench.worker.data.dataset import Examples


def describe(job: Job) -> Message:
    """Gives identifiers, truths, clusters, groups and slices of the measured examples.

    Truths are ``labels`` (with all ``classes`` of the data) for a classification and ``values`` for a regression;
    for the other tasks both are None.

    Raises:
        BenchError: A truth is not one of the task, a column is missing, or the examples cannot be folded.
    """
    examples = build_examples(job)
    rows = [int(row) for row in examples.measured]
    if job.data.folds is not None:
        fold_examples(examples, job.data.folds, job.seed)  # refuses what cannot be folded
    read_truths(examples, job.data.task, examples.measured)  # before candidates work for hours
    with doing("forming groups and slices"):
        groups = {name: _group(examples, name, rows) for name in job.data.groups}
        slices = {
            name: {value: _mark(examples, text, rows) for value, text in values.items()}
            for name, values in job.data.slices.items()
        }
    fields: dict[str, Any] = {
        "data_sha256": examples.sha256,
        "ids": [examples.ids[row] for row in rows],
        "labels": [examples.classes[row] for row in rows] if examples.classes else None,
        "values": None if examples.values is None else examples.values[rows].tolist(),
        "classes": sorted(set(examples.classes)),
        "clusters": None if examples.clusters is None else [examples.clusters[row] for row in rows],
        "groups": groups,
        "slices": slices,
    }
    return Message(fields)


def _group(examples: Examples, name: str, rows: Sequence[int]) -> list[str]:
    column = find_column(examples.columns, name)
    return [label_text(column[row]) for row in rows]


def _mark(examples: Examples, text: str, rows: Sequence[int]) -> list[int]:
    condition, columns = parse_condition(text), _slice_columns(examples)
    return [int(holds(condition, {name: column[row] for name, column in columns.items()})) for row in rows]


def _slice_columns(examples: Examples) -> Mapping[str, Sequence[Any]]:
    truths = examples.classes or (None if examples.values is None else examples.values.tolist())
    return dict(examples.columns) if truths is None else {"label": truths, **examples.columns}
