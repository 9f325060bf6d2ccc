"""Arrays inside JSON: little-endian elements, deflated (RFC 1950) and in base64, with a bound on what comes out.

A packed array is ``{"dtype": ..., "count": ..., "data": ...}``. Texts are UTF-8 joined by line feeds, so they hold
none themselves.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import TYPE_CHECKING, Literal, TypedDict

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Element = Literal["u1", "u2", "u4", "u8", "i4", "i8", "f4", "f8", "text"]
LARGEST = 50_000_000
"""Most elements of one array, and most bytes of packed texts."""
_MOST_TEXTS = 10_000_000
_BYTES_A_TEXT = 1000


class PackedFields(TypedDict):
    """The JSON form of a packed array."""

    dtype: Element
    count: int
    data: str


def pack_numbers(values: np.ndarray, dtype: Element, *, small: bool = True) -> PackedFields:
    """Packs numbers of one dimension; raises ValueError when one does not survive the element type.

    Args:
        values: Numbers.
        dtype: Their element type.
        small: Whether to spend time on few bytes, which is in vain for what never leaves the memory.
    """
    stored = np.ascontiguousarray(values, dtype=f"<{dtype}")
    if not np.array_equal(stored, values) and not dtype.startswith("f"):
        message = f"values do not fit {dtype}"
        raise ValueError(message)
    return {"dtype": dtype, "count": int(stored.size), "data": _deflate(stored.tobytes(), small=small)}


def pack_texts(values: Sequence[str]) -> PackedFields:
    """Packs texts without line feeds; raises ValueError when one holds a line feed."""
    if any("\n" in value for value in values):
        message = "a text to pack holds a line feed"
        raise ValueError(message)
    raw = "\n".join(values).encode()
    if len(raw) > _most_bytes(len(values)):
        message = f"texts of more than {_BYTES_A_TEXT} bytes each are not packed"
        raise ValueError(message)
    return {"dtype": "text", "count": len(values), "data": _deflate(raw)}


def unpack_numbers(packed: PackedFields) -> np.ndarray:
    """Gives packed numbers, shape ``(count,)``; raises ValueError when the bytes are not what they claim."""
    if packed["dtype"] == "text":
        message = "texts are packed here, not numbers"
        raise ValueError(message)
    element, count = np.dtype(f"<{packed['dtype']}"), packed["count"]
    raw = _inflate(packed["data"], count * element.itemsize)
    if len(raw) != count * element.itemsize:
        message = f"{count} elements of {packed['dtype']} are claimed, {len(raw)} bytes are there"
        raise ValueError(message)
    return np.frombuffer(raw, dtype=element)


def unpack_texts(packed: PackedFields) -> tuple[str, ...]:
    """Gives packed texts; raises ValueError when the stored bytes are not what they claim."""
    if packed["dtype"] != "text":
        message = "numbers are packed here, not texts"
        raise ValueError(message)
    if packed["count"] == 0:
        return ()
    raw = _inflate(packed["data"], _most_bytes(packed["count"]))
    # Counted before they are split: line feeds alone deflate by a thousand and split into a list of millions.
    found = raw.count(b"\n") + 1
    if found != packed["count"]:
        message = f"{packed['count']} texts are claimed, {found} are there"
        raise ValueError(message)
    return tuple(raw.decode().split("\n"))


def _most_bytes(texts: int) -> int:
    if texts > _MOST_TEXTS:
        message = f"{texts} texts are claimed; at most {_MOST_TEXTS} are packed"
        raise ValueError(message)
    return min(LARGEST, texts * _BYTES_A_TEXT)


def _deflate(raw: bytes, *, small: bool = True) -> str:
    return base64.b64encode(zlib.compress(raw, level=9 if small else 0)).decode("ascii")


def _inflate(data: str, most: int) -> bytes:
    # A run file may be a stranger's: never inflate beyond what the count allows.
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(base64.b64decode(data, validate=True), most + 1)
    except (binascii.Error, zlib.error) as error:
        message = f"packed data is damaged: {error}"
        raise ValueError(message) from error
    if len(raw) > most:
        message = f"packed data holds more than the {most} bytes that its count allows"
        raise ValueError(message)
    return raw
