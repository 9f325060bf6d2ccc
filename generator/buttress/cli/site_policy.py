"""The strictest Content-Security-Policy under which the pages of a built site work: what they hold, by its hash."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CODE = frozenset(("", "module", "text/javascript", "application/javascript"))
_LOADS = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "video": "src",
}
_LOADING_LINKS = frozenset(("icon", "manifest", "modulepreload", "preload", "stylesheet"))


@dataclass
class InlineParts:
    """What pages hold that a policy must name, and what no policy of ours lets through.

    Args:
        scripts: The hashes of scripts in pages.
        styles: The hashes of style sheets in pages.
        has_style_attributes: Whether any element says how it looks.
        stopped: What the policy stops: a page and what is there.
    """

    scripts: set[str] = field(default_factory=set)
    styles: set[str] = field(default_factory=set)
    has_style_attributes: bool = False
    stopped: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, page: str) -> None:
        """Adds what a page holds.

        Args:
            name: How the page is called in complaints.
            page: Its HTML.
        """
        _PageReader(self, name, page)


def write_policy(parts: InlineParts) -> str:
    """Gives the policy: everything from the site itself, inline scripts and style sheets by their hashes."""
    directives = [
        "default-src 'none'",
        "base-uri 'none'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "media-src 'self'",
        " ".join(["script-src 'self'", *_quoted(parts.scripts)]),
        " ".join(["style-src 'self'", *_quoted(parts.styles)]),
        # Tables of Markdown align their columns so; hashes do not cover attributes.
        *(["style-src-attr 'unsafe-inline'"] if parts.has_style_attributes else []),
        "worker-src 'self'",
    ]
    return "; ".join(directives)


def _quoted(hashes: Iterable[str]) -> list[str]:
    return [f"'{one}'" for one in sorted(hashes)]


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


class _PageReader(HTMLParser):
    def __init__(self, parts: InlineParts, name: str, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.parts = parts
        self.name = name
        self.kept: set[str] | None = None
        self.text: list[str] = []
        # Browsers hash what they read, and they read every end of a line as one.
        self.feed(page.replace("\r\n", "\n"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.parts.has_style_attributes |= "style" in attributes
        handlers = [name for name in attributes if name.startswith("on")]
        if handlers:
            self._stop(f"the handler {handlers[0]} of <{tag}>")
        if tag == "script" and "src" not in attributes and attributes.get("type", "").lower() in _CODE:
            self.kept = self.parts.scripts
        elif tag == "style":
            self.kept = self.parts.styles
        self._look_at_source(tag, attributes)

    def _look_at_source(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "link" and not _LOADING_LINKS & set(attributes.get("rel", "").lower().split()):
            return
        address = attributes.get(_LOADS.get(tag, ""), "")
        if address.startswith(("http:", "https:", "//")):
            self._stop(f"<{tag}> of {address}")

    def _stop(self, what: str) -> None:
        self.parts.stopped.setdefault(what, self.name)

    def handle_data(self, data: str) -> None:
        if self.kept is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self.kept is not None and tag in ("script", "style"):
            self.kept.add(_hash("".join(self.text)))
            self.kept = None
            self.text.clear()
