"""What a suite's data builder returns, and the checked form in which the worker processes use it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.content import digest_content, digest_items

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Dataset:
    """The examples of a suite.

    Attributes:
        features: What candidates see, n examples: a NumPy array or nested lists of shape (n, d), a pandas
            DataFrame, or for ``run`` candidates any sequence of items.
        labels: The n true classes, texts or integers.
        ids: A text for each example that names it for ever, or None: then a hash of its content names it.
        columns: Further columns by name, n values each, for groups and for the expressions of slices; those may
            name ``label`` too, the class as text.
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
        classes: The class of every example as text.
        ids: The identifier of every example, each different.
        columns: Further columns, plain Python values.
        fitted: Indices of the examples that the final model is fitted on.
        measured: Indices of the examples whose outcomes are recorded, in this order.
        sha256: Digest of features, labels and identifiers; see `buttress.bench.content`.
    """

    features: Any
    labels: Any
    classes: tuple[str, ...]
    ids: tuple[str, ...]
    columns: Mapping[str, Sequence[Any]]
    fitted: np.ndarray
    measured: np.ndarray
    sha256: str


def read_examples(dataset: object, *, folds: int | None, trained: bool) -> Examples:
    """Gives a builder's data set as checked examples.

    Args:
        dataset: What the builder returned.
        folds: Folds of the cross-validation, None for the fixed split.
        trained: Whether a candidate is fitted, so that a split is needed.

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
    classes = tuple(label_text(label) for label in plain_values(dataset.labels))
    ids = _read_ids(dataset)
    fitted, measured = _split(dataset, count, folds=folds, trained=trained)
    return Examples(
        features=dataset.features,
        labels=dataset.labels,
        classes=classes,
        ids=ids,
        columns={name: plain_values(column) for name, column in dataset.columns.items()},
        fitted=fitted,
        measured=measured,
        sha256=digest_content(dataset.features, classes, ids),
    )


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


def _split(
    dataset: Dataset, count: int, *, folds: int | None, trained: bool
) -> tuple[np.ndarray, np.ndarray]:
    everything = np.arange(count)
    if folds is not None:
        return everything, everything
    if dataset.train is None:
        if trained:
            message = "candidates that are fitted need a split: `folds` in the suite, or Dataset(train=...)"
            raise BenchError(message)
        return everything[:0], everything
    train = np.asarray(dataset.train, dtype=bool)
    if train.all() or (trained and not train.any()):
        message = (
            f"the split leaves {int(train.sum())} examples to train on and {int((~train).sum())} to test"
        )
        raise BenchError(message)
    return everything[train], everything[~train]
