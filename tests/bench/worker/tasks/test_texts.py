from __future__ import annotations

from collections import Counter

import pytest

from buttress.bench.worker.tasks.texts import judge_text, read_references

pytest.importorskip("sacrebleu")


def grams(text, order):
    joined = "".join(text.split())
    return Counter(joined[start : start + order] for start in range(len(joined) - order + 1))


def chrf_by_formula(said, truth):
    """Popović (2015): mean precision and recall over the orders 1 to 6, F with beta 2."""
    precisions, recalls = [], []
    for order in range(1, 7):
        ours, theirs = grams(said, order), grams(truth, order)
        if ours and theirs:
            shared = (ours & theirs).total()
            precisions.append(shared / ours.total())
            recalls.append(shared / theirs.total())
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 100 * 5 * precision * recall / (4 * precision + recall)


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ("the cat sat on the mat", "the cat sits on a mat"),
        ("colourless green ideas", "green ideas without colour"),
    ],
)
def test_chrf_by_its_formula(truth, said):
    found = judge_text([truth], said)
    assert found["chrf"] == pytest.approx(chrf_by_formula(said, truth), abs=1e-9)
    assert found["exact_match"] == 0


def test_the_truth_itself_scores_full_even_where_there_is_nothing_to_read():
    for text in ("the cat", "a", ""):
        assert judge_text([text], text) == {"chrf": 100, "exact_match": 1}


def test_of_several_truths_the_nearest_counts():
    several = judge_text(["a dog ran", "the cat sat"], "the cat sits")
    assert several["chrf"] == judge_text(["the cat sat"], "the cat sits")["chrf"]
    assert judge_text(["a dog ran", "the cat sat"], "the cat sat")["exact_match"] == 1


def test_truths_are_a_text_or_several():
    assert read_references("a") == ["a"]
    assert read_references(("a", "b")) == ["a", "b"]
    with pytest.raises(ValueError, match="no text"):
        read_references([])
    with pytest.raises(TypeError, match="of type int"):
        read_references(3)
