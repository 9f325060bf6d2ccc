"""Libraries that only some features need: imported there, and named where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from buttress.bench.failure import BenchError

if TYPE_CHECKING:
    from types import ModuleType


def load_library(name: str, purpose: str) -> ModuleType:
    """Gives an importable library.

    Args:
        name: Its module.
        purpose: What needs it, in words (``the word error rate``).

    Raises:
        BenchError: It is not installed; the message says how to install it.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name.partition(".")[0]:  # it is there, and something that it needs is not
            raise
        message = f"{purpose} needs {error.name}, which is not installed: pip install 'buttress[bench]'"
        raise BenchError(message) from error
