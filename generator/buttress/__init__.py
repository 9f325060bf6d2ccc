"""Buttress keeps architecture decisions of ML-enabled systems honest.

The door for notebooks and scripts: `load` reads and judges a portfolio; what it gives holds the decisions, the
verdicts, and the measurements and trade-offs as pandas data frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.version import __version__

__all__ = ["Portfolio", "__version__", "load"]

if TYPE_CHECKING:
    from buttress.door import Portfolio, load


def __getattr__(name: str) -> object:
    # Nothing is loaded until it is asked for: `buttress --help` imports this package, too.
    if name in ("Portfolio", "load"):
        from buttress import door

        return getattr(door, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
