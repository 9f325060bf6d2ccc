"""What constraints on how a candidate serves ask of a benchmark: queries and processes."""

from __future__ import annotations

from math import ceil, log, pi, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from buttress.bench.planning.asked import Amount
from buttress.estimation import (
    processes_floor,
    processes_to_decide,
    queries_floor,
    queries_needed,
    share_above_maximum,
    trials_to_decide,
)

if TYPE_CHECKING:
    from buttress.bench.planning.asked import Asked

INDEPENDENT_QUERIES = 100
"""Independent queries that a process must be worth, as the guards of the percentile verdicts want."""
QUERIES_BEYOND = 20
"""Independent queries on the rarer side of a percentile that a process must be worth to speak for itself."""
PLANNED_EFFECT = 1.0
"""Distance of a mean from its limit that is planned for, in standard deviations between processes."""

_OF_A_RUN = 0.95  # confidence at which each process is placed on its side of the limit
_MLPERF = 0.99
_FEWEST = 5
_RARELY = 0.9  # power with which one process is placed, so that of eight no more than one is not
_POWER = 0.8
_BETS = 1.25  # what bets on shares cost, seen in simulation
_MEMORY = (
    15.0  # how much longer a run must be for its memory to be known, times the root of its queries; likewise
)
_WITHIN = 0.8413447460685429  # share of processes inside a limit one standard deviation away


def plan_percentile(asked: Asked) -> Amount:
    """Gives what a percentile asks for, by the scope of its claim and the rules that judge it."""
    if asked.constraint.profile == "mlperf":
        return _by_mlperf(asked, _level(asked))
    match asked.constraint.scope:
        case "pooled":
            amount = _pooled(asked, _level(asked))
        case "every process":
            amount = _every_process(asked, _level(asked))
        case _:
            amount = _typical(_level(asked), asked.of_sides)
    return _of_sides(amount) if asked.constraint.compared_with else amount


def plan_sustained(asked: Asked) -> Amount:
    """Gives what it takes to show that a service sustains a rate: the percentile at it, and a suite that drives it."""
    amount, settings, claim = (
        _typical(_level(asked), asked.confidence),
        asked.suite.load.get("server"),
        asked.claim,
    )
    lacking = []
    if settings is None or settings.latency is None:
        lacking.append("the suite's server scenario states no `latency` to keep")
    rate, wanted = (settings.target_qps if settings else None), claim.limits[0] if claim else 0.0
    if rate is not None and rate < wanted:
        lacking.append(f"arrivals at {rate:g} /s cannot show {wanted:g} /s, set `target_qps` to that or more")
    why = "; ".join([*lacking, f"at the rate that is driven {amount.why}"])
    return Amount(why, amount.queries, amount.processes)


def plan_mean(asked: Asked) -> Amount:
    """Gives the processes for a mean over them, or a price over one; of each side where two are compared."""
    effect = PLANNED_EFFECT
    if asked.constraint.compared_with:
        normal = NormalDist().inv_cdf
        # Either median has its bound at half the risk, and a standard error of sqrt(pi / 2 n) deviations.
        root = (2 * normal(asked.of_sides) + sqrt(2) * normal(_POWER)) / effect
        processes = max(processes_floor(asked.of_sides), ceil(pi / 2 * root**2))
        why = f"sign tests over {processes} processes of each option decide at one standard deviation from the limit"
        return Amount(why, processes=processes)
    of_t = processes_to_decide(effect, asked.confidence) or 0
    of_signs = trials_to_decide(_WITHIN, 0.5, asked.confidence) or 0
    processes = max(processes_floor(asked.confidence), of_t, of_signs)
    why = (
        f"t interval and sign test over {processes} processes decide at one standard deviation from the limit"
    )
    return Amount(why, processes=processes)


def plan_maximum(asked: Asked) -> Amount:
    """Gives the processes for the largest value over them."""
    processes = processes_floor(asked.confidence)
    share = share_above_maximum(processes, asked.confidence)
    why = f"{processes} processes below the limit leave at most {share:.0%} of further ones above it"
    if asked.constraint.compared_with:
        why = f"{processes} processes of each option leave at most {share:.0%} of further ones above their largest"
    return Amount(why, processes=processes)


def _level(asked: Asked) -> float:
    return asked.quality.level or 0.5


def _typical(level: float, confidence: float) -> Amount:
    floor = max(INDEPENDENT_QUERIES, queries_floor(level, _OF_A_RUN))
    queries = _to_show(level, _OF_A_RUN, _RARELY, floor)
    least, processes = processes_floor(confidence), processes_floor(confidence, 1)
    why = (
        f"{floor} independent queries can bound p{level * 100:g}; {queries} decide with half as many beyond the limit as "
        f"it allows; the sign test needs {least} processes, {processes} if one may miss the limit"
    )
    return Amount(why, queries, processes)


def _every_process(asked: Asked, level: float) -> Amount:
    floor, alone = _worth(level), _POWER ** (1 / _FEWEST)
    queries = _to_show(level, asked.of_sides, alone, floor)
    why = (
        f"a process needs {floor} independent queries to speak for itself at p{level * 100:g}; {queries} let each of "
        f"{_FEWEST} decide with half as many beyond the limit as it allows"
    )
    return Amount(why, queries, _FEWEST)


def _by_mlperf(asked: Asked, level: float) -> Amount:
    confidence, worth = max(asked.confidence, _MLPERF), _worth(level)
    floor = queries_needed(1, level, confidence)
    queries = _to_show(level, confidence, _POWER, max(worth, floor))
    why = (
        f"MLPerf's early stopping takes {floor} queries for p{level * 100:g} if one lies beyond the limit; bursts of "
        f"slow ones show from {worth} independent queries on, and {queries} decide with half as many beyond the limit "
        "as it allows"
    )
    return Amount(why, queries)


def _pooled(asked: Asked, level: float) -> Amount:
    risk, mean = 1 - asked.of_sides, (1 + level) / 2
    floor, processes = queries_floor(level, asked.of_sides), ceil(_BETS * log(risk) / log(level / mean))
    why = (
        f"a share of {1 - level:.2g} of all processes may be slow throughout, which alone would miss p{level * 100:g} of "
        f"the pooled traffic: {floor} processes without a slow query exclude it, about {processes} with half as many "
        "slow queries in each as the limit allows"
    )
    return Amount(why, processes=max(floor, processes))


def _to_show(level: float, confidence: float, power: float, least: int) -> int:
    """Queries that show half as many beyond a percentile as it allows, where none remembers the one before.

    That none does has to be seen in the queries themselves, and the shorter a run, the less they show it.
    """
    independent = max(least, trials_to_decide((1 + level) / 2, level, confidence, power) or least)
    return ceil(independent + _MEMORY * sqrt(independent))


def _worth(level: float) -> int:
    """Independent queries that a process must be worth to speak for itself."""
    rarer = min(level, 1 - level)
    return max(INDEPENDENT_QUERIES, ceil(QUERIES_BEYOND / rarer - 1e-6))


def _of_sides(amount: Amount) -> Amount:
    why = (
        f"each option at half the risk: {amount.why}; how far apart the two must lie for their bounds to part, a first "
        "run shows"
    )
    return Amount(why, amount.queries, amount.processes)
