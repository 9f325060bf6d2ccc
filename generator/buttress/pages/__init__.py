"""What the reader sees: finished HTML pages with their figures, table of contents and search text. No MkDocs."""

from __future__ import annotations

from buttress.pages.diagram_svg import DiagramError
from buttress.pages.page import Page, SearchEntry, Site, SiteFile, SiteSettings, TocEntry
from buttress.pages.site_pages import assets, render_problems, render_site, shared_assets
from buttress.pages.templates_folder import templates_root

__all__ = [
    "DiagramError",
    "Page",
    "SearchEntry",
    "Site",
    "SiteFile",
    "SiteSettings",
    "TocEntry",
    "assets",
    "render_problems",
    "render_site",
    "shared_assets",
    "templates_root",
]
