"""What happens to images on the way: a dirty scanner, a shifted form, a faint pen, a brighter lamp."""

from __future__ import annotations

import numpy as np

SIDE = 8


def speckle(pixels: np.ndarray) -> np.ndarray:
    """Adds Gaussian noise of a tenth of the full scale to every pixel."""
    noise = np.random.default_rng(1).normal(0.0, 0.1, pixels.shape)
    return np.clip(pixels + noise, 0.0, 1.0).astype(np.float32)


def shift_by_one_pixel(pixels: np.ndarray) -> np.ndarray:
    """Moves every digit one pixel to the right; what leaves the image is lost."""
    images = pixels.reshape(-1, SIDE, SIDE)
    moved = np.zeros_like(images)
    moved[:, :, 1:] = images[:, :, :-1]
    return moved.reshape(pixels.shape)


def fade(pixels: np.ndarray) -> np.ndarray:
    """Takes a quarter of the ink away, as a pen that runs dry does."""
    return (pixels * 0.75).astype(np.float32)
