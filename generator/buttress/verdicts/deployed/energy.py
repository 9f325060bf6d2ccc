"""What the items of a flow take in energy, and emit in carbon."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.records import convert
from buttress.verdicts.deployed.component_figures import energy_of, find_alone, mean_time
from buttress.verdicts.deployed.terms import Term, add_up, declared, lacking
from buttress.verdicts.deployed.usage import busy_together, gaps_of
from buttress.verdicts.prices import MILLION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.graph import Hop, Stop
    from buttress.records import Node
    from buttress.verdicts.deployed.figure import Figure, Setting


def energy_per_item(setting: Setting) -> Figure:
    """Gives the energy that an item of a flow takes, in the unit of the quality.

    For each component it is the energy that was measured on the hardware of its node; or else the node's stated power
    times the mean latency, which is an estimate and decides nothing; each times the instances that work on an item
    together (see `busy_together`). On each link it is the payload times the link's
    declared energy for data; a link that declares none adds nothing, and a condition says so. What machines take while
    they wait for work is not counted.
    """
    factor = convert(1.0, "J", setting.question.quality.unit)
    terms = [term.scaled(factor) for term in _of_work_and_data(setting)]
    return add_up([*gaps_of(setting), *terms])


def carbon_per_million(setting: Setting) -> Figure:
    """Gives the carbon dioxide equivalents of a million items of a flow, in the unit of the quality.

    Energy of each component (see `energy_per_item`) times the power usage effectiveness and the carbon intensity of its
    node (Strubell, Ganesh and McCallum 2019). Whose electricity sends data is not declared, so that links are not
    counted.
    """
    terms = [_carbon(setting, stop) for route in setting.routes for stop in route.stops]
    links = dict.fromkeys(
        setting.system.links[hop.link].title for route in setting.routes for hop in route.hops
    )
    uncounted = [Term(conditions=(f"what sending over {title} emits is not counted",)) for title in links]
    return add_up([*gaps_of(setting), *(term.scaled(MILLION) for term in terms), *uncounted])


def _of_work_and_data(setting: Setting) -> Iterator[Term]:
    for route in setting.routes:
        yield from (_of_work(setting, stop) for stop in route.stops)
        yield from (_of_data(setting, hop) for hop in route.hops)


def _of_work(setting: Setting, stop: Stop) -> Term:
    """Energy in J of a component for an item."""
    found = find_alone(setting, stop)
    measured = energy_of(setting, found)
    node = setting.system.nodes[stop.node]
    if measured is not None:
        return _of_group(stop.node, node, measured)
    time = mean_time(setting, found)
    if time.is_nothing:
        return time
    profile = setting.linked.portfolio.hardware.get(node.hardware)
    power = node.power or (profile.power if profile else None)
    if power is None:
        why = f"neither the energy of {stop.component!r} on {stop.node!r} is measured nor its power stated"
        return replace(time, missing=(*time.missing, why))
    watts = power.magnitude_in("W") * busy_together(node)
    stated = Term(
        watts, watts, conditions=(f"{stop.node} takes {power} under load, as stated",), basis="estimated"
    )
    return time.times(stated)


def _of_group(name: str, node: Node, measured: Term) -> Term:
    """Energy of all instances that work on an item together, where that of one machine was measured."""
    together = busy_together(node)
    if together == 1:
        return measured
    said = f"{together} instances of {name} work on each item, each taking what was measured of one"
    return replace(measured.scaled(together), conditions=(*measured.conditions, said))


def _of_data(setting: Setting, hop: Hop) -> Term:
    """Energy in J of sending the data of a step over a link."""
    link = setting.system.links[hop.link]
    if link.energy is None:
        return Term(conditions=(f"what sending over {link.title} takes is not declared, and not counted",))
    energy = declared(link.energy, "J/B", f"sending over {link.title} takes {link.energy}, as declared")
    if hop.payload is None:
        return lacking(f"no payload is declared of {hop.step}")
    return energy.scaled(hop.payload.magnitude_in("B"))


def _carbon(setting: Setting, stop: Stop) -> Term:
    energy = _of_work(setting, stop)
    node = setting.system.nodes[stop.node]
    if energy.is_nothing:
        return energy
    if node.carbon is None:
        return replace(
            energy, missing=(*energy.missing, f"the carbon intensity of {stop.node!r} is not declared")
        )
    intensity = declared(
        node.carbon,
        f"{setting.question.quality.unit}/J",
        f"the electricity of {stop.node} emits {node.carbon}, as declared",
        f"the power usage effectiveness of {stop.node} is {node.pue:g}, as declared",
    )
    return energy.times(intensity.scaled(node.pue))
