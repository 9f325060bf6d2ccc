"""Read this first: read -> link -> judge -> compare -> render, and nothing else.

Each stage is a function from one frozen type to the next. The plugin, the commands and the Python door all go
through here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.errors import ProjectError
from buttress.graph import link_portfolio
from buttress.project import Project
from buttress.storage import Shelf, read_portfolio
from buttress.tradeoff import compare_options, find_regrets
from buttress.verdicts import judge_portfolio

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from buttress.pages import Site, SiteSettings


CACHE = ".cache/buttress"
"""Where a site, and the folder that holds the records, keeps what takes long."""
RESAMPLES = "resamples"
"""Its part for bounds by resampling."""


def judge_project(root: Path, as_of: date, cache: Path | None = None) -> Project:
    """Gives everything that a folder of decisions says, judged.

    Args:
        root: The folder of the records.
        as_of: The day that counts as today.
        cache: Folder for what takes long to compute and never changes; None keeps nothing.

    Raises:
        ProjectError: With every problem of every file at once.
    """
    reading = read_portfolio(root)
    linked, flaws = link_portfolio(reading.portfolio, as_of)
    problems = (*reading.problems, *reading.problems_of(flaws))
    if problems:
        raise ProjectError(problems)
    judgement = judge_portfolio(linked, as_of, Shelf(cache / RESAMPLES) if cache else None)
    comparisons = compare_options(linked, judgement)
    noticed = replace(judgement, notices=(*judgement.notices, *find_regrets(judgement, comparisons)))
    return Project(reading, linked, noticed, comparisons)


def render_project(project: Project, settings: SiteSettings) -> Site:
    """Gives the whole site; the page modules are only loaded here, so that `check` stays light."""
    from buttress.pages import render_site

    return render_site(project.linked, project.judgement, project.comparisons, project.reading, settings)
