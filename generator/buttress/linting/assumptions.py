"""``assumption-without-review``: something taken for granted that nobody has promised to look at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.linting.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.linting.finding import Reviewed

_LONGEST = 60


def find_unreviewed_assumptions(reviewed: Reviewed) -> Iterator[Finding]:
    """Gives the assumptions of an accepted decision that have no ``review_by``; what is overdue is not meant."""
    decision = reviewed.decision
    if decision.status != "accepted":
        return
    for index, assumption in enumerate(decision.assumptions):
        if assumption.review_by is None:
            said = " ".join(assumption.text.split())
            short = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 3].rstrip()}..."
            text = f"nobody is to look again at the assumption {short!r}"
            suggestion = "give it a `review_by`: the day by which somebody does"
            place = ("assumptions", index)
            yield Finding("assumption-without-review", decision.id, said, text, suggestion, place)
