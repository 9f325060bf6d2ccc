"""Messages of tenants, spoken by rules in four accents, half of them with noise behind them."""

from __future__ import annotations

import numpy as np
from normalising import normalise
from speaking import ACCENTS, RATE, Speaker, add_noise
from wording import write_sentences

from buttress.bench import Dataset

ALL = 480
MANY, FEW = 372, 24
"""Sizes of the two sets; a word error rate takes 368 pieces to be decided."""
SEED = 2026
NOISES = (None, 20.0, None, 10.0)
"""Decibels between speech and noise, in turn; None for a quiet room."""


def many_pieces() -> Dataset:
    """Gives 93 pieces of each accent."""
    return speak_pieces(MANY)


def all_pieces() -> Dataset:
    """Gives 120 pieces of each accent; the first 93 are those of `many_pieces`."""
    return speak_pieces(ALL)


def few_pieces() -> Dataset:
    """Gives the first of these, six of each accent."""
    return speak_pieces(FEW)


def speak_pieces(count: int) -> Dataset:
    """Gives the first pieces: 16-bit samples, with what was said as their truth."""
    speaker, accents = Speaker(), list(ACCENTS)
    pieces, texts, columns = [], [], {"accent": [], "noise": [], "duration_s": []}
    for row, text in enumerate(write_sentences(count, SEED)):
        dice = np.random.default_rng([SEED, row])
        accent, noise = accents[row % len(accents)], NOISES[row // len(accents) % len(NOISES)]
        piece = speaker.speak(text, accent, int(dice.integers(121, 148)), int(dice.integers(45, 61)))
        piece = piece if noise is None else add_noise(piece, noise, dice)
        pieces.append(piece)
        texts.append(normalise(text))
        columns["accent"].append(accent)
        columns["noise"].append("quiet" if noise is None else f"{noise:.0f} dB")
        columns["duration_s"].append(len(piece) / RATE)
    return Dataset(
        features=pieces, labels=texts, ids=[f"piece-{row:03d}" for row in range(count)], columns=columns
    )
