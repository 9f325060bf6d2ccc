"""The recognisers that were weighed against each other: from a JPEG to the text of the sign.

All but the library as it comes keep to one thread: only so can their time be set against published times of one thread on
other processors.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from folding import fold

QUIET = {"Global.log_level": "critical"}
ONE_THREAD = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
UPRIGHT = {"Global.use_cls": False}
"""Boards stand upright, so nothing has to be turned."""


def defaults(jpeg: bytes) -> str:
    """The library as it comes: on all cores, the shorter side stretched to 736 pixels before text is looked for."""
    return _read(jpeg, _engine())


def side_640(jpeg: bytes) -> str:
    """Text is looked for in the picture as it is."""
    return _read(jpeg, _engine(640))


def side_320(jpeg: bytes) -> str:
    """Text is looked for in a picture of half the width; what is found is read from the whole one."""
    return _read(jpeg, _engine(320))


def whole_picture_as_line(jpeg: bytes) -> str:
    """Nothing is looked for: the whole picture is read as if it were one line of text."""
    engine, picture = _engine(320), _pixels(jpeg)
    return _join(engine(picture, use_det=False, use_cls=False, use_rec=True).txts)


def _read(jpeg: bytes, engine: Any) -> str:
    return _join(engine(_pixels(jpeg)).txts)


def _join(lines: tuple[str, ...] | None) -> str:
    return fold(" ".join(lines or ()))


def _pixels(jpeg: bytes) -> np.ndarray:
    """Gives blue, green and red values, as the library wants them."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None  # noqa: S101 - what is asked are pictures
    return picture


@cache
def _engine(side: int | None = None) -> Any:
    """Gives the library's recogniser; ``side`` is the longer side of the picture in which text is looked for."""
    from rapidocr import RapidOCR

    if side is None:
        return RapidOCR(params=QUIET)
    cv2.setNumThreads(1)
    sized = {"Det.limit_side_len": side, "Det.limit_type": "max"}
    return RapidOCR(params={**QUIET, **ONE_THREAD, **UPRIGHT, **sized})
