"""The whole site of a build: as the last build left it where nothing changed since, else made anew."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mkdocs.plugins import get_plugin_logger

from buttress.pages import PageArchive, Site, SiteFile, assets, key_of_site, open_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from buttress.pages import SiteSettings
    from buttress.project import Project


log = get_plugin_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build makes of its verdicts.

    Attributes:
        passes: Whether the build may go on.
        findings: What its author is told, possibly nothing.
    """

    passes: bool
    findings: str


@dataclass(frozen=True, slots=True)
class WholeSite:
    """A site and what a build makes of it.

    Attributes:
        site: Every page and file, style sheets and schemas included.
        told: Outcomes by whether warnings count.
    """

    site: Site
    told: Mapping[str, str]

    def outcome(self, *, strict: bool) -> Outcome:
        """Gives what a build makes of it."""
        name = "strict" if strict else "lenient"
        return Outcome(self.told[f"{name} passes"] == "yes", self.told[f"{name} findings"])


def make_whole_site(
    root: Path,
    as_of: date,
    settings: SiteSettings,
    leave_out: Iterable[Path] = (),
    refine: Callable[[Project], SiteSettings] | None = None,
) -> WholeSite:
    """Gives the site of a folder of records.

    Args:
        root: The folder of the records.
        as_of: The day that counts as today.
        settings: How the pages are made.
        leave_out: Folders that the build writes to.
        refine: Gives the settings once everything is judged; such a site is made anew each time.

    Raises:
        ProjectError: With every problem of every file at once.
        DiagramError: A diagram cannot be drawn.
    """
    if settings.cache is not None and _came_along(settings.cache):
        log.info("the cache %s is under version control, so nothing of it is used", settings.cache.name)
        settings = replace(settings, cache=None)
    if settings.cache is None or refine is not None:
        return _make(root, as_of, settings, "", refine)
    key = key_of_site(root, as_of, settings, leave_out)
    left = open_archive(settings.cache, key)
    if left is not None and left[1].keys() >= _TOLD:
        return WholeSite(*left)
    return _make(root, as_of, settings, key, None)


def _came_along(cache: Path) -> bool:
    """Whether Git knows files of the cache: whoever wrote the branch could have written pages and findings there."""
    if not cache.is_dir():
        return False
    command = ["git", "-C", os.path.realpath(cache), "ls-files", "."]
    try:
        listed = subprocess.run(command, capture_output=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(listed.stdout)


_TOLD = {f"{name} {what}" for name in ("strict", "lenient") for what in ("passes", "findings")}


def _make(
    root: Path,
    as_of: date,
    settings: SiteSettings,
    key: str,
    refine: Callable[[Project], SiteSettings] | None,
) -> WholeSite:
    # What is loaded here takes longer to load than an unchanged site takes to read.
    from buttress.pipeline import judge_project, render_project

    project = judge_project(root, as_of, settings.cache)
    told = _tell(project)
    shipped = shipped_files(settings.overrides)
    with PageArchive(settings.cache, key) as archive:
        site = render_project(project, refine(project) if refine else settings, archive.keep)
        everything = replace(site, files=(*shipped, *site.files))
        return WholeSite(archive.finish(everything, told), told)


def shipped_files(overrides: Path | None) -> tuple[SiteFile, ...]:
    """Gives what every site has beside its pages: style sheets, scripts and schemas.

    Args:
        overrides: A site's own templates, whose assets are joined to ours; None for none.
    """
    from buttress.exchange import shipped_schemas

    return (
        *(SiteFile(uri, content) for uri, content in assets(overrides)),
        *(SiteFile(f"schemas/{name}", content) for name, content in shipped_schemas()),
    )


def _tell(project: Project) -> dict[str, str]:
    from buttress.report import describe_gate
    from buttress.verdicts import gate_judgement

    gates = {
        name: gate_judgement(project.judgement, strict=name == "strict") for name in ("strict", "lenient")
    }
    passes = {f"{name} passes": "yes" if gate.passes else "no" for name, gate in gates.items()}
    return passes | {f"{name} findings": describe_gate(project, gate) for name, gate in gates.items()}
