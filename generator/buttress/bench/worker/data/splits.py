"""A fixed split: the rows to fit on, and the rows whose outcomes are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from buttress.bench.failure import BenchError

if TYPE_CHECKING:
    from collections.abc import Sequence


def split_examples(
    train: Sequence[bool] | None,
    count: int,
    *,
    folds: int | None,
    trained: bool,
    clusters: Sequence[str] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Gives the indices of the examples to fit on and of those to measure.

    Args:
        train: True where an example is trained on, None without a fixed split.
        count: Examples.
        folds: Folds of the cross-validation, which overrules the fixed split: everything is fitted on and measured.
        trained: Whether a candidate is fitted, so that a split is needed.
        clusters: Cluster of each example, which must not stand on both sides.

    Raises:
        BenchError: There is no split, a side of it is empty, or a cluster stands on both sides.
    """
    everything = np.arange(count)
    if folds is not None:
        return everything, everything
    if train is None:
        if trained:
            message = "candidates that are fitted need a split: `folds` in the suite, or Dataset(train=...)"
            raise BenchError(message)
        return everything[:0], everything
    chosen = np.asarray(train, dtype=bool)
    if chosen.all() or (trained and not chosen.any()):
        message = (
            f"the split leaves {int(chosen.sum())} examples to train on and {int((~chosen).sum())} to test"
        )
        raise BenchError(message)
    _keep_apart(everything[chosen], everything[~chosen], clusters)
    return everything[chosen], everything[~chosen]


def _keep_apart(fitted: np.ndarray, measured: np.ndarray, clusters: Sequence[str] | None) -> None:
    if clusters is None:
        return
    torn = sorted({clusters[row] for row in fitted} & {clusters[row] for row in measured})
    if torn:
        others = f" and {len(torn) - 1} more" if torn[1:] else ""
        message = (
            f"the split tears clusters apart: {torn[0]!r}{others} in both the training and the test examples"
        )
        raise BenchError(message)
