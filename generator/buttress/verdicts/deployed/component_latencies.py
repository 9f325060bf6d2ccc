"""Component and node -> its latencies: measured there, scaled from elsewhere, assumed, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.records import Quality
from buttress.verdicts.assessing import assess
from buttress.verdicts.assessment import Question, load_of
from buttress.verdicts.deployed.component_evidence import ComponentLatency
from buttress.verdicts.machines import matches, same_machine
from buttress.verdicts.process_samples import latency_runs
from buttress.verdicts.run_selection import select_runs

if TYPE_CHECKING:
    from buttress.graph import Binding, Stop
    from buttress.records import AssumedLatency, Fingerprint, LoadScenario, Node, QuantityRange, StandIn
    from buttress.verdicts.assessment import Assessment
    from buttress.verdicts.deployed.figure import Setting
    from buttress.verdicts.run_selection import Evidence

SECONDS = "s"


def find_component(setting: Setting, stop: Stop, load: LoadScenario | None = None) -> ComponentLatency:
    """Gives what is known of the latency of a component on a node.

    What was measured on the node's own hardware comes first (where the node names none, on any one machine, the same for
    all that runs there, and a condition says which the node is taken to be); then what
    was measured on its stand-in, times the stand-in's factor; then what is assumed of the component. Runs that are
    stale or that failed are not passed over for something less. A component's own factor (``basis: scaled``) tells how
    it differs from what was measured in its place, and multiplies that wherever it was measured; without runs on the
    node's own hardware or a stand-in it takes those of any one machine.

    The runs are those that would decide a percentile of the component alone (see `assess`): the earliest fresh ones with
    usable latencies, as many as the suite has looks.

    Args:
        setting: The deployment, and what is asked of it.
        stop: The component at its node.
        load: The load scenario; by default the question's, or else the suite's first that shows latencies.
    """
    component = setting.system.components[stop.component]
    binding = binding_of(setting, stop.component)
    if binding is not None:
        for place in _places(setting.system.nodes[stop.node], component.latency):
            question = _question(setting, binding, place, load)
            answer = _ask(setting, question)
            if answer.state != "missing":
                found = _found(setting, stop, place, question, answer)
                return _on_one_machine(setting, stop, load, found) if place.is_unnamed else found
    if component.latency is not None and component.latency.value is not None:
        return _assumed(stop, component.latency, component.latency.value)
    return ComponentLatency(stop.component, stop.node, "missing", missing=_nothing(setting, stop, load))


def binding_of(setting: Setting, component: str) -> Binding | None:
    """Gives the measurements that stand for a component: those of the option that is judged, or else its own."""
    placement = setting.question.placement
    swapped = dict(placement.swaps).get(component)
    return swapped or setting.linked.component_binding.get((placement.system, component))


@dataclass(frozen=True, slots=True)
class _Place:
    """Machines whose runs may speak for a component, and what their latencies are multiplied by.

    Attributes:
        hardware: Name of the profile; empty for any one machine.
        stand_in: The node's stand-in, where that is what was measured.
        scaled: The component's own factor, where it has one.
    """

    hardware: str
    stand_in: StandIn | None
    scaled: AssumedLatency | None

    @property
    def factor(self) -> tuple[float, float]:
        low, high = _ends(self.stand_in.factor if self.stand_in else None)
        own_low, own_high = _ends(self.scaled.factor if self.scaled else None)
        return low * own_low, high * own_high

    @property
    def is_unnamed(self) -> bool:
        """Whether the node is taken to be whatever machine was measured."""
        return not self.hardware and not self.is_scaled

    @property
    def is_scaled(self) -> bool:
        return self.stand_in is not None or self.scaled is not None


def _places(node: Node, latency: AssumedLatency | None) -> tuple[_Place, ...]:
    scaled = latency if latency is not None and latency.basis == "scaled" else None
    found = []
    if node.hardware or node.stand_in is None:
        found.append(_Place(node.hardware, None, scaled))
    if node.stand_in is not None:
        found.append(_Place(node.stand_in.hardware, node.stand_in, scaled))
    elif node.hardware and scaled is not None:
        found.append(_Place("", None, scaled))
    return tuple(found)


def _ends(factor: QuantityRange | None) -> tuple[float, float]:
    return (factor.low.magnitude_in(""), factor.high.magnitude_in("")) if factor else (1.0, 1.0)


def _question(setting: Setting, binding: Binding, place: _Place, load: LoadScenario | None) -> Question:
    asked = setting.question
    return Question(
        binding=binding,
        quality=_latency_quality(asked.quality.level or 0.5),
        hardware=place.hardware,
        load=load or asked.load,
        confidence=asked.confidence,
        max_age=asked.max_age,
        scope=asked.scope,
    )


def _latency_quality(level: float) -> Quality:
    """A percentile of a component alone: it says which runs are usable at that level."""
    return Quality(
        kind="quality",
        id=f"component latency at {level}",
        title="Latency of a component",
        unit=SECONDS,
        direction="lower",
        estimator="percentile",
        sample="latency",
        level=level,
    )


def _ask(setting: Setting, question: Question) -> Assessment:
    if setting.assessor is not None:
        return setting.assessor.assess(question)
    return assess(question, setting.linked, setting.as_of)


def _found(
    setting: Setting, stop: Stop, place: _Place, question: Question, answer: Assessment
) -> ComponentLatency:
    """What runs tell, which may be that they cannot be used."""
    evidence = _evidence(setting, question, answer)
    suite = setting.linked.portfolio.benchmarks[question.binding.suite]
    why = _why_unusable(answer)
    unusable = f"what was measured of {stop.component!r} on {stop.node!r} cannot be used: {why}"
    told, conditions = _tell(stop, place)
    return ComponentLatency(
        component=stop.component,
        node=stop.node,
        source="missing" if why else "scaled" if place.is_scaled else "measured",
        processes=() if why else latency_runs(evidence, load_of(question, suite), SECONDS),
        factor=place.factor,
        runs=answer.runs,
        conditions=conditions,
        missing=unusable if why else "",
        stale=f"{stop.component}: {answer.reason}" if answer.state == "stale" else "",
        basis=answer.basis,
        evidence=evidence,
        confidence=answer.confidence,
        looks=suite.looks,
        told=told,
    )


def _on_one_machine(
    setting: Setting, stop: Stop, load: LoadScenario | None, found: ComponentLatency
) -> ComponentLatency:
    """What was measured on any machine, unless something else on the node was measured on another one."""
    if not found.evidence:
        return found
    stops = dict.fromkeys([*(one for route in setting.all_routes for one in route.stops), stop])
    measured = {
        one.component: machine
        for one in stops
        if one.node == stop.node and (machine := _machine_of(setting, one, load)) is not None
    }
    own = found.evidence[0].run.machine
    if all(same_machine(own, machine) for machine in measured.values()):
        name = _name_of(setting, own)
        said = f"{stop.node} is taken to be the machine that was measured ({name})"
        return replace(found, conditions=(*found.conditions, said))
    each = ", ".join(f"{component} on {_name_of(setting, one)}" for component, one in measured.items())
    why = f"{stop.node!r} names no hardware, and what runs there was measured on different machines: {each}"
    return replace(found, source="missing", processes=(), missing=found.missing or why)


def _machine_of(setting: Setting, stop: Stop, load: LoadScenario | None) -> Fingerprint | None:
    """The machine on which a component was measured that runs on a node without hardware; None for none."""
    binding, latency = binding_of(setting, stop.component), setting.system.components[stop.component].latency
    (place, *_) = _places(setting.system.nodes[stop.node], latency)
    if binding is None or not place.is_unnamed:
        return None
    question = _question(setting, binding, place, load)
    evidence = _evidence(setting, question, _ask(setting, question))
    return evidence[0].run.machine if evidence else None


def _name_of(setting: Setting, machine: Fingerprint) -> str:
    """The hardware profile that a machine fits, or else its processor."""
    profiles = setting.linked.portfolio.hardware.items()
    fitting = [name for name, one in profiles if not one.match.is_empty and matches(machine, one)]
    model, cores = machine.cpu_model or machine.machine or "an unknown machine", machine.cores
    return min(fitting, default=f"{model}, {cores} cores" if cores else model)


def _why_unusable(answer: Assessment) -> str:
    """Why runs that are there give no latencies; empty where they do."""
    if answer.estimate is not None:
        return ""
    return "; ".join(text for text in (answer.reason, answer.lost) if text) or "they hold no latencies"


def _evidence(setting: Setting, question: Question, answer: Assessment) -> tuple[Evidence, ...]:
    selection = select_runs(question, setting.linked, setting.as_of)
    return tuple(one for one in (*selection.fresh, *selection.stale) if one.run.id in answer.runs)


def _tell(stop: Stop, place: _Place) -> tuple[str, tuple[str, ...]]:
    """How it is known, in words, and what is declared in that."""
    where = f" on {place.hardware}" if place.hardware else ""
    factors = []
    conditions = []
    if place.stand_in is not None:
        slower = f"{place.stand_in.factor} times as slow as measured{where} ({place.stand_in.source})"
        factors.append(slower)
        conditions.append(f"on {stop.node} {slower}")
    if place.scaled is not None:
        slower = f"{place.scaled.factor} times as slow as measured ({place.scaled.source})"
        factors.append(slower)
        conditions.append(f"{stop.component} {slower}")
    return " and ".join(factors) or "measured", tuple(conditions)


def _assumed(stop: Stop, latency: AssumedLatency, value: QuantityRange) -> ComponentLatency:
    told = f"assumed to take {value} ({latency.source})"
    return ComponentLatency(
        component=stop.component,
        node=stop.node,
        source="assumed",
        assumed=(value.low.magnitude_in(SECONDS), value.high.magnitude_in(SECONDS)),
        conditions=(f"{stop.component} is {told}",),
        told=told,
    )


def _nothing(setting: Setting, stop: Stop, load: LoadScenario | None) -> str:
    node = setting.system.nodes[stop.node]
    machines = (node.hardware, node.stand_in.hardware if node.stand_in else "")
    named = " or ".join(name for name in machines if name)
    where = f" (hardware {named})" if named else ""
    driven = load or setting.question.load
    under = f" under {driven}" if driven else ""
    return f"nothing is measured of {stop.component!r} on {stop.node!r}{under}{where}"
