"""The theme around our pages: rendered once for each kind of page, checked byte for byte, and then reused.

A theme takes milliseconds to render and prints little of a page: its content, title, description, addresses and table
of contents. So the real template is rendered with a mark in place of each, cut at the marks, and joined anew for every
page. Nothing is assumed about the theme: what it makes of texts with markup, of long ones and of two real pages must
come out the same both ways, or pages of that kind are rendered in full.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from jinja2 import BaseLoader
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.toc import AnchorLink, TableOfContents

from buttress.plugin.finished_page import FinishedPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence

    from jinja2 import Environment, Template
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.utils.templates import TemplateContext

log = get_plugin_logger(__name__)

TEMPLATE = "buttress:shell"
"""Name by which MkDocs asks for the shell; no theme can have a file of that name."""

# Private-use characters, so that neither escaping nor a theme's own words touch or contain them. Themes look for a
# heading in the content.
_MARK = "\ue001{}\ue002"
_CUT = re.compile("\ue001(\\d+)\ue002(?:<h1 \ue003>)?")
_HEADING = "<h1 \ue003>"
# What a template might escape, cut, or change in another way.
_ODD_TEXT = "&lt;b&gt;R&amp;D&lt;/b&gt; &#34;Größe&#34; · 文字 {{ x }} 100 % " + "and so on, " * 30 + "and on"
_ODD_ID = "an-Odd_id.of-many-words-" * 8
_ODD_URL = "https://example.org/a%20b/c_d.e/~f/" + "long/" * 40
_OWN_META = ("description", "search", "template", "title")
_TOC_FIELDS = frozenset({"active", "children", "id", "level", "title"})
_REAL_CHECKS = 2


@dataclass(slots=True)
class _Kind:
    """What is known of one kind of page: how its theme is cut, and how often that proved right."""

    pieces: list[str] | None = None
    checks: int = 0
    refused: bool = False
    encoded: list[bytes | int] | None = None

    @property
    def proved(self) -> list[str] | None:
        """The pieces, once pages of this kind may be joined from them."""
        return self.pieces if self.checks >= _REAL_CHECKS else None


class Shell:
    """Renders pages as the theme's template would. It stands in for a Jinja template: MkDocs calls `render`."""

    def __init__(self, load: Callable[[], Template]) -> None:
        self._load = load
        self._kinds: dict[tuple[object, ...], _Kind] = {}
        self._shapes: dict[tuple[int, ...], tuple[object, ...] | None] = {}
        self._folders: frozenset[tuple[str, ...]] | None = None
        self.is_up_to_date = True
        """For Jinja, which asks templates from its cache."""

    def render(self, context: TemplateContext) -> str:
        """Gives the page of a context with the theme around it."""
        page = context["page"]
        if page is None:
            return self._in_full(context)
        page.meta = {name: value for name, value in page.meta.items() if name != "template"}
        shape = _shape(page.toc)
        if shape is None or page in context["nav"].pages:
            return self._in_full(context)
        key = self._key(context, page, shape, _fixed_texts(page))
        return self._render(context, page, self._kinds.setdefault(key, _Kind()))

    def _render(self, context: TemplateContext, page: MkDocsPage, kind: _Kind) -> str:
        if kind.proved is not None:
            return _join(kind.proved, _texts(page))
        full = self._in_full(context)
        if not kind.refused:
            self._learn(context, page, kind, full)
        return full

    def join_finished(
        self, context: Mapping[str, Any], page: FinishedPage, body: Callable[[], bytes], head: str
    ) -> bytes | None:
        """Gives a page as it is written; None where pages of its kind are to be rendered, still or for good.

        Args:
            context: What `render` looks at beside the page: `base_url`, `nav` and `config`.
            page: A page that the navigation does not show.
            body: Gives its content with everything in it.
            head: What comes last in the head of the document.
        """
        shape, headings = self._headings(page)
        fixed = _fixed_texts(page)
        kind = self._kinds.get(self._key(context, page, shape, fixed)) if shape is not None else None
        if kind is None or kind.proved is None:
            return None
        if kind.encoded is None:
            kind.encoded = _encoded(kind.proved)
        others = [text.encode("utf-8", "xmlcharrefreplace") for text in (*fixed[1:], *headings, head)]
        texts = [body(), *others]
        return b"".join([texts[one] if isinstance(one, int) else one for one in kind.encoded])

    def _headings(self, page: FinishedPage) -> tuple[tuple[object, ...] | None, list[str]]:
        """The levels of the table of contents of a page, and what it says."""
        headings = page.headings()
        if headings is None:
            return _shape(page.toc), _toc_texts(page.toc)
        levels = tuple(level for level, _, _ in headings)
        if levels not in self._shapes:
            self._shapes[levels] = _shape(page.toc)
        return self._shapes[levels], [text for _, *both in headings for text in both]

    def _learn(self, context: TemplateContext, page: MkDocsPage, kind: _Kind, full: str) -> None:
        """Cuts the theme at the second page of a kind, since many kinds have one page only, and checks."""
        if kind.pieces is None and kind.checks == 0:
            kind.checks = -1
            return
        if kind.pieces is None:
            kind.checks = 0
            kind.pieces = self._cut(context, page)
        if kind.pieces is None or _join(kind.pieces, _texts(page)) != full:
            kind.pieces, kind.refused = None, True
            log.info(
                "the theme is rendered in full for pages such as %s: it prints more than texts", page.url
            )
            return
        kind.checks += 1

    def _cut(self, context: TemplateContext, page: MkDocsPage) -> list[str] | None:
        """The theme cut at the marks; None where it changes what it prints."""
        texts = _texts(page)
        marks = [_MARK.format(place) for place in range(len(texts))]
        marks[0] += _HEADING
        pieces = _CUT.split(self._in_full(_with_texts(context, page, marks)))
        odd = _odd_texts(texts)
        return pieces if _join(pieces, odd) == self._in_full(_with_texts(context, page, odd)) else None

    def _in_full(self, context: Mapping[str, Any]) -> str:
        return self._load().render(context)

    def _key(
        self, context: Mapping[str, Any], page: MkDocsPage, shape: object, fixed: Sequence[str]
    ) -> tuple[object, ...]:
        """What tells kinds of pages apart: whatever a theme may look at beside the texts themselves."""
        other = repr(sorted((name, value) for name, value in page.meta.items() if name not in _OWN_META))
        there = tuple(map(bool, fixed))
        return (context["base_url"], self._folder(context["nav"], context, page), shape, there, other)

    def _folder(self, nav: Navigation, context: Mapping[str, Any], page: MkDocsPage) -> tuple[str, ...]:
        """How far the folders of a page are also folders of what themes link to: links relative to it depend on that."""
        if self._folders is None:
            addresses = [one.url for one in nav.pages]
            config = context["config"]
            addresses += [*config.extra_css, *(str(script) for script in config.extra_javascript)]
            self._folders = frozenset(_beginnings(addresses))
        parts = tuple(page.url.split("/")[:-1])
        shared = (parts[:count] for count in range(len(parts), -1, -1))
        return next(part for part in shared if not part or part in self._folders)


class ShellLoader(BaseLoader):
    """Finds the shell under its name, and everything else where the theme's own loader does."""

    def __init__(self, theme: BaseLoader, shell: Shell) -> None:
        self.theme = theme
        self.shell = shell

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """Gives a template by its name."""
        if name == TEMPLATE:
            return cast("Template", self.shell)
        return self.theme.load(environment, name, globals)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Gives the source of one of the theme's templates."""
        return self.theme.get_source(environment, template)

    def list_templates(self) -> list[str]:
        """Gives the names of the theme's templates."""
        return self.theme.list_templates()


def put_shell(env: Environment, files: Files) -> Shell | None:
    """Has MkDocs render our pages through a shell, and gives it; None for a theme without templates."""
    if env.loader is None:
        return None
    shell = Shell(lambda: env.get_template("main.html"))
    env.loader = ShellLoader(env.loader, shell)
    for file in files.documentation_pages():
        if isinstance(file.page, FinishedPage):
            use_shell(env, file.page)
    return shell


def use_shell(env: Environment, page: FinishedPage) -> None:
    """Has MkDocs render one of our pages through the shell, where the theme was given one."""
    if isinstance(env.loader, ShellLoader):
        page.meta.setdefault("template", TEMPLATE)


_FIXED = 7


def _texts(page: MkDocsPage) -> list[str]:
    """What a theme prints of a page: `_FIXED` texts, then identifier and title of each heading."""
    return [*_fixed_texts(page), *_toc_texts(page.toc)]


def _fixed_texts(page: MkDocsPage) -> list[str]:
    return [
        page.content or "",
        page.title or "",
        page.meta.get("title") or "",
        page.meta.get("description") or "",
        page.canonical_url or "",
        page.edit_url or "",
        page.update_date or "",
    ]


def _toc_texts(toc: Iterable[AnchorLink]) -> list[str]:
    texts: list[str] = []
    for item in toc:
        texts += (item.id, item.title)
        if item.children:
            texts += _toc_texts(item.children)
    return texts


def _odd_texts(texts: Sequence[str]) -> list[str]:
    """Texts of the same kinds that are hard to print by mistake."""
    of_headings = [_ODD_TEXT if place % 2 else _ODD_ID for place in range(len(texts) - _FIXED)]
    fixed = [
        f"<h1>{_ODD_TEXT}</h1>",
        _ODD_TEXT,
        _ODD_TEXT,
        _ODD_TEXT,
        _ODD_URL,
        _ODD_URL,
        "2000-02-29",
    ]
    return [odd if text else "" for odd, text in zip(fixed, texts, strict=False)] + of_headings


def _join(pieces: Sequence[str], texts: Sequence[str]) -> str:
    return "".join([texts[int(piece)] if place % 2 else piece for place, piece in enumerate(pieces)])


def _encoded(pieces: Sequence[str]) -> list[bytes | int]:
    """The pieces as bytes between the numbers of texts; the last text ends the head of the document."""
    encoded: list[bytes | int] = []
    head = "</head>"
    for place, piece in enumerate(pieces):
        if place % 2:
            encoded.append(int(piece))
            continue
        before, tag, after = piece.partition(head) if head else (piece, "", "")
        encoded.append(before.encode("utf-8", "xmlcharrefreplace"))
        if tag:
            encoded += (-1, f"{tag}{after}".encode("utf-8", "xmlcharrefreplace"))
            head = ""
    return encoded


def _with_texts(context: TemplateContext, page: MkDocsPage, texts: Sequence[str]) -> dict[str, Any]:
    """The context with a page in place of its own that has other texts; what the page lacks it lacks, too."""
    there = [text if own else None for text, own in zip(texts, _texts(page)[:_FIXED], strict=False)]
    other = copy.copy(page)
    other.content = there[0] or ""
    other.meta = {**page.meta, "title": there[2] or "", "description": there[3] or ""}
    other.title = there[1]
    other.canonical_url, other.edit_url = there[4], there[5]
    other.update_date = there[6] or ""
    other.toc = TableOfContents(_toc_with(page.toc, iter(texts[_FIXED:])))
    return {**context, "page": other}


def _toc_with(toc: Iterable[AnchorLink], texts: Iterator[str]) -> list[AnchorLink]:
    items = []
    for item in toc:
        other = copy.copy(item)
        other.id, other.title = next(texts), next(texts)
        other.children = _toc_with(item.children, texts)
        items.append(other)
    return items


def _shape(toc: Iterable[AnchorLink]) -> tuple[object, ...] | None:
    """The levels of a table of contents; None where another plugin added to its entries."""
    levels: list[object] = []
    for item in toc:
        inner = _shape(item.children)
        if inner is None or not vars(item).keys() <= _TOC_FIELDS:
            return None
        levels.append((item.level, *inner))
    return tuple(levels)


def _beginnings(addresses: Iterable[str]) -> Iterable[tuple[str, ...]]:
    for address in addresses:
        parts = tuple(part for part in address.split("/") if part)
        yield from (parts[:count] for count in range(1, len(parts) + 1))
