"""Words of a text, and tables that count which word follows which words.

A text is split into small-letter words. A full stop, an exclamation or a question mark is a word of its own that stands
in contexts and is never suggested; so is the start of a text. Everything else between words is dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*|[.!?]+")
UNKNOWN, START = 1, 2
"""Numbers of a word that is not in the vocabulary, and of the start of a sentence."""
FIRST = 3
"""Number of the first word of the vocabulary."""
BITS = 16
"""Bits of a word's number; an n-gram of up to four words fits into 64."""


def split(text: str) -> list[str]:
    """Gives the words of a text; every end of a sentence is a full stop.

    >>> split("Great news! It's on at 10")
    ['great', 'news', '.', "it's", 'on', 'at', '10']
    """
    return ["." if one[0] in ".!?" else one for one in WORD.findall(text.lower())]


class Vocabulary:
    """The words that have a number: the commonest ones, as many as there is room for."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self.numbers = {word: FIRST + place for place, word in enumerate(self.words)} | {".": START}

    @classmethod
    def of(cls, texts: Iterable[list[str]], most: int) -> Vocabulary:
        """Gives the commonest words of some texts; of equally common ones the first in the alphabet."""
        counts = Counter(chain.from_iterable(texts))
        counts.pop(".", None)
        return cls(sorted(counts, key=lambda word: (-counts[word], word))[:most])

    def __getstate__(self) -> list[str]:
        return self.words

    def __setstate__(self, words: list[str]) -> None:
        self.__init__(words)

    def __getitem__(self, number: int) -> str:
        return self.words[number - FIRST]


class Stream:
    """Texts as numbers of words, one after the other, each with a start before it.

    Attributes:
        words: The number of each word, shape (n,).
        places: How many words of the same text stand before it.
        texts: Which text it is of.
    """

    def __init__(self, texts: Sequence[list[str]], vocabulary: Vocabulary) -> None:
        numbers = vocabulary.numbers
        coded = [[START, *(numbers.get(word, UNKNOWN) for word in text)] for text in texts]
        lengths = np.array([len(text) for text in coded], dtype=np.int64)
        ends = lengths.cumsum()
        self.words = np.fromiter(chain.from_iterable(coded), dtype=np.uint64, count=int(lengths.sum()))
        self.places = np.arange(len(self.words)) - np.repeat(ends - lengths, lengths)
        self.texts = np.repeat(np.arange(len(coded)), lengths)

    def grams(self, length: int) -> tuple[np.ndarray, np.ndarray]:
        """Gives each n-gram that ends with a word of the vocabulary as one number, and which text it is of."""
        codes = np.zeros(len(self.words), dtype=np.uint64)
        for back in range(length):
            codes[back:] |= self.words[: len(self.words) - back] << np.uint64(BITS * back)
        wanted = (self.places >= max(length - 1, 1)) & (self.words >= FIRST)
        return codes[wanted], self.texts[wanted]


def last_word(codes: np.ndarray) -> np.ndarray:
    """Gives the number of the last word of each n-gram."""
    return codes & np.uint64((1 << BITS) - 1)


def context(codes: np.ndarray) -> np.ndarray:
    """Gives what stands before the last word of each n-gram."""
    return codes >> np.uint64(BITS)
