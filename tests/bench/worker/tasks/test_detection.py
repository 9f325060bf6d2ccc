from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.bench.worker.tasks.detection import (
    Box,
    judge_detections,
    overlap,
    read_boxes,
    read_detections,
    same_detections,
)


def judge(truth, answer):
    found = judge_detections(read_boxes(truth), read_detections(answer))
    return found["true_positives"], found["false_positives"], found["false_negatives"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 0, 2, 2), (0, 0, 2, 2), 1),
        ((0, 0, 2, 2), (1, 0, 3, 2), 2 / 6),
        ((0, 0, 2, 2), (2, 0, 4, 2), 0),
        ((0, 0, 4, 4), (1, 1, 3, 3), 4 / 16),
        ((0, 0, 2, 2), (5, 5, 5, 5), 0),
    ],
)
def test_overlaps_by_hand(one, other, expected):
    assert overlap(Box(one, "cat"), Box(other, "cat")) == pytest.approx(expected)


def test_a_box_must_overlap_by_half_and_be_of_the_class():
    cat = (0, 0, 10, 10, "cat")
    assert judge([cat], [(0, 0, 10, 5, "cat", 0.9)]) == (1, 0, 0)  # exactly one half
    assert judge([cat], [(0, 0, 10, 4.99, "cat", 0.9)]) == (0, 1, 1)
    assert judge([cat], [(0, 0, 10, 10, "dog", 0.9)]) == (0, 1, 1)


def test_a_second_detection_of_one_object_is_false_as_in_pascal_voc():
    assert judge([(0, 0, 10, 10, "cat")], [(0, 0, 10, 10, "cat", 0.9), (0, 0, 10, 9, "cat", 0.8)]) == (
        1,
        1,
        0,
    )


def test_the_highest_score_chooses_first():
    # The better fit has the lower score: it finds its only object taken.
    truth = [(0, 0, 10, 10, "cat")]
    assert judge(truth, [(0, 0, 10, 10, "cat", 0.2), (0, 0, 10, 6, "cat", 0.9)]) == (1, 1, 0)
    # Greedy, not optimal: the first takes the object that alone would have done for the second.
    truth = [(0, 0, 10, 10, "cat"), (0, 0, 10, 6, "cat")]
    assert judge(truth, [(0, 0, 10, 8, "cat", 0.9), (0, 0, 10, 14, "cat", 0.8)]) == (1, 1, 1)


def test_where_the_best_box_is_taken_the_next_best_counts_as_in_coco():
    truth = [(0, 0, 10, 10, "cat"), (0, 2, 10, 10, "cat")]
    found = [(0, 0, 10, 10, "cat", 0.9), (0, 0, 10, 10, "cat", 0.8)]
    assert judge(truth, found) == (2, 0, 0)


def test_images_without_objects_or_detections_count():
    assert judge([], []) == (0, 0, 0)
    assert judge([], [(0, 0, 1, 1, "cat", 0.5)]) == (0, 1, 0)
    assert judge([(0, 0, 1, 1, "cat")], []) == (0, 0, 1)


boxes = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(0, 5), st.integers(1, 5), st.integers(1, 5), st.sampled_from("ab")
    ),
    max_size=6,
).map(lambda rows: [(x, y, x + w, y + h, name) for x, y, w, h, name in rows])


@given(boxes, boxes)
def test_every_box_is_counted_once(truth, answer):
    matched, wrong, missed = judge(truth, [(*box, 0.5) for box in answer])
    assert matched + wrong == len(answer)
    assert matched + missed == len(truth)


@given(boxes)
def test_the_truth_itself_is_found_whole(truth):
    assert judge(truth, [(*box, 1.0) for box in truth]) == (len(truth), 0, 0)


def test_arrays_of_boxes_are_read_with_numbered_classes():
    truth = np.array([[0, 0, 2, 2, 1]])
    assert judge(truth, np.array([[0, 0, 2, 2, 1, 0.7]])) == (1, 0, 0)
    assert judge([(0, 0, 2, 2, "1")], np.array([[0, 0, 2, 2, 1, 0.7]])) == (1, 0, 0)


def test_the_same_boxes_in_another_order_are_the_same_answer():
    one = read_detections([(0, 0, 2, 2, "cat", 0.9), (1, 1, 3, 3, "dog", 0.8)])
    assert same_detections(one, read_detections([(1, 1, 3, 3, "dog", 0.7), (0, 0, 2, 2 + 1e-9, "cat", 0.9)]))
    assert not same_detections(one, one[:1])
    assert not same_detections(one, read_detections([(0, 0, 2, 2, "cat", 0.9), (1, 1, 3, 4, "dog", 0.8)]))


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (read_boxes, [(0, 0, 1, 1)], r"not a box \(x1, y1, x2, y2, class\)"),
        (read_boxes, [(0, 0, 0, 1, "cat")], "without an area"),
        (read_boxes, 5, "not a list of boxes"),
        (read_detections, [(0, 0, 1, 1, "cat")], "not a box .*score"),
        (read_detections, [(2, 0, 1, 1, "cat", 0.5)], "x1 <= x2"),
        (read_detections, [(0, 0, 1, 1, "cat", float("nan"))], "not a box"),
        (read_detections, "cat", "of type str"),
    ],
)
def test_what_is_no_box_is_refused(read, value, message):
    with pytest.raises((TypeError, ValueError), match=message):
        read(value)
