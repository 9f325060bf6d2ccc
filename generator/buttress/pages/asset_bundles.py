"""Style sheets and scripts that ship with every site."""

from __future__ import annotations

from pathlib import Path

from buttress.pages import urls
from buttress.pages.templates_folder import templates_root


def assets() -> tuple[tuple[str, bytes], ...]:
    """Gives the style sheets and scripts that ship with the site, each with its address below the site's root.

    The parts of a folder are joined in the order of their names: many small files to write, one to load.
    """
    bundles = (path for path in sorted((templates_root() / "assets").iterdir()) if path.is_dir())
    return tuple(
        (f"{urls.ASSETS}/{folder.name}{suffix}", b"\n".join(part.read_bytes() for part in parts))
        for folder in bundles
        for suffix in (".css", ".js")
        if (parts := sorted(folder.glob(f"*{suffix}")))
    )


def shared_assets() -> tuple[str, ...]:
    """Gives the addresses of the assets that every page loads; pages name the others where they need them."""
    return tuple(uri for uri, _ in assets() if Path(uri).stem == "buttress")
