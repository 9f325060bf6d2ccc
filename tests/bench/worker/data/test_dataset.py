from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.content import digest_content, digest_items
from buttress.bench.worker.data.dataset import Dataset, label_text, list_items, read_examples, take


def read(*, folds=None, trained=False, task="classification", cluster=None, **fields):
    given = {"features": [[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]], "labels": [0, 1, 0]} | fields
    return read_examples(Dataset(**given), folds=folds, trained=trained, task=task, cluster=cluster)


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


def test_digests_of_classes_stay_as_they_were():
    # Recorded runs carry them.
    assert read().sha256 == digest_content([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]], ["0", "1", "0"], read().ids)
    assert digest_content([[1.0, 2.0]], ["a"], ["i"]) == (
        "fabcf745c11826af7c27b7690265398bdc446b1d6ddf5c333d89cc33d20c5eda"
    )


def test_a_regression_has_values_and_no_classes():
    examples = read(task="regression", labels=np.array([1, 2.5, 3]))
    assert examples.classes == ()
    assert examples.values.tolist() == list(examples.truths) == [1.0, 2.5, 3.0]
    assert examples.sha256 != read(task="regression", labels=[1, 2.5, 4]).sha256


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "high", None])
def test_true_values_are_finite_numbers(value):
    with pytest.raises(BenchError, match=r"the true value of example 'b' is .*, not a finite number"):
        read(task="regression", labels=[1.0, value, 2.0], ids=["a", "b", "c"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([{"x", "y"}, {"z"}, {"w"}], [{"x", "v"}, {"z"}, {"w"}]),
        ([{"x": 2}, {"z": 1}, {"w": 1}], [{"x": 1}, {"z": 1}, {"w": 1}]),
        ([[(0, 0, 1, 1, "cat")], [], []], [[(0, 0, 1, 1, "dog")], [], []]),
        ([["a", "b"], "c", "d"], [["ab"], "c", "d"]),
    ],
)
def test_truths_of_any_kind_are_digested(one, other):
    digests = {read(task="text", labels=truths).sha256 for truths in (one, other, one)}
    assert len(digests) == 2


def test_sets_are_digested_whatever_their_order():
    names = [f"item {number}" for number in range(50)]
    assert digest_content([set(names)], [], []) == digest_content([frozenset(reversed(names))], [], [])


def test_long_integers_are_digested():
    assert digest_content([[2**70, "a"]], [], []) != digest_content([[2**70 + 1, "a"]], [], [])


def test_clusters_are_a_column_as_text():
    assert read(cluster="patient", columns={"patient": [7, 8, 7.0]}).clusters == ("7", "8", "7")
    assert read().clusters is None
    with pytest.raises(BenchError, match="no column 'patient'; it has age"):
        read(cluster="patient", columns={"age": [1, 2, 3]})


@pytest.mark.parametrize("missing", [None, float("nan"), "", pd.NA, pd.NaT])
def test_an_example_without_a_cluster_is_refused(missing):
    with pytest.raises(BenchError, match="example 'b' has no cluster: its 'patient' is"):
        read(cluster="patient", columns={"patient": ["p", missing, "q"]}, ids=["a", "b", "c"])


def test_a_fixed_split_must_keep_clusters_together():
    whole = {"train": [True, False, True], "columns": {"patient": ["p", "q", "p"]}}
    assert read(cluster="patient", **whole).measured.tolist() == [1]
    with pytest.raises(BenchError, match="tears clusters apart: 'p' in both"):
        read(cluster="patient", train=[True, False, False], columns={"patient": ["p", "q", "p"]})


def test_callables_get_the_rows_of_a_frame():
    frame = pd.DataFrame({"age": [30, 40], "country": ["DE", "FR"]})
    assert list_items(frame) == [{"age": 30, "country": "DE"}, {"age": 40, "country": "FR"}]
    assert list_items(["a", "b"]) == ["a", "b"]
