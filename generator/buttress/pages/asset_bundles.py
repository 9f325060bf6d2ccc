"""Style sheets and scripts that ship with every site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.templates_folder import templates_root

if TYPE_CHECKING:
    from collections.abc import Sequence


def assets(overrides: Path | None = None) -> tuple[tuple[str, bytes], ...]:
    """Gives the style sheets and scripts that ship with the site, each with its address below the site's root.

    The parts of a folder are joined in the order of their names: many small files to write, one to load. Those of a
    site's own ``assets/`` come after ours of the same folder, so that they win.

    Args:
        overrides: A site's own ``templates/`` folder; None or a missing folder means there are no own parts.
    """
    roots = [templates_root(), *([overrides] if overrides else [])]
    names = {
        path.name for root in roots if (root / "assets").is_dir() for path in (root / "assets").iterdir()
    }
    return tuple(
        (f"{urls.ASSETS}/{name}{suffix}", b"\n".join(part.read_bytes() for part in parts))
        for name in sorted(names)
        for suffix in (".css", ".js")
        if (parts := _parts(roots, name, suffix))
    )


def shared_assets(overrides: Path | None = None) -> tuple[str, ...]:
    """Gives the addresses of the assets that every page loads; pages name the others where they need them.

    Args:
        overrides: As for `assets`.
    """
    return tuple(uri for uri, _ in assets(overrides) if Path(uri).stem == "buttress")


def _parts(roots: Sequence[Path], name: str, suffix: str) -> list[Path]:
    # A link that leads out of a folder is left out: previews build strangers' branches.
    return [
        part
        for root in roots
        for part in sorted((root / "assets" / name).glob(f"*{suffix}"))
        if part.resolve().is_relative_to(root.resolve())
    ]
