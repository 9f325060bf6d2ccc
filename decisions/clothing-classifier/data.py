"""Images of 28 x 28 grey values: enlarged digits, which stand in, and clothes, which have to be obtained by hand."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from idx import read_idx
from sklearn.datasets import load_digits

from buttress.bench import Dataset

SIDE = 28
TRAINED = 1000
"""Digits that candidates are fitted on; the other 797 were mostly written by other people."""
FOLDER_VARIABLE = "FASHION_MNIST"
SOURCE = "https://github.com/zalandoresearch/fashion-mnist/tree/master/data/fashion"
CLOTHES = (
    "t-shirt or top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
"""What the labels 0 to 9 stand for."""
FILES = {
    "train-images-idx3-ubyte.gz": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    "train-labels-idx1-ubyte.gz": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
}
"""SHA-256 of the published files: images and labels for training, images and labels for judging."""


def enlarged_digits() -> Dataset:
    """Gives the 1,797 digits of scikit-learn as rows of 784 grey values; a digit is known by its row number."""
    source = load_digits()
    small = np.asarray(source.images, dtype=np.float64) / 16
    count = len(small)
    return Dataset(
        features=enlarge(small).reshape(count, SIDE * SIDE),
        labels=[str(digit) for digit in source.target],
        ids=[f"digit-{row:04d}" for row in range(count)],
        train=[row < TRAINED for row in range(count)],
    )


def clothes() -> Dataset:
    """Gives the 70,000 clothes of Fashion-MNIST as rows of 784 grey values; judged on the 10,000 set apart for it.

    Raises:
        FileNotFoundError: The files are not there; the message says where they are to be had.
        ValueError: A file is not the published one.
    """
    found = [read_idx(path, sha256) for path, sha256 in zip(_find_files(), FILES.values(), strict=True)]
    images, labels = np.concatenate(found[::2]), np.concatenate(found[1::2])
    return Dataset(
        features=(images.reshape(len(images), -1) / 255).astype(np.float32),
        labels=[CLOTHES[label] for label in labels],
        ids=[f"garment-{row:05d}" for row in range(len(labels))],
        train=[row < len(found[0]) for row in range(len(labels))],
    )


def enlarge(images: np.ndarray) -> np.ndarray:
    """Gives square images as 28 x 28 single-precision values, linearly interpolated, corners on corners."""
    weights = interpolation(images.shape[-1])
    return (weights @ images @ weights.T).astype(np.float32)


def interpolation(side: int) -> np.ndarray:
    """Gives the matrix, 28 rows by ``side`` columns, that interpolates a line of pixels linearly."""
    place = np.linspace(0, side - 1, SIDE)
    left = np.minimum(place.astype(int), side - 2)
    weights = np.zeros((SIDE, side))
    weights[np.arange(SIDE), left] = 1 - (place - left)
    weights[np.arange(SIDE), left + 1] = place - left
    return weights


def _find_files() -> list[Path]:
    folder = Path(os.environ.get(FOLDER_VARIABLE, ""))
    paths = [folder / name for name in FILES]
    if not os.environ.get(FOLDER_VARIABLE) or not all(path.is_file() for path in paths):
        message = (
            f"put {', '.join(FILES)} from {SOURCE} into a folder, and set {FOLDER_VARIABLE} to that folder"
        )
        raise FileNotFoundError(message)
    return paths
