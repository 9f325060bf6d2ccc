"""``thin-model-card``: an option's model card with sections that say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing
from buttress.linting.card_sections import sections_of
from buttress.linting.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.linting.finding import Reviewed


def find_thin_model_cards(reviewed: Reviewed) -> Iterator[Finding]:
    """Gives the options whose model card has empty or placeholder sections; the place is the first of them."""
    decision = reviewed.decision
    for option in decision.options:
        card_id = reviewed.linked.card_of.get((decision.id, option.id))
        card = reviewed.linked.portfolio.model_cards.get(card_id or "")
        sections = sections_of(card) if card else ()
        thin = [section for section in sections if not section.filled]
        if card is None or not thin:
            continue
        names = listing([section.name for section in thin], limit=6)
        text = (
            f"the model card of {option.id} says nothing in {len(thin)} of {len(sections)} sections: {names}"
        )
        suggestion = "fill them in; where one does not apply, say so and why"
        field = thin[0].field
        yield Finding(
            "thin-model-card", decision.id, option.id, text, suggestion, field, 0, "model-card", card.id
        )
