"""Packed arrays as a part of records."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from buttress.records.base import Part
from buttress.wire import (
    LARGEST,
    Element,
    PackedFields,
    pack_numbers,
    pack_texts,
    unpack_numbers,
    unpack_texts,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


class Packed(Part):
    """A one-dimensional array: little-endian elements, deflated (RFC 1950) and in base64.

    Texts are stored as UTF-8 joined by line feeds, so they hold none themselves.
    """

    dtype: Element
    """Element type: kind and bytes, or ``text``."""
    count: Annotated[int, Field(ge=0, le=LARGEST)]
    """Number of elements."""
    data: str = Field(repr=False)
    """Base64 of the deflated bytes."""

    @classmethod
    def of_numbers(cls, values: np.ndarray, dtype: Element, *, small: bool = True) -> Self:
        """Packs numbers; raises ValueError when one does not survive the element type.

        Args:
            values: Numbers, shape ``(count,)``.
            dtype: Their element type.
            small: Whether to spend time on few bytes, which is in vain for what never leaves the memory.
        """
        return cls(**pack_numbers(values, dtype, small=small))

    @classmethod
    def of_texts(cls, values: Sequence[str]) -> Self:
        """Packs texts without line feeds; raises ValueError when one holds a line feed."""
        return cls(**pack_texts(values))

    def numbers(self) -> np.ndarray:
        """The numbers, shape ``(count,)``; raises ValueError when the stored bytes are not what they claim."""
        return unpack_numbers(self._fields())

    def texts(self) -> tuple[str, ...]:
        """The texts; raises ValueError when the stored bytes are not what they claim."""
        return unpack_texts(self._fields())

    def classes(self) -> tuple[tuple[str, ...], np.ndarray]:
        """The different texts in order, and of each element the place of its text among them.

        The places have shape ``(count,)`` and are read-only.

        Raises:
            ValueError: The stored bytes are not what they claim.
        """
        return _classes(self.dtype, self.data, self.count)

    def which_are(self, text: str) -> np.ndarray:
        """Whether each element is a text, shape ``(count,)``; raises ValueError as `texts` does."""
        names, places = self.classes()
        found: np.ndarray = places == (names.index(text) if text in names else -1)
        return found

    def _fields(self) -> PackedFields:
        return {"dtype": self.dtype, "count": self.count, "data": self.data}


@lru_cache(maxsize=4)  # a column is asked for each candidate and quality of its run
def _classes(dtype: Element, data: str, count: int) -> tuple[tuple[str, ...], np.ndarray]:
    import numpy as np

    texts = Packed(dtype=dtype, count=count, data=data).texts()
    names = tuple(sorted(set(texts)))
    place_of = {name: place for place, name in enumerate(names)}
    places = np.fromiter((place_of[text] for text in texts), dtype=np.int64, count=count)
    places.flags.writeable = False
    return names, places
