"""What a deployment costs: machines by the hour or by use, and data by volume."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.graph import Stop
from buttress.records import OF_ONE_FLOW, Quantity
from buttress.verdicts.deployed.component_figures import find_alone, mean_time, why_not_typical
from buttress.verdicts.deployed.terms import Term, add_up, declared, lacking
from buttress.verdicts.deployed.usage import busy_together, gaps_of, nodes_used, rate_of
from buttress.verdicts.prices import MILLION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.graph import Hop, Route
    from buttress.records import Flow
    from buttress.verdicts.deployed.figure import Figure, Setting

HOURS_A_MONTH = 730.5
_SECONDS_AN_HOUR = 3600


def cost_per_hour(setting: Setting) -> Figure:
    """Gives what an hour of operation costs, in the unit of the quality.

    Each node that the deployment uses costs its price times its instances; a node that is paid by use, times the share
    of time in which it works: rate times mean latency of the typical process, summed over what works there (in doubt
    where processes differ much, see `why_not_typical`). Data costs its volume times the
    price of each link that it crosses. A node without a price is missing (what is free says ``0 USD/h``, such as
    devices that users own); where a link that is not local has no price, data on it is not charged, and a condition
    says so.
    """
    return add_up(tuple(_hourly(setting)))


def cost_per_month(setting: Setting) -> Figure:
    """Gives what a month costs, the 730.5 hours of a twelfth of a year: see `cost_per_hour`."""
    return add_up([term.scaled(HOURS_A_MONTH) for term in _hourly(setting)])


def cost_per_million(setting: Setting) -> Figure:
    """Gives what a million items of a flow cost, in the unit of the quality.

    What is paid by use costs its price times the mean latency. What is reserved costs its price over the rate of the
    flow, all of it, even where other flows use the same nodes: nobody declares who shares what, and a condition says
    so.
    """
    if not setting.routes:
        return add_up(gaps_of(setting))
    route = setting.routes[0]
    terms = [
        *gaps_of(setting),
        *(_over_rate(term, route.flow) for term in _reserved(setting)),
        *_of_item(setting, route),
        *_shared(setting, route.flow),
    ]
    return add_up([term.scaled(MILLION) for term in terms])


def _hourly(setting: Setting) -> Iterator[Term]:
    if setting.routes or not _is_all_reserved(setting):
        yield from gaps_of(setting)
    yield from _reserved(setting)
    for route in setting.routes:
        for term in _of_item(setting, route):
            an_hour = rate_of(route.flow).scaled(_SECONDS_AN_HOUR)
            yield term if term.is_nothing else term.times(an_hour)


def _is_all_reserved(setting: Setting) -> bool:
    """Whether there are nodes, and each costs the same whatever happens on it."""
    nodes = [setting.system.nodes[name] for name in setting.placed.values()]
    return bool(nodes) and all(node.billing == "reserved" for node in nodes)


def _over_rate(term: Term, flow: Flow) -> Term:
    """What is paid for each item of a flow where so much is paid for an hour."""
    rate = rate_of(flow)
    if term.is_nothing or rate.missing:
        return term if term.is_nothing else term.times(rate)
    if not rate.low > 0:
        return lacking(
            f"the flow {flow.id!r} never happens, so that its items have no share of what an hour costs"
        )
    items = rate.low * _SECONDS_AN_HOUR
    return term.times(Term(1 / items, 1 / items, conditions=rate.conditions))


def _reserved(setting: Setting) -> Iterator[Term]:
    """What is paid for an hour whatever happens in it, for each node."""
    for name in _nodes_paid(setting):
        node = setting.system.nodes[name]
        if node.billing == "reserved":
            yield _price_of_use(setting, name).scaled(node.instances)


def _of_item(setting: Setting, route: Route) -> Iterator[Term]:
    """What is paid for an item of a flow by itself."""
    for leg in route.legs:
        if not isinstance(leg, Stop):
            yield _of_data(setting, leg)
        elif setting.system.nodes[leg.node].billing == "use":
            yield _of_work(setting, leg)


def _of_work(setting: Setting, stop: Stop) -> Term:
    busy = busy_together(setting.system.nodes[stop.node])
    price = _price_of_use(setting, stop.node).scaled(busy / _SECONDS_AN_HOUR)
    if price.is_nothing:
        return price
    time = mean_time(setting, find_alone(setting, stop))
    return replace(time, doubt=why_not_typical(stop.component, time)).times(price)


def _of_data(setting: Setting, hop: Hop) -> Term:
    link, unit = setting.system.links[hop.link], f"{setting.question.quality.unit}/B"
    if link.price is None:
        said = () if link.local else (f"data over {link.title} is not charged: no price is declared",)
        return Term(conditions=said)
    if not link.price.low.compatible_with(Quantity(1, unit)):
        return lacking(f"the price of {link.title} is {link.price}, and {unit} is needed")
    price = declared(link.price, unit, f"{link.title} costs {link.price}, as declared")
    if price.is_nothing:
        return price
    if hop.payload is None:
        return lacking(f"no payload is declared of {hop.step}")
    return price.scaled(hop.payload.magnitude_in("B"))


def _price_of_use(setting: Setting, name: str) -> Term:
    """What an instance of a node costs for an hour."""
    node, unit = setting.system.nodes[name], f"{setting.question.quality.unit}/h"
    profile = setting.linked.portfolio.hardware.get(node.hardware)
    price = node.price or (profile.price if profile else None)
    if price is None:
        return lacking(f"no price of {name!r} is declared ({unit}; 0 {unit} where it is free)")
    low, high = (price, price) if isinstance(price, Quantity) else (price.low, price.high)
    if not low.compatible_with(Quantity(1, unit)):
        return lacking(f"the price of {name!r} is {price}, and one in {unit} is needed")
    each = f" for each of {node.instances} instances" if node.instances > 1 else ""
    return Term(
        low.magnitude_in(unit),
        high.magnitude_in(unit),
        stale=() if node.price else _expired(setting, node.hardware),
        conditions=(f"{name} costs {price}{each}, as declared",),
    )


def _expired(setting: Setting, hardware: str) -> tuple[str, ...]:
    until = setting.linked.portfolio.hardware[hardware].price_until
    if until is None or until >= setting.as_of:
        return ()
    return (f"the price of {hardware!r} was offered until {until}",)


def _nodes_paid(setting: Setting) -> tuple[str, ...]:
    """The nodes of the flow that is asked for; all that the deployment uses, where none is asked for by itself."""
    used, asked = nodes_used(setting), setting.question
    if asked.flow or asked.quality.deployed in OF_ONE_FLOW:
        return used
    return tuple(dict.fromkeys((*used, *setting.placed.values())))


def _shared(setting: Setting, flow: Flow) -> Iterator[Term]:
    """Says which reserved nodes other flows work on, too."""
    others = {stop.node for route in setting.all_routes if route.flow.id != flow.id for stop in route.stops}
    for name in _nodes_paid(setting):
        reserved = setting.system.nodes[name].billing == "reserved"
        if name in others and reserved and not _price_of_use(setting, name).is_nothing:
            yield Term(conditions=(f"{name} is charged to {flow.id} alone, though other flows use it",))
