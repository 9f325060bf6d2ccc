"""Items and answers of a service as JSON."""

from __future__ import annotations

import json
from typing import Any

from buttress.bench.failure import BenchError

SHOWN = 200
"""Bytes of an answer that an error shows."""


def write_json(item: object) -> bytes:
    """Gives an item as JSON on one line; arrays and numbers of NumPy become plain lists and numbers.

    Raises:
        BenchError: The item holds something that JSON does not have.
    """
    try:
        return json.dumps(item, default=_as_plain).encode()
    except TypeError as error:
        message = f"an item cannot be sent to the service: {error}; give plain values, or `ask`"
        raise BenchError(message) from error


def read_json(text: bytes) -> Any:  # noqa: ANN401 - whatever the service says
    """Gives an answer; raises BenchError where it is no JSON, with its start."""
    try:
        return json.loads(text)
    except ValueError as error:
        message = f"the service answered with something that is no JSON: {show_start(text)}"
        raise BenchError(message) from error


def show_start(text: bytes) -> str:
    """Gives the start of an answer for an error."""
    return text[:SHOWN].decode(errors="replace").strip() or "nothing"


def _as_plain(value: Any) -> Any:  # noqa: ANN401 - NumPy's arrays and scalars
    if hasattr(value, "tolist"):
        return value.tolist()
    message = f"{type(value).__name__} is not JSON"
    raise TypeError(message)
