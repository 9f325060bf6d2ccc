"""Where the templates lie, and the sandbox in which they run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader

from buttress.pages.template_code import PlainEnvironment
from buttress.pages.template_errors import KnownNames, OwnTemplates
from buttress.pages.translating import read_translation, translate_environment

if TYPE_CHECKING:
    from jinja2 import BaseLoader

_PACKAGE = Path(__file__).resolve().parents[1]


def templates_root() -> Path:
    """Gives the folder of the templates that come with Buttress.

    An installed package carries them inside; a checkout keeps them beside ``generator/``.

    Raises:
        FileNotFoundError: Neither folder is there, which means that the installation is incomplete.
    """
    places = (_PACKAGE / "templates", _PACKAGE.parents[1] / "templates")
    for place in places:
        if (place / "partials").is_dir():
            return place
    tried = " and ".join(str(place) for place in places)
    raise FileNotFoundError(f"the templates of Buttress are missing (looked in {tried}); install it again")


def make_environment(overrides: Path | None = None, language: str = "en") -> Environment:
    """Gives the Jinja environment of a build: always escaping, strict about unknown names.

    It is sandboxed as soon as there are templates that are not ours: a preview renders a stranger's branch.

    A template in ``overrides`` replaces ours of the same name and can still extend it under ``buttress/``
    (``{% extends "buttress/decision.html" %}``).

    Args:
        overrides: A site's own ``templates/`` folder; None or a missing folder means there are no overrides.
        language: Tag of the language of the site.

    Raises:
        ProjectError: The site's own catalogue of words cannot be read.
    """
    ours = FileSystemLoader(templates_root())
    loaders: list[BaseLoader] = [ours, PrefixLoader({"buttress": ours})]
    if overrides is not None:
        loaders.insert(0, FileSystemLoader(overrides))
    # The sandbox looks at every attribute, which doubles the time of a page: ours alone need none.
    environment = (PlainEnvironment if overrides is None else OwnTemplates)(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        # Each build makes its own environment, so nothing needs to look for newer files for every page.
        auto_reload=False,
        # Folding constants takes longer than our templates, which have none, could ever win by it.
        optimized=False,
        undefined=KnownNames,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    if isinstance(environment, OwnTemplates) and overrides is not None:
        environment.folder = overrides
    translation = read_translation(language, templates_root(), overrides)
    if translation is not None:
        translate_environment(environment, translation)
    return environment
