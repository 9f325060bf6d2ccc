"""Reads IDX, the format of the MNIST files: a header of big-endian integers, then bytes."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

UNSIGNED_BYTE = 0x08
"""The third byte of the header says the type of the elements; the MNIST files hold unsigned bytes."""


def read_idx(path: Path, sha256: str) -> np.ndarray:
    """Gives the array in a gzipped IDX file.

    Args:
        path: The file.
        sha256: Digest (hex) of the file as it was published.

    Raises:
        ValueError: The file is another one, or no IDX file of unsigned bytes.
    """
    packed = path.read_bytes()
    found = hashlib.sha256(packed).hexdigest()
    if found != sha256:
        message = f"{path.name} is not the published file: its SHA-256 is {found}, not {sha256}"
        raise ValueError(message)
    return parse_idx(gzip.decompress(packed), path.name)


def parse_idx(content: bytes, name: str) -> np.ndarray:
    """Gives the array that unpacked IDX bytes hold; raises ValueError, with the name, where they hold none."""
    if content[:3] != bytes((0, 0, UNSIGNED_BYTE)):
        message = f"{name} is no IDX file of unsigned bytes: it starts with {content[:3].hex()}"
        raise ValueError(message)
    dimensions = content[3]
    start = 4 + 4 * dimensions
    shape = tuple(int(size) for size in np.frombuffer(content[4:start], dtype=">u4"))
    values = np.frombuffer(content[start:], dtype=np.uint8)
    if len(content) < start or values.size != np.prod(shape, dtype=np.int64):
        message = f"{name} is cut off or too long: {values.size} bytes for the shape {shape}"
        raise ValueError(message)
    return values.reshape(shape)
