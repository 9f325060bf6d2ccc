from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.folds import assign_folds


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
