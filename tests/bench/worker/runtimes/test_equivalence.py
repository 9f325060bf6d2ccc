from __future__ import annotations

import numpy as np
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.worker.runtimes.answers import RawAnswers
from buttress.bench.worker.runtimes.equivalence import compare_answers


def labelled(labels, scores=None):
    return RawAnswers(np.asarray(labels), None if scores is None else np.asarray(scores, dtype=float), (0, 1))


def test_classes_and_scores_are_compared():
    ours = labelled(["a", "b", "b"], [[0.9, 0.1], [0.4, 0.6], [0.3, 0.7]])
    theirs = labelled(["a", "b", "a"], [[0.9, 0.1], [0.4, 0.6], [0.55, 0.45]])
    assert compare_answers(ours, theirs, 0.3) == {
        "examples": 3,
        "agreed": 2,
        "largest_deviation": pytest.approx(0.25),
        "tolerance": 0.3,
    }


def test_a_deviation_beyond_the_tolerance_is_an_error_that_says_it():
    ours, theirs = labelled([0, 1], [[0.9, 0.1], [0.4, 0.6]]), labelled([0, 1], [[0.8, 0.2], [0.4, 0.6]])
    assert compare_answers(ours, theirs)["largest_deviation"] == pytest.approx(0.1)
    with pytest.raises(BenchError, match=r"by up to 0\.1, more than the tolerance of 0\.01"):
        compare_answers(ours, theirs, 0.01)


def test_one_decision_value_is_compared_with_the_second_of_two():
    ours, theirs = labelled([0, 1], [[-2.0], [3.0]]), labelled([0, 1], [[2.0, -2.0], [-3.0, 3.5]])
    assert compare_answers(ours, theirs)["largest_deviation"] == 0.5


def test_without_scores_only_labels_are_compared():
    found = compare_answers(labelled([0, 1]), labelled([0, 0]))
    assert (found["agreed"], found["largest_deviation"]) == (1, None)
    with pytest.raises(BenchError, match="no scores to compare"):
        compare_answers(labelled([0, 1]), labelled([0, 1]), 0.1)


def test_one_and_one_point_naught_and_true_are_one_class():
    assert compare_answers(labelled([True, False]), labelled([1.0, 0.0]))["agreed"] == 2


def test_values_agree_within_the_tolerance():
    ours, theirs = RawAnswers(np.array([1.0, 200.0, 3.0])), RawAnswers(np.array([1.05, 200.0, 3.0]))
    assert compare_answers(ours, theirs, 0.1)["agreed"] == 3
    assert compare_answers(ours, theirs)["agreed"] == 2
    with pytest.raises(BenchError, match=r"up to 0\.05"):
        compare_answers(ours, theirs, 0.01)


def test_single_precision_alone_is_no_disagreement():
    values = np.array([1.1, 1234567.8, 0.0])
    assert compare_answers(RawAnswers(values), RawAnswers(values.astype(np.float32)))["agreed"] == 3


def test_rows_of_values_agree_as_a_whole():
    ours, theirs = (
        RawAnswers(np.array([[1.0, 2.0], [3.0, 4.0]])),
        RawAnswers(np.array([[1.0, 2.0], [3.0, 5.0]])),
    )
    found = compare_answers(ours, theirs)
    assert (found["agreed"], found["largest_deviation"]) == (1, 1.0)


def test_what_is_no_number_on_one_side_only_exceeds_every_tolerance():
    ours, theirs = labelled([0], [[0.5, 0.5]]), labelled([0], [[np.nan, 0.5]])
    assert compare_answers(theirs, theirs)["largest_deviation"] == 0.0
    assert compare_answers(ours, theirs)["largest_deviation"] is None
    with pytest.raises(BenchError, match="up to inf"):
        compare_answers(ours, theirs, 1e9)
