"""Evidence: suites with their candidates, runs with their machines, and the hardware profiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    counted,
    listed,
    say,
)
from buttress.pages import urls
from buttress.pages.draft import Crumb, Draft, search_page, shortened
from buttress.pages.portfolio.overview_view import tell_evidence
from buttress.pages.record_links import Link, link_quality
from buttress.records import format_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Benchmark, Fingerprint, Hardware, LoadSettings, Run


@dataclass(frozen=True, slots=True)
class SuiteRow:
    """One suite of the table."""

    suite: Link
    system: str
    candidates: tuple[str, ...]
    runs: int
    latest: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a table."""

    run: Link
    suite: Link
    day: str
    machine: str
    hardware: tuple[Link, ...]
    candidates: tuple[str, ...]
    decisions: int


@dataclass(frozen=True, slots=True)
class HardwareRow:
    """One hardware profile of the table."""

    hardware: Link
    id: str
    description: Markup
    price: str
    runs: int


@dataclass(frozen=True, slots=True)
class EvidenceIndexView:
    """Everything that the template of the evidence prints."""

    told: str
    suites: tuple[SuiteRow, ...]
    runs: tuple[RunRow, ...]
    hardware: tuple[HardwareRow, ...]


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One candidate of a suite."""

    name: str
    runtimes: str
    code: str
    measured: str


@dataclass(frozen=True, slots=True)
class LoadView:
    """One load scenario of a suite."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SuiteView:
    """Everything that the template of a suite prints."""

    id: str
    title: str
    description: Markup
    facts: tuple[tuple[str, str], ...]
    candidates: tuple[CandidateView, ...]
    measures: tuple[Link, ...]
    loads: tuple[LoadView, ...]
    slices: tuple[tuple[str, str, str], ...]
    runs: tuple[RunRow, ...]
    source: str


@dataclass(frozen=True, slots=True)
class HardwareView:
    """Everything that the template of a hardware profile prints."""

    id: str
    title: str
    description: Markup
    match: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    runs: tuple[RunRow, ...]
    source: str


def draft_evidence_index(index: SiteIndex) -> Draft:
    """Gives the page of all evidence, to be rendered."""
    links = index.links(urls.EVIDENCE)
    portfolio = index.portfolio
    suites = tuple(
        _suite_row(portfolio.benchmarks[name], index, links) for name in sorted(portfolio.benchmarks)
    )
    hardware = tuple(
        _hardware_row(portfolio.hardware[name], index, links) for name in sorted(portfolio.hardware)
    )
    told = tell_evidence(index)
    runs = view_runs(portfolio.runs.values(), index, links)
    return Draft(
        uri=urls.EVIDENCE,
        title=say("Evidence"),
        template="evidence_index.html",
        view=EvidenceIndexView(told, suites, runs, hardware),
        search=(search_page(say("Evidence"), told),),
        description=told,
    )


def draft_suite(suite: Benchmark, index: SiteIndex) -> Draft:
    """Gives the page of a benchmark suite, to be rendered."""
    uri = urls.suite_uri(suite.id)
    links = index.links(uri)
    view = SuiteView(
        suite.id,
        suite.title,
        index.prose.render_prose(suite.description),
        _suite_facts(suite),
        tuple(_candidate(name, suite, index) for name in suite.candidates),
        tuple(link_quality(name, index, links) for name in suite.measures),
        tuple(LoadView(name, _load_text(settings)) for name, settings in suite.load.items()),
        tuple(
            (name, value, str(expression))
            for name, values in suite.data.slices.items()
            for value, expression in values.items()
        ),
        view_runs(index.runs_of.get(suite.id, ()), index, links),
        index.source("benchmark", suite.id),
    )
    plain = index.prose.plain_text(suite.description)
    return Draft(
        uri=uri,
        title=suite.title,
        template="suite.html",
        view=view,
        crumbs=(Crumb(say("Evidence"), links.to(urls.EVIDENCE)),),
        search=(search_page(suite.title, plain, ", ".join(suite.candidates)),),
        description=shortened(plain or say("Benchmark suite {title}.", title=suite.title), 200),
        source=view.source,
        extensions=suite.extensions,
    )


def draft_hardware(hardware: Hardware, index: SiteIndex) -> Draft:
    """Gives the page of a hardware profile, to be rendered."""
    uri = urls.hardware_uri(hardware.id)
    links = index.links(uri)
    runs = [run for run in index.portfolio.runs.values() if hardware.id in index.machine_of[run.id]]
    facts = (
        (say("Name in records"), hardware.id),
        (say("Price of its use"), format_quantity(hardware.price) if hardware.price else ""),
        (say("Power under load"), format_quantity(hardware.power) if hardware.power else ""),
    )
    view = HardwareView(
        hardware.id,
        hardware.title,
        index.prose.render_prose(hardware.description),
        machine_facts(hardware.match),
        tuple((label, text) for label, text in facts if text),
        view_runs(runs, index, links),
        index.source("hardware", hardware.id),
    )
    plain = index.prose.plain_text(hardware.description)
    return Draft(
        uri=uri,
        title=hardware.title,
        template="hardware.html",
        view=view,
        crumbs=(Crumb(say("Evidence"), links.to(urls.EVIDENCE)),),
        search=(search_page(hardware.title, hardware.id, plain),),
        description=shortened(plain or hardware.title, 200),
        source=view.source,
        extensions=hardware.extensions,
    )


def machine_facts(machine: Fingerprint) -> tuple[tuple[str, str], ...]:
    """Gives what is known of a machine, as labelled texts."""
    virtual = {True: "yes", False: "no", None: ""}[machine.virtualised]
    facts = (
        (say("Processor"), machine.cpu_model or ""),
        (say("Architecture"), machine.machine or ""),
        (say("Cores"), str(machine.cores) if machine.cores is not None else ""),
        (say("Memory"), format_quantity(machine.memory) if machine.memory else ""),
        (say("Operating system"), machine.operating_system or ""),
        (say("Virtualised"), virtual),
        (say("Accelerators"), _accelerators(machine)),
        (say("Processor flags, digest"), machine.cpu_flags_digest or ""),
    )
    return tuple((label, text) for label, text in facts if text)


def view_runs(runs: Iterable[Run], index: SiteIndex, links: urls.Links) -> tuple[RunRow, ...]:
    """Gives runs as rows of a table, the latest first."""
    ordered = sorted(runs, key=lambda one: (one.started, one.id), reverse=True)
    return tuple(_run_row(run, index, links) for run in ordered)


def _accelerators(machine: Fingerprint) -> str:
    if machine.accelerators is None:
        return ""
    return ", ".join(machine.accelerators) or "none"


def _run_row(run: Run, index: SiteIndex, links: urls.Links) -> RunRow:
    suite = index.portfolio.benchmarks.get(run.suite)
    return RunRow(
        Link(f"{run.started:%Y-%m-%d %H:%M %Z}", links.to(urls.run_uri(run.id))),
        Link(suite.title, links.to(urls.suite_uri(suite.id))) if suite else Link(run.suite, ""),
        f"{run.measured_at:%Y-%m-%d}",
        run.machine.cpu_model or say("an unnamed machine"),
        tuple(Link(one.title, links.to(urls.hardware_uri(one.id))) for one in index.hardware_of(run)),
        tuple(dict.fromkeys(one.candidate for one in run.measurements)),
        len(index.resting_on.get(run.id, ())),
    )


def _suite_row(suite: Benchmark, index: SiteIndex, links: urls.Links) -> SuiteRow:
    runs = index.runs_of.get(suite.id, ())
    system = index.portfolio.systems.get(suite.system or suite.id.partition("/")[0])
    return SuiteRow(
        Link(suite.title, links.to(urls.suite_uri(suite.id))),
        system.title if system else "",
        tuple(suite.candidates),
        len(runs),
        f"{runs[0].measured_at:%Y-%m-%d}" if runs else "",
    )


def _hardware_row(hardware: Hardware, index: SiteIndex, links: urls.Links) -> HardwareRow:
    return HardwareRow(
        Link(hardware.title, links.to(urls.hardware_uri(hardware.id))),
        hardware.id,
        index.prose.render_inline(hardware.description),
        format_quantity(hardware.price) if hardware.price else "",
        sum(hardware.id in names for names in index.machine_of.values()),
    )


def _suite_facts(suite: Benchmark) -> tuple[tuple[str, str], ...]:
    data = suite.data
    facts = (
        (say("Name in records"), suite.id),
        (say("Data"), data.build),
        (
            say("Examples are judged by"),
            f"{data.folds}-fold cross-validation" if data.folds else say("a fixed split"),
        ),
        (say("Positive class"), "" if data.positive is None else str(data.positive)),
        (say("Groups"), ", ".join(data.groups)),
        (say("Fresh processes per candidate"), str(suite.processes or say("planned from the constraints"))),
        (say("Runs that may decide"), counted(suite.looks, "run") + say(" on each machine")),
        (say("Required versions"), listed([f"{name} {version}" for name, version in suite.requires.items()])),
        (say("Seed"), str(suite.seed)),
    )
    return tuple((label, text) for label, text in facts if text)


def _candidate(name: str, suite: Benchmark, index: SiteIndex) -> CandidateView:
    candidate = suite.candidates[name]
    days = [
        run.measured_at
        for run in index.runs_of.get(suite.id, ())
        if any(one.candidate == name for one in run.measurements)
    ]
    return CandidateView(
        name,
        ", ".join(candidate.runtime),
        candidate.build or candidate.run or "",
        f"{max(days):%Y-%m-%d}" if days else "",
    )


def _least_queries(planned: int | None) -> str:
    if planned is None:
        return say("as many queries per process as the constraints need")
    return say("at least {queries} per process", queries=counted(planned, "query", "queries"))


def _load_text(settings: LoadSettings) -> str:
    parts = [
        _least_queries(settings.min_queries),
        say(
            "after {warm_up_queries}",
            warm_up_queries=counted(settings.warmup_queries, "warm-up query", "warm-up queries"),
        ),
    ]
    if settings.min_duration is not None and settings.min_duration.value:
        parts.append(say("for at least {min_duration}", min_duration=format_quantity(settings.min_duration)))
    if settings.target_qps:
        parts.append(say("arriving at {target_qps:g} per second", target_qps=settings.target_qps))
    if settings.latency:
        parts.append(say("each within {latency}", latency=format_quantity(settings.latency)))
    return ", ".join(parts)
