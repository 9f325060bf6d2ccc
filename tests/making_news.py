"""A small shop with a past: tags, former names, a review to come, and a run that turned a verdict."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import making
from buttress.pages.machine.machine_files import write_machine_files
from buttress.pages.prose import ProseRenderer
from buttress.pages.site_index import index_site
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.pages import SiteSettings
    from buttress.pages.site_index import SiteIndex
    from buttress.project import Project

CHOICE = """
    kind: decision
    title: Use the small & quick one
    status: accepted
    date: 2026-11-05
    aliases: [shop/first-choice, "0007-choice"]
    tags: [speed, R&D <b>, speed]
    component: till
    question: Which *one*?
    options: [{id: small, title: Small model}, {id: large, title: Large model}]
    chosen: small
    constraints:
      - latency.p50 <= 5 ms on bench-box in single-stream
      - {id: finds, require: recall >= 0.80, because: Or shoppers leave.}
      - {id: fits, require: model.size <= 1 kB}
    assumptions: [{text: Shoppers wait, review_by: 2027-02-01}]
    waivers: [{constraint: fits, until: 2026-12-31, by: Head of Shop, because: Next release.}]
    review_by: 2027-01-15
    rationale: It is <script>alert(1)</script> quick.
    links: {supersedes: [old]}
"""
OLD = """
    kind: decision
    title: Use the large one
    status: superseded
    date: 2026-01-01
    tags: [speed]
    options: [{id: large}]
    chosen: large
    constraints: [recall >= 0.5]
    review_by: 2026-03-01
"""
PLACE = """
    kind: decision
    title: Run it in the shop
    status: proposed
    date: 2026-10-01
    options: [{id: small}]
    chosen: small
"""
SYSTEM = """
    kind: system
    title: Shop & Co
    description: It sells.
    components: {till: {does: Takes *money*}, reader: {does: Reads labels, ml: true}}
"""
FILES = {
    **making.FILES,
    "shop/choice.yaml": CHOICE,
    "shop/old.yaml": OLD,
    "shop/place.yaml": PLACE,
    "shop/system.yaml": SYSTEM,
}
BEFORE = datetime(2026, 11, 8, 9, 30, tzinfo=UTC)
"""When recall still held; at `making.MEASURED` it does not any more."""


def index_project(project: Project, settings: SiteSettings) -> SiteIndex:
    """What the pages of a project look up."""
    parts = (project.linked, project.judgement, project.comparisons, project.reading)
    return index_site(*parts, settings, ProseRenderer())


def machine_files(project: Project, settings: SiteSettings) -> dict[str, bytes]:
    """The files for machines of a project, by address."""
    return {file.uri: file.content for file in write_machine_files(index_project(project, settings))}


def judge_shop(root: Path) -> Project:
    """Writes and judges the shop."""
    making.write_files(root, FILES)
    for started, hits in ((BEFORE, 97), (making.MEASURED, 40)):
        found = making.predictions(hits, 100 - hits, 18, 2)
        making.record_run(root, [making.measurement(root, predictions=found)], started=started)
    return judge_project(root, making.TODAY)
