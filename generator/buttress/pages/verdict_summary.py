"""The verdicts of a decision in one line, and what the most urgent of them means for a reader."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.explanation import listed, say, say_number, strung
from buttress.pages.wording import NO_CONSTRAINTS, NOT_JUDGED, STATE_TERMS, STATUS_TERMS, Term
from buttress.verdicts import STATES, meets_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision
    from buttress.verdicts import State, Verdict

_COUNTS: Mapping[str, str] = MappingProxyType(
    {
        "violated": say("{n} violated"),
        "missing": say("{n} missing"),
        "invalid": say("{n} invalid"),
        "undecided": say("{n} undecided"),
        "stale": say("{n} stale"),
        "waived": say("{n} waived"),
    }
)


@dataclass(frozen=True, slots=True)
class VerdictSummary:
    """The verdicts of a decision in one line.

    Attributes:
        term: The most urgent state.
        text: How many constraints are in which state; empty where the term says it all.
    """

    term: Term
    text: str

    @property
    def in_words(self) -> str:
        """The summary without its badge."""
        return self.text or self.term.word.lower()


def summarise(decision: Decision, index: SiteIndex) -> VerdictSummary:
    """Gives the verdicts of a decision in one line."""
    verdicts = index.verdicts(decision.id)
    if not decision.constraints:
        return VerdictSummary(NO_CONSTRAINTS, "")
    if not verdicts:
        return VerdictSummary(NOT_JUDGED, "")
    worst = index.worst_state(decision.id)
    return VerdictSummary(STATE_TERMS[worst or "missing"], tell_counts(verdicts))


def tell_counts(verdicts: Sequence[Verdict]) -> str:
    """Gives how many verdicts are in which state: ``1 violated, 4 hold``."""
    counts = Counter(verdict.state for verdict in verdicts)
    if len(counts) == 1 and counts["holds"]:
        return say("it holds") if len(verdicts) == 1 else say("all {verdicts} hold", verdicts=len(verdicts))
    return strung(tuple(_tell_count(state, counts[state]) for state in STATES if counts[state]))


def _tell_count(state: State, number: int) -> str:
    if state == "holds":
        return say_number(number, "{n} holds", "{n} hold", n=number)
    return say(_COUNTS[state], n=number)


def count_conditional(verdicts: Sequence[Verdict]) -> int:
    """Gives how many verdicts take something as declared that nobody measured."""
    return sum(bool(one.assessment and one.assessment.conditions) for one in verdicts)


def tell_urgent(decision: Decision, index: SiteIndex) -> tuple[str, ...]:
    """Gives what the most urgent state of a decision means, and which options would do, in sentences."""
    verdicts = index.verdicts(decision.id)
    worst = index.worst_state(decision.id)
    if worst is None:
        in_force = decision.status in ("proposed", "accepted")
        return (NO_CONSTRAINTS.explanation,) if in_force else (STATUS_TERMS[decision.status].explanation,)
    lines = []
    if worst in ("stale", "undecided"):
        lines.append(STATE_TERMS[worst].explanation)
    if worst == "waived":
        lines += _tell_waivers(verdicts)
    if decision.status == "proposed":
        lines.append(say("The decision is proposed: it is judged, and gates nothing."))
    if any(verdict.state == "violated" for verdict in verdicts):
        judged = index.judgement.options
        others = [option for option in decision.options if option.id != decision.chosen]
        names = [one.name for one in others if meets_all(judged.get((decision.id, one.id), ()))]
        lines.append(
            say("Every must would hold with: {names}.", names=listed(names, "or"))
            if names
            else say("No other considered option is known to meet every must.")
        )
    return tuple(lines)


def _tell_waivers(verdicts: Sequence[Verdict]) -> list[str]:
    """Who answers for what is missed, and how long."""
    waivers = dict.fromkeys((one.waiver.by, one.waiver.until) for one in verdicts if one.waiver is not None)
    return [
        say("{by} answers for missing it, until {until}.", by=by, until=until.isoformat())
        for by, until in waivers
    ]
