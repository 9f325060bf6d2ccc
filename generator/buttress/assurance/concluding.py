"""What an argument comes to: supported, accepted, open or defeated, in one sentence, and what the build makes of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from buttress.assurance.argument import Conclusion
from buttress.explanation import as_judged, counted, listed, name_of, show_claim
from buttress.verdicts import STATES, effect_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.assurance.argument import Standing
    from buttress.graph import Linked
    from buttress.verdicts import State, Verdict

MOST_NAMED = 3
"""So many claims are named in a conclusion; the argument has them all."""

_NOT_SHOWN: tuple[Standing, ...] = ("defeated", "undeveloped", "accepted")
_STANDINGS: dict[State, Standing] = {"holds": "supported", "violated": "defeated", "waived": "accepted"}


def standing_of(verdict: Verdict) -> Standing:
    """Gives how the claim of a constraint stands: all that is neither shown, nor refuted, nor waived is undeveloped."""
    return _STANDINGS.get(verdict.state, "undeveloped")


def conclude(verdicts: Sequence[Verdict], linked: Linked) -> Conclusion:
    """Gives what the argument over some constraints comes to; it says what the gate of the build says.

    Args:
        verdicts: The verdicts of one decision or of one system, at least one.
        linked: The linked portfolio that they were judged in.
    """
    musts = [one for one in verdicts if one.bound.constraint.severity == "must"]
    deciding = musts or list(verdicts)
    others = [one for one in verdicts if one.bound.constraint.severity == "should"] if musts else []
    standings = Counter(map(standing_of, deciding))
    standing = _standing_of_all(standings)
    sentences = (
        _head(standing, deciding, linked),
        *_rest(standing, standings),
        *_accepted(deciding),
        *_beside(others),
        *_conditional(verdicts),
        _gate(verdicts),
    )
    return Conclusion(standing, " ".join(sentences))


def _standing_of_all(standings: Counter[Standing]) -> Standing:
    if standings["defeated"]:
        return "defeated"
    if standings["undeveloped"]:
        return "open"
    return "accepted" if standings["accepted"] else "supported"


def _head(standing: Standing, deciding: Sequence[Verdict], linked: Linked) -> str:
    count = len(deciding)
    if standing == "defeated":
        beaten = [one for one in deciding if standing_of(one) == "defeated"]
        return f"Defeated by {_share(len(beaten), count)}: {_names(beaten, linked)}."
    if standing == "open":
        bare = [one for one in deciding if standing_of(one) == "undeveloped"]
        states = Counter(one.state for one in bare)
        told = listed([f"{states[state]} {state}" for state in STATES if states[state]])
        return f"Open in {counted(len(bare), 'place')} ({told}): {_names(bare, linked)}."
    shown = sum(standing_of(one) == "supported" for one in deciding)
    duty = deciding[0].bound.constraint.severity
    if shown < count:
        return f"Accepted for now: {shown} of {counted(count, 'claim')} that {duty} hold {_are(shown)} shown."
    if count == 1:
        return f"Supported: the one claim that {duty} hold is shown."
    return f"Supported: all {count} claims that {duty} hold are shown."


def _rest(standing: Standing, standings: Counter[Standing]) -> Iterator[str]:
    bare = standings["undeveloped"]
    if standing == "defeated" and bare:
        yield f"{bare} more {_are(bare)} undeveloped."


def _accepted(deciding: Sequence[Verdict]) -> Iterator[str]:
    waived = [one for one in deciding if one.waiver is not None and standing_of(one) == "accepted"]
    waivers = [one.waiver for one in waived if one.waiver is not None]
    if waivers:
        names = listed(list(dict.fromkeys(one.by for one in waivers)))
        until = min(one.until for one in waivers)
        refuted = sum(one.waived_state == "violated" for one in waived)
        yield f"{names} accepted {_tell_accepted(len(waived), refuted)}, until {until:%Y-%m-%d}."


def _tell_accepted(count: int, refuted: int) -> str:
    if refuted == count:
        return f"{counted(count, 'claim')} that {_are(count)} not met"
    told = f"{counted(count, 'claim')} that {_are(count)} not shown"
    return f"{told}, {refuted} of them not met" if refuted else told


def _beside(others: Sequence[Verdict]) -> Iterator[str]:
    """How those stand that should hold; nothing where all of them are shown."""
    standings = Counter(map(standing_of, others))
    told = [f"{standings[one]} {_are(standings[one])} {one}" for one in _NOT_SHOWN if standings[one]]
    if told:
        yield f"Of {counted(len(others), 'claim')} that should hold, {listed(told)}."


def _conditional(verdicts: Sequence[Verdict]) -> Iterator[str]:
    resting = sum(
        one.state == "holds" and one.assessment is not None and bool(one.assessment.conditions)
        for one in verdicts
    )
    if resting:
        rest = "rests" if resting == 1 else "rest"
        who = "All" if 1 < resting == len(verdicts) else counted(resting, "claim")
        yield f"{who} {rest} on declared inputs that nobody measured."


def _gate(verdicts: Sequence[Verdict]) -> str:
    effects = set(map(effect_of, verdicts))
    if not any(one.gating for one in verdicts):
        return "The decision is proposed, so that it gates nothing yet."
    if "error" in effects:
        return "The build fails."
    if "warning" in effects:
        return "The build passes with a warning; a strict one fails."
    return "The build passes; a strict one fails." if "info" in effects else "The build passes."


def _names(verdicts: Sequence[Verdict], linked: Linked) -> str:
    names = [_name(one, linked) for one in verdicts[:MOST_NAMED]]
    more = len(verdicts) - len(names)
    return listed([*names, f"{more} more"] if more else names)


def _name(verdict: Verdict, linked: Linked) -> str:
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, linked.portfolio.qualities[constraint.quality])
    return f"{name_of(quality)} {show_claim(constraint.require, quality)}"


def _share(some: int, count: int) -> str:
    if some == count:
        return "its only claim" if count == 1 else f"all its {count} claims"
    return f"{some} of {counted(count, 'claim')}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
