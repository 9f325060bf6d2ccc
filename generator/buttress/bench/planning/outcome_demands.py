"""What constraints on answers ask of a benchmark: test examples, or clusters of them."""

from __future__ import annotations

from math import ceil, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from buttress.bench.planning.asked import Amount
from buttress.estimation import queries_floor, trials_to_decide
from buttress.records import FIGURE_RANGES, ITSELF

if TYPE_CHECKING:
    from buttress.bench.planning.asked import Asked

RARE = 0.01
"""The share of the rarest kind of example that bounds by resampling must have seen."""
DISAGREEING = 0.1
"""The share of examples that two candidates are planned to answer differently."""
FEWEST_OF_CLASS = 10
"""Examples of each class without which an area under a curve is not judged."""

_POWER = 0.8
_EXACT, _BETS = 1.15, 1.25  # what exact bounds and bets take more than normal tails, seen in simulation
_SHOWN_LATER = "how many more decide, a first run shows"
_ONLY_LATER = "how many examples decide, a first run shows"
_UNPROVED_IN_CLUSTERS = ("roc_auc", "average_precision", "balanced_accuracy", "calibration_error", "mcc")


def plan_share(asked: Asked) -> Amount:
    """Gives what a share of examples asks for, all together or of each group, or of two options compared."""
    if asked.constraint.compared_with:
        return _paired(asked) if asked.quality.estimator == "proportion" else _each_side(asked)
    limits, operator = _limits(asked)
    if operator == "=":
        return Amount("no number of examples shows a share to be exactly so; state a range with 'between'")
    if operator == "between":
        middle = sum(limits) / 2
        found = [trials_to_decide(middle, one, asked.confidence) for one in limits]
        if None in found:
            return Amount("the range is too narrow for any number of examples")
        planned = max(one for one in found if one is not None)
        return asked.units(
            planned, f"{planned} {asked.unit} decide in the middle of the range{_which(asked)}"
        )
    # A rate to be kept low is a rate of the opposite to be kept high.
    kept = 1 - limits[0] if operator in ("<=", "<") else limits[0]
    return _kept(asked, kept, "if every answer is right", "with half as many wrong as it allows")


def plan_disparity(asked: Asked) -> Amount:
    """Gives the examples of each group that show two groups to be alike, for rates that scatter most."""
    (limit, *_), operator = _limits(asked)
    if not 0 < limit < 1 or operator not in ("<", "<="):
        return Amount("no number of examples shows groups to be exactly alike, or different by so much")
    told = ", ".join(
        f"those with {rate.given} for {rate.id}" for rate in asked.rates if rate.given is not None
    )
    which = f"; only {told} count" if told else ""
    count = _alike(limit, asked)
    if asked.in_clusters:
        why = f"about {count} clusters of each group decide if two groups are alike and clusters agree within themselves"
        return asked.units(count, f"{why}{which}; more groups, or unlike ones, take more")
    why = f"about {count} examples of each group decide if two groups are alike at rates near one half"
    return asked.units(count, f"{why}, and fewer at rates near 0 or 1{which}; more groups take more")


def plan_figures(asked: Asked) -> Amount:
    """Gives what a mean of figures of answers, or a ratio of their sums, asks for."""
    if asked.constraint.compared_with:
        return _each_side(asked)
    known = (
        FIGURE_RANGES.get(asked.quality.sample_name) if asked.quality.estimator == "example_mean" else None
    )
    return _resampled(asked) if known is None else _bounded(asked, *known)


def plan_metric(asked: Asked) -> Amount:
    """Gives what a metric of truth and answers asks for."""
    metric = asked.quality.metric
    if asked.in_clusters and metric in _UNPROVED_IN_CLUSTERS:
        return Amount("over clusters of examples no bounds of it are proved: it can inform and not decide")
    if asked.constraint.compared_with:
        return _each_side(asked)
    match metric:
        case "brier":
            return _bounded(asked, 0.0, 1.0)
        case "calibration_error":
            return _calibrated(asked)
        case "rmse" | "mae" | "r2" | "log_loss":
            return _resampled(asked)
        case _:
            return _of_perfect_answers(asked)


def _of_perfect_answers(asked: Asked) -> Amount:
    """A metric to be kept high, from the examples that prove it if every answer is right."""
    (least, *_), operator = _limits(asked)
    if operator not in (">=", ">") or not 0 < least < 1:
        return Amount(f"its limit tells nothing of how its values scatter: {_ONLY_LATER}")
    floor = queries_floor(least, asked.confidence)
    match asked.quality.metric:
        case "f1":
            # A hit adds 2 - 2T to what the claim bets on, a mistake takes T.
            hits = queries_floor(least / (2 - least), asked.confidence)
            why = f"{hits} {asked.unit} of hits prove it without a mistake, and {_SHOWN_LATER}"
            return asked.units(hits, f"{why}; what is rightly called negative does not count")
        case "roc_auc":
            each = max(FEWEST_OF_CLASS, ceil(_EXACT * floor))
            why = (
                f"{each} examples of each class prove it if every pair is ordered rightly, and {_SHOWN_LATER}"
            )
            return asked.units(each, why, "class")
        case "balanced_accuracy":
            why = f"{floor} examples of all classes prove it if every answer is right; {_SHOWN_LATER}"
            return asked.units(floor, why)
        case _:
            return Amount(
                f"its bounds are proved for any number of examples and narrow slowly: {_ONLY_LATER}"
            )


def _calibrated(asked: Asked) -> Amount:
    (most, *_), operator = _limits(asked)
    if operator not in ("<=", "<") or not 0 < most < 1:
        return Amount(f"its limit tells nothing of how its values scatter: {_ONLY_LATER}")
    floor = ceil(14 * log(2 / asked.risk) / (3 * most)) + 1
    why = f"{floor} examples can bound it if every probability is right and sure (empirical Bernstein)"
    return asked.units(floor, f"{why}; {_SHOWN_LATER}")


def _limits(asked: Asked) -> tuple[tuple[float, ...], str]:
    claim = asked.claim
    return (claim.limits, claim.operator) if claim else ((0.0,), "=")


def _kept(asked: Asked, kept: float, best: str, half: str) -> Amount:
    """So many units that show a share of at least ``kept``: floor and plan."""
    if kept <= 0:
        return asked.units(1, "nothing can miss this limit")
    if kept >= 1:
        return Amount("no number of examples proves that none is wrong")
    floor = queries_floor(kept, asked.confidence)
    planned = trials_to_decide((1 + kept) / 2, kept, asked.confidence) or floor
    why = f"{floor} {asked.unit} prove it {best}, {planned} {half}"
    return asked.units(planned, f"{why}{_which(asked)}")


def _which(asked: Asked) -> str:
    given, group = asked.quality.given, asked.constraint.by_group
    parts = [f"; only those with {given} count" if given is not None else ""]
    parts.append(
        "; the clusters are taken to be right or wrong as a whole, the worst case"
        if asked.in_clusters
        else ""
    )
    parts.append(f"; each {group} must show it by itself" if group else "")
    return "".join(parts)


def _bounded(asked: Asked, low: float, high: float) -> Amount:
    """A mean of values that cannot leave a range, planned for those that scatter most: at its ends."""
    limits, operator = _limits(asked)
    if operator in ("=", "between"):
        return Amount(f"how values scatter in the range is not known: {_ONLY_LATER}")
    share = (limits[0] - low) / (high - low)
    kept = 1 - share if operator in ("<=", "<") else share
    return _kept(
        asked,
        kept,
        "if every value is the best there is",
        "at half the distance from it, however values scatter",
    )


def _resampled(asked: Asked) -> Amount:
    count = ceil(log(asked.risk / 2) / log(1 - RARE))
    why = (
        f"no exact method is known, and bounds by resampling count from {count} {asked.unit} on, which have seen what "
        f"befalls one in {1 / RARE:g}"
    )
    return asked.units(count, f"{why}; {_SHOWN_LATER}")


def _each_side(asked: Asked) -> Amount:
    if asked.quality.metric == "roc_auc" and not asked.in_clusters:
        why = (
            f"both options order the same examples, at least {FEWEST_OF_CLASS} of each class; {_SHOWN_LATER}"
        )
        return asked.units(FEWEST_OF_CLASS, why, "class")
    return Amount(f"two sides are bounded at half the risk each, on the same examples: {_ONLY_LATER}")


def _paired(asked: Asked) -> Amount:
    """Two options that answer the same examples: only those on which they disagree tell."""
    (limit, *_), operator = _limits(asked)
    gap = abs(limit)
    if not 0 < gap < 1 or operator in ("=", "between"):
        return Amount(f"how far the two lie apart is not known beforehand: {_ONLY_LATER}")
    differing = max(DISAGREEING, gap)
    within = (limit < 0) == (operator in (">=", ">"))
    count = _normal_of_gap(differing, gap, asked.confidence)
    if asked.in_clusters:
        count += ceil(log(asked.risk) / log(1 - gap))
    same = (
        "the change costs nothing" if asked.constraint.compared_with == ITSELF else "the two are equally good"
    )
    truth = same if within else f"the true difference is {2 * gap:.2g}"
    why = f"about {count} {asked.unit} decide if {truth} and they answer {differing:.0%} of the examples differently"
    return asked.units(count, f"{why}, in proportion for others{_which(asked)}")


def _alike(gap: float, asked: Asked) -> int:
    """Trials of each of two groups of a rate of one half that show them to differ by less than a gap, by normal tails.

    Either may seem the higher one, so that each side has half of the power that may fail. Over clusters each group has a
    bound of its own at half the risk, so that their radii add up. Simulated, exact bounds and bets take somewhat more.
    """
    normal = NormalDist().inv_cdf
    luck = sqrt(2) * normal(1 - (1 - _POWER) / 2)
    if asked.in_clusters:
        return ceil(_BETS * ((2 * normal(1 - asked.risk / 2) + luck) / (2 * gap)) ** 2)
    return ceil(_EXACT * ((sqrt(2) * normal(asked.confidence) + luck) / (2 * gap)) ** 2)


def _normal_of_gap(variance: float, gap: float, confidence: float) -> int:
    z = NormalDist().inv_cdf(confidence) + NormalDist().inv_cdf(_POWER)
    return ceil((z * sqrt(variance) / gap) ** 2)
