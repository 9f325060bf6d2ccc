"""What goes into a site, as one digest: as long as it is the same, so is the site."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from buttress.folder_digest import digest_folder
from buttress.pages.templates_folder import templates_root
from buttress.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from buttress.pages.page import SiteSettings

_LIBRARIES: Final = (
    "babel",
    "jinja2",
    "markdown",
    "markupsafe",
    "nh3",
    "numpy",
    "pydantic",
    "pyyaml",
    "scipy",
)
"""Whose other versions might write other pages."""


def key_of_site(root: Path, as_of: date, settings: SiteSettings, leave_out: Iterable[Path] = ()) -> str:
    """Gives a digest of everything that a site is made from, in hexadecimal.

    That is the bytes of every file of the portfolio and of the site's own templates, our code and templates, the
    settings, the day, and the versions of what writes the pages.

    Args:
        root: The folder of the records.
        as_of: The day that counts as today.
        settings: How the pages are made.
        leave_out: Folders below the root that builds write to.
    """
    cache = (settings.cache,) if settings.cache else ()
    parts = (
        __version__,
        _digest_of_code(),
        digest_folder(templates_root()),
        _engine(),
        *(f"{name} {metadata.version(name)}" for name in _LIBRARIES),
        as_of.isoformat(),
        repr(replace(settings, cache=None, overrides=None)),
        digest_folder(settings.overrides) if settings.overrides else "",
        root.resolve().name,
        digest_folder(root, (*leave_out, *cache)),
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _engine() -> str:
    """What draws the diagrams: asking the installation is quicker than asking the program."""
    try:
        return metadata.version("graphviz-pure")
    except metadata.PackageNotFoundError:
        from buttress.pages.figures.diagram_svg import find_engine

        return find_engine().version


def _digest_of_code() -> str:
    """Our own code and catalogue: an installation from a checkout changes without a new version."""
    return digest_folder(Path(__file__).resolve().parents[1])
