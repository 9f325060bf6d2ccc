from __future__ import annotations

import numpy as np
import pytest

from buttress.bench import Prediction
from buttress.bench.failure import BenchError
from buttress.bench.worker.tasks.reading import Answered, Reader, join_answers

NAMES = ["e1", "e2"]
TRIAGE = Reader("classification", "ill", ("healthy", "ill"))


@pytest.mark.parametrize(
    "said",
    [
        [Prediction("ill", 0.9), Prediction("healthy", 0.2)],
        [{"label": "ill", "score": 0.9}, {"label": "healthy", "score": 0.2}],
    ],
)
def test_callables_and_services_may_give_scores(said):
    assert TRIAGE.read_said(said, NAMES) == Answered(["ill", "healthy"], [0.9, 0.2])


def test_bare_labels_have_no_scores():
    assert TRIAGE.read_said(["ill", np.str_("healthy")], NAMES) == Answered(["ill", "healthy"])
    assert Reader("classification").read_said([True, np.int64(0)], NAMES).answers == ["1", "0"]


def test_scores_without_a_positive_class_are_not_recorded():
    assert Reader("classification").read_said([Prediction("a", 0.5)] * 2, NAMES).scores is None


@pytest.mark.parametrize(
    ("task", "said", "message"),
    [
        ("classification", ["ill"], "2 examples were asked for, and 1 answers came"),
        ("classification", ["ill", None], "the answer to example 'e2' is NoneType None, not a class"),
        (
            "classification",
            ["ill", {"class": "ill"}],
            "the answer to example 'e2' has the keys class; `label` is",
        ),
        (
            "classification",
            [Prediction("ill", 0.1), "ill"],
            "the answer to example 'e2' has no score, others have",
        ),
        ("regression", [1.0, "2"], "the answer to example 'e2' is '2', not a number"),
        ("regression", [1.0, float("inf")], "the answer to example 'e2' is inf"),
        ("regression", [1.0, np.zeros(2)], "the answer to example 'e2' has 2 values, not one"),
        ("recommendation", [["a"], ["a", "a"]], "the answer to example 'e2' lists an item twice"),
        ("detection", [[], [(1, 2)]], "the answer to example 'e2' holds \\(1, 2\\), not a box"),
        ("transcription", ["a", 3], "the answer to example 'e2' is of type int, not a text"),
        ("text", [b"a", "a"], "the answer to example 'e1' is of type bytes, not a text"),
    ],
)
def test_answers_of_another_form_are_refused_by_name(task, said, message):
    with pytest.raises(BenchError, match=message):
        Reader(task, "ill" if task == "classification" else None).read_said(said, NAMES)


def test_values_come_as_numbers_or_arrays_of_one():
    assert Reader("regression").read_said([np.float32(0.5), np.array([[2]])], NAMES).answers == [0.5, 2.0]


def test_the_positive_class_is_picked_from_the_scores():
    scores = np.array([[0.1, 0.9], [0.8, 0.2]])
    read = TRIAGE.read_scored
    assert read(np.array(["ill", "healthy"]), scores, ("healthy", "ill"), NAMES).scores == [0.9, 0.2]
    assert read(np.array(["ill", "healthy"]), scores, ("ill", "healthy"), NAMES).scores == [0.1, 0.8]
    one = np.array([[1.5], [-2.0]])  # a decision value speaks for the second class
    assert read(["ill", "healthy"], one, ("healthy", "ill"), NAMES).scores == [1.5, -2.0]
    assert read(["ill", "healthy"], one, ("ill", "healthy"), NAMES).scores == [-1.5, 2.0]
    assert read(["ill", "healthy"], scores, None, NAMES).scores is None
    with pytest.raises(BenchError, match="no score of the positive class 'ill'; it knows healthy, odd"):
        read(["odd", "healthy"], scores, ("healthy", "odd"), NAMES)


def test_a_model_file_may_answer_with_the_place_of_a_class():
    scores = np.array([[0.1, 0.9], [0.8, 0.2]])
    found = TRIAGE.read_scored(np.array([1, 0]), scores, (0, 1), NAMES, numbered=True)
    assert found == Answered(["ill", "healthy"], [0.9, 0.2])
    digits = Reader("classification", "2", ("1", "2"))
    assert digits.read_scored(np.array([1, 2]), None, None, NAMES, numbered=True).answers == ["1", "2"]


def test_answers_of_parts_come_back_in_order():
    first = Answered(["c", "a"], [0.3, 0.1], [3.0, 1.0])
    second = Answered(["b"], [0.2], [2.0])
    parts = [(np.array([2, 0]), first), (np.array([1]), second)]
    assert join_answers(parts, 3) == Answered(["a", "b", "c"], [0.1, 0.2, 0.3], [1.0, 2.0, 3.0])
    unscored = [(np.array([2, 0]), first), (np.array([1]), Answered(["b"]))]
    assert join_answers(unscored, 3) == Answered(["a", "b", "c"])
