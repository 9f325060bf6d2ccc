"""Which example is predicted in which fold: stratified, seeded and the same for all candidates."""

from __future__ import annotations

import random
from collections import Counter
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from buttress.bench.failure import BenchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.bench.worker.data.dataset import Examples


def fold_examples(examples: Examples, folds: int, seed: int) -> np.ndarray:
    """Gives the fold of each example: stratified by class where there are classes, with clusters kept whole."""
    classes = examples.classes or ("",) * len(examples.ids)
    return assign_folds(classes, folds, seed, examples.clusters)


def assign_folds(
    classes: Sequence[str], folds: int, seed: int, clusters: Sequence[str] | None = None
) -> np.ndarray:
    """Gives the fold (0 to ``folds - 1``) in which each example is predicted, shape ``(n,)``.

    Each class is shuffled and dealt out like cards, going on where the class before it stopped, so that the
    folds of a class, and the folds altogether, differ by at most one example. Python's own generator keeps
    its sequence across versions, NumPy's does not promise to.

    Clusters stay whole: they are shuffled, and from the largest on each goes to the fold that so far has the
    least of its classes, in shares of each class and of all examples. Balance is then as good as their sizes allow.

    Args:
        classes: Class of each example; one and the same where there are no classes to stratify by.
        folds: Folds, at least 2.
        seed: Seed of the shuffles.
        clusters: Cluster of each example, None for independent examples.

    Raises:
        BenchError: There are fewer examples (of a class) or clusters than folds, or keeping clusters whole would
            leave a model to be fitted without an example of some class.
    """
    if len(classes) < folds:
        message = f"there are {len(classes)} examples, fewer than the {folds} folds"
        raise BenchError(message)
    if clusters is None:
        return _deal_examples(classes, folds, seed)
    assigned = _deal_clusters(classes, folds, seed, clusters)
    _check_training(classes, assigned, folds)
    return assigned


def _deal_examples(classes: Sequence[str], folds: int, seed: int) -> np.ndarray:
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


def _deal_clusters(classes: Sequence[str], folds: int, seed: int, clusters: Sequence[str]) -> np.ndarray:
    names = sorted(set(clusters))
    if len(names) < folds:
        message = f"there are {len(names)} clusters, fewer than the {folds} folds"
        raise BenchError(message)
    members: dict[str, Counter[str]] = {name: Counter() for name in names}
    for cluster, found in zip(clusters, classes, strict=True):
        members[cluster][found] += 1
    random.Random(seed).shuffle(names)  # noqa: S311 - no secret
    names.sort(key=lambda name: -members[name].total())  # stable: equal sizes stay shuffled
    totals, dealt = Counter(classes), [Counter[str]() for _ in range(folds)]
    places: dict[str, int] = {}
    for name in names:
        places[name] = min(range(folds), key=lambda fold: _load(dealt[fold], members[name], totals))
        dealt[places[name]] += members[name]
    return np.asarray([places[cluster] for cluster in clusters], dtype=np.int64)


def _load(dealt: Counter[str], cluster: Counter[str], totals: Counter[str]) -> tuple[float, int]:
    # The growth of the sum of squared shares, but for terms that are equal in all folds. `fsum` rounds once, so
    # ties are ties on every machine.
    shares = [dealt[name] * count / totals[name] ** 2 for name, count in cluster.items()]
    return fsum([*shares, dealt.total() * cluster.total() / totals.total() ** 2]), dealt.total()


def _check_training(classes: Sequence[str], assigned: np.ndarray, folds: int) -> None:
    everything = set(classes)
    for fold in range(folds):
        missing = everything - {
            found for found, place in zip(classes, assigned, strict=True) if place != fold
        }
        if missing:
            message = (
                f"with whole clusters in {folds} folds, all examples of class {min(missing)!r} stand in one fold: "
                "its model would be fitted without them"
            )
            raise BenchError(message)
