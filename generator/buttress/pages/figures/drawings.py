"""Drawings of diagrams, each made once: laid out in batches, and kept from one build to the next."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from buttress.pages.figures.diagram_svg import find_engine, finish_svg, lay_out
from buttress.pages.figures.diagrams import to_dot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from buttress.pages.figures.diagram_svg import Engine
    from buttress.pages.figures.diagrams import Diagram

_FILE: Final = "drawings"
_MOST_LAYOUTS: Final = 500
"""How many layouts are remembered in case the next diagrams have the same shapes and words."""


def render_diagrams(
    diagrams: Sequence[Diagram], cache: Path | None = None, engine: Engine | None = None
) -> dict[str, str]:
    """Gives the finished inline SVG of each diagram, by the diagram's id, and keeps these for the next time.

    Args:
        diagrams: What to draw; their ids differ.
        cache: Folder of earlier drawings; None draws all anew.
        engine: The layout engine; None finds one, and only when there is something to draw.

    Raises:
        DiagramError: No engine is installed, or it failed on a diagram even alone.
        ValueError: Two diagrams share an id.
    """
    drawings = Drawings(cache, engine)
    drawn = drawings.draw(diagrams)
    drawings.keep()
    return drawn


class Drawings:
    """The drawings of a site, of earlier builds and of this one.

    Args:
        cache: Folder of earlier drawings; made when missing, safe to delete at any time. None has none.
        engine: The layout engine; None finds one, and only when there is something to draw.
    """

    def __init__(self, cache: Path | None = None, engine: Engine | None = None) -> None:
        self._cache = cache
        self._engine = engine
        self._base = ""
        # Bytes, since a text with an arrow or a dash in it takes twice their room.
        self._kept: dict[str, bytes] | None = None
        self._asked: dict[str, None] = {}
        self._changed = False
        self._layouts: dict[str, str] = {}

    def draw(self, diagrams: Sequence[Diagram]) -> dict[str, str]:
        """Gives the finished inline SVG of each diagram, by the diagram's id; the more at once, the cheaper.

        Args:
            diagrams: What to draw; their ids differ.

        Raises:
            DiagramError: No engine is installed, or it failed on a diagram even alone.
            ValueError: Two diagrams share an id.
        """
        if not diagrams:
            return {}
        if len({diagram.id for diagram in diagrams}) < len(diagrams):
            raise ValueError("two diagrams share an id")
        keys = self._keys(diagrams)
        kept = self._known()
        missing = {diagram.id: diagram for diagram in diagrams if keys[diagram.id] not in kept}
        drawn = self._draw_anew(missing.values())
        kept.update((keys[name], svg.encode()) for name, svg in drawn.items())
        self._changed = self._changed or bool(drawn)
        self._asked.update(dict.fromkeys(keys.values()))
        return {name: drawn.get(name) or kept[key].decode() for name, key in keys.items()}

    def keep(self) -> None:
        """Leaves the drawings that were asked for to the next build, and forgets all others."""
        if (
            self._cache is not None
            and self._asked
            and (self._changed or len(self._asked) < len(self._known()))
        ):
            _write(self._cache, {key: self._known()[key] for key in self._asked})

    def _known(self) -> dict[str, bytes]:
        if self._kept is None:
            self._kept = _read(self._cache) if self._cache else {}
        return self._kept

    def _draw_anew(self, diagrams: Iterable[Diagram]) -> dict[str, str]:
        asked = list(diagrams)
        if not asked:
            return {}
        dots = [to_dot(diagram) for diagram in asked]
        new = {dot: diagram for dot, diagram in zip(dots, asked, strict=True) if dot not in self._layouts}
        layouts = dict(zip(new, lay_out(list(new.items()), self._found_engine()), strict=True))
        drawn = {
            diagram.id: finish_svg(layouts.get(dot) or self._layouts[dot], diagram)
            for dot, diagram in zip(dots, asked, strict=True)
        }
        self._layouts = dict([*self._layouts.items(), *layouts.items()][-_MOST_LAYOUTS:])
        return drawn

    def _found_engine(self) -> Engine:
        self._engine = self._engine or find_engine()
        return self._engine

    def _keys(self, diagrams: Sequence[Diagram]) -> dict[str, str]:
        """What each drawing is kept under: all that goes into it, the code that writes its DOT and SVG included.

        A diagram's `repr` holds all of it and costs a tenth of its DOT.
        """
        if not self._base:
            folder = Path(__file__).parent
            files = [*sorted(folder.glob("diagram*.py")), folder / "label_placement.py"]
            code = b"".join(file.read_bytes() for file in files)
            self._base = hashlib.sha256(code + self._found_engine().version.encode()).hexdigest()
        return {
            diagram.id: hashlib.sha256(
                f"{self._base}\n{diagram!r}".encode("utf-8", "surrogatepass")
            ).hexdigest()
            for diagram in diagrams
        }


def _read(cache: Path) -> dict[str, bytes]:
    """The drawings of the last build by key; none when there are none, or when the file is not what was written."""
    try:
        digest, _, body = (cache / _FILE).read_bytes().partition(b"\n")
    except OSError:
        return {}
    if digest != hashlib.sha256(body).hexdigest().encode():
        return {}
    lines = iter(body.split(b"\n"))
    return {key.decode(): svg for line in lines for key, _, svg in [line.partition(b" ")] if svg}


def _write(cache: Path, drawings: Mapping[str, bytes]) -> None:
    """Keeps the drawings; a cache that cannot be written (a full disk, a read-only folder) only costs time.

    They share one file: a file each takes longer to make than the drawing itself, and nothing would ever delete it.
    """
    # A drawing is one line: the SVG writer breaks none. All of them as one text would take their room once more.
    digest = hashlib.sha256()
    for line in _lines(drawings):
        digest.update(line)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=cache, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(f"{digest.hexdigest()}\n".encode())
            file.writelines(_lines(drawings))
        Path(part).replace(cache / _FILE)
    except OSError:
        return


def _lines(drawings: Mapping[str, bytes]) -> Iterator[bytes]:
    return (b"%s %s\n" % (key.encode(), svg) for key, svg in drawings.items() if b"\n" not in svg)
