"""What happens to images on the way: a dirty scanner, a box that is cut beside its frame, a pen that runs dry."""

from __future__ import annotations

import numpy as np

SIDE = 8
SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0))
"""Steps down and to the right: one pixel to the right, left, down and up."""


def speckle(pixels: np.ndarray) -> np.ndarray:
    """Adds Gaussian noise of a tenth of the full scale to every pixel."""
    noise = np.random.default_rng(1).normal(0.0, 0.1, pixels.shape)
    return np.clip(pixels + noise, 0.0, 1.0).astype(np.float32)


def shift_by_one_pixel(pixels: np.ndarray) -> np.ndarray:
    """Moves the first image to the right, the next to the left, down, up, and so on."""
    moved = np.empty_like(pixels)
    for turn, side in enumerate(SIDES):
        moved[turn :: len(SIDES)] = move(pixels[turn :: len(SIDES)], *side)
    return moved


def fade(pixels: np.ndarray) -> np.ndarray:
    """Takes a quarter of the ink away, as a pen that runs dry does."""
    return (pixels * 0.75).astype(np.float32)


def move(pixels: np.ndarray, down: int, right: int) -> np.ndarray:
    """Moves every image by at most one pixel each way; what leaves it is lost, and white comes in."""
    framed = np.pad(pixels.reshape(-1, SIDE, SIDE), ((0, 0), (1, 1), (1, 1)))
    return framed[:, 1 - down : 1 + SIDE - down, 1 - right : 1 + SIDE - right].reshape(pixels.shape)
