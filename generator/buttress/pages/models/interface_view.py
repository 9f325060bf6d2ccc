"""An inference interface: what a caller must know of a model without looking inside.

Input and output types say little (a component that learns also needs time, memory, a runtime and a plan for its
errors), so what runs measured stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, listed, say
from buttress.pages import urls
from buttress.pages.draft import ASIDE, Crumb, Draft, search_page, shortened
from buttress.pages.measured_line import tell_measured
from buttress.pages.models.measured_view import MeasuredRow, view_measured
from buttress.pages.models.model_parts import (
    DigestView,
    Facts,
    FieldView,
    Tab,
    latest_measurement,
    link_binding,
    serving_qualities,
    view_digests,
    view_field,
    view_lineage,
    view_tabs,
)
from buttress.pages.models.model_uses import verdicts_on
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from buttress.graph import Binding
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Measurement, ModelCard, Run

_TOLD_PACKAGES = (
    "onnxruntime",
    "scikit-learn",
    "numpy",
    "scipy",
    "torch",
    "tensorflow",
    "xgboost",
    "lightgbm",
)
"""Packages that a runtime stands on; the run has them all."""


@dataclass(frozen=True, slots=True)
class InterfaceView:
    """Everything that the template of an interface prints."""

    tabs: tuple[Tab, ...]
    description: Markup
    inputs: tuple[FieldView, ...]
    outputs: tuple[FieldView, ...]
    measured: tuple[MeasuredRow, ...]
    load: Markup
    binding: Link | None
    service_levels: tuple[Markup, ...]
    runtime: Facts
    requirements: tuple[Markup, ...]
    errors: Markup
    failures: str
    version: Facts
    versioning: Markup
    digests: tuple[DigestView, ...]
    components: tuple[Link, ...]


def draft_interface(card: ModelCard, index: SiteIndex) -> Draft:
    """Gives the page on a model's interface, to be rendered."""
    uri = urls.interface_uri(card.id)
    links = index.links(uri)
    view = _view(card, index, links)
    title = say("Interface of {title}", title=card.title)
    names = [one.name for one in (*card.details.inputs, *card.details.outputs)]
    told = (
        say("Inputs and outputs: {names}.", names=listed(names))
        if names
        else say("Inputs and outputs are not stated.")
    )
    return Draft(
        uri=uri,
        title=title,
        template="interface.html",
        view=view,
        crumbs=(
            Crumb(say("Model cards"), links.to(urls.MODELS)),
            Crumb(card.title, links.to(urls.model_uri(card.id))),
        ),
        search=(search_page(title, told, boost=ASIDE),),
        description=shortened(f"{title}. {told}", 200),
        source=index.source("model-card", card.id),
        updated=card.details.date,
        measured=tell_measured((run.id for row in view.measured for run in row.runs), index, links)
        if view.measured
        else None,
        extensions=card.extensions,
    )


def _view(card: ModelCard, index: SiteIndex, links: urls.Links) -> InterfaceView:
    prose, operation = index.prose, card.operation
    binding = index.linked.card_binding.get(card.id)
    latest = latest_measurement(binding, index)
    version = (
        (say("Version"), card.details.version),
        (say("Date"), card.details.date.isoformat() if card.details.date else ""),
    )
    return InterfaceView(
        tabs=view_tabs(card.id, "interface", links),
        description=prose.render_prose(card.description),
        inputs=tuple(view_field("input", one, index) for one in card.details.inputs),
        outputs=tuple(view_field("output", one, index) for one in card.details.outputs),
        measured=_measured(card, binding, index, links),
        load=prose.mark_words(_tell_load(binding, index)),
        binding=link_binding(binding, index, links),
        service_levels=tuple(map(prose.render_inline, operation.service_levels)),
        runtime=tuple(_runtime(binding, latest, index)),
        requirements=tuple(map(prose.render_inline, operation.requirements)),
        errors=prose.render_prose(operation.errors),
        failures=_tell_failures(latest),
        version=(*((label, text) for label, text in version if text), *view_lineage(card)),
        versioning=prose.render_prose(operation.versioning),
        digests=view_digests(card, binding, index, links),
        components=_components(card, index, links),
    )


def _measured(
    card: ModelCard, binding: Binding | None, index: SiteIndex, links: urls.Links
) -> tuple[MeasuredRow, ...]:
    if binding is None:
        return ()
    asked = serving_qualities(card, binding, index)
    verdicts = verdicts_on(index.options_of.get(card.id, ()), index)
    return tuple(row for row in view_measured(binding, asked, index, links, verdicts) if row.value)


def _tell_load(binding: Binding | None, index: SiteIndex) -> str:
    """How the queries came that the figures are of."""
    if binding is None:
        return ""
    suite = index.portfolio.benchmarks[binding.suite]
    processes = (
        counted(suite.processes, "fresh process", "fresh processes") if suite.processes else "fresh processes"
    )
    scenarios = listed(list(suite.load))
    return (
        say("Driven in {scenarios}, in {processes} each.", scenarios=scenarios, processes=processes)
        if suite.load
        else ""
    )


def _runtime(
    binding: Binding | None, latest: tuple[Run, Measurement] | None, index: SiteIndex
) -> Iterator[tuple[str, str]]:
    """What executes the model: as the suite declares it, and in the versions of the latest run."""
    if binding is None:
        return
    suite = index.portfolio.benchmarks[binding.suite]
    candidate = suite.candidates.get(binding.candidate)
    yield say("Runtime"), binding.runtime
    if candidate is not None:
        yield say("Threads"), str(candidate.threads)
        if binding.runtime == "onnx":
            yield say("Execution providers"), ", ".join(candidate.onnx.providers)
            yield say("Quantisation"), candidate.onnx.quantisation
    for package, specifier in suite.requires.items():
        yield say("Required {package}", package=package), specifier
    if latest is not None:
        run, _ = latest
        yield say("Measured with"), listed(list(_versions(run)))
        yield say("Measured on"), run.machine.cpu_model or say("an unnamed machine")


def _versions(run: Run) -> Iterator[str]:
    yield f"{run.software.implementation} {run.software.python}"
    for package in _TOLD_PACKAGES:
        if package in run.software.packages:
            yield f"{package} {run.software.packages[package]}"


def _tell_failures(latest: tuple[Run, Measurement] | None) -> str:
    if latest is None or not latest[1].processes:
        return ""
    run, measured = latest
    failed = sum(one.failure is not None for one in measured.processes)
    of_all = counted(len(measured.processes), "process", "processes")
    when = say("the run of {measured_at:%Y-%m-%d}", measured_at=run.measured_at)
    return (
        say("In {when} {failed} of {of_all} failed.", when=when, failed=failed, of_all=of_all)
        if failed
        else say("In {when} none of {of_all} failed.", when=when, of_all=of_all)
    )


def _components(card: ModelCard, index: SiteIndex, links: urls.Links) -> tuple[Link, ...]:
    systems = index.portfolio.systems
    return tuple(
        Link(
            say("{component} in {title}", component=component, title=systems[system].title),
            links.to(urls.system_uri(system)),
        )
        for (system, component), found in index.cards_of_components.items()
        if found == card.id
    )
