"""What a page consists of, read as a browser would: ids, ways out, headings, landmarks, drawings and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
WAYS = {
    "a": ("href", "xlink:href"),
    "img": ("src",),
    "image": ("href",),
    "link": ("href",),
    "script": ("src",),
    "use": ("href", "xlink:href"),
}
Attributes = dict[str, str]


@dataclass(eq=False)
class Element:
    """An element that is open, or was: what it says of itself, and what lies below it."""

    tag: str
    attributes: Attributes
    line: int
    above: Element | None
    children: list[str] = field(default_factory=list)
    text: str = ""

    def has(self, name: str) -> bool:
        return bool(self.attributes.get(name))

    def is_named(self) -> bool:
        return self.has("aria-label") or self.has("aria-labelledby") or "title" in self.children

    def is_hidden(self) -> bool:
        one: Element | None = self
        while one is not None:
            if one.attributes.get("aria-hidden") == "true":
                return True
            one = one.above
        return False

    def is_within(self, tag: str) -> bool:
        one = self.above
        while one is not None and one.tag != tag:
            one = one.above
        return one is not None

    def __str__(self) -> str:
        told = " ".join(f'{name}="{value}"' for name, value in self.attributes.items())
        return f"line {self.line}: <{self.tag} {told}>"


class PageParts(HTMLParser):
    """Reads one page.

    Args:
        text: Its HTML.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.ids: list[str] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        above = self._open[-1] if self._open else None
        element = Element(tag, attributes, self.getpos()[0], above)
        if above is not None:
            above.children.append(tag)
        self.elements.append(element)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def all(self, *tags: str) -> list[Element]:
        """The elements of some tags, in their order."""
        return [one for one in self.elements if one.tag in tags]

    def own(self, *tags: str) -> list[Element]:
        """Those of them that stand in the article, which is ours and not the theme's."""
        return [one for one in self.all(*tags) if one.is_within("article")]

    def ways(self) -> list[tuple[str, Element]]:
        """What the page leads to or loads, as it is written."""
        return [
            (one.attributes[name], one)
            for one in self.elements
            for name in WAYS.get(one.tag, ())
            if name in one.attributes
        ]


class WholeSite:
    """The pages of a site, each read once.

    Args:
        folder: Where it lies.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = {
            path.relative_to(folder).as_posix(): PageParts(path.read_text(encoding="utf-8"))
            for path in sorted(folder.rglob("*.html"))
        }
        self._ids = {uri: set(page.ids) for uri, page in self.pages.items()}
        self._files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    def ours(self) -> dict[str, PageParts]:
        """The pages that are made from records; the others are written by hand, for the theme to lay out."""
        marked = {
            uri: page
            for uri, page in self.pages.items()
            if any("bt-title" in one.attributes.get("class", "").split() for one in page.all("h1"))
        }
        assert marked
        return marked

    def broken_ways(self) -> list[str]:
        """Every way that leads nowhere, with the page where it starts."""
        return [
            f"{uri}: {found}"
            for uri, page in self.pages.items()
            for address, _ in page.ways()
            if (found := self.broken(uri, address))
        ]

    def broken(self, uri: str, address: str) -> str:
        """Why an address on a page leads nowhere; empty where it does not."""
        scheme, host, path, _, fragment = urlsplit(address)
        if scheme in ("data", "mailto") or host:
            return ""
        target = self._target(uri, unquote(path))
        if target not in self._files:
            return f"{address}: there is no {target}"
        # What stands in the address of a table or a drawing that can be filtered names no place.
        if not fragment or "=" in fragment or unquote(fragment) in self._ids.get(target, {fragment}):
            return ""
        return f"{address}: {target} has no such place"

    def _target(self, uri: str, path: str) -> str:
        if not path:
            return uri
        parts = [] if path.startswith("/") else uri.split("/")[:-1]
        for part in path.split("/"):
            if part == "..":
                if not parts:
                    return f"above the site ({path})"
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        found = "/".join(parts)
        is_folder = not found or path.endswith(("/", "/..", "/.")) or path in (".", "..")
        return f"{found}/index.html".lstrip("/") if is_folder else found
