"""A finding: what a careful reviewer would ask of a decision, with the place and a way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.records import LintRule

if TYPE_CHECKING:
    from buttress.graph import Linked
    from buttress.records import Decision, Kind, Quality
    from buttress.tradeoff import Comparison
    from buttress.verdicts import Judgement

Rule = LintRule | Literal["idle-exception"]
"""The rules; of an exception that matches nothing there is no exception."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer would ask.

    Attributes:
        rule: The rule that found it.
        decision: Id of the decision.
        at: What was found: an option, driver or constraint, a number as written, an assumption's text.
        text: What is wrong, as a sentence without a full stop.
        suggestion: A way out.
        field: Where it is written, in the record that `kind` and `record` name.
        offset: 0-based offset inside the text at `field`.
        kind: Kind of the record that holds it.
        record: Id of that record; empty for the decision's own.
        because: Why it is right as it stands; empty unless the decision excepts it.
    """

    rule: Rule
    decision: str
    at: str
    text: str
    suggestion: str
    field: tuple[str | int, ...] = ()
    offset: int = 0
    kind: Kind = "decision"
    record: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A decision under review, with everything that is known of it.

    Attributes:
        decision: The decision.
        linked: The linked portfolio.
        judgement: The verdicts.
        comparison: The comparison of its options; None when it has none.
    """

    decision: Decision
    linked: Linked
    judgement: Judgement
    comparison: Comparison | None

    @property
    def qualities(self) -> tuple[Quality, ...]:
        """The qualities of the comparison, each once."""
        found = self.comparison.qualities if self.comparison else ()
        return tuple({quality.id: quality for quality in found}.values())
