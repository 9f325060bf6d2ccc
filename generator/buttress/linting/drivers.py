"""``unconstrained-driver``: a quality that is said to drive the decision, and that no constraint limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.linting.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.linting.finding import Reviewed


def find_unconstrained_drivers(reviewed: Reviewed) -> Iterator[Finding]:
    """Gives the drivers that name a quality without a limit.

    Free text has none to give, and levels that people attest could not be proved against one.
    """
    decision = reviewed.decision
    limited = {constraint.quality for constraint in decision.constraints}
    for index, driver in enumerate(decision.drivers):
        quality = reviewed.linked.portfolio.qualities.get(driver)
        if quality is None or quality.estimator == "ordinal" or driver in limited:
            continue
        text = f"{driver} drives the decision, and no constraint says how good is good enough"
        suggestion = f"state a constraint on {driver}, or take it off the drivers"
        yield Finding("unconstrained-driver", decision.id, driver, text, suggestion, ("drivers", index))
