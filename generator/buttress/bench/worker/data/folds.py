"""Which example is predicted in which fold: stratified, seeded and the same for all candidates."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from buttress.bench.failure import BenchError

if TYPE_CHECKING:
    from collections.abc import Sequence


def assign_folds(classes: Sequence[str], folds: int, seed: int) -> np.ndarray:
    """Gives the fold (0 to ``folds - 1``) in which each example is predicted, shape ``(n,)``.

    Each class is shuffled and dealt out like cards, going on where the class before it stopped, so that the
    folds of a class, and the folds altogether, differ by at most one example. Python's own generator keeps
    its sequence across versions, NumPy's does not promise to.

    Raises:
        BenchError: A class has fewer examples than there are folds.
    """
    dealer = random.Random(seed)  # noqa: S311 - no secret
    assigned = np.empty(len(classes), dtype=np.int64)
    position = 0
    for name in sorted(set(classes)):
        members = [index for index, found in enumerate(classes) if found == name]
        if len(members) < folds:
            message = f"class {name!r} has {len(members)} examples, fewer than the {folds} folds"
            raise BenchError(message)
        dealer.shuffle(members)
        for index in members:
            assigned[index] = position % folds
            position += 1
    return assigned
