from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.bench.worker.tasks.transcription import judge_transcript, read_text

pytest.importorskip("jiwer")


@pytest.mark.parametrize(
    ("truth", "said", "expected"),
    [
        # One substitution and one insertion; "sat" to "sit" is one character, " down" five.
        ("the cat sat", "the cat sit down", (2, 3, 6, 11)),
        ("the cat sat", "the cat sat", (0, 3, 0, 11)),
        ("the cat sat", "", (3, 3, 11, 11)),
        ("", "a b", (2, 0, 3, 0)),
        ("", "", (0, 0, 0, 0)),
        # Levenshtein's own pair: three edits.
        ("kitten", "sitting", (1, 1, 3, 6)),
        # Case and punctuation count.
        ("Hello, World", "hello world", (2, 2, 3, 12)),
    ],
)
def test_errors_and_lengths_by_hand(truth, said, expected):
    found = judge_transcript(truth, said)
    names = ("word_errors", "words", "character_errors", "characters")
    assert tuple(found[name] for name in names) == expected


words = st.lists(st.sampled_from(["a", "bc", "def"]), max_size=6).map(" ".join)


@given(words, words)
def test_errors_are_a_distance_of_words(one, other):
    there, back = judge_transcript(one, other), judge_transcript(other, one)
    assert there["word_errors"] == back["word_errors"]
    assert (there["word_errors"] == 0) == (one == other)
    assert there["words"] == len(one.split())
    assert there["word_errors"] <= max(there["words"], back["words"])


def test_only_texts_are_transcripts():
    with pytest.raises(TypeError, match="of type list, not a text"):
        read_text(["a"])
