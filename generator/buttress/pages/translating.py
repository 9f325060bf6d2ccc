"""Catalogues of words -> the translation of a site: ours for its language, and on top the site's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import pass_eval_context
from jinja2.ext import Extension
from jinja2.filters import do_capitalize, do_lower, do_upper, sync_do_join

from buttress.errors import Problem, ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from jinja2 import Environment
    from jinja2.nodes import EvalContext

    from buttress.pages.translation import Translation

LOCALES = "locales"
"""Folder of the catalogues below the templates: ``locales/de.po``."""


def read_translation(language: str, ours: Path, overrides: Path | None) -> Translation | None:
    """Gives the translation of a site; None where it speaks English in our words, which is most quickly made.

    Args:
        language: Tag of the language, such as ``de`` or ``pt-BR``.
        ours: The folder of our templates.
        overrides: The site's own templates, possibly none.

    Raises:
        ProjectError: A catalogue of the site cannot be read.
    """
    files = [path for root in (ours, overrides) if root for path in _catalogues(root, language)]
    if not files:
        return None
    # Only sites that need it pay for loading this.
    from gettext import c2py  # compiles the rule of a catalogue; not in typeshed

    from babel import Locale, UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    from buttress.pages.translation import Translation

    words: dict[tuple[str, str], tuple[str, ...]] = {}
    rule = "(n != 1)"
    for path in files:
        try:
            with path.open("rb") as file:
                catalogue = read_po(file, abort_invalid=True)
        except (PoFileError, UnicodeError, ValueError) as error:
            line = getattr(error, "lineno", 0)
            raise ProjectError(
                [Problem(f"{path.parent.parent.name}/{LOCALES}/{path.name}", line, 1, "", str(error))]
            ) from error
        rule = catalogue.plural_expr
        for message in catalogue:
            forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if message.id and all(forms):
                one = message.id[0] if isinstance(message.id, tuple | list) else message.id
                words[message.context or "", one] = tuple(map(str, forms))
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    return Translation(language, locale, words, c2py(rule))


def _catalogues(root: Path, language: str) -> list[Path]:
    """The catalogue of the language and, on top, that of its region."""
    names = dict.fromkeys((language.partition("-")[0], language))
    paths = (root / LOCALES / f"{name}.po" for name in names if name)
    # A link that leads out of the folder is left out: previews build strangers' branches.
    return [path for path in paths if path.is_file() and path.resolve().is_relative_to(root.resolve())]


class InOtherWords(Extension):
    """Compiles templates in the language of the environment's ``translation``."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        """Gives the source of a template in the language."""
        translation: Translation = self.environment.translation  # type: ignore[attr-defined]
        return translation.rewrite(source, name or "")


def translate_environment(environment: Environment, translation: Translation) -> None:
    """Has an environment compile its templates and print its values in a language."""
    say = translation.say
    environment.extend(translation=translation)
    environment.add_extension(InOtherWords)
    environment.filters |= {
        "bt_printed": translation.print,
        "bt_said": say,
        "bt_day": translation.say_day,
        "lower": lambda text: do_lower(say(text)),
        "upper": lambda text: do_upper(say(text)),
        "capitalize": lambda text: do_capitalize(say(text)),
    }

    @pass_eval_context
    def join(context: EvalContext, values: Iterable[Any], joint: str = "") -> str:
        return sync_do_join(context, [say(value) for value in values], joint)

    environment.filters["join"] = join


def translation_of(environment: Environment) -> Translation | None:
    """Gives the translation of an environment; None where it prints our own words."""
    found: Translation | None = getattr(environment, "translation", None)
    return found
