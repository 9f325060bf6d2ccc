"""The events of MkDocs, each told in a few lines: what they ask for is made elsewhere."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config import config_options
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel

from buttress.as_of import resolve_as_of
from buttress.errors import Problem, ProjectError
from buttress.garbage import rare_garbage_collection
from buttress.plugin.config import ButtressConfig
from buttress.plugin.finished_page import FinishedPage
from buttress.plugin.listeners import look_at_bodies, look_at_pages
from buttress.plugin.nav_titles import apply_nav_titles
from buttress.plugin.offline import prepare_offline
from buttress.plugin.page_writer import PageFile, PageWriter
from buttress.plugin.search_entries import add_search_entries
from buttress.plugin.shell import put_shell
from buttress.plugin.theme_code import keep_theme_code
from buttress.plugin.whole_site import make_whole_site, shipped_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.utils.templates import TemplateContext

    from buttress.pages import Page, Site, SiteSettings
    from buttress.plugin.live_site import LiveSite
    from buttress.plugin.whole_site import Outcome
    from buttress.project import Project
    from buttress.verdicts import Gate

log = get_plugin_logger(__name__)


class ButtressPlugin(BasePlugin[ButtressConfig]):
    """Adds the pages of a portfolio to a site and fails its build when a decision no longer holds."""

    def __init__(self) -> None:
        self.serving = False
        self.gate: Gate | Outcome | None = None
        self.findings = ""
        self.complete: Callable[[Page], Page] | None = None
        self.last_good: Site | None = None
        self.live: LiveSite | None = None
        self.whole: Callable[[Page], bytes] | None = None
        self.writer: PageWriter | None = None
        self.navigation: Navigation | None = None
        self.pace = ExitStack()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remembers the command; having this event also keeps the plugin alive between rebuilds."""
        self.serving = command == "serve"
        self.live = None
        if self.serving:
            # A build of a site that did not change loads neither this nor what judges and draws.
            from buttress.plugin.live_site import LiveSite

            self.live = LiveSite(self._add, self._tell)

    # Before Material's plugin for offline use, which would have pages ask another host for a script.
    @event_priority(50)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Adds our style sheets and scripts, watches records and templates, and begins a build."""
        from buttress.pages import shared_assets

        self.pace.close()
        self.pace.enter_context(rare_garbage_collection())
        prepare_offline(config)
        for uri in shared_assets(self._overrides(config)):
            if uri.endswith(".css"):
                config.extra_css.append(uri)
            elif uri.endswith(".js"):
                config.extra_javascript.append(config_options.ExtraScriptValue(uri))
        watched = [self._path(config, self.config.decisions), *self._templates(config)]
        config.watch.extend(str(path) for path in watched if path.is_dir())
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Reads, judges and renders the portfolio, and adds its pages, assets and schemas."""
        site = self._site(config)
        self.complete = None if look_at_bodies(config, self) else site.complete
        self.whole = None if self.live or look_at_pages(config, self) else site.whole
        self.writer = None
        for page in site.pages:
            self._add(files, page if self.complete else site.complete(page), config)
        shipped = shipped_files(self._overrides(config)) if self.live else ()
        for one in (*site.files, *shipped):
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
        as_of = self._today()
        records = self._path(config, self.config.decisions)
        if self.live is not None:
            from buttress.plugin.watching import look_at

            project, site = self.live.make(
                records, self._settings(config), as_of, look_at(self._templates(config))
            )
            self._note(project, config)
            return site
        refine = (lambda project: self._held_against_base(project, config)) if self.config.base else None
        whole = make_whole_site(records, as_of, self._settings(config), [Path(config.site_dir)], refine)
        self.gate = whole.outcome(strict=config.strict)
        self.findings = self.gate.findings
        return whole.site

    def _today(self) -> date:
        return resolve_as_of(self.config.as_of, os.environ)

    def _note(self, project: Project, config: MkDocsConfig) -> None:
        from buttress.report import describe_gate
        from buttress.verdicts import gate_judgement

        self.gate = gate_judgement(project.judgement, strict=config.strict)
        self.findings = describe_gate(project, self.gate)

    def _tell(self, project: Project, config: MkDocsConfig) -> None:
        """Tells what an edit made of the findings, if anything."""
        before = self.findings
        self._note(project, config)
        if self.findings != before:
            log.info("%s", self.findings or "nothing is found wrong any more")

    def _held_against_base(self, project: Project, config: MkDocsConfig) -> SiteSettings:
        """The settings of a preview; while serving, every change would wait for the base."""
        from buttress.plugin.base import read_base

        base = "" if self.serving else self.config.base
        cache = self._path(config, self.config.cache)
        difference, problem = read_base(project, base, cache, self._path(config, "."))
        return replace(self._settings(config), difference=difference, base_problem=problem)

    def _with_problem_page(self, problems: Sequence[Problem], config: MkDocsConfig) -> Site:
        """Fails a build; while serving, a page with the problems replaces the overview, and the rest stays as it was."""
        from buttress.pages import Site, render_problems

        text = "\n".join(str(problem) for problem in problems)
        message = f"problems in {self._place_of(problems, config)}:\n{text}"
        if not self.serving:
            raise PluginError(message)
        log.info("%s", message)
        page = render_problems(problems, self._settings(config))
        last = (self.live.last_good() if self.live else self.last_good) or Site(())
        return replace(last, pages=(page, *(one for one in last.pages if one.uri != page.uri)))

    def _place_of(self, problems: Sequence[Problem], config: MkDocsConfig) -> str:
        """The folder in which there is something to mend: that of the records, or the site's own templates."""
        own = self._overrides(config)
        if own is not None and all(one.path.startswith((f"{own.name}/", "buttress/")) for one in problems):
            return str(self.config.templates)
        return self.config.decisions

    def _settings(self, config: MkDocsConfig) -> SiteSettings:
        from buttress.pages import SiteSettings

        return SiteSettings(
            directory_urls=config.use_directory_urls,
            overrides=self._overrides(config),
            cache=self._path(config, self.config.cache),
            overview_uri=self.config.overview,
            site_url=config.site_url or "",
            known_as=config.site_name,
            language=self.config.language or str(config.theme.get("language") or "en"),
        )

    def _add(self, files: Files, page: Page, config: MkDocsConfig) -> None:
        from buttress.pages import SECTIONS

        own = _file_at(files, page.uri, config)
        if own is not None and isinstance(own.page, FinishedPage):
            log.warning(
                "%s and %s share the address %s; the latter has no page", own.page.title, page.title, page.uri
            )
            return
        if own is not None:
            log.info("%s is the site's own page; the generated one is left out", page.uri)
            return
        # Pages in the theme's navigation cost time quadratic in their number, and readers a long look.
        in_nav = page.uri in SECTIONS or page.uri == self.config.overview
        inclusion = InclusionLevel.UNDEFINED if in_nav else InclusionLevel.NOT_IN_NAV
        file = PageFile.generated(config, page.uri, content="", inclusion=inclusion)
        if page.source:
            file.edit_uri = f"../{page.source}"  # from the folder of the pages
        files.append(file)
        FinishedPage(page, file, config, self.complete)

    # Last, so that the shell stands for what other plugins made of the environment.
    @event_priority(-100)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Has the theme around our pages compiled once, and rendered once for each kind of page."""
        keep_theme_code(env)
        shell = put_shell(env, files) if self.config.shell == "auto" else None
        if shell and self.whole and self.navigation:
            self.writer = PageWriter(shell, self.whole, config, self.navigation, env)
            self.writer.take_over(files)
        if self.live is not None and self.navigation is not None:
            self.live.keep(config, files, self.navigation, env)
        return env

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Remembers the navigation, which every page shows, with the titles that the site gives to our pages."""
        self.navigation = nav
        apply_nav_titles(config.nav, files)
        return nav

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]
    ) -> LiveReloadServer:
        """Has edits of records shown at once."""
        if self.live is not None:
            from buttress.plugin.serving import serve_live

            records = self._path(config, self.config.decisions).resolve()
            serve_live(server, self.live, config, records, self._today)
        return server

    # First, so that others see the pages where they look for them.
    @event_priority(100)
    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Has templates, such as that of the sitemap, list the pages that we write."""
        if self.writer:
            context["pages"] = self.writer.pages
        return context

    @event_priority(100)
    def _add_to_search(
        self,
        context: TemplateContext,
        *,
        page: MkDocsPage,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """Hands the search plugin our own capped entries, so that it need not parse the page."""
        if self.writer:
            context["pages"] = self.writer.pages
        if isinstance(page, FinishedPage) and add_search_entries([page], config):
            page.meta["search"] = {"exclude": True}
        return context

    # After everybody else has seen what stands for it.
    @event_priority(-100)
    def _take_out(
        self,
        context: TemplateContext,
        *,
        page: MkDocsPage,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        if isinstance(page, FinishedPage):
            page.take_out()
        return context

    on_page_context = CombinedEvent(_add_to_search, _take_out)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Puts the figures in: they never pass the theme, the search plugin or Markdown."""
        if not isinstance(page, FinishedPage):
            return output
        whole = page.with_figures(output).replace("</head>", f"{page.finished.head}</head>", 1)
        page.put_away()
        return whole

    # First, since the search plugin writes its entries.
    @event_priority(100)
    def _hand_back(self, *, config: MkDocsConfig) -> None:
        if self.writer:
            self.writer.hand_back()

    # Last of all, so that the whole site and its search index are on disk before the build fails.
    @event_priority(-100)
    def _judge(self, *, config: MkDocsConfig) -> None:
        """Fails the build when a decision no longer meets what it states."""
        self.pace.close()
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

    on_post_build = CombinedEvent(_hand_back, _judge)

    def on_build_error(self, *, error: Exception) -> None:
        """Ends a build that failed."""
        self.pace.close()

    def on_shutdown(self) -> None:
        """Ends serving; together with `on_startup` it keeps the plugin alive between rebuilds."""
        if self.live is not None:
            self.live.close()

    def _templates(self, config: MkDocsConfig) -> list[Path]:
        from buttress.pages import templates_root

        own = self._overrides(config)
        return [templates_root(), *([own] if own else [])]

    def _overrides(self, config: MkDocsConfig) -> Path | None:
        return self._path(config, self.config.templates) if self.config.templates else None

    def _path(self, config: MkDocsConfig, name: str) -> Path:
        return Path(config.config_file_path or "mkdocs.yml").resolve().parent / name


def _file_at(files: Files, uri: str, config: MkDocsConfig) -> File | None:
    """The file that is served where a page would be; with directory addresses ``a.md`` and ``a/index.md`` are one."""
    found = files.src_uris.get(uri)
    if found is not None or not config.use_directory_urls:
        return found
    return files.src_uris.get(uri.replace("/index.md", ".md"))
