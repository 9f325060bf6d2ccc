"""Digests of data: the same content gives the same SHA-256 on every machine.

Canonical form: every part is a tag, its length as text, a colon and its bytes, so no two contents share a
byte stream. Numbers are little-endian arrays with element type and shape; nested lists of numbers count as
arrays; a DataFrame is its column names and columns; text is UTF-8; sequences, sets and mappings (keys sorted)
are written item by item. Only an object of another kind falls back on its pickle (protocol 4), which a new
version of its library may change.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import PurePath
from typing import Any

import numpy as np


def digest_content(features: Any, truths: Sequence[Any], ids: Sequence[str]) -> str:  # noqa: ANN401
    """Gives the SHA-256 (hex) over features, truths (of any kind) and identifiers of all examples."""
    digest = hashlib.sha256()
    for part in (features, list(truths), list(ids)):
        for chunk in _canonical(part):
            digest.update(chunk)
    return digest.hexdigest()


def digest_items(features: Any) -> list[str]:  # noqa: ANN401 - arrays, frames, sequences
    """Gives the SHA-256 (hex) of each example alone."""
    return [hashlib.sha256(b"".join(_canonical(item))).hexdigest() for item in _items(features)]


def _items(features: Any) -> Iterable[Any]:  # noqa: ANN401
    if hasattr(features, "itertuples"):
        return (list(row) for row in features.itertuples(index=False, name=None))
    return features  # type: ignore[no-any-return]


def _canonical(value: Any) -> Iterator[bytes]:  # noqa: ANN401 - data of any kind
    if hasattr(value, "columns") and hasattr(value, "iloc"):
        yield from _canonical({str(name): value[name].to_numpy() for name in value.columns})
    elif isinstance(value, str | PurePath):
        yield _part(b"text", str(value).encode())
    elif isinstance(value, bytes | bytearray):
        yield _part(b"bytes", bytes(value))
    elif isinstance(value, Mapping):
        yield from _canonical_mapping(value)
    elif isinstance(value, np.ndarray | np.generic | int | float | complex):
        yield from _canonical_array(np.asarray(value))
    elif isinstance(value, list | tuple):
        yield from _canonical_sequence(value)
    else:
        yield from _canonical_other(value)


def _canonical_other(value: Any) -> Iterator[bytes]:  # noqa: ANN401
    if isinstance(value, Set):
        yield _part(b"set", str(len(value)).encode())
        yield from sorted(b"".join(_canonical(item)) for item in value)
    else:
        yield _part(b"none", b"") if value is None else _part(b"object", pickle.dumps(value, protocol=4))


def _canonical_mapping(value: Mapping[Any, Any]) -> Iterator[bytes]:
    yield _part(b"mapping", str(len(value)).encode())
    for key in sorted(value, key=str):
        yield _part(b"key", str(key).encode())
        yield from _canonical(value[key])


def _canonical_sequence(value: Sequence[Any]) -> Iterator[bytes]:
    array = _as_numbers(value)
    if array is not None:
        yield from _canonical_array(array)
        return
    yield _part(b"sequence", str(len(value)).encode())
    for item in value:
        yield from _canonical(item)


def _canonical_array(array: np.ndarray) -> Iterator[bytes]:
    if array.dtype.kind == "O" and array.ndim == 0:
        yield _part(b"integer", str(array).encode())  # too long for an element
    elif array.dtype.kind not in "biufc":
        yield from _canonical_sequence_of_texts(array)
    else:
        stored = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        shape = "x".join(map(str, array.shape))
        yield _part(b"array", f"{array.dtype.kind}{array.dtype.itemsize} {shape}".encode())
        yield _part(b"elements", stored.tobytes())


def _canonical_sequence_of_texts(array: np.ndarray) -> Iterator[bytes]:
    yield _part(b"sequence", str(array.size).encode())
    for item in array.ravel().tolist():
        yield from _canonical(item)


def _as_numbers(value: Sequence[Any]) -> np.ndarray | None:
    leaf: Any = value
    while isinstance(leaf, list | tuple) and leaf:
        leaf = leaf[0]
    if isinstance(leaf, str | bytes):  # an array of texts would give each the room of the longest
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return None
    return array if array.size and array.dtype.kind in "biuf" else None


def _part(tag: bytes, content: bytes) -> bytes:
    return b"%s %d:%s" % (tag, len(content), content)
