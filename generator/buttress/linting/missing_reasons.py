"""``no-rationale``: a limit or a choice for which no reason is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.linting.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.linting.finding import Reviewed


def find_missing_reasons(reviewed: Reviewed) -> Iterator[Finding]:
    """Gives the constraints without ``because``, and an accepted decision without ``rationale``."""
    decision = reviewed.decision
    if decision.status == "accepted" and not decision.rationale.strip():
        text = f"{decision.chosen or 'an option'} was chosen and nobody says why"
        suggestion = "write a `rationale`: what tipped the balance, and what was given up for it"
        yield Finding("no-rationale", decision.id, "rationale", text, suggestion, ("rationale",))
    for index, constraint in enumerate(decision.constraints):
        if not constraint.because.strip():
            text = f"the limit `{constraint.require}` has no reason"
            suggestion = "say in `because` why this limit and no other"
            yield Finding(
                "no-rationale", decision.id, constraint.id, text, suggestion, ("constraints", index)
            )
