"""What the reader sees: finished HTML pages with their figures, table of contents and search text. No MkDocs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.pages.asset_bundles import assets, shared_assets
    from buttress.pages.draft import Draft
    from buttress.pages.figures.diagram_svg import DiagramError
    from buttress.pages.page import Page, SearchEntry, Site, SiteFile, SiteSettings, TocEntry
    from buttress.pages.page_archive import PageArchive, open_archive
    from buttress.pages.report.single_file import render_report
    from buttress.pages.site_index import SiteIndex
    from buttress.pages.site_key import key_of_site
    from buttress.pages.site_maker import SiteMaker, render_site
    from buttress.pages.site_pages import Sheet, render_problems
    from buttress.pages.templates_folder import templates_root
    from buttress.pages.urls import SECTIONS

__all__ = [
    "SECTIONS",
    "DiagramError",
    "Draft",
    "Page",
    "PageArchive",
    "SearchEntry",
    "Sheet",
    "Site",
    "SiteFile",
    "SiteIndex",
    "SiteMaker",
    "SiteSettings",
    "TocEntry",
    "assets",
    "key_of_site",
    "open_archive",
    "render_problems",
    "render_report",
    "render_site",
    "shared_assets",
    "templates_root",
]

_PLACES = {
    "SECTIONS": "urls",
    "DiagramError": "figures.diagram_svg",
    "Draft": "draft",
    "Page": "page",
    "PageArchive": "page_archive",
    "SearchEntry": "page",
    "Sheet": "site_pages",
    "Site": "page",
    "SiteFile": "page",
    "SiteIndex": "site_index",
    "SiteMaker": "site_maker",
    "SiteSettings": "page",
    "TocEntry": "page",
    "assets": "asset_bundles",
    "key_of_site": "site_key",
    "open_archive": "page_archive",
    "render_problems": "site_pages",
    "render_report": "report.single_file",
    "render_site": "site_maker",
    "shared_assets": "asset_bundles",
    "templates_root": "templates_folder",
}
"""Name to its module: loading all views takes longer than reading a site that did not change."""


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
