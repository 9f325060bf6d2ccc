"""The MkDocs adapter: turns our pages into MkDocs' and raises last. The only module that imports mkdocs."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from buttress.as_of import resolve_as_of
from buttress.errors import Problem, ProjectError
from buttress.pipeline import CACHE, judge_project, render_project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.toc import _TocToken
    from mkdocs.utils.templates import TemplateContext

    from buttress.pages import Page, Site, SiteSettings, TocEntry
    from buttress.verdicts import Gate

log = get_plugin_logger(__name__)

SEARCH_PLUGINS = ("material/search", "search")


class ButtressConfig(Config):
    """Options of the plugin in ``mkdocs.yml``."""

    decisions = config_options.Type(str, default="decisions")
    """Folder of the records, relative to ``mkdocs.yml``."""
    templates = config_options.Optional(config_options.Type(str))
    """Folder of the site's own templates, which win over ours; relative to ``mkdocs.yml``."""
    cache = config_options.Type(str, default=CACHE)
    """Folder for what may be reused between builds; safe to delete."""
    enforce = config_options.Type(bool, default=True)
    """Whether findings fail the build; a preview turns it off."""
    as_of = config_options.Optional(config_options.Type(str))
    """The day that counts as today."""
    overview = config_options.Type(str, default="index.md")
    """Where the overview goes, when the site has a home page of its own."""


class FinishedPage(MkDocsPage):
    """A page whose HTML is already made: nothing is parsed, and figures come in after the theme."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig) -> None:
        super().__init__(escape(page.title), file, config)
        self.finished = page
        if page.updated:
            self.update_date = page.updated.isoformat()

    def read_source(self, config: MkDocsConfig) -> None:
        """Takes the metadata from our page instead of reading front matter."""
        self.markdown = ""
        # Themes print both as they are.
        self.meta = {"title": escape(self.finished.title), "description": escape(self.finished.description)}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Takes the HTML and the table of contents from our page instead of converting Markdown."""
        self.content = self.finished.html
        self.toc = get_toc(_toc_tokens(self.finished.toc))
        self.present_anchor_ids = {entry.id for entry in self.finished.toc}
        self.links_to_anchors = {}


class ButtressPlugin(BasePlugin[ButtressConfig]):
    """Adds the pages of a portfolio to a site and fails its build when a decision no longer holds."""

    def __init__(self) -> None:
        self.serving = False
        self.gate: Gate | None = None
        self.findings = ""
        self.last_good: Site | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remembers the command; having this event also keeps the plugin alive between rebuilds."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Adds our style sheets and scripts, and watches records and templates."""
        from buttress.pages import shared_assets, templates_root

        for uri in shared_assets():
            if uri.endswith(".css"):
                config.extra_css.append(uri)
            elif uri.endswith(".js"):
                config.extra_javascript.append(config_options.ExtraScriptValue(uri))
        watched = [self._path(config, self.config.decisions), templates_root()]
        if self.config.templates:
            watched.append(self._path(config, self.config.templates))
        config.watch.extend(str(path) for path in watched if path.is_dir())
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Reads, judges and renders the portfolio, and adds its pages, assets and schemas."""
        from buttress.exchange import shipped_schemas
        from buttress.pages import assets

        schemas = ((f"schemas/{name}", content) for name, content in shipped_schemas())
        for uri, content in (*assets(), *schemas):
            files.append(File.generated(config, uri, content=content))
        site = self._site(config)
        for page in site.pages:
            self._add(files, page, config)
        for one in site.files:
            files.append(File.generated(config, one.uri, content=one.content))
        return files

    def _site(self, config: MkDocsConfig) -> Site:
        from buttress.pages import DiagramError

        self.gate, self.findings = None, ""
        try:
            self.last_good = self._render(config)
        except ProjectError as error:
            return self._with_problem_page(error.problems, config)
        except DiagramError as error:
            return self._with_problem_page([Problem("diagrams", 0, 0, "", str(error))], config)
        return self.last_good

    def _render(self, config: MkDocsConfig) -> Site:
        from buttress.report import describe_gate
        from buttress.verdicts import gate_judgement

        as_of = resolve_as_of(self.config.as_of, os.environ)
        with _rare_garbage_collection():
            project = judge_project(
                self._path(config, self.config.decisions), as_of, self._path(config, self.config.cache)
            )
            self.gate = gate_judgement(project.judgement, strict=config.strict)
            self.findings = describe_gate(project, self.gate)
            return render_project(project, self._settings(config))

    def _with_problem_page(self, problems: Sequence[Problem], config: MkDocsConfig) -> Site:
        """Fails a build; while serving, a page with the problems replaces the overview, and the rest stays as it was."""
        from buttress.pages import Site, render_problems

        text = "\n".join(str(problem) for problem in problems)
        message = f"problems in {self.config.decisions}:\n{text}"
        if not self.serving:
            raise PluginError(message)
        log.info("%s", message)
        page = render_problems(problems, self._settings(config))
        last = self.last_good or Site(())
        return replace(last, pages=(page, *(one for one in last.pages if one.uri != page.uri)))

    def _settings(self, config: MkDocsConfig) -> SiteSettings:
        from buttress.pages import SiteSettings

        templates = self.config.templates
        return SiteSettings(
            directory_urls=config.use_directory_urls,
            overrides=self._path(config, templates) if templates else None,
            cache=self._path(config, self.config.cache),
            overview_uri=self.config.overview,
            site_url=config.site_url or "",
        )

    def _add(self, files: Files, page: Page, config: MkDocsConfig) -> None:
        own = files.get_file_from_path(page.uri)
        if own is not None and isinstance(own.page, FinishedPage):
            log.warning(
                "%s and %s share the address %s; the latter has no page", own.page.title, page.title, page.uri
            )
            return
        if own is not None:
            log.info("%s is the site's own page; the generated one is left out", page.uri)
            return
        # Pages in the theme's navigation cost time quadratic in their number: only section indexes may be there.
        in_nav = page.uri.rpartition("/")[2] == "index.md" or page.uri == self.config.overview
        inclusion = InclusionLevel.UNDEFINED if in_nav else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, page.uri, content="", inclusion=inclusion)
        if page.source:
            file.edit_uri = os.path.relpath(Path(config.docs_dir).parent / page.source, config.docs_dir)
        files.append(file)
        FinishedPage(page, file, config)

    @event_priority(100)
    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: MkDocsPage,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """Hands the search plugin our own capped entries, so that it need not parse the page."""
        if isinstance(page, FinishedPage) and _add_search_entries(page, config):
            page.meta["search"] = {"exclude": True}
        return context

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Puts the figures in: they never pass the theme, the search plugin or Markdown."""
        if not isinstance(page, FinishedPage):
            return output
        return page.finished.with_figures(output).replace("</head>", f"{page.finished.head}</head>", 1)

    # Last of all, so that the whole site and its search index are on disk before the build fails.
    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Fails the build when a decision no longer meets what it states."""
        if self.gate is None:
            return
        if self.serving or not self.config.enforce:
            if self.findings:
                log.info("%s", self.findings)
            return
        if not self.gate.passes:
            raise PluginError(self.findings)
        if self.findings:
            log.info("%s", self.findings)

    def on_shutdown(self) -> None:
        """Nothing to put away; together with `on_startup` it keeps the plugin alive between rebuilds."""

    def _path(self, config: MkDocsConfig, name: str) -> Path:
        return Path(config.config_file_path or "mkdocs.yml").resolve().parent / name


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    """Looks for cycles a hundred times less often: a build makes many objects that last and hardly any cycle.

    At Python's own pace the search is a tenth of the time from records to pages.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _toc_tokens(entries: Sequence[TocEntry]) -> list[_TocToken]:
    """The table of contents as Python-Markdown would hand it over: nested by level."""
    roots: list[_TocToken] = []
    trail: list[tuple[int, list[_TocToken]]] = [(0, roots)]
    for entry in entries:
        while trail[-1][0] >= entry.level:
            trail.pop()
        children: list[_TocToken] = []
        trail[-1][1].append(
            {"level": entry.level, "id": entry.id, "name": escape(entry.title), "children": children}
        )
        trail.append((entry.level, children))
    return roots


def _add_search_entries(page: FinishedPage, config: MkDocsConfig) -> bool:
    name = next((name for name in SEARCH_PLUGINS if name in config.plugins), "")
    index = getattr(config.plugins.get(name), "search_index", None)
    entries = getattr(index, "entries", getattr(index, "_entries", None))
    if not isinstance(entries, list):
        return False
    for entry in page.finished.search:
        location = f"{page.url}#{entry.location_fragment}" if entry.location_fragment else page.url
        texts = {"title": entry.title, "text": entry.text}
        # Material's search shows its entries as HTML, MkDocs' own escapes them.
        shown = (
            {key: escape(text, quote=False) for key, text in texts.items()}
            if name.startswith("material/")
            else texts
        )
        entries.append({"location": location, **shown})
    return True
