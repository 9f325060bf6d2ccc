"""What runs tell of a component on a node beside its latency: mean time, throughput, spread, energy."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation import GeometricMean, QueryBlocks
from buttress.records import Quality
from buttress.verdicts.assessment import Question, load_of, weakest_basis
from buttress.verdicts.deployed.component_latencies import binding_of, find_component
from buttress.verdicts.deployed.terms import Term, lacking
from buttress.verdicts.failures import failure_of
from buttress.verdicts.freshness import staleness_of
from buttress.verdicts.process_samples import ENERGY, process_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.graph import Stop
    from buttress.records import Basis, LoadScenario
    from buttress.verdicts.deployed.component_evidence import ComponentLatency
    from buttress.verdicts.deployed.figure import Setting
    from buttress.verdicts.latencies import Latencies

_ALONE: LoadScenario = "single-stream"
_ANY = 0.95  # a confidence, where only the value is asked for
_MOST_ABOVE_TYPICAL = 0.05


def find_alone(setting: Setting, stop: Stop) -> ComponentLatency:
    """Gives what is known of a component that answers one query after the other, where its suite drives that.

    Under other loads a latency holds waiting, too. Where the suite drives no single stream it is the question's load,
    or the suite's own.
    """
    return find_component(setting, stop, _alone(setting, stop.component))


def mean_time(setting: Setting, found: ComponentLatency) -> Term:
    """Gives the time in s that a component takes for an item: its mean latency, or what is assumed."""
    if not found.processes:
        return _declared(found)
    quality = Quality(
        kind="quality", id="mean", title="", direction="lower", estimator="mean", sample="latency", unit="s"
    )
    drawn = _draw(setting, found, quality, _alone(setting, found.component))
    return drawn or lacking(f"the runs hold no mean latency of {found.component!r}")


def why_not_typical(component: str, time: Term) -> str:
    """Says so where a bill, which follows the mean over processes, lies well above what the typical process takes.

    Bounds are those of the typical process: the geometric mean (see `GeometricMean`). The arithmetic mean is never below
    it, and has no bounds that hold for any distribution.
    """
    if not isinstance(time.sample, GeometricMean) or time.sample.unusable():
        return ""
    typical = time.sample.estimate(_ANY).value or inf
    above = fmean(time.sample.values) / typical - 1
    if above <= _MOST_ABOVE_TYPICAL:
        return ""
    return (
        f"the mean latency of {component} over processes is {100 * above:.2g} % above that of the typical process, "
        "whose bounds these are"
    )


def service_time(setting: Setting, found: ComponentLatency) -> Term:
    """Gives the time in s for which a component keeps an instance busy with an item: one over its throughput.

    The throughput is that of ``offline`` where the suite drives it, or else of the suite's first load that shows one.
    Where runs hold none it is the mean latency: so much is done one after the other.
    """
    if not found.processes:
        return _declared(found)
    quality = Quality(
        kind="quality", id="throughput", title="", direction="higher", estimator="mean", unit="/s"
    )
    drawn = _draw(setting, found, quality, None)
    if drawn is None:
        return mean_time(setting, found)
    if not isinstance(drawn.sample, GeometricMean):
        return drawn
    # The logarithm only changes its sign, so that bounds swap and stay as sure. A throughput of nothing has none, and
    # the sample says so of the zero that stands for it.
    return replace(drawn, sample=GeometricMean(tuple(1 / one if one else 0.0 for one in drawn.sample.values)))


def spread_of(setting: Setting, found: ComponentLatency) -> float:
    """Gives the squared coefficient of variation of a component's times, of the process in which they vary most.

    It is 1, that of exponential times, where no single stream was measured.
    """
    if not found.processes or _alone(setting, found.component) is None:
        return 1.0
    return max(_squared_variation(process) for process in found.processes)


def energy_of(setting: Setting, found: ComponentLatency) -> Term | None:
    """Gives the measured energy in J that a component takes for an item; None where none was measured on the node.

    What was measured on a stand-in says nothing of the energy of another machine.
    """
    if found.source != "measured":
        return None
    quality = Quality(kind="quality", id=ENERGY, title="", direction="lower", estimator="mean", unit="J")
    drawn = _draw(setting, found, quality, None)
    if drawn is None:
        return None
    return replace(drawn, basis=weakest_basis((drawn.basis, *_energy_bases(found))))


def _declared(found: ComponentLatency) -> Term:
    """What is known of a component without runs."""
    low, high = found.assumed or (0.0, 0.0)
    missing = (found.missing,) if found.missing else ()
    return replace(_told(found), low=low, high=high, missing=missing)


def _draw(
    setting: Setting, found: ComponentLatency, quality: Quality, load: LoadScenario | None
) -> Term | None:
    """A figure of each process in the quality's unit, times the component's factor; None where none is recorded."""
    binding = binding_of(setting, found.component)
    if binding is None:
        return None
    suite = setting.linked.portfolio.benchmarks[binding.suite]
    question = Question(binding, quality, load=load, max_age=setting.question.max_age)
    driven = load_of(question, suite)
    if driven is None or driven == quality.not_shown_by:
        return None
    try:
        values = process_values(quality, found.evidence, driven, quality.unit)
        failed = failure_of(quality, found.evidence, driven)
    except ValueError as error:
        values, failed = (), str(error)
    if failed:
        return lacking(f"what was measured of {found.component!r} on {found.node!r} cannot be used: {failed}")
    if not values:
        return None
    return replace(_told(found, *_staleness(setting, found, question)), sample=GeometricMean(values))


def _staleness(setting: Setting, found: ComponentLatency, question: Question) -> Iterator[str]:
    """Why this figure is stale where latencies are not: how its own load was driven, say."""
    for one in found.evidence:
        portfolio = setting.linked.portfolio
        for reason in staleness_of(one.run, one.measured, question, portfolio, setting.as_of):
            if reason not in found.stale:
                yield f"{found.component}: {reason}"


def _told(found: ComponentLatency, *stale: str) -> Term:
    """What a component's figures rest on, all of them."""
    return Term(
        low=found.factor[0],
        high=found.factor[1],
        stale=(*((found.stale,) if found.stale else ()), *stale),
        runs=found.runs,
        conditions=found.conditions,
        basis=weakest_basis(("computed", found.basis)),
        looks=found.looks,
    )


def _energy_bases(found: ComponentLatency) -> Iterator[Basis]:
    """How energy was come by, which each process says itself."""
    processes = (process for one in found.evidence for process in one.measured.processes)
    methods = {process.energy_method for process in processes if ENERGY in process.figures}
    if "estimated" in methods:
        yield "estimated"
    if None in methods:  # imported, and nobody says from where
        yield "attested"


def _alone(setting: Setting, component: str) -> LoadScenario | None:
    binding = binding_of(setting, component)
    suite = setting.linked.portfolio.benchmarks[binding.suite] if binding is not None else None
    return _ALONE if suite is not None and _ALONE in suite.load else None


def _squared_variation(process: Latencies) -> float:
    if isinstance(process, QueryBlocks):
        values, counts = process.high.values, np.diff(process.high.reached, prepend=0)
    else:
        values, counts = process, np.ones(process.size)
    mean = float(np.average(values, weights=counts))
    return float(np.average((values - mean) ** 2, weights=counts)) / mean**2 if mean > 0 else 1.0
