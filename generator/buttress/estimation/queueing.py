"""Queues of equal servers: how long arrivals wait, and how many servers keep that short."""

from __future__ import annotations

from math import ceil, exp, floor, inf, isfinite, sqrt

MOST_SERVERS = 10_000_000
_FORGOTTEN = 10.0
_ROUNDED = 1e-9  # 0.7 / 0.7 may come out a bit above 1, which would cost a server


def erlang_b(servers: int, load: float) -> float:
    """Gives the share of arrivals that find all servers busy where none may wait (Erlang 1917).

    It is computed by the recursion B(c) = load B(c-1) / (c + load B(c-1)), which subtracts nothing and cannot overflow
    (Cooper 1981). The recursion forgets where it began: begun at B = 1 ten square roots below the load, or below the
    number of servers, what is left of the beginning is less than the rounding, and is on the safe side.

    Args:
        servers: Number of servers, 0 or more.
        load: Offered load in erlangs: arrivals per second times the mean service time in seconds.

    Raises:
        ValueError: A number is negative or not finite.

    >>> round(erlang_b(10, 5.0), 4)
    0.0184
    """
    if servers < 0 or not 0 <= load < inf:
        raise ValueError(f"servers and load are finite and not below nothing, found {servers} and {load}")
    nearer = min(float(servers), load)
    start = max(0, floor(nearer - _FORGOTTEN * sqrt(nearer)))
    blocked = 1.0
    for number in range(start + 1, servers + 1):
        blocked = _with_another(blocked, number, load)
        if blocked == 0.0:
            break
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Gives the share of arrivals that must wait for a server (Erlang 1917); 1 where the load fills all servers.

    Args:
        servers: Number of servers, at least 1.
        load: Offered load in erlangs.

    Raises:
        ValueError: There is no server, or a number is negative or not finite.

    >>> round(erlang_c(10, 8.0), 3)
    0.409
    """
    if servers < 1:
        raise ValueError(f"there must be a server, found {servers}")
    return _delayed(erlang_b(servers, load), servers, load)


def waiting_tail(
    servers: int, arrivals: float, service_rate: float, time: float, variability: float = 1.0
) -> float:
    """Gives the share of arrivals that wait longer than a time: P(W > t).

    Arrivals are Poisson. For exponential service times it is exact: C exp(-(c mu - lambda) t) with Erlang's C (M/M/c).
    For others the mean wait of those that wait is stretched by (1 + cs2) / 2 (Allen and Cunneen's factor, Allen 1990):
    an approximation, good where the load is heavy, and of the far tail of heavy-tailed service times too short. The
    factor is never below 1: service times that vary less than exponential ones are taken for exponential, which errs on
    the safe side.

    Args:
        servers: Number of servers, at least 1.
        arrivals: Arrivals per second (any unit of time will do, the same throughout).
        service_rate: What one server serves per second.
        time: The time in seconds, at least 0.
        variability: Squared coefficient of variation of the service times, cs2.

    Raises:
        ValueError: There is no server, the service rate is not positive, or a number is negative or not finite.

    >>> round(waiting_tail(1, 0.5, 1.0, 2.0), 4), round(0.5 * exp(-0.5 * 2.0), 4)
    (0.1839, 0.1839)
    """
    _check_rates(arrivals, service_rate)
    _check_time(time, variability)
    load = arrivals / service_rate
    return _tail(erlang_c(servers, load), servers, arrivals, service_rate, time / _stretch(variability))


def sure_waiting_tail(
    servers: int, arrivals: float, service_rate: float, time: float, variability: float
) -> float:
    """Gives a share that those who wait longer than a time surely do not exceed, whatever the service times.

    Arrivals are Poisson. The mean wait is at most that of servers with a queue each, to which arrivals are dealt (Wolff
    1977), for which Pollaczek's formula is exact (Pollaczek 1930); and the share beyond a time is at most the mean over
    the time (Markov). It is much too large most of the time: where even this is small, no approximation is needed.

    Args:
        servers: Number of servers, at least 1.
        arrivals: Arrivals per second.
        service_rate: What one server serves per second.
        time: The time in seconds, at least 0.
        variability: Squared coefficient of variation of the service times, cs2.

    Raises:
        ValueError: There is no server, the service rate is not positive, or a number is negative or not finite.

    >>> round(sure_waiting_tail(1, 0.5, 1.0, 20.0, 1.0), 4)
    0.05
    """
    _check_rates(arrivals, service_rate)
    _check_time(time, variability)
    if servers < 1:
        raise ValueError(f"there must be a server, found {servers}")
    busy = arrivals / service_rate / servers
    if busy >= 1:
        return 1.0
    mean = busy / (1 - busy) * (1 + variability) / 2 / service_rate
    return 1.0 if mean >= time else mean / time


def instances_needed(
    arrivals: float,
    service_rate: float,
    utilisation: float,
    wait: float | None = None,
    share: float | None = None,
    variability: float = 1.0,
) -> int:
    """Gives the fewest servers that are busy no more than a share of their time and keep waiting short.

    A bound on utilisation that is met but for rounding (a part in a thousand million) counts as met.

    Args:
        arrivals: Arrivals per second.
        service_rate: What one server serves per second.
        utilisation: The share of its time that a server may be busy, above 0 and below 1.
        wait: The time in seconds that may be waited; None for any.
        share: The share of arrivals that may wait no longer, above 0 and below 1; needed with ``wait``.
        variability: Squared coefficient of variation of the service times, as for `waiting_tail`.

    Returns:
        At least 1.

    Raises:
        ValueError: A number lies outside its range, or more than ten million servers would be needed.

    >>> instances_needed(100, 10, 0.7), instances_needed(1, 10, 0.7)
    (15, 1)
    >>> instances_needed(1, 10, 0.7, wait=0.01, share=0.99)
    2
    """
    _check_rates(arrivals, service_rate)
    _check_bounds(utilisation, wait, share)
    load = arrivals / service_rate
    if load / utilisation > MOST_SERVERS:
        raise ValueError(f"more than {MOST_SERVERS:,} servers would be needed")
    servers = max(1, ceil(load / utilisation * (1 - _ROUNDED)), floor(load) + 1)
    if wait is None or share is None:
        return servers
    _check_time(wait, variability)
    # From one number of servers to the next is one step of the recursion, and each makes the tail shorter.
    blocked, time = erlang_b(servers, load), wait / _stretch(variability)
    while _tail(_delayed(blocked, servers, load), servers, arrivals, service_rate, time) > 1 - share:
        servers += 1
        blocked = _with_another(blocked, servers, load)
    return servers


def _with_another(blocked: float, servers: int, load: float) -> float:
    return load * blocked / (servers + load * blocked)


def _delayed(blocked: float, servers: int, load: float) -> float:
    return 1.0 if load >= servers else blocked / (1 - load / servers * (1 - blocked))


def _tail(delayed: float, servers: int, arrivals: float, service_rate: float, time: float) -> float:
    if delayed == 1.0:
        return 1.0
    return delayed * exp(-(servers * service_rate - arrivals) * time)


def _stretch(variability: float) -> float:
    return max(1.0, (1 + variability) / 2)


def _check_rates(arrivals: float, service_rate: float) -> None:
    if not (0 <= arrivals < inf and 0 < service_rate < inf):
        raise ValueError(
            f"arrivals and service rate are positive numbers, found {arrivals} and {service_rate}"
        )


def _check_bounds(utilisation: float, wait: float | None, share: float | None) -> None:
    if not 0 < utilisation < 1:
        raise ValueError(f"a bound on utilisation lies above 0 and below 1, not at {utilisation}")
    if (wait is None) != (share is None):
        raise ValueError("a bound on waiting has a time and a share of arrivals")
    if share is not None and not 0 < share < 1:
        raise ValueError(f"a share of arrivals lies above 0 and below 1, not at {share}")


def _check_time(time: float, variability: float) -> None:
    if not time >= 0 or not (isfinite(variability) and variability >= 0):
        raise ValueError(f"time and variability are not below nothing, found {time} and {variability}")
