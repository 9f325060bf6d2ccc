"""Next words from counted n-grams: interpolated, pruned to a table of limited size, looked up in microseconds.

How often a word follows a context is discounted by a constant, and what is taken away is shared out by the next shorter
context (Ney, Essen and Kneser 1994). With `kneser_ney`, shorter contexts do not count how often a word follows, but after
how many different words it does (Kneser and Ney 1995). Of the contexts only the most frequent are kept, and of each only
the likeliest words: this is what makes the table fit into a phone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from words import BITS, START, UNKNOWN, Stream, Vocabulary, context, last_word, split

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 3
"""Suggestions above the keys."""
TAIL = 80
"""Characters before the cursor that are looked at: enough for three words."""

Counts = list[tuple[np.ndarray, np.ndarray]]
"""For each length from one word on: n-grams in ascending order, and how often each occurs."""


def count(stream: Stream, order: int) -> Counts:
    """Counts n-grams of one word up to `order` words."""
    return [np.unique(stream.grams(length)[0], return_counts=True) for length in range(1, order + 1)]


def count_predecessors(counts: Counts) -> Counts:
    """Gives, for all but the longest n-grams, after how many different words each occurs.

    N-grams that begin with the start of a sentence have nothing before them and keep their counts.
    """
    changed = [counts[-1]]
    for length in range(len(counts) - 1, 0, -1):
        codes, numbers = counts[length - 1]
        mask = np.uint64((1 << BITS * length) - 1)
        shorter, distinct = np.unique(counts[length][0] & mask, return_counts=True)
        places = np.searchsorted(codes, shorter)
        numbers = np.where(codes >> np.uint64(BITS * (length - 1)) == START, numbers, 0)
        free = numbers[places] == 0
        numbers[places[free]] = distinct[free]
        changed.insert(0, (codes, numbers))
    return changed


class Table:
    """For each context that is kept: its likeliest next words, and the weight of what the shorter context says."""

    def __init__(self, counts: Counts, contexts: int, words: int) -> None:
        keys, weights, sizes, starts, followers, shares = [], [], [], [], [], []
        for length, (codes, numbers) in enumerate(counts):
            kept = numbers > 0
            codes, numbers = codes[kept], numbers[kept]
            if not len(codes):
                continue
            heads, first = np.unique(context(codes), return_index=True)
            totals = np.add.reduceat(numbers, first)
            discount = 0.0 if length == 0 else _discount(numbers)
            distinct = np.diff(np.append(first, len(codes)))
            rows = np.repeat(np.arange(len(heads)), distinct)
            likely = np.lexsort((last_word(codes), -numbers, rows))
            best = likely[np.arange(len(codes)) - first[rows] < words]
            keys.append(heads)
            weights.append(discount * distinct / totals)
            sizes.append(totals)
            starts.append(np.minimum(distinct, words))
            followers.append(last_word(codes[best]))
            shares.append((numbers[best] - discount) / totals[rows[best]])
        self._pack(keys, weights, sizes, starts, followers, shares, contexts)

    def _pack(self, keys, weights, sizes, lengths, followers, shares, contexts) -> None:
        keys, weights, sizes, lengths = map(np.concatenate, (keys, weights, sizes, lengths))
        kept = np.zeros(len(keys), dtype=bool)
        kept[np.argsort(-sizes, kind="stable")[:contexts]] = True
        kept_words = np.repeat(kept, lengths)
        self.keys = keys[kept]
        self.weights = weights[kept].astype(np.float16)
        self.ends = lengths[kept].cumsum().astype(np.uint32)
        self.followers = np.concatenate(followers)[kept_words].astype(np.uint16)
        self.shares = np.concatenate(shares)[kept_words].astype(np.float16)

    def scores(self, before: Sequence[int]) -> dict[int, float]:
        """Gives the chance of likely words after some words, the last of them nearest."""
        found: dict[int, float] = {}
        code = 0
        for back in range(len(before) + 1):
            if back:
                code |= before[-back] << BITS * (back - 1)
            place = int(np.searchsorted(self.keys, np.uint64(code)))
            if place == len(self.keys) or self.keys[place] != code:
                break
            start = int(self.ends[place - 1]) if place else 0
            end = int(self.ends[place])
            weight = float(self.weights[place])
            if back:
                found = {word: weight * share for word, share in found.items()}
            words, shares = self.followers[start:end].tolist(), self.shares[start:end].tolist()
            for word, share in zip(words, shares, strict=True):
                found[word] = found.get(word, 0.0) + share
        return found


def _discount(numbers: np.ndarray) -> float:
    once, twice = np.count_nonzero(numbers == 1), np.count_nonzero(numbers == 2)
    return once / (once + 2 * twice) if once and twice else 0.5


def best(scores: dict[int, float]) -> list[int]:
    """Gives the likeliest words; of equally likely ones the one that is more frequent as such."""
    return sorted(scores, key=lambda word: (-scores[word], word))[:SHOWN]


class NGrams:
    """Suggests three words by what followed the last words in the texts that it was fitted on."""

    def __init__(
        self,
        order: int = 4,
        *,
        kneser_ney: bool = True,
        contexts: int = 100_000,
        words: int = 10,
        vocabulary: int = 20_000,
    ) -> None:
        self.order = order
        self.kneser_ney = kneser_ney
        self.contexts = contexts
        self.words = words
        self.most = vocabulary

    def fit(self, features: Sequence[Sequence[str]], labels: Sequence[Sequence[str]]) -> Self:
        """Counts; a row holds what stands before the last word of a text, and its label is that word."""
        texts = [split(f"{row[-1]} {label[0]}") for row, label in zip(features, labels, strict=True)]
        self.vocabulary = Vocabulary.of(texts, self.most)
        counts = count(Stream(texts, self.vocabulary), self.order)
        return self.learn(count_predecessors(counts) if self.kneser_ney else counts)

    def learn(self, counts: Counts) -> Self:
        """Makes the table from counts."""
        self.table = Table(counts, self.contexts, self.words)
        return self

    def scores(self, before: str) -> dict[int, float]:
        """Gives the chance of likely words, by number."""
        numbers = self.vocabulary.numbers
        return self.table.scores(
            [numbers.get(word, UNKNOWN) for word in [".", *split(_tail(before))][1 - self.order :]]
            if self.order > 1
            else []
        )

    def predict(self, features: Sequence[Sequence[str]]) -> list[list[str]]:
        """Gives three words for what stands before the cursor, the likeliest first."""
        return [[self.vocabulary[word] for word in best(self.scores(row[-1]))] for row in features]


def _tail(before: str) -> str:
    """Gives the end of what stands before the cursor, from the start of a word."""
    return before if len(before) <= TAIL else before[-TAIL:].partition(" ")[2]
