"""The titles that a site's own navigation gives to our pages.

MkDocs takes a page that a plugin made as it is, and passes the title in ``nav`` over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from buttress.plugin.finished_page import FinishedPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.structure.files import Files


def apply_nav_titles(nav: list[Any] | None, files: Files) -> None:
    """Names our pages in the navigation as the site does; their own titles stay on the pages themselves.

    Args:
        nav: The ``nav`` of ``mkdocs.yml``.
        files: The files of the site.
    """
    for title, path in _titled_paths(nav):
        file = files.get_file_from_path(path)
        if file is not None and isinstance(file.page, FinishedPage):
            file.page.title = title


def _titled_paths(nav: object) -> Iterator[tuple[str, str]]:
    if isinstance(nav, dict):
        for title, below in nav.items():
            if isinstance(below, str):
                yield title, below
            else:
                yield from _titled_paths(below)
    elif isinstance(nav, list):
        for item in nav:
            yield from _titled_paths(item)
