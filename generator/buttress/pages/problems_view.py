"""The page that stands in for the site while its input has mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from buttress.explanation import (
    counted,
    say,
)
from buttress.pages.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.errors import Problem
    from buttress.pages.page import SiteSettings


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One mistake."""

    place: str
    field: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class FileView:
    """One file with its mistakes."""

    path: str
    problems: tuple[ProblemView, ...]


@dataclass(frozen=True, slots=True)
class ProblemsView:
    """Everything that the template of problems prints."""

    title: str
    summary: str
    files: tuple[FileView, ...]


def draft_problems(problems: Sequence[Problem], settings: SiteSettings) -> Draft:
    """Gives the page that lists every mistake by file, to be rendered."""
    found = sorted(set(problems))
    files = tuple(
        FileView(path, tuple(map(_view, group))) for path, group in groupby(found, key=lambda one: one.path)
    )
    title = say("Something needs mending")
    summary = say(
        "{problems} in {files}", problems=counted(len(found), "problem"), files=counted(len(files), "file")
    )
    return Draft(
        uri=settings.overview_uri,
        title=title,
        template="problems.html",
        view=ProblemsView(title, summary, files),
        description=f"{summary}.",
    )


def _view(problem: Problem) -> ProblemView:
    place = f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path
    return ProblemView(place, problem.field, problem.message, problem.hint)
