"""Read this first: read -> link -> judge -> compare -> render, and nothing else.

Each stage is a function from one frozen type to the next. The plugin, the commands and the Python door all go
through here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.errors import ProjectError
from buttress.garbage import rare_garbage_collection
from buttress.graph import link_portfolio
from buttress.project import Project
from buttress.reuse import Anew
from buttress.storage import Shelf, open_base, read_portfolio
from buttress.tradeoff import compare_options, find_regrets
from buttress.verdicts import judge_portfolio

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from buttress.difference import ProjectDifference
    from buttress.pages import Page, Site, SiteSettings
    from buttress.records import Run
    from buttress.reuse import Reuse
    from buttress.storage import Reading


RESAMPLES = "resamples"
"""Part of `buttress.cache_folder.CACHE` for bounds by resampling."""


@rare_garbage_collection()
def judge_project(root: Path, as_of: date, cache: Path | None = None) -> Project:
    """Gives everything that a folder of decisions says, judged.

    Args:
        root: The folder of the records.
        as_of: The day that counts as today.
        cache: Folder for what takes long to compute and never changes; None keeps nothing.

    Raises:
        ProjectError: With every problem of every file at once.
    """
    return judge_reading(read_portfolio(root), as_of, cache)


def judge_reading(
    reading: Reading, as_of: date, cache: Path | None = None, reuse: Reuse | None = None
) -> Project:
    """Gives everything that was read, judged.

    Args:
        reading: What a folder holds.
        as_of: The day that counts as today.
        cache: As for `judge_project`.
        reuse: What earlier judging may hand over; by default nothing.

    Raises:
        ProjectError: With every problem of every file at once.
    """
    work = reuse or Anew()
    read = work.watch("reading", replace(reading, portfolio=work.watch("portfolio", reading.portfolio)))
    linked, flaws = link_portfolio(read.portfolio, as_of, work)
    problems = (*read.problems, *read.problems_of(flaws))
    if problems:
        raise ProjectError(problems)
    memory = Shelf(cache / RESAMPLES) if cache else None
    judgement = work.watch("judgement", judge_portfolio(linked, as_of, memory, work))
    comparisons = compare_options(linked, judgement, work)
    noticed = replace(judgement, notices=(*judgement.notices, *find_regrets(judgement, comparisons)))
    return work.watch("project", Project(read, linked, work.watch("noticed", noticed), comparisons))


def judge_measured(project: Project, run: Run, cache: Path | None = None) -> Project:
    """Gives a project as if a run were the only one of its suite.

    Args:
        project: The judged project; it stays as it is.
        run: A run of one of its suites, wherever it is kept.
        cache: As for `judge_project`.
    """
    from buttress.difference import Untouched

    portfolio = project.reading.portfolio
    gone = {one.id for one in project.linked.runs_of.get(run.suite, ())}
    others = {name: one for name, one in portfolio.runs.items() if name not in gone}
    instead = replace(portfolio, runs={**others, run.id: run})
    reading = replace(project.reading, portfolio=instead)
    return judge_reading(reading, project.judgement.as_of, cache, Untouched(project, run.suite))


def compare_with_base(
    project: Project, base: str, cache: Path | None = None, where: Path | None = None
) -> ProjectDifference:
    """Gives what a project changes against a base, which is judged as of the same day.

    Args:
        project: The judged project.
        base: A git revision, or a folder.
        cache: As for `judge_project`.
        where: The folder that a relative one is taken from; None for the working directory.

    Raises:
        ProjectError: With every problem of the base, each path with the base before it.
    """
    from buttress.difference import compare_projects

    with open_base(base, project.reading.root, where) as folder:
        judged = judge_project(folder.root, project.judgement.as_of, cache)
    return compare_projects(judged, project, folder.label, folder.left_out)


def report_project(project: Project, settings: SiteSettings) -> str:
    """Gives what the verdicts of a project rest on as one self-contained HTML file."""
    from buttress.pages import render_report

    return render_report(project.linked, project.judgement, project.comparisons, project.reading, settings)


@rare_garbage_collection()
def render_project(
    project: Project, settings: SiteSettings, keep: Callable[[Page], Page] | None = None
) -> Site:
    """Gives the whole site; the page modules are only loaded here, so that `check` stays light.

    Args:
        project: Everything, judged.
        settings: How the pages are to be made.
        keep: Gives what is held of a page as soon as it is finished; by default all of it.
    """
    from buttress.pages import render_site

    return render_site(
        project.linked, project.judgement, project.comparisons, project.reading, settings, keep
    )
