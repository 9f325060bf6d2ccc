from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.dataset import Dataset, read_examples
from buttress.bench.worker.data.folds import assign_folds, fold_examples


@given(st.lists(st.integers(2, 40), min_size=1, max_size=4), st.integers(2, 10), st.integers(0, 2**32))
def test_folds_are_stratified_and_even(sizes, folds, seed):
    classes = [name for name, size in enumerate(sizes) for _ in range(max(size, folds))]
    assigned = assign_folds([str(name) for name in classes], folds, seed).tolist()
    for rows in [classes, *[[one] for one in set(classes)]]:
        counts = Counter(fold for fold, name in zip(assigned, classes, strict=True) if name in rows)
        assert set(counts) <= set(range(folds))
        assert max(counts.values()) - min(counts[fold] for fold in range(folds)) <= 1


def test_folds_depend_on_the_seed_alone():
    classes = ["a"] * 20 + ["b"] * 30
    first = assign_folds(classes, 5, 1)
    assert (first == assign_folds(classes, 5, 1)).all()
    assert (first != assign_folds(classes, 5, 2)).any()


def test_a_class_smaller_than_the_folds_is_refused():
    with pytest.raises(BenchError, match="class 'rare' has 2 examples, fewer than the 3 folds"):
        assign_folds(["common"] * 9 + ["rare"] * 2, 3, 0)


def test_folds_without_clusters_stay_as_they_were():
    # Recorded runs were folded so.
    classes = ["a", "b", "a", "a", "b", "a", "b", "a"]
    assert assign_folds(classes, 2, 0).tolist() == [0, 1, 1, 0, 0, 0, 1, 1]


@given(
    st.lists(st.tuples(st.integers(0, 11), st.sampled_from("ab")), min_size=12, max_size=80),
    st.integers(2, 4),
    st.integers(0, 2**32),
)
def test_clusters_stay_whole_and_every_model_knows_every_class(rows, folds, seed):
    rows = [*rows, *((cluster, name) for cluster in range(12, 12 + folds) for name in "ab")]
    clusters, classes = [str(cluster) for cluster, _ in rows], [name for _, name in rows]
    assigned = assign_folds(classes, folds, seed, clusters).tolist()
    homes = {}
    for cluster, fold in zip(clusters, assigned, strict=True):
        assert homes.setdefault(cluster, fold) == fold
    assert set(assigned) == set(range(folds))
    for fold in range(folds):
        assert {name for name, place in zip(classes, assigned, strict=True) if place != fold} == {"a", "b"}


def test_even_clusters_make_even_stratified_folds():
    # 12 patients of 5 examples, 4 of them ill throughout.
    clusters = [f"patient {row // 5}" for row in range(60)]
    classes = ["ill" if row // 5 % 3 == 0 else "healthy" for row in range(60)]
    assigned = assign_folds(classes, 4, 7, clusters).tolist()
    assert Counter(assigned) == dict.fromkeys(range(4), 15)
    assert Counter(zip(assigned, classes, strict=True)) == {
        (fold, name): size for fold in range(4) for name, size in [("ill", 5), ("healthy", 10)]
    }


@pytest.mark.parametrize("seed", range(5))
def test_balance_is_near_that_of_scikit_learn(seed):
    selection = pytest.importorskip("sklearn.model_selection")
    dealer = np.random.default_rng(seed)
    clusters = [str(name) for name in range(60) for _ in range(dealer.integers(1, 13))]
    share = {name: dealer.random() for name in dict.fromkeys(clusters)}
    classes = ["b" if dealer.random() < share[name] else "a" for name in clusters]

    def spread(assigned):
        counts = Counter(zip(assigned, classes, strict=True))
        return sum(
            max(counts[fold, name] for fold in range(5)) - min(counts[fold, name] for fold in range(5))
            for name in "ab"
        )

    theirs = [0] * len(classes)
    splitter = selection.StratifiedGroupKFold(5, shuffle=True, random_state=seed)
    for fold, (_, tested) in enumerate(splitter.split(classes, classes, clusters)):
        for row in tested:
            theirs[row] = fold
    assert spread(assign_folds(classes, 5, seed, clusters).tolist()) <= spread(theirs) + 4


def test_clustered_folds_depend_on_the_seed_alone():
    clusters = [str(row // 3) for row in range(60)]
    classes = ["a", "b", "a"] * 20
    first = assign_folds(classes, 5, 1, clusters)
    assert (first == assign_folds(classes, 5, 1, clusters)).all()
    assert (first != assign_folds(classes, 5, 2, clusters)).any()


@pytest.mark.parametrize(
    ("classes", "clusters", "message"),
    [
        (["a"] * 4, ["1", "1", "2", "2"], "there are 2 clusters, fewer than the 3 folds"),
        (["a"] * 2, ["1", "2"], "there are 2 examples, fewer than the 3 folds"),
        (["a", "a", "a", "b", "b"], ["1", "2", "3", "4", "4"], "all examples of class 'b' stand in one fold"),
    ],
)
def test_clusters_that_cannot_be_folded_are_refused(classes, clusters, message):
    with pytest.raises(BenchError, match=message):
        assign_folds(classes, 3, 0, clusters)


def test_examples_without_classes_are_dealt_out_evenly():
    values = read_examples(
        Dataset([[row] for row in range(10)], [row / 2 for row in range(10)]),
        folds=5,
        trained=True,
        task="regression",
    )
    assert Counter(fold_examples(values, 5, 3).tolist()) == dict.fromkeys(range(5), 2)
