"""What happens to pictures: dusk, and a head that moves while the shutter is open."""

from __future__ import annotations

import numpy as np
from drawing import decode, encode
from PIL import Image

LIGHT = 0.06
"""The share of the light that is left at dusk."""
BLUR = 5
"""Pixels by which the picture moves sideways while the shutter is open."""


def dim(pictures: list[bytes]) -> list[bytes]:
    """Takes light away; what is left is amplified, and its noise with it."""
    dice = np.random.default_rng(1)
    return [_dim(picture, dice) for picture in pictures]


def shake(pictures: list[bytes]) -> list[bytes]:
    """Smears pictures sideways, evenly over `BLUR` pixels."""
    return [_shake(picture) for picture in pictures]


def _dim(picture: bytes, dice: np.random.Generator) -> bytes:
    """Shot noise grows with the root of the light and read noise does not (Hasinoff 2014)."""
    electrons = decode(picture) * (LIGHT * 1000 / 255)
    seen = dice.poisson(electrons) + dice.normal(0.0, 4.0, electrons.shape)
    return encode(Image.fromarray(np.clip(seen * 255 / (LIGHT * 1000), 0, 255).astype(np.uint8)))


def _shake(picture: bytes) -> bytes:
    pixels = decode(picture).astype(np.float64)
    reach = BLUR // 2
    framed = np.pad(pixels, ((0, 0), (reach, reach), (0, 0)), mode="edge")
    smeared = sum(framed[:, step : step + pixels.shape[1]] for step in range(BLUR)) / BLUR
    return encode(Image.fromarray(np.clip(smeared, 0, 255).astype(np.uint8)))
