"""How many instances the load takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, inf
from typing import TYPE_CHECKING

from buttress.estimation import WorstOf, instances_needed, sure_waiting_tail
from buttress.verdicts.deployed.component_figures import find_alone, service_time, spread_of
from buttress.verdicts.deployed.terms import Term, between, computed, figure_of, linear
from buttress.verdicts.deployed.usage import busy_together, gaps_of, rate_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.estimation import Sample, WeightedSum
    from buttress.graph import Route
    from buttress.verdicts.deployed.figure import Figure, Setting
    from buttress.verdicts.deployed.terms import End

_ANY = 0.95  # a confidence, where only the value is asked for
_APPROXIMATED = "times vary more than exponential ones, for which waiting is only approximated"


def count_instances(setting: Setting) -> Figure:
    """Gives the instances that keep up with all that arrives, of the node that needs most.

    Of the nodes on which the flow that is asked for works (or all flows), each has to carry what all flows of the
    deployment ask of it (see `need_of_node`).
    """
    nodes = dict.fromkeys(stop.node for route in setting.routes for stop in route.stops)
    needs = [(name, need_of_node(setting, name)) for name in nodes]
    terms = [*gaps_of(setting), *(term for _, need in needs for term in need.terms)]
    parts = tuple((name, need.sample) for name, need in needs)
    return figure_of(terms, parts[0][1] if len(parts) == 1 else WorstOf(parts, "lower"))


@dataclass(frozen=True, slots=True)
class NodeNeed:
    """How many instances of a node are needed.

    Attributes:
        node: Its name.
        sample: The number; it means nothing where a term is missing.
        terms: What it rests on: the load in erlangs that each component of each flow brings.
    """

    node: str
    sample: Sample
    terms: tuple[Term, ...]


def need_of_node(setting: Setting, name: str) -> NodeNeed:
    """Gives how many instances of a node keep up with all that the flows of the deployment ask of it.

    They are the fewest that keep utilisation within the node's bound and, for the flows that are asked for and that say
    how long may be waited, waiting within that (see `instances_needed`). Machines are shared by all that runs on them,
    so loads add up: rate times time per item (`service_time`), over all components that the deployment places on the
    node. All that an item asks of a node counts as one visit, whose variance is the sum of its components'. Where flows
    ask for different times, the variability of the mixture follows; it is taken at the measured values, without an
    interval of its own. Where times vary more than exponential ones, waiting is approximated; the number is then in
    doubt, unless waiting is surely short with the instances that utilisation takes anyway (see `sure_waiting_tail`).
    """
    node, waits = setting.system.nodes[name], _waits(setting, name)
    visits = tuple(_visit(setting, route, name) for route in setting.all_routes if _works_on(route, name))
    terms = tuple(term for visit in visits for term in visit.loads)
    arrivals = fsum(visit.rate for visit in visits)
    spreads = (_variability(visits, "low"), _variability(visits, "high"))

    def needed(end: End, variability: float) -> tuple[Sample, bool]:
        samples, load = linear(terms, end)
        group = busy_together(node)
        formula = InstancesFor(load, arrivals, node.utilisation, waits, variability, group)
        found = [one.estimate(setting.question.confidence) for one in samples]
        is_sure = all(
            formula.is_sure(values) for values in ([one.lower for one in found], [one.upper for one in found])
        )
        return computed(samples, formula), is_sure

    (low, is_low_sure), (high, is_high_sure) = needed("low", min(spreads)), needed("high", max(spreads))
    doubt = "" if is_low_sure and is_high_sure else f"{name}: {_APPROXIMATED}"
    said = [f"{name} may be busy for {100 * node.utilisation:.4g} % of its time, as declared"]
    said += [f"items come to {name} at random times (Poisson), as assumed"] if waits else []
    return NodeNeed(name, between(low, high), (*terms, Term(conditions=tuple(said), doubt=doubt)))


@dataclass(frozen=True, slots=True)
class InstancesFor:
    """The formula from mean times per item to the number of instances; it rises with each.

    Attributes:
        load: From times to the load in erlangs.
        arrivals: Items per second.
        utilisation: The share of its time that an instance may be busy.
        waits: How long in s may be waited, and the share of items that may wait no longer, for each flow that says so.
        variability: Squared coefficient of variation of the times.
        group: How many instances are busy together with one item.
    """

    load: WeightedSum
    arrivals: float
    utilisation: float
    waits: tuple[tuple[float, float], ...]
    variability: float
    group: int

    def __call__(self, values: Sequence[float]) -> float:
        """Gives the number; infinite where it would be more than ten million groups."""
        load = self.load(values)
        if not load > 0:
            return float(self.group)
        try:
            needed = [
                instances_needed(
                    self.arrivals, self.arrivals / load, self.utilisation, wait, share, self.variability
                )
                for wait, share in self.waits or ((None, None),)
            ]
        except ValueError:
            return inf
        return float(self.group * max(needed))

    def is_sure(self, values: Sequence[float]) -> bool:
        """Says whether no approximation of waiting stands behind the number."""
        load = self.load(values)
        if not self.waits or self.variability <= 1 or not load > 0:
            return True
        try:
            return all(self._is_short(load, wait, share) for wait, share in self.waits)
        except ValueError:
            return False

    def _is_short(self, load: float, wait: float, share: float) -> bool:
        """Whether hardly anybody waits longer, with the instances that utilisation takes anyway."""
        rate = self.arrivals / load
        servers = instances_needed(self.arrivals, rate, self.utilisation)
        return sure_waiting_tail(servers, self.arrivals, rate, wait, self.variability) <= 1 - share


@dataclass(frozen=True, slots=True)
class _Visit:
    """What an item of a flow asks of a node.

    Attributes:
        rate: Items per second.
        times: Time in s of each component, with the squared coefficient of variation.
        loads: Rate times time, in erlangs.
    """

    rate: float
    times: tuple[tuple[Term, float], ...]
    loads: tuple[Term, ...]


def _visit(setting: Setting, route: Route, name: str) -> _Visit:
    found = [find_alone(setting, stop) for stop in route.stops if stop.node == name]
    times = tuple((service_time(setting, one), spread_of(setting, one)) for one in found)
    rate = rate_of(route.flow)
    return _Visit(rate.low, times, tuple(time.times(rate) for time, _ in times))


def _works_on(route: Route, name: str) -> bool:
    return any(stop.node == name for stop in route.stops)


def _waits(setting: Setting, name: str) -> tuple[tuple[float, float], ...]:
    return tuple(
        (route.flow.wait.at_most.magnitude_in("s"), route.flow.wait.share)
        for route in setting.routes
        if route.flow.wait is not None and _works_on(route, name)
    )


def _variability(visits: Sequence[_Visit], end: End) -> float:
    """The squared coefficient of variation of the time that an item asks for, over the items of all flows."""
    rates = [visit.rate for visit in visits]
    means = [fsum(_middle(time, end) for time, _ in visit.times) for visit in visits]
    variances = [fsum(spread * _middle(time, end) ** 2 for time, spread in visit.times) for visit in visits]
    first = fsum(rate * mean for rate, mean in zip(rates, means, strict=True))
    second = fsum(
        rate * (mean**2 + variance) for rate, mean, variance in zip(rates, means, variances, strict=True)
    )
    return fsum(rates) * second / first**2 - 1 if first > 0 else 1.0


def _middle(time: Term, end: End) -> float:
    value = time.sample.estimate(_ANY).value if time.sample is not None else 1.0
    return time.at(end) * (value or 0.0)
