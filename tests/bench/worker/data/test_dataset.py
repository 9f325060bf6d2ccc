from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.content import digest_content, digest_items
from buttress.bench.worker.data.dataset import Dataset, label_text, read_examples, take


def read(*, folds=None, trained=False, **fields):
    given = {"features": [[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]], "labels": [0, 1, 0]} | fields
    return read_examples(Dataset(**given), folds=folds, trained=trained)


def test_ids_are_content_hashes_made_unique():
    first, second, third = read().ids
    assert first != second
    assert third == f"{first}-2"


def test_ids_stay_when_examples_move():
    assert read(features=[[3.0, 4.0], [1.0, 2.0], [9.0, 9.0]]).ids[0] == read().ids[1]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"labels": [0, 1]}, "3 examples, but 2 in labels"),
        ({"columns": {"age": [1]}}, r"3 examples, but 1 in columns\['age'\]"),
        ({"ids": ["a", "b", "a"]}, "'a' stands 2 times"),
        ({"ids": ["a", "b\n", "c"]}, "line feed"),
        ({"features": [], "labels": []}, "empty"),
        ({"trained": True}, "need a split"),
        ({"train": [True, True, True]}, "3 examples to train on and 0 to test"),
        ({"train": [False, False, False], "trained": True}, "0 examples to train on and 3 to test"),
    ],
)
def test_data_that_do_not_fit_together_are_refused(fields, message):
    with pytest.raises(BenchError, match=message):
        read(**fields)


def test_something_else_than_a_dataset_is_refused():
    with pytest.raises(BenchError, match=r"must return a buttress.bench.Dataset, it returned tuple"):
        read_examples(([[1]], [0]), folds=None, trained=False)


def test_a_fixed_split_measures_what_was_not_trained_on():
    examples = read(train=[True, False, True])
    assert examples.fitted.tolist() == [0, 2]
    assert examples.measured.tolist() == [1]


def test_folds_overrule_a_fixed_split():
    examples = read(train=[True, False, True], folds=2)
    assert examples.fitted.tolist() == examples.measured.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (True, "1"),
        (np.bool_(False), "0"),
        (np.int64(3), "3"),
        (1.0, "1"),
        (0.5, "0.5"),
        (np.str_("a"), "a"),
        (b"b", "b"),
    ],
)
def test_one_class_has_one_text_whatever_its_type(label, text):
    assert label_text(label) == text


@pytest.mark.parametrize(
    "container",
    [[[1, 2], [3, 4], [5, 6]], np.array([[1, 2], [3, 4], [5, 6]]), pd.DataFrame([[1, 2], [3, 4], [5, 6]])],
)
def test_rows_are_taken_in_the_same_kind_of_container(container):
    taken = take(container, np.array([2, 0]))
    assert type(taken) is type(container)
    assert np.asarray(taken).tolist() == [[5, 6], [1, 2]]


def test_lists_and_arrays_of_the_same_numbers_have_one_digest():
    listed = digest_content([[1.0, 2.0]], ["a"], ["i"])
    assert listed == digest_content(np.array([[1.0, 2.0]]), ["a"], ["i"])
    assert listed == digest_content(np.array([[1.0, 2.0]], dtype=">f8"), ["a"], ["i"])
    assert listed == digest_content(np.asfortranarray([[1.0, 2.0]]), ["a"], ["i"])


@pytest.mark.parametrize(
    ("features", "classes", "ids"),
    [
        ([[1.0, 3.0]], ["a"], ["i"]),
        ([[1.0], [2.0]], ["a"], ["i"]),
        ([[1, 2]], ["a"], ["i"]),
        ([[1.0, 2.0]], ["b"], ["i"]),
        ([[1.0, 2.0]], ["a"], ["j"]),
        ([[1.0, 2.0]], ["a", "i"], []),
    ],
)
def test_another_content_has_another_digest(features, classes, ids):
    assert digest_content(features, classes, ids) != digest_content([[1.0, 2.0]], ["a"], ["i"])


def test_frames_are_digested_by_column():
    frame = pd.DataFrame({"age": [30, 40], "country": ["DE", "FR"]})
    same = pd.DataFrame({"country": ["DE", "FR"], "age": [30, 40]})
    assert digest_content(frame, [], []) == digest_content(same, [], [])
    assert digest_content(frame, [], []) != digest_content(frame.rename(columns={"age": "years"}), [], [])
    assert digest_items(frame)[0] != digest_items(frame)[1]


def test_texts_are_not_run_together():
    assert digest_content(["ab", "c"], [], []) != digest_content(["a", "bc"], [], [])
