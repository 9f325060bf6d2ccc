"""What a preview is held against: read as data, and never a reason to fail a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.plugins import get_plugin_logger

from buttress.errors import ProjectError
from buttress.pipeline import compare_with_base

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.difference import ProjectDifference
    from buttress.project import Project

log = get_plugin_logger(__name__)


def read_base(project: Project, base: str, cache: Path, where: Path) -> tuple[ProjectDifference | None, str]:
    """Gives what a project changes against a base, or why that cannot be told; neither without a base.

    Args:
        project: The judged project.
        base: A git revision or a folder; empty for none.
        cache: As for `buttress.pipeline.judge_project`.
        where: The folder that a relative one is taken from.
    """
    if not base:
        return None, ""
    try:
        return compare_with_base(project, base, cache, where), ""
    except ProjectError as error:
        told = str(error.problems[0])
        if len(error.problems) > 1:
            told += f" (and {len(error.problems) - 1} more)"
        log.info("the base %r cannot be read, so nothing is held against it:\n%s", base, error)
        return None, told
