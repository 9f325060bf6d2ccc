"""The same photographs at dusk: darker, and grainy as a camera is that looks for light."""

from __future__ import annotations

from typing import Any

import numpy as np
from candidates import decode
from detectors import load_opencv

LIGHT, GRAIN = 0.35, 8.0
"""Share of the brightness that is left, and the standard deviation of the grain in levels of 256."""


def dim(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives the questions with photographs that have a third of their brightness, and grain."""
    seen: dict[bytes, bytes] = {}
    for question in questions:
        jpeg = question["jpeg"]
        if jpeg not in seen:
            seen[jpeg] = _dim(jpeg)
    return [question | {"jpeg": seen[question["jpeg"]]} for question in questions]


def _dim(jpeg: bytes) -> bytes:
    cv2, picture = load_opencv(), decode(jpeg)
    grain = np.random.default_rng(len(jpeg)).standard_normal(picture.shape, np.float32)
    dark = np.clip(picture * np.float32(LIGHT) + grain * np.float32(GRAIN), 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", dark, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
