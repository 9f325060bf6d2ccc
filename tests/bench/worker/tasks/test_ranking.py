from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.bench.worker.tasks.ranking import judge_ranking, read_ranking, read_relevant


def judge(truth, answer):
    return judge_ranking(read_relevant(truth), read_ranking(answer))


def test_figures_by_hand():
    found = judge({"a", "b", "c"}, ["x", "a", "y", "b"])
    gained = 1 / math.log2(3) + 1 / math.log2(5)
    best = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found == {
        "ndcg_at_10": pytest.approx(gained / best),
        "recall_at_10": pytest.approx(2 / 3),
        "precision_at_10": pytest.approx(2 / 10),
        "reciprocal_rank": pytest.approx(1 / 2),
    }


def test_graded_gains_are_linear():
    # Gains 3, 2, 3, 0, 1, 2 in the order given, of 3, 3, 3, 2, 2, 2, 1 that are there: the example of most textbooks.
    truth = {"d1": 3, "d2": 2, "d3": 3, "d4": 0, "d5": 1, "d6": 2, "d7": 3, "d8": 2}
    found = judge(truth, ["d1", "d2", "d3", "d4", "d5", "d6"])["ndcg_at_10"]
    best = [3, 3, 3, 2, 2, 2, 1]
    ideal = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(best, start=1))
    assert ideal * found == pytest.approx(6.861, abs=5e-4)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=30).filter(any), st.randoms())
def test_ndcg_agrees_with_scikit_learn(gains, dealer):
    metrics = pytest.importorskip("sklearn.metrics")
    order = list(range(len(gains)))
    dealer.shuffle(order)
    scores = np.empty(len(gains))
    scores[order] = np.arange(len(gains), 0, -1)
    expected = metrics.ndcg_score([gains], [scores], k=10)
    assert judge(dict(enumerate(gains)), order)["ndcg_at_10"] == pytest.approx(expected)


@given(st.sets(st.integers(0, 40), min_size=1), st.lists(st.integers(0, 40), unique=True))
def test_all_figures_lie_between_0_and_1(truth, answer):
    assert all(0 <= value <= 1 for value in judge(truth, answer).values())


def test_all_relevant_items_first_is_perfect_however_few():
    found = judge(["a", "b"], ["b", "a", "x"])
    assert found["ndcg_at_10"] == found["recall_at_10"] == found["reciprocal_rank"] == 1
    assert found["precision_at_10"] == pytest.approx(0.2)


def test_what_stands_beyond_the_tenth_place_counts_for_the_reciprocal_rank_alone():
    found = judge(["a"], [*range(10), "a"])
    assert found == {
        "ndcg_at_10": 0,
        "recall_at_10": 0,
        "precision_at_10": 0,
        "reciprocal_rank": pytest.approx(1 / 11),
    }


def test_items_are_compared_as_text():
    assert judge({7, 8}, ["7", 8.0, np.int64(9)])["recall_at_10"] == 1


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (read_relevant, [], "no relevant item"),
        (read_relevant, {"a": 0}, "no relevant item"),
        (read_relevant, {"a": -1}, "negative"),
        (read_relevant, "abc", "of type str, not a list"),
        (read_relevant, {1: 1, "1": 2}, "twice"),
        (read_ranking, ["a", "a"], "twice"),
        (read_ranking, {"a", "b"}, "is a set, not an ordered list"),
        (read_ranking, 7, "of type int, not a list"),
    ],
)
def test_what_is_no_ranking_is_refused(read, value, message):
    with pytest.raises((TypeError, ValueError), match=message):
        read(value)
