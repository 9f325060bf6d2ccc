"""Verdicts as sentences: what was measured, how sure it is, and what that says of the limit."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from buttress.explanation.judged import as_judged, counts_points, judged_of
from buttress.explanation.numbers import (
    ShownEstimate,
    show_confidence,
    show_estimate,
    show_gap,
    show_limit,
    show_percent,
    show_points,
)
from buttress.explanation.phrases import say
from buttress.explanation.verdict_data import describe_claim
from buttress.explanation.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.estimation import Estimate
    from buttress.records import Constraint, Quality, Waiver
    from buttress.verdicts import State, Verdict


_SINGULARS: Mapping[str, str] = {
    "examples": "example",
    "clusters": "cluster",
    "queries per process": "query per process",
    "processes": "process",
}


def tell_verdict(verdict: Verdict, quality: Quality) -> str:
    """Gives a verdict as one or two sentences with value, bounds, method, amount of evidence and limit."""
    quality = as_judged(verdict.bound.constraint, quality)
    state = verdict.waived_state or verdict.state
    told = _tell_state(verdict, state, quality)
    if verdict.waiver is None:
        return told
    until = f"{verdict.waiver.until:%Y-%m-%d}"
    return f"{told} {verdict.waiver.by} answers for it until {until}: waived."


def tell_waivers(verdicts: Sequence[Verdict], option: str) -> tuple[str, ...]:
    """Gives for each waived verdict that the option was chosen nevertheless, and who answers for that.

    Args:
        verdicts: The verdicts of a decision's chosen option.
        option: The name of that option for readers.
    """
    return tuple(_tell_waiver(one, one.waiver, option) for one in verdicts if one.waiver is not None)


def _tell_waiver(verdict: Verdict, waiver: Waiver, option: str) -> str:
    claim = describe_claim(verdict.bound.constraint)
    until = f"{waiver.until:%Y-%m-%d}"
    if verdict.waived_state == "violated":
        return say(
            "{option} is chosen although it violates “{claim}”: {by} answers for that until {until}.",
            option=option,
            claim=claim,
            by=waiver.by,
            until=until,
        )
    return say(
        "{option} is chosen although nothing shows that it meets “{claim}”: {by} answers for that until {until}.",
        option=option,
        claim=claim,
        by=waiver.by,
        until=until,
    )


def _tell_state(verdict: Verdict, state: State, quality: Quality) -> str:
    limit = _told_limit(verdict.bound.constraint, quality)
    if state == "missing":
        return f"{_sentence(_reason(verdict))} Nothing can decide the limit of {limit}: missing."
    if state == "invalid":
        return f"The evidence cannot be used: {_reason(verdict)}. It decides nothing: invalid."
    measured = tell_measurement(verdict, quality)
    if state == "stale":
        told = f" It said: {measured}." if measured else ""
        return f"The evidence is stale: {_reason(verdict)}.{told}"
    if not measured and state in ("holds", "violated"):
        return f"{_sentence(_reason(verdict))} That is {_relation(verdict, state, quality)}: {state}."
    if not measured:
        return f"{_sentence(_reason(verdict))} That leaves the limit of {limit} undecided."
    if state == "undecided":
        return f"{measured}, and {_why_undecided(verdict, limit)}: undecided.{_tell_needed(verdict)}"
    relation = _relation(verdict, state, quality)
    return f"{measured}, {relation}: {state}."


def tell_measurement(verdict: Verdict, quality: Quality) -> str:
    """Gives what was measured, without a full stop; empty where there is no value."""
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, quality)
    value, bounds = tell_estimate(verdict, quality)
    return f"{judged_of(quality, constraint)} is {value} ({bounds})" if value else ""


def tell_estimate(verdict: Verdict, quality: Quality) -> tuple[str, str]:
    """Gives the value of a verdict, and its bounds with method and amount of evidence; both empty without a value.

    Args:
        verdict: The verdict.
        quality: Its quality, as it is judged.
    """
    estimate = verdict.assessment.estimate if verdict.assessment else None
    shown = show_estimate(estimate, quality, verdict.limits) if estimate else None
    if estimate is None or shown is None:
        return "", ""
    if counts_points(verdict.bound.constraint, quality):
        return show_points(shown.text), tell_bounds(estimate, replace(shown, unit=""), quality)
    return shown.text, tell_bounds(estimate, shown, quality)


def tell_bounds(estimate: Estimate, shown: ShownEstimate, quality: Quality) -> str:
    """Gives bounds, method and amount of evidence: ``95 % bounds 38.0–47.5 µs, sign test over 10 processes``."""
    if estimate.method == "exact" and estimate.lower < estimate.upper:
        return f"{shown.interval} between both ends of what is declared"
    if estimate.method == "exact":
        return "computed from what is declared" if quality.only_deployed else "counted, so without bounds"
    if quality.estimator == "maximum":
        note = f"; {estimate.note}" if estimate.note else ""
        return f"the largest of {tell_amount(estimate, quality)}{note}"
    confidence = show_confidence(estimate.confidence)
    if shown.exact:
        bounds = f"{confidence} bounds at {shown.text}, no spread"
    elif shown.lower and shown.upper:
        bounds = f"{confidence} bounds {shown.interval}"
    else:
        bounds = shown.interval + (f" at {confidence}" if shown.lower or shown.upper else "")
    return f"{bounds}, {tell_method(estimate, quality)}"


def tell_method(estimate: Estimate, quality: Quality) -> str:
    """Gives the method with the amount of evidence: ``Clopper-Pearson from 212 examples``."""
    method = estimate.method.removesuffix(" over processes")
    joint = "from" if estimate.processes is None else "over"
    return f"{method.replace('Clopper-Pearson', 'Clopper–Pearson')} {joint} {tell_amount(estimate, quality)}"


def tell_amount(estimate: Estimate, quality: Quality) -> str:
    """Gives how much evidence there is: ``10 processes of 2 048 queries``; empty for counted figures."""
    if estimate.method == "exact":
        return ""
    if estimate.processes is None:
        return f"{counted(estimate.n, 'example')}{_in_clusters(estimate)}"
    processes = counted(estimate.processes or estimate.n, "process", "processes")
    if quality.estimator != "percentile" or not estimate.processes:
        return processes
    each, rest = divmod(estimate.n, estimate.processes)
    queries = counted(each, "query", "queries")
    return f"{processes} of {queries}" if not rest else f"{processes} of about {queries}"


def _in_clusters(estimate: Estimate) -> str:
    """What a share over clusters is a share of: it can lie far from that of all examples together."""
    if estimate.clusters is None or estimate.clusters == estimate.n:
        return ""
    return f" in {counted(estimate.clusters, 'cluster')}, each counted once"


def tell_margin(verdict: Verdict, quality: Quality) -> str:
    """Gives the distance from the bound to the limit, in the unit and as a share of the limit; empty without one."""
    assessment, margin = verdict.assessment, verdict.margin
    quality = as_judged(verdict.bound.constraint, quality)
    if assessment is None or margin is None:
        return ""
    if not isfinite(margin):
        return "no bound on that side yet"
    limit = nearest_limit(verdict)
    gap = show_gap(abs(margin), quality)
    share = (
        f" ({show_percent(abs(margin / limit))} of the limit)" if limit and "percentage" not in gap else ""
    )
    if margin == 0 and verdict.bound.constraint.require.operator == "=":
        return ""  # what has to be so and is so has nothing to spare, and nothing to fear
    if margin == 0:
        return "none: the bound is the limit"
    return f"{gap} to spare{share}" if margin > 0 else f"{gap} beyond the limit{share}"


def nearest_limit(verdict: Verdict) -> float:
    """Gives the limit that the margin is measured from, the only one but for ``between``; 0 without any."""
    estimate = verdict.assessment.estimate if verdict.assessment else None
    margin = verdict.margin
    if len(verdict.limits) < 2 or estimate is None or margin is None or not isfinite(margin):
        return min(verdict.limits, key=abs, default=0.0)
    low, high = verdict.limits
    return min((abs(estimate.lower - low - margin), low), (abs(high - estimate.upper - margin), high))[1]


def show_nearest_limit(verdict: Verdict, quality: Quality) -> str:
    """Gives the limit that the margin is measured from as it was written: of a range, the nearer end alone.

    Args:
        verdict: The verdict.
        quality: Its quality, in the unit in which it is judged.
    """
    require = verdict.bound.constraint.require
    if require.upper is None:
        return show_limit(require, quality)
    end = require.limit if nearest_limit(verdict) == verdict.limits[0] else require.upper
    return show_limit(replace(require, operator="<=", limit=end, upper=None), quality)


def _relation(verdict: Verdict, state: State, quality: Quality) -> str:
    require = verdict.bound.constraint.require
    limit = _told_limit(verdict.bound.constraint, quality)
    if require.operator == "between":
        span = f"the required range of {limit.replace(' and ', ' to ')}"
        return f"inside {span}" if state == "holds" else f"outside {span}"
    if require.operator == "=":
        return f"as required, {limit}" if state == "holds" else f"not the required {limit}"
    upper_limit = require.operator in ("<=", "<")
    touching = verdict.margin == 0
    if state == "violated" and touching:
        return f"not below the limit of {limit}" if upper_limit else f"not above the required {limit}"
    if state == "violated":
        return f"above the limit of {limit}" if upper_limit else f"below the required {limit}"
    if upper_limit:
        return f"at the limit of {limit}" if touching else f"below the limit of {limit}"
    return f"at the required {limit}" if touching else f"above the required {limit}"


def _told_limit(constraint: Constraint, quality: Quality) -> str:
    limit = show_limit(constraint.require, quality)
    return show_points(limit) if counts_points(constraint, quality) else limit


def _why_undecided(verdict: Verdict, limit: str) -> str:
    assessment, require = verdict.assessment, verdict.bound.constraint.require
    if assessment and assessment.silence:
        silence = f"{assessment.silence}, so that nothing shows the limit of {limit} to be met"
        return f"{silence}; {assessment.doubt}" if assessment.doubt else silence
    if assessment and assessment.doubt:
        return assessment.doubt
    inside = _contains_limit(verdict)
    if inside and require.operator == "between":
        return f"an end of the required range of {limit.replace(' and ', ' to ')} lies within the bounds"
    if inside:
        return f"the limit of {limit} lies within the bounds"
    if verdict.waiver is not None:  # its reason tells of the waiver
        return f"the bounds miss the limit of {limit}, but not yet beyond chance among all constraints"
    return verdict.reason


def tell_doubt(verdict: Verdict) -> str:
    """Gives why an undecided verdict is open though its bounds lie clear of the limit; empty where they contain it."""
    assessment = verdict.assessment
    if verdict.state != "undecided" or assessment is None or assessment.estimate is None:
        return ""
    if assessment.doubt:
        return assessment.doubt
    return "" if _contains_limit(verdict) else verdict.reason


def _contains_limit(verdict: Verdict) -> bool:
    estimate = verdict.assessment.estimate if verdict.assessment else None
    return estimate is not None and any(estimate.lower <= one <= estimate.upper for one in verdict.limits)


def _tell_needed(verdict: Verdict) -> str:
    needed = tell_needed(verdict)
    return f" {needed}" if needed else ""


def tell_needed(verdict: Verdict) -> str:
    """Gives what would decide an undecided verdict, as a sentence; empty where nothing is known to."""
    if verdict.needed is None:
        return ""
    one = verdict.needed.count == 1
    what = verdict.needed.what
    singular = _SINGULARS[what]
    amount = counted(verdict.needed.count, f"more {singular}", f"more {what}")
    return (
        f"About {amount} would decide it, if the value measured so far is the true one."
        if not one
        else (f"{amount.capitalize()} would decide it.")
    )


def _reason(verdict: Verdict) -> str:
    return verdict.assessment.reason if verdict.assessment and verdict.assessment.reason else verdict.reason


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def limit_words(constraint: Constraint, quality: Quality) -> str:
    """Gives the limit of a constraint for the head of a column: ``at most 5 ms``, ``at least 95 %``.

    Args:
        constraint: The constraint.
        quality: Its quality, as it is judged.
    """
    words = {
        "<=": "at most",
        "<": "below",
        ">=": "at least",
        ">": "above",
        "=": "exactly",
        "between": "between",
    }
    return f"{words[constraint.require.operator]} {_told_limit(constraint, quality)}"
