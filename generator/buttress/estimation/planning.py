"""How much evidence decides: sample sizes, floors and allowed exceedances, planned before anything is run.

All binomial plans rest on one inverse, `queries_needed`. It serves proportions too: "at least 90 % correct"
and "p90 at most 5 ms" are both claims that at least 90 % of the trials are good.
"""

from __future__ import annotations

from bisect import bisect_left
from math import ceil, sqrt
from typing import TYPE_CHECKING

from buttress.estimation.binomial import at_most, critical_count
from buttress.estimation.estimate import risk_of

if TYPE_CHECKING:
    from collections.abc import Callable

POWER = 0.8
"""Chance with which a planned sample decides, if the truth is what was observed."""

SEEMING = 0.525
"""How often a process seems to keep a limit that the typical process misses, at most; see `TypicalPercentile`."""

_MOST_TRIALS = 10**8  # nobody runs more, and a search must end
_MOST_PROCESSES = 10**6
_MOST_TEETH = 300  # of the power's saw; more only change plans of millions by a few


def queries_needed(exceedances: int, level: float, confidence: float) -> int:
    """Gives the fewest queries of which so many may exceed a limit while the percentile still keeps it.

    It is the smallest n with P(Binomial(n, 1 - level) <= exceedances) <= 1 - confidence. At confidence 0.99
    this is h(t) + t of MLPerf's early stopping (MLCommons inference rules, 2021).

    Args:
        exceedances: Queries above the limit (or wrong answers), 0 or more.
        level: The percentile as a share above 0 and below 1, 0.99 for p99 (or the proportion's limit).
        confidence: One-sided confidence, above 0.5 and below 1.

    >>> queries_needed(0, 0.99, 0.95), queries_needed(1, 0.99, 0.95)
    (299, 473)
    """
    risk = risk_of(confidence)
    check_share(level)

    def keeps(n: int) -> bool:
        return at_most(exceedances, n, 1 - level) <= risk

    return _first(keeps, exceedances + 1)


def queries_floor(level: float, confidence: float) -> int:
    """Gives the fewest queries that can bound a percentile from above, ceil(ln(1 - confidence) / ln(level)).

    It is also the fewest examples, all of them correct, that prove a proportion of at least ``level``.

    >>> [queries_floor(level, 0.95) for level in (0.5, 0.9, 0.95, 0.99, 0.999)]
    [5, 29, 59, 299, 2995]
    """
    return queries_needed(0, level, confidence)


def processes_floor(confidence: float, missing: int = 0) -> int:
    """Gives the fewest processes that can bound the typical one where so many miss the limit: the sign test's floor.

    >>> processes_floor(0.95), processes_floor(0.95, 1)
    (5, 8)
    """
    return queries_needed(missing, SEEMING, confidence)


def exceedances_allowed(n: int, level: float, confidence: float) -> int | None:
    """Gives how many of n queries may exceed a limit that the percentile still keeps; None if n is too small.

    >>> exceedances_allowed(1000, 0.99, 0.95), exceedances_allowed(298, 0.99, 0.95)
    (4, None)
    """
    check_share(level)
    allowed = critical_count(n, 1 - level, risk_of(confidence))
    return None if allowed < 0 else allowed


def trials_to_decide(rate: float, limit: float, confidence: float, power: float = POWER) -> int | None:
    """Gives how many trials decide a claim on a proportion if the true rate is ``rate``.

    The exact binomial power rises with n like a saw; the answer is the size from which it never falls below
    ``power`` again (Chernick and Liu 2002). A rate above the limit is shown to lie above it, a rate below it
    to lie below.

    Args:
        rate: The supposed true proportion, 0 to 1.
        limit: The limit on the proportion, 0 to 1.
        confidence: One-sided confidence, above 0.5 and below 1.
        power: Chance with which the trials decide, above 0 and below 1.

    Returns:
        Total number of trials; None where the rate sits on the limit, or more than 10^8 would be needed.

    >>> trials_to_decide(0.91, 0.90, 0.95), trials_to_decide(0.91, 0.90, 0.95, power=0.9)
    (5520, 7552)
    """
    risk_of(confidence)
    check_share(power)
    if rate < limit:
        rate, limit = 1 - rate, 1 - limit
    if rate == limit or _roughly(rate, limit, confidence, power) > _MOST_TRIALS:
        return None
    if limit == 0:  # one success is proof
        return _first(lambda n: 1 - at_most(0, n, rate) >= power, 1)

    def is_weak(failures: int) -> bool:
        # power is worst just before one more failure would be allowed
        last = queries_needed(failures + 1, limit, confidence) - 1
        return at_most(failures, last, 1 - rate) < power

    # whole numbers make the teeth uneven, so that weak ones can follow the first strong one
    first = _first(lambda failures: not is_weak(failures), 0)
    ahead = min(_MOST_TEETH, ceil(2 * (1 - rate) * (1 - limit) / (rate - limit)) + 2)
    weak = [failures for failures in range(first, first + ahead) if is_weak(failures)]
    return queries_needed(weak[-1] + 1 if weak else first, limit, confidence)


def processes_to_decide(effect: float, confidence: float, power: float = POWER) -> int | None:
    """Gives how many processes decide a claim on a mean by the one-sided t-test (noncentral t, Owen 1965).

    Args:
        effect: Distance of the mean from the limit over the standard deviation between processes, not
            negative.
        confidence: One-sided confidence, above 0.5 and below 1.
        power: Chance with which the processes decide, above 0 and below 1.

    Returns:
        Total number of processes, at least 2; None where the effect is 0 or more than 10^6 would be needed.

    >>> processes_to_decide(0.5, 0.95)
    27
    """
    from scipy.special import nctdtr, stdtrit

    risk_of(confidence)
    check_share(power)
    bounded = min(
        effect, 30.0
    )  # five processes see such an effect; the noncentral t is not reliable far beyond

    def decides(n: int) -> bool:
        critical = stdtrit(n - 1, confidence)
        return bool(1 - nctdtr(n - 1, bounded * sqrt(n), critical) >= power)

    return _first(decides, 2) if bounded > 0 and decides(_MOST_PROCESSES) else None


def _first(accepts: Callable[[int], bool], start: int) -> int:
    """Gives the smallest whole number from start on that is accepted; acceptance must not end once begun."""
    step = 1
    while not accepts(start + step):
        step *= 2
    return start + bisect_left(range(step), True, key=lambda ahead: accepts(start + ahead))


def _roughly(rate: float, limit: float, confidence: float, power: float) -> float:
    """Gives the sample size by the normal approximation, which tells a hopeless search apart."""
    from scipy.special import ndtri

    spread = ndtri(confidence) * sqrt(limit * (1 - limit)) + ndtri(power) * sqrt(rate * (1 - rate))
    return float((spread / (rate - limit)) ** 2)


def check_share(share: float) -> None:
    """Refuses a level or a power that is no share, such as 99 instead of 0.99.

    Raises:
        ValueError: The share is not above 0 and below 1.
    """
    if not 0 < share < 1:
        raise ValueError(f"a share lies above 0 and below 1, not at {share}")
