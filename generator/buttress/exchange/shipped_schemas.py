"""The schemas as files in the package: for editors, for the site, and for whoever has the wheel but runs no Python.

They are written by `buttress schema --output generator/buttress/exchange/schemas`; a test holds them against the
models.
"""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent / "schemas"


def shipped_schemas() -> tuple[tuple[str, bytes], ...]:
    """Gives file name and content of every schema that ships with the package, by name."""
    return tuple((path.name, path.read_bytes()) for path in sorted(_FOLDER.glob("*.json")))
