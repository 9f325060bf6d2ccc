"""What must be right in suites, model cards and qualities, given everything around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from buttress.graph.constraint_integrity import unknown_quality
from buttress.records import EVERY_CHANGE, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from buttress.graph.constraint_integrity import Field
    from buttress.records import Benchmark, ModelCard, Portfolio, Quality


def check_benchmark(suite: Benchmark, portfolio: Portfolio) -> tuple[Flaw, ...]:
    """Gives every mistake in a suite: measures that are unknown or lack what they need, and names given twice."""
    flaws = list(_check_qualities(suite.measures, "benchmark", suite.id, portfolio))
    measured = [portfolio.qualities[name] for name in suite.measures if name in portfolio.qualities]
    for quality in measured:
        wrong = _wrong_measure(quality, suite, portfolio)
        flaws += [Flaw("benchmark", suite.id, field, text) for field, text in wrong]
    under_load = [quality.sample_name for quality in measured if quality.of_load]
    if under_load and not suite.load:
        message = f"{under_load[0]} is measured under a load scenario; add `load: {{single-stream: {{}}}}`"
        flaws.append(Flaw("benchmark", suite.id, ("measures",), message))
    for name in suite.data.perturbations:
        if name in suite.data.invariants:
            message = f"{name!r} is a perturbation, too; give one of them another name"
            flaws.append(Flaw("benchmark", suite.id, ("data", "invariants", name), message))
    for key, names in (("perturbations", suite.data.perturbations), ("invariants", suite.data.invariants)):
        if EVERY_CHANGE in names:
            message = (
                f"{EVERY_CHANGE!r} means each of them where a constraint says 'under'; give it another name"
            )
            flaws.append(Flaw("benchmark", suite.id, ("data", key, EVERY_CHANGE), message))
    flaws += _check_requires(suite)
    return tuple(flaws)


def check_quality(quality: Quality, portfolio: Portfolio) -> tuple[Flaw, ...]:
    """Gives every mistake in a quality: rates that are no proportions."""
    flaws: list[Flaw] = []
    for index, name in enumerate(quality.rates):
        rate = portfolio.qualities.get(name)
        if rate is None:
            flaws += unknown_quality(name, "quality", quality.id, ("rates", index), portfolio)
        elif rate.estimator != "proportion":
            message = f"{name} is no proportion, and groups are compared by those"
            flaws.append(Flaw("quality", quality.id, ("rates", index), message))
    return tuple(flaws)


def _wrong_measure(quality: Quality, suite: Benchmark, portfolio: Portfolio) -> Iterator[tuple[Field, str]]:
    """What a suite lacks of what one of its measures needs."""
    if quality.estimator == "disparity":
        if not suite.data.groups:
            yield ("data",), f"{quality.id} compares groups; name their columns in `data.groups`"
        rates = [portfolio.qualities[name] for name in quality.rates if name in portfolio.qualities]
        yield from (flaw for rate in rates for flaw in _wrong_measure(rate, suite, portfolio))
        return
    if quality.estimator == "sustained_load" and "server" not in suite.load:
        yield ("load",), f"{quality.id} is told of arrivals; add `server: {{target_qps: ..., latency: ...}}`"
    if quality.tasks and suite.data.task not in quality.tasks:
        message = f"{quality.id} is read from {' or '.join(quality.tasks)}, and the task is {suite.data.task}"
        yield ("measures",), message
    elif quality.needs_positive and suite.data.positive is None:
        yield ("data",), f"{quality.id} needs the positive class; set `data.positive`"
    if quality.estimator == "kept" and not suite.data.invariants:
        yield ("data",), f"{quality.id} is told of an invariant; set `data.invariants`"


def _check_requires(suite: Benchmark) -> Iterator[Flaw]:
    for package, specifier in suite.requires.items():
        try:
            SpecifierSet(specifier)
        except InvalidSpecifier:
            message = f"found {specifier!r}; allowed: version specifiers such as '>=1.4,<2' or '==1.7.*'"
            yield Flaw("benchmark", suite.id, ("requires", package), message)


def check_card(card: ModelCard, portfolio: Portfolio) -> tuple[Flaw, ...]:
    """Gives every mistake in a model card: metrics that are no quality."""
    return tuple(_check_qualities(card.metrics, "model-card", card.id, portfolio, "metrics"))


def _check_qualities(
    names: Collection[str], kind: Kind, record_id: str, portfolio: Portfolio, key: str = "measures"
) -> Iterator[Flaw]:
    for index, name in enumerate(names):
        if name not in portfolio.qualities:
            yield from unknown_quality(name, kind, record_id, (key, index), portfolio)
