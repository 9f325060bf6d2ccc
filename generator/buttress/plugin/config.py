"""What a site may set in ``mkdocs.yml``."""

from __future__ import annotations

from mkdocs.config import config_options
from mkdocs.config.base import Config

from buttress.cache_folder import CACHE


class _Automatic(config_options.Choice[str]):
    """`auto` or `off`, which YAML reads as false where it stands without quotes."""

    def run_validation(self, value: object) -> str:
        return super().run_validation("off" if value is False else value)


class _Name(config_options.Type[str]):
    """A name; what ``!ENV`` took for a number, such as the beginning of a commit's id, is one all the same."""

    def run_validation(self, value: object) -> str:
        return super().run_validation(str(value) if isinstance(value, int) else value)


class ButtressConfig(Config):
    """Options of the plugin in ``mkdocs.yml``."""

    decisions = config_options.Type(str, default="decisions")
    """Folder of the records, relative to ``mkdocs.yml``."""
    templates = config_options.Optional(config_options.Type(str))
    """Folder of the site's own templates, which win over ours; relative to ``mkdocs.yml``."""
    language = config_options.Optional(config_options.Type(str))
    """Language of our pages, such as `de`; that of the theme where it is not set."""
    cache = config_options.Type(str, default=CACHE)
    """Folder for what may be reused between builds; safe to delete."""
    enforce = config_options.Type(bool, default=True)
    """Whether findings fail the build; a preview turns it off."""
    as_of = config_options.Optional(config_options.Type(str))
    """The day that counts as today."""
    base = _Name(str, default="")
    """What a preview is held against, for the page of changes: a git revision, such as ``main...``, or a folder."""
    overview = config_options.Type(str, default="index.md")
    """Where the overview goes, when the site has a home page of its own."""
    shell = _Automatic(("auto", "off"), default="auto")
    """Whether the theme around our pages is rendered once for each kind of page, checked and reused."""
