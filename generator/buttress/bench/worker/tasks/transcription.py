"""Transcription of speech: errors and lengths in words and in characters.

Errors are substitutions, deletions and insertions of the best alignment (Levenshtein), counted by jiwer, so that the word
error rate of any set of examples is the sum of ``word_errors`` over the sum of ``words`` (those of the truth), and
likewise with characters. Words are what spaces part; case and punctuation count, so suites that do not mean them
normalise truth and answer.
"""

from __future__ import annotations

import operator

from buttress.bench.worker.libraries import load_library
from buttress.bench.worker.tasks.kind import Kind


def read_text(said: object) -> str:
    """Gives a text; raises TypeError where it is none."""
    element = said.item() if hasattr(said, "item") else said
    if not isinstance(element, str):
        message = f"is of type {type(said).__name__}, not a text"
        raise TypeError(message)
    return str(element)


def judge_transcript(truth: str, said: str) -> dict[str, float]:
    """Gives errors and lengths of one transcript."""
    jiwer = load_library("jiwer", "the word error rate")
    words, characters = jiwer.process_words(truth, said), jiwer.process_characters(truth, said)
    return {
        "word_errors": float(words.substitutions + words.deletions + words.insertions),
        "words": float(words.substitutions + words.deletions + words.hits),
        "character_errors": float(characters.substitutions + characters.deletions + characters.insertions),
        "characters": float(characters.substitutions + characters.deletions + characters.hits),
    }


TRANSCRIPTION = Kind(read_text, read_text, judge_transcript, operator.eq)
