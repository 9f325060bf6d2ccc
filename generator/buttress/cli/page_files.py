"""Finished pages as Markdown files for any site generator: front matter, then HTML that no parser changes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.pages import Page, Site

_VERBATIM = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def write_pages(folder: Path, site: Site) -> int:
    """Writes pages as ``.md`` files, with assets, schemas and files for machines beside them; gives how many files."""
    from buttress.exchange import shipped_schemas
    from buttress.pages import assets
    from buttress.wire import write_atomic

    files = {page.uri: page_text(page).encode() for page in site.pages}
    files |= {file.uri: file.content for file in site.files}
    files |= dict(assets())
    files |= {f"schemas/{name}": content for name, content in shipped_schemas()}
    for uri, content in sorted(files.items()):
        path = folder / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)
    return len(files)


def page_text(page: Page) -> str:
    """Gives a page as Markdown: its title and description as front matter, its body as one block of HTML."""
    matter = {"title": page.title, "description": page.description}
    if page.updated:
        matter["date"] = page.updated.isoformat()
    # A JSON text is a YAML scalar, whatever it holds.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in matter.items() if value]
    return "\n".join(["---", *lines, "---", "", as_html_block(page.complete_html()), ""])


def as_html_block(html: str) -> str:
    r"""Gives HTML without blank lines: in Markdown one would end the block, and what follows would be parsed.

    >>> as_html_block("<p>a</p>\n\n<pre>b\n\nc</pre>")
    '<p>a</p>\n<pre>b\n&#10;c</pre>'
    """
    parts = _VERBATIM.split(html.strip())
    return "".join(_BLANK_LINES.sub(_kept if part.startswith("<pre") else "\n", part) for part in parts)


def _kept(blank: re.Match[str]) -> str:
    """Line breaks that mean something, all but the first written as references."""
    return "\n" + blank[0][1:].replace("\n", "&#10;")
