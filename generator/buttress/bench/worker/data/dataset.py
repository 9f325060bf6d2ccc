"""What a suite's data builder returns, and the checked form in which the worker processes use it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.content import digest_content, digest_items
from buttress.bench.worker.data.splits import split_examples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.bench.plan import Task

MISSING = frozenset({"nan", "NaT", "<NA>"})
"""How NumPy and pandas write what is not there."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The examples of a suite.

    Attributes:
        features: What candidates see, n examples: a NumPy array or nested lists of shape (n, d), a pandas
            DataFrame, or for ``run`` candidates any sequence of items.
        labels: The n truths: classes (texts or integers), numbers for a regression, and for the other tasks what
            `buttress.bench.worker.tasks` says of each.
        ids: A text for each example that names it for ever, or None: then a hash of its content names it.
        columns: Further columns by name, n values each, for groups and for the expressions of slices; those may
            name ``label`` too: the class as text, or the value of a regression. ``duration_s`` holds the seconds
            of audio of a transcription.
        train: For a fixed split: true where an example is trained on; outcomes are recorded for the others.
            Ignored where the suite asks for folds.
    """

    features: Any
    labels: Sequence[Any]
    ids: Sequence[str] | None = None
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    train: Sequence[bool] | None = None


@dataclass(frozen=True, slots=True)
class Examples:
    """A data set that was checked, with the rows to fit on and the rows whose outcomes are recorded.

    Attributes:
        features: As the builder gave them.
        labels: As the builder gave them.
        classes: The class of every example as text; empty for the other tasks.
        values: The value of every example, shape (n,), for a regression; None for the other tasks.
        truths: What is true of every example: its class as text, its value, or what the builder gave.
        clusters: The cluster of every example as text, None where examples are independent.
        ids: The identifier of every example, each different.
        columns: Further columns, plain Python values.
        fitted: Indices of the examples that the final model is fitted on.
        measured: Indices of the examples whose outcomes are recorded, in this order.
        sha256: Digest of features, labels and identifiers; see `buttress.bench.content`.
    """

    features: Any
    labels: Any
    classes: tuple[str, ...]
    values: np.ndarray | None
    truths: Sequence[Any]
    clusters: tuple[str, ...] | None
    ids: tuple[str, ...]
    columns: Mapping[str, Sequence[Any]]
    fitted: np.ndarray
    measured: np.ndarray
    sha256: str


def read_examples(
    dataset: object,
    *,
    folds: int | None,
    trained: bool,
    task: Task = "classification",
    cluster: str | None = None,
) -> Examples:
    """Gives a builder's data set as checked examples.

    Args:
        dataset: What the builder returned.
        folds: Folds of the cross-validation, None for the fixed split.
        trained: Whether a candidate is fitted, so that a split is needed.
        task: What candidates are asked to do.
        cluster: Column whose equal values never stand on both sides of a split, None for independent examples.

    Raises:
        BenchError: The builder returned something else, or its columns do not fit together.
    """
    if not isinstance(dataset, Dataset):
        message = (
            f"the data builder must return a buttress.bench.Dataset, it returned {type(dataset).__name__}"
        )
        raise BenchError(message)
    count = len(dataset.features)
    _check_lengths(dataset, count)
    ids = _read_ids(dataset)
    columns = {name: plain_values(column) for name, column in dataset.columns.items()}
    truths = _read_truths(dataset, ids, task)
    clusters = None if cluster is None else _read_clusters(find_column(columns, cluster), cluster, ids)
    fitted, measured = split_examples(dataset.train, count, folds=folds, trained=trained, clusters=clusters)
    return Examples(
        features=dataset.features,
        labels=dataset.labels,
        classes=tuple(truths) if task == "classification" else (),
        values=np.asarray(truths, dtype=np.float64) if task == "regression" else None,
        truths=truths,
        clusters=clusters,
        ids=ids,
        columns=columns,
        fitted=fitted,
        measured=measured,
        sha256=digest_content(dataset.features, truths, ids),
    )


def find_column(columns: Mapping[str, Sequence[Any]], name: str) -> Sequence[Any]:
    """Gives a column by name; raises BenchError where there is none."""
    if name not in columns:
        message = f"the data set has no column {name!r}; it has {', '.join(sorted(columns)) or 'none'}"
        raise BenchError(message)
    return columns[name]


def list_items(features: Any) -> list[Any]:  # noqa: ANN401 - any container of examples
    """Gives features one example at a time, as callables and services get them: a row of a DataFrame is a mapping."""
    if hasattr(features, "iloc") and hasattr(features, "columns"):
        return list(features.to_dict("records"))
    return list(features)


def take(values: Any, rows: np.ndarray) -> Any:  # noqa: ANN401 - any container in, the same kind out
    """Gives the chosen rows of an array, a DataFrame, a Series or a sequence, in the same kind."""
    if hasattr(values, "iloc"):
        return values.iloc[rows]
    if isinstance(values, np.ndarray):
        return values[rows]
    return [values[row] for row in rows]


def plain_values(column: Any) -> list[Any]:  # noqa: ANN401 - any container of values
    """Gives the values of an array, a Series or a sequence as a list of plain Python values."""
    return list(column.tolist()) if hasattr(column, "tolist") else list(column)


def label_text(label: object) -> str:
    """Gives a class as text: ``True`` and ``1.0`` read ``1``, since converters turn one into the other.

    >>> label_text(True), label_text(2.0), label_text("malignant")
    ('1', '2', 'malignant')
    """
    if isinstance(label, (str, bytes)):
        return label.decode() if isinstance(label, bytes) else str(label)
    if isinstance(label, (bool, np.bool_)):
        return str(int(label))
    return (
        str(int(label))
        if isinstance(label, (float, np.floating)) and float(label).is_integer()
        else str(label)
    )


def _check_lengths(dataset: Dataset, count: int) -> None:
    lengths = {"labels": len(dataset.labels)}
    if dataset.ids is not None:
        lengths["ids"] = len(dataset.ids)
    if dataset.train is not None:
        lengths["train"] = len(dataset.train)
    lengths |= {f"columns[{name!r}]": len(column) for name, column in dataset.columns.items()}
    for name, length in lengths.items():
        if length != count:
            message = f"the data set has {count} examples, but {length} in {name}"
            raise BenchError(message)
    if count == 0:
        message = "the data set is empty"
        raise BenchError(message)


def _read_ids(dataset: Dataset) -> tuple[str, ...]:
    if dataset.ids is None:
        return _number_repeats([digest[:16] for digest in digest_items(dataset.features)])
    ids = tuple(str(one) for one in plain_values(dataset.ids))
    repeated, times = Counter(ids).most_common(1)[0]
    if times > 1:
        message = f"ids name one example each, but {repeated!r} stands {times} times"
        raise BenchError(message)
    if any("\n" in one for one in ids):
        message = "an id holds a line feed; ids are single lines"
        raise BenchError(message)
    return ids


def _number_repeats(digests: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    numbered = []
    for digest in digests:
        seen[digest] += 1
        numbered.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return tuple(numbered)


def _read_truths(dataset: Dataset, ids: Sequence[str], task: Task) -> Sequence[Any]:
    given = plain_values(dataset.labels)
    if task == "classification":
        return [label_text(label) for label in given]
    return (
        [_read_value(value, name) for value, name in zip(given, ids, strict=True)]
        if task == "regression"
        else given
    )


def _read_value(value: object, name: str) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        message = f"the true value of example {name!r} is {value!r}, not a finite number"
        raise BenchError(message)
    return number


def _read_clusters(column: Sequence[Any], name: str, ids: Sequence[str]) -> tuple[str, ...]:
    texts = tuple(label_text(value) for value in column)
    for value, text, example in zip(column, texts, ids, strict=True):
        missing = value is None or (not isinstance(value, str) and text in MISSING)
        if missing or not text or "\n" in text:
            message = f"example {example!r} has no cluster: its {name!r} is {value!r}"
            raise BenchError(message)
    return texts
