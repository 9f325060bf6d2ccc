"""What crosses the links of a deployment, how long that takes, and how much of a link it uses."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from buttress.estimation import exact_between
from buttress.records import Quantity
from buttress.verdicts.deployed.figure import Figure
from buttress.verdicts.deployed.usage import gaps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from buttress.graph import Hop, Route
    from buttress.records import Link
    from buttress.verdicts.deployed.figure import Setting

BYTES = "B"
BYTES_PER_SECOND = "B/s"
PER_SECOND = "/s"
SECONDS = "s"
DAY_S = 86_400
DECLARED = "payloads and rates are those that the system declares"
"""The condition of everything that is computed from what flows say they send."""


@dataclass(frozen=True, slots=True)
class Load:
    """What data takes of something, or of what it is not known.

    Attributes:
        low: At best.
        high: At worst; equal where no range is declared.
        missing: What is not known and is needed, as clauses for a reader.
        conditions: What is declared, likewise.
    """

    low: float = 0.0
    high: float = 0.0
    missing: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


def link_utilisation(setting: Setting) -> Figure:
    """Gives the share of its bandwidth that data takes of the busiest link; nothing where no link is crossed.

    Of all links that the flows in question cross, with what all flows of the deployment send over them. A link carries
    both directions together, as radio and a shared cable do; so a cable that carries each by itself may be judged as
    busier than it is.
    """
    crossed = sorted({hop.link for route in setting.routes for hop in route.hops})
    loads = [load_of_link(setting, link) for link in crossed]
    return _figure(setting, loads, _busiest(loads))


def bandwidth(setting: Setting) -> Figure:
    """Gives the data rate that the link with most to carry must have, in the unit of the quality.

    For a flow that is asked for, of what this flow alone sends; otherwise of what all flows send together. Both
    directions of a link count together.
    """
    asked = setting.routes
    crossed = sorted({hop.link for route in asked for hop in route.hops})
    loads = [_sum(_rates(asked, link)) for link in crossed]
    return _figure(setting, loads, _busiest(loads), BYTES_PER_SECOND)


def data_per_day(setting: Setting) -> Figure:
    """Gives what crosses links in a day, over all of them, in the unit of the quality.

    Data that goes over two links counts twice: somebody carries it twice.
    """
    total = _sum([rate for link in range(len(setting.system.links)) for rate in _rates(setting.routes, link)])
    return _figure(setting, [total], (DAY_S * total.low, DAY_S * total.high), BYTES)


def load_of_link(setting: Setting, place: int) -> Load:
    """Gives the share of a link's bandwidth that all flows of the deployment take together.

    Args:
        setting: The deployment.
        place: Place of the link in the system.
    """
    link = setting.system.links[place]
    carried = _sum(_rates(setting.all_routes, place))
    slowest = _no_bandwidth(link)
    if link.bandwidth is None or slowest:
        return Load(missing=(*carried.missing, slowest))
    least, most = (end.magnitude_in(BYTES_PER_SECOND) for end in (link.bandwidth.low, link.bandwidth.high))
    told = (f"{link.title} carries {link.bandwidth}, as declared",)
    return Load(carried.low / most, carried.high / least, carried.missing, told)


def time_of_hop(setting: Setting, hop: Hop, unit: str = SECONDS) -> Load:
    """Gives how long the data of a step takes over a link: its latency, and the payload over the bandwidth.

    Args:
        setting: The deployment.
        hop: The step on the link.
        unit: A unit of time.
    """
    link = setting.system.links[hop.link]
    lacking = [] if link.latency else [f"no latency is declared of {link.title}"]
    lacking += [] if hop.payload is not None else [f"no payload is declared of {hop.step}"]
    lacking += [slowest] if (slowest := _no_bandwidth(link)) else []
    if link.latency is None or link.bandwidth is None or hop.payload is None or lacking:
        return Load(missing=tuple(lacking))
    told = (f"{link.title} carries {link.bandwidth} and takes {link.latency}, as declared",)
    return Load(
        fsum((link.latency.low.magnitude_in(unit), _transfer(hop.payload, link.bandwidth.high, unit))),
        fsum((link.latency.high.magnitude_in(unit), _transfer(hop.payload, link.bandwidth.low, unit))),
        conditions=told,
    )


def _transfer(payload: Quantity, bandwidth: Quantity, unit: str) -> float:
    seconds = payload.magnitude_in(BYTES) / bandwidth.magnitude_in(BYTES_PER_SECOND)
    return Quantity(seconds, SECONDS).magnitude_in(unit)


def _no_bandwidth(link: Link) -> str:
    if link.bandwidth is None:
        return f"no bandwidth is declared of {link.title}"
    return "" if link.bandwidth.low.value > 0 else f"{link.title} may carry nothing"


def _rates(routes: Sequence[Route], place: int) -> list[Load]:
    """What each step of the flows sends over a link, in bytes per second."""
    return [_rate(route, hop) for route in routes for hop in route.hops if hop.link == place]


def _rate(route: Route, hop: Hop) -> Load:
    flow = route.flow
    lacking = [] if flow.rate is not None else [f"no rate is declared of the flow {flow.id!r}"]
    lacking += [] if hop.payload is not None else [f"no payload is declared of {hop.step}"]
    if flow.rate is None or hop.payload is None:
        return Load(missing=tuple(lacking))
    sent = hop.payload.magnitude_in(BYTES) * flow.rate.magnitude_in(PER_SECOND)
    return Load(sent, sent)


def _sum(loads: Sequence[Load]) -> Load:
    return Load(
        fsum(one.low for one in loads),
        fsum(one.high for one in loads),
        joined(one.missing for one in loads),
        (DECLARED,) if loads else (),
    )


def _busiest(loads: Sequence[Load]) -> tuple[float, float]:
    return max((one.low for one in loads), default=0.0), max((one.high for one in loads), default=0.0)


def _figure(setting: Setting, loads: Sequence[Load], ends: tuple[float, float], unit: str = "") -> Figure:
    missing = joined([*(gap.missing for gap in gaps_of(setting)), *(one.missing for one in loads)])
    if missing:
        return Figure(missing=missing)
    conditions = joined(one.conditions for one in loads)
    low, high = (Quantity(end, unit).magnitude_in(setting.question.quality.unit) for end in ends)
    return Figure(sample=exact_between(low, high), conditions=conditions)


def joined(clauses: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Gives all clauses of several lists in order, without doubles."""
    return tuple(dict.fromkeys(clause for some in clauses for clause in some))
