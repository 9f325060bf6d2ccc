"""A run: the machine, the software and every recorded figure, down to single processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.draft import ASIDE, Crumb, Draft, search_page
from buttress.pages.evidence.evidence_view import machine_facts
from buttress.pages.evidence.measurement_view import MeasurementView, show_pair, view_measurement
from buttress.pages.evidence.outlier_flags import HOW_FLAGGED
from buttress.pages.record_links import Link, link_decision, link_system

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Benchmark, DataFacts, Run


@dataclass(frozen=True, slots=True)
class RunView:
    """Everything that the template of a run prints."""

    id: str
    title: str
    suite: Link
    facts: tuple[tuple[str, str], ...]
    machine: tuple[tuple[str, str], ...]
    hardware: tuple[Link, ...]
    software: tuple[tuple[str, str], ...]
    packages: tuple[tuple[str, str], ...]
    environment: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str], ...]
    measurements: tuple[MeasurementView, ...]
    decisions: tuple[Link, ...]
    digest: str
    path: str
    how_flagged: str


def draft_run(run: Run, index: SiteIndex) -> Draft:
    """Gives the page of a run, to be rendered."""
    uri = urls.run_uri(run.id)
    links = index.links(uri)
    suite = index.portfolio.benchmarks.get(run.suite)
    name = suite.title if suite else run.suite
    title = say("Run of {name}, {started:%Y-%m-%d}", name=name, started=run.started)
    packages = tuple(sorted(run.software.packages.items(), key=lambda item: item[0].casefold()))
    titles = _titles_of_answers(suite, index)
    measurements = tuple(view_measurement(one, run.data, titles) for one in run.measurements)
    view = RunView(
        id=run.id,
        title=title,
        suite=Link(name, links.to(urls.suite_uri(run.suite)) if suite else ""),
        facts=_facts(run),
        machine=machine_facts(run.machine),
        hardware=tuple(
            Link(one.title, links.to(urls.hardware_uri(one.id))) for one in index.hardware_of(run)
        ),
        software=_software(run),
        packages=packages,
        environment=tuple(sorted(run.software.environment.items())),
        data=_data_facts(run.data) if run.data else (),
        measurements=measurements,
        decisions=tuple(
            link_system(name, index, links) if kind == "system" else link_decision(name, index, links)
            for kind, name in index.resting_on.get(run.id, ())
        ),
        digest=run.digest,
        path=index.source("run", run.id),
        how_flagged=HOW_FLAGGED if any(one.outliers for one in measurements) else "",
    )
    machine = run.machine.cpu_model or say("an unnamed machine")
    candidates = ", ".join(dict.fromkeys(one.candidate for one in run.measurements))
    return Draft(
        uri=uri,
        title=title,
        template="run.html",
        view=view,
        crumbs=(
            Crumb(say("Evidence"), links.to(urls.EVIDENCE)),
            Crumb(name, links.to(urls.suite_uri(run.suite)) if suite else ""),
        ),
        search=(search_page(title, machine, candidates, boost=ASIDE),),
        description=say(
            "{title}, on {machine}: {candidates}.", title=title, machine=machine, candidates=candidates
        ),
        source=view.path,
        updated=run.measured_at.date(),
        extensions=run.extensions,
    )


def _titles_of_answers(suite: Benchmark | None, index: SiteIndex) -> dict[str, str]:
    """What is kept of each answer, by the name of the quality that a suite makes of it."""
    asked = (index.portfolio.qualities.get(name) for name in suite.measures) if suite else ()
    return {
        one.sample_name: one.title for one in asked if one is not None and one.estimator == "example_mean"
    }


def _facts(run: Run) -> tuple[tuple[str, str], ...]:
    facts = (
        (say("Started"), f"{run.started:%Y-%m-%d %H:%M:%S %Z}"),
        (say("Finished"), f"{run.finished:%Y-%m-%d %H:%M:%S %Z}"),
        (say("Harness"), f"{run.harness.name} {run.harness.version}"),
        (say("Commit"), (run.git_commit or "").replace("+changes", " with changes that were not committed")),
        (say("Origin"), run.origin),
        (say("Seed"), str(run.seed)),
        (say("Load average"), show_pair(run.load_average)),
    )
    return tuple((label, text) for label, text in facts if text)


def _software(run: Run) -> tuple[tuple[str, str], ...]:
    software = run.software
    facts = (
        ("Python", f"{software.implementation} {software.python}"),
        (say("Kernel"), software.kernel),
        (say("C library"), software.libc),
    )
    return tuple((label, text) for label, text in facts if text)


def _data_facts(data: DataFacts) -> tuple[tuple[str, str], ...]:
    facts = (
        (say("Task"), data.task),
        (say("Examples"), counted(data.ids.count, "example")),
        (say("Split"), f"{data.folds}-fold cross-validation" if data.folds else say("a fixed split")),
        (say("Clusters"), _count_clusters(data)),
        (say("Classes"), ", ".join(data.classes)),
        (say("Positive class"), data.positive or ""),
        (say("Content digest"), data.sha256),
        (say("Code digest"), data.code_digest),
    )
    return tuple((label, text) for label, text in facts if text)


def _count_clusters(data: DataFacts) -> str:
    if data.clusters is None:
        return ""
    return say(
        "{clusters}, never on both sides of a split",
        clusters=counted(len(data.clusters.classes()[0]), "cluster"),
    )
