"""Spanish signs as pictures, with their text."""

from __future__ import annotations

import numpy as np
from drawing import Sign, draw, encode
from folding import fold
from texts import read_texts

from buttress.bench import Dataset

NEAR, FAR = (24, 40), (11, 16)
"""Sizes of the type in pixels, from and up to."""


def signs() -> Dataset:
    """Gives a picture of each sign as JPEG bytes; every third is far away, every fourth is seen from the side."""
    pictures, sizes, slants, texts = [], [], [], []
    for row, (spanish, _) in enumerate(read_texts()):
        dice = np.random.default_rng([2026, row])
        size = int(dice.integers(*(FAR if row % 3 == 0 else NEAR)))
        slant = float(dice.uniform(0.3, 0.6)) if row % 4 == 1 else 0.0
        pictures.append(encode(draw(Sign(spanish.split(" / "), size, slant), dice)))
        sizes.append(size)
        slants.append(slant)
        texts.append(fold(spanish))
    return Dataset(
        features=pictures,
        labels=texts,
        ids=[f"sign-{row:03d}" for row in range(len(texts))],
        columns={"size": sizes, "slant": slants, "bytes": [len(picture) for picture in pictures]},
    )


def describe_payload() -> str:
    """Gives the mean and the largest size of a picture, for the payload that the system declares."""
    sizes = signs().columns["bytes"]
    return f"{len(sizes)} pictures of {np.mean(sizes) / 1000:.1f} kB on average, {max(sizes) / 1000:.1f} kB at most"


if __name__ == "__main__":
    print(describe_payload())  # noqa: T201 - asked for on the command line
