"""What the reader sees: finished HTML pages with their figures, table of contents and search text. No MkDocs."""

from __future__ import annotations

from buttress.pages.diagram_svg import DiagramError
from buttress.pages.page import Page, SearchEntry, SiteSettings, TocEntry
from buttress.pages.site_pages import assets, render_pages, render_problems
from buttress.pages.templates_folder import templates_root

__all__ = [
    "DiagramError",
    "Page",
    "SearchEntry",
    "SiteSettings",
    "TocEntry",
    "assets",
    "render_pages",
    "render_problems",
    "templates_root",
]
