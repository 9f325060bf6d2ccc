"""What is shown in place of the Spanish text, where nothing translates it."""

from __future__ import annotations

from folding import fold


def source_text(spanish: str) -> str:
    """The text as it was read: the baseline that any translation has to beat."""
    return fold(spanish)
