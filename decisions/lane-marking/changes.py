"""What may come between road and camera, and was in no picture that the network was trained on."""

from __future__ import annotations

import numpy as np


def glare(pictures: np.ndarray) -> np.ndarray:
    """Lets a low sun shine in: a bright spot above the road, and a veil that takes a third of the contrast."""
    count, rows, columns = pictures.shape
    middle = np.random.default_rng(1).uniform(40, columns - 40, count)[:, None, None]
    down, across = np.arange(rows)[None, :, None] - 44, np.arange(columns)[None, None, :] - middle
    spot = 0.6 * np.exp(-((down / 22) ** 2) - (across / 30) ** 2)
    return np.clip(0.25 + 0.65 * pictures + spot, 0, 1).astype(np.float32)


def fog(pictures: np.ndarray) -> np.ndarray:
    """Hides what is far: contrast is lost towards the horizon, half of it at some twelve metres."""
    rows = np.arange(pictures.shape[1])[None, :, None]
    ahead = 238 / np.maximum(rows + 0.5 - 40, 1)
    seen = np.exp2(-ahead / 12)
    return (0.6 + (pictures - 0.6) * seen).astype(np.float32)


def dirt(pictures: np.ndarray) -> np.ndarray:
    """Puts a blurred dark spot on the windscreen, over a piece of the left or of the right line."""
    count, rows, columns = pictures.shape
    random = np.random.default_rng(2)
    middle = (columns / 2 + random.choice([-1, 1], count) * random.uniform(15, 50, count))[:, None, None]
    height = random.uniform(60, 90, count)[:, None, None]
    down, across = np.arange(rows)[None, :, None] - height, np.arange(columns)[None, None, :] - middle
    hidden = 0.9 * np.exp(-(((down / 14) ** 2 + (across / 18) ** 2) ** 2))
    return (pictures * (1 - hidden) + 0.1 * hidden).astype(np.float32)
