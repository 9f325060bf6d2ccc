from __future__ import annotations

import numpy as np
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.dataset import Dataset, read_examples
from buttress.bench.worker.tasks.reading import Answered
from buttress.bench.worker.tasks.recording import compare_answers, read_truths, record_answers


def examples(task, labels, **columns):
    count = len(labels)
    data = Dataset(
        [[place] for place in range(count)], labels, [f"e{place}" for place in range(count)], columns
    )
    return read_examples(data, folds=None, trained=False, task=task)


def record(task, labels, found, **columns):
    return record_answers(examples(task, labels, **columns), task, np.arange(len(labels)), found)


def test_classes_and_scores_are_recorded_as_they_are():
    found = record("classification", ["a", "b"], Answered(["b", "b"], [0.6, 0.7]))
    assert found == {"labels": ["b", "b"], "scores": [0.6, 0.7], "values": None, "figures": {}}


def test_values_are_recorded_as_they_are():
    found = record("regression", [1.0, 2.0], Answered([1.5, 2.5]))
    assert found == {"labels": None, "scores": None, "values": [1.5, 2.5], "figures": {}}


def test_the_other_tasks_record_figures_of_each_example():
    found = record("recommendation", [["a"], {"b": 2.0}], Answered([["a"], ["a", "b"]]))
    assert found["labels"] is found["scores"] is found["values"] is None
    assert found["figures"]["reciprocal_rank"] == [1.0, 0.5]
    found = record("detection", [[(0, 0, 1, 1, "cat")], []], Answered([[], []]))
    assert found["figures"]["false_negatives"] == [1.0, 0.0]


def test_transcripts_keep_the_time_that_they_took_and_the_length_of_the_audio():
    pytest.importorskip("jiwer")
    found = record(
        "transcription", ["a b", "c"], Answered(["a", "c"], None, [0.5, 0.25]), duration_s=[2, 1.5]
    )
    assert found["figures"] == {
        "word_errors": [1, 0],
        "words": [2, 1],
        "character_errors": [2, 0],
        "characters": [3, 1],
        "seconds": [0.5, 0.25],
        "audio_seconds": [2.0, 1.5],
    }
    bare = record("transcription", ["a b", "c"], Answered(["a", "c"], None, [0.5, 0.25]))
    assert "audio_seconds" not in bare["figures"]


def test_scores_and_figures_must_be_finite():
    with pytest.raises(BenchError, match="the score of example 'e1' is nan"):
        record("classification", ["a", "b"], Answered(["b", "b"], [0.6, float("nan")]))
    pytest.importorskip("jiwer")
    with pytest.raises(BenchError, match="the figure 'audio_seconds' of example 'e0' is nan"):
        record("transcription", ["a"], Answered(["a"], None, [0.5]), duration_s=[float("nan")])


@pytest.mark.parametrize(
    ("task", "labels", "message"),
    [
        ("recommendation", [["a"], []], "the truth of example 'e1' holds no relevant item"),
        ("detection", [[(0, 0, 1, 1)]], "the truth of example 'e0' holds"),
        ("transcription", [3], "the truth of example 'e0' is of type int"),
        ("text", ["a", []], "the truth of example 'e1' holds no text"),
    ],
)
def test_truths_of_another_form_are_refused_by_name(task, labels, message):
    given = examples(task, labels)
    with pytest.raises(BenchError, match=message):
        read_truths(given, task, np.arange(len(labels)))


@pytest.mark.parametrize(
    ("task", "one", "other", "kept"),
    [
        ("classification", ["a", "b"], ["a", "c"], [1, 0]),
        ("regression", [1.0, 0.0], [1.0 + 1e-7, 1e-3], [1, 0]),
        ("regression", [1e6, 1.0], [1e6 + 0.5, 1.00001], [1, 0]),
        ("recommendation", [["a", "b"], ["a", "b"]], [["a", "b"], ["b", "a"]], [1, 0]),
        ("text", ["a", "a"], ["a", "A"], [1, 0]),
    ],
)
def test_an_answer_stays_or_changes(task, one, other, kept):
    assert compare_answers(task, Answered(one), Answered(other)) == kept
