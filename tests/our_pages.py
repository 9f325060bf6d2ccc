"""One page of every kind on our own site, the fullest where there are several."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DECISION = "decisions/cancer-prognosis/diagnosis-model/"
MAP = "map/"
EXPLORER = "explorer/cancer-prognosis/diagnosis-model/"

ADDRESSES = {
    "overview": "",
    "decisions": "decisions/",
    "timeline": "timeline/",
    "map": MAP,
    "changes": "changes/",
    "tags": "tags/",
    "decision": DECISION,
    "explorer": EXPLORER,
    "assurance": "assurance/cancer-prognosis/diagnosis-model/",
    "systems": "systems/",
    "models": "models/",
    "evidence": "evidence/",
    "catalogue": "catalogue/",
    "qualities": "qualities/",
    "quality": "qualities/recall/",
    "glossary": "glossary/",
    "guide": "verdicts/",
    "reference": "reference/decision/",
}
FOLDERS = {
    "system": "systems",
    "model card": "models",
    "factsheet": "factsheets",
    "interface": "interfaces",
    "run": "evidence/runs",
    "suite": "evidence/suites",
    "hardware": "evidence/hardware",
    "trend": "evidence/trends",
    "pattern": "patterns",
}
KINDS = (*ADDRESSES, *FOLDERS)


def address_of(kind: str, site_folder: Path) -> str:
    """Where a page of a kind stands, below the root of the site."""
    if kind in ADDRESSES:
        return ADDRESSES[kind]
    folder = site_folder / FOLDERS[kind]
    pages = [page for page in folder.rglob("index.html") if page.parent != folder]
    fullest = max(pages, key=lambda page: (page.stat().st_size, page.as_posix()))
    return f"{fullest.parent.relative_to(site_folder).as_posix()}/"
