"""What happens to requests: they arrive while the model is out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def model_down(requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives the same requests, each marked: whatever would be computed now cannot be."""
    return [{**request, "down": True} for request in requests]
