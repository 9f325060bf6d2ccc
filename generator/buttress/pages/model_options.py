"""Which options each model card stands behind."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.graph import Linked


def options_by_card(linked: Linked) -> dict[str, tuple[tuple[str, str], ...]]:
    """Gives the options, as decision and option, that each model card stands behind."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for place, card in linked.card_of.items():
        found[card].append(place)
    return {card: tuple(places) for card, places in found.items()}
