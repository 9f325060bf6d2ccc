"""Where a keyboard's counts come from: volunteers, the phone's own text, sums over phones, or text on a server.

A row that is learned from holds the phone and a text. All ways share the table of n-grams and differ in what is counted.
Plain counts are used, since they add up: the sum of what phones count is what a server would count of all their text.

What a phone counts of its own text stays there, and is mixed into what it suggests.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

import numpy as np
from ngrams import SHOWN, Counts, NGrams, count
from words import Stream, Vocabulary, split

if TYPE_CHECKING:
    from collections.abc import Sequence

ORDER = 3
MOST_WORDS = 20_000
LEAST_PHONES = 5
"""Phones on which an n-gram must have been typed before their sum is told to anybody."""
MOST_EACH = 5
"""What one phone can add to one count, however often it typed it."""
OWN = 0.2
"""Weight of the phone's own counts."""
VOLUNTEER = "volunteer"


class Keyboard:
    """Suggests three words from counts of volunteers, and of whatever else a way of learning adds."""

    own_words = True

    def fit(self, features: Sequence[Sequence[str]], labels: Sequence[Sequence[str]]) -> Self:
        """Counts what volunteers and phones have typed."""
        texts = [split(f"{before} {label[0]}") for (_, before), label in zip(features, labels, strict=True)]
        phones = [phone for phone, _ in features]
        given = [text for text, phone in zip(texts, phones, strict=True) if phone.startswith(VOLUNTEER)]
        typed = [
            (text, phone)
            for text, phone in zip(texts, phones, strict=True)
            if not phone.startswith(VOLUNTEER)
        ]
        self.base = NGrams(ORDER, kneser_ney=False)
        self.base.vocabulary = self.words(given, typed)
        self.base.learn(add(count(Stream(given, self.base.vocabulary), ORDER), self.counts(typed)))
        self.own = own_counts(typed) if self.own_words else {}
        return self

    def words(self, given: list[list[str]], _typed: list[tuple[list[str], str]]) -> Vocabulary:
        """Gives the words that may be suggested."""
        return Vocabulary.of(given, MOST_WORDS)

    def counts(self, _typed: list[tuple[list[str], str]]) -> Counts:
        """Gives what is added to the volunteers' counts."""
        return []

    def predict(self, features: Sequence[Sequence[str]]) -> list[list[str]]:
        """Gives three words for a phone and what stands before the cursor on it, the likeliest first."""
        return [self._suggest(phone, before) for phone, before in features]

    def _suggest(self, phone: str, before: str) -> list[str]:
        found = {self.base.vocabulary[word]: score for word, score in self.base.scores(before).items()}
        own = self.own.get(phone)
        if own:
            found = {word: (1 - OWN) * score for word, score in found.items()}
            for word, score in own.scores(before).items():
                text = own.vocabulary[word]
                found[text] = found.get(text, 0.0) + OWN * score
        return sorted(found, key=lambda word: (-found[word], word))[:SHOWN]


class Shipped(Keyboard):
    """What the keyboard was shipped with."""

    own_words = False


class OwnWords(Keyboard):
    """The same, and the phone's own counts."""


class SummedCounts(Keyboard):
    """Counts of all phones, added up."""

    least = 1
    most = 1_000_000

    def words(self, given: list[list[str]], typed: list[tuple[list[str], str]]) -> Vocabulary:
        """Gives the words of volunteers, and those that enough phones have typed."""
        on = Counter(word for words in words_of_phones(typed).values() for word in words)
        common = [[word for word in text if on[word] >= self.least] for text, _ in typed]
        return Vocabulary.of([*given, *common], MOST_WORDS)

    def counts(self, typed: list[tuple[list[str], str]]) -> Counts:
        """Gives the sums, without n-grams that too few phones have typed."""
        names = sorted({phone for _, phone in typed})
        numbers = {name: number for number, name in enumerate(names)}
        of = np.array([numbers[phone] for _, phone in typed])
        stream = Stream([text for text, _ in typed], self.base.vocabulary)
        return [self._sum(*stream.grams(length), of) for length in range(1, ORDER + 1)]

    def _sum(self, codes: np.ndarray, texts: np.ndarray, phones: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Adds up what each phone counted of each n-gram."""
        grams, places = np.unique(codes, return_inverse=True)
        pairs, times = np.unique(places * (phones.max() + 1) + phones[texts], return_counts=True)
        of = pairs // (phones.max() + 1)
        kept = np.bincount(of, minlength=len(grams)) >= self.least
        sums = np.bincount(of, np.minimum(times, self.most), minlength=len(grams)).astype(np.int64)
        return grams[kept], sums[kept]


class CommonCounts(SummedCounts):
    """The same, less what fewer than five phones have typed; no phone adds more than five to a count."""

    least = LEAST_PHONES
    most = MOST_EACH


class AllText(Keyboard):
    """Text of all phones, counted on a server."""

    def words(self, given: list[list[str]], typed: list[tuple[list[str], str]]) -> Vocabulary:
        """Gives the words of all text."""
        return Vocabulary.of([*given, *(text for text, _ in typed)], MOST_WORDS)

    def counts(self, typed: list[tuple[list[str], str]]) -> Counts:
        """Counts all text at once."""
        return count(Stream([text for text, _ in typed], self.base.vocabulary), ORDER)


def words_of_phones(typed: list[tuple[list[str], str]]) -> dict[str, set[str]]:
    """Gives the words of each phone."""
    found: dict[str, set[str]] = {}
    for text, phone in typed:
        found.setdefault(phone, set()).update(text)
    return found


def add(one: Counts, other: Counts) -> Counts:
    """Adds counts of the same n-grams."""
    if not other:
        return one
    added = []
    for (codes, numbers), (more, times) in zip(one, other, strict=True):
        both, places = np.unique(np.concatenate([codes, more]), return_inverse=True)
        sums = np.bincount(places, np.concatenate([numbers, times]), minlength=len(both))
        added.append((both, sums.astype(np.int64)))
    return added


def own_counts(typed: list[tuple[list[str], str]]) -> dict[str, NGrams]:
    """Gives a table for each phone, of its own text."""
    of: dict[str, list[list[str]]] = {}
    for text, phone in typed:
        of.setdefault(phone, []).append(text)
    return {phone: _own(texts) for phone, texts in of.items()}


def _own(texts: list[list[str]]) -> NGrams:
    model = NGrams(ORDER, kneser_ney=False)
    model.vocabulary = Vocabulary.of(texts, MOST_WORDS)
    return model.learn(count(Stream(texts, model.vocabulary), ORDER))
