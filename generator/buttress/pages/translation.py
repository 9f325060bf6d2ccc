"""A site in another language or other words: what its catalogue says, and how its language writes numbers and days."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol
from markupsafe import Markup

from buttress.explanation import English, Figure, Phrase
from buttress.pages.messages import Rewriting
from buttress.pages.wording import EnglishMarkup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from babel import Locale

    from buttress.pages.draft import Draft

_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_GROUP = "\u202f"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")


@dataclass(frozen=True, slots=True)
class Translation:
    """The words of a language.

    Attributes:
        language: Its tag, such as ``de``.
        locale: How it writes numbers and days.
        words: Message, or template and message, to its forms, the first of which is for one.
        form: Gives the form for a number.
    """

    language: str
    locale: Locale
    words: Mapping[tuple[str, str], tuple[str, ...]]
    form: Callable[[int], int]

    @property
    def is_english(self) -> bool:
        """Whether what has no translation is in the language all the same."""
        return self.locale.language == "en"

    def rewrite(self, source: str, name: str) -> str:
        """Gives the source of a template in the language."""
        template = name.removeprefix("buttress/")
        printed = "bt_said" if template.endswith(".svg.jinja") else "bt_printed"
        rewriting = Rewriting(lambda message: self.look_up(message, template), printed, "bt_said", "bt_day")
        return rewriting.rewrite(source)

    def look_up(self, message: str, template: str = "") -> str | None:
        """Gives a message in the language; None where it has no translation."""
        found = self.words.get((template, message)) or self.words.get(("", message))
        return found[0] if found else None

    def say(self, value: Any) -> Any:  # noqa: ANN401 - templates print everything
        """Gives a value as the language writes it; what is not ours stays as it is."""
        if type(value) is Phrase:
            return self._phrase(value) or str(value)
        if type(value) is Figure:
            return self._figure(value)
        if type(value) is date:
            return self.say_day(value)
        return value

    def print(self, value: Any) -> Any:  # noqa: ANN401 - as above
        """Gives a value for the text of a page: English words of ours are marked as such."""
        if type(value) is Phrase:
            return self._phrase(value) or self._marked(value)
        if type(value) in (English, EnglishMarkup):
            return self._marked(value)
        return self.say(value)

    def say_day(self, value: Any) -> Any:  # noqa: ANN401 - as above
        """Gives a day as the language writes it; anything else stays as it is."""
        if isinstance(value, str) and _DAY.fullmatch(value):
            value = date.fromisoformat(value)
        if type(value) is not date or self.is_english:
            return self.say(value) if isinstance(value, str) else value
        return format_date(value, "medium", self.locale)

    def say_texts(self, html: str) -> str:
        """Gives finished HTML of ours in the language, word for word: texts between tags that are messages as a whole."""
        return _TEXT.sub(lambda found: self.look_up(found[0], "figure") or found[0], html)

    def say_draft(self, draft: Draft) -> Draft:
        """Gives a page in the making with what is told of it outside of its template in the language."""
        search = tuple(
            replace(one, title=self.say(one.title), text=self.say(one.text)) for one in draft.search
        )
        title, description = self.say(draft.title), self.say(draft.description)
        return replace(draft, title=title, description=description, search=search)

    def _phrase(self, phrase: Phrase) -> str | None:
        forms = self.words.get(("", phrase.message))
        if not forms:
            return None
        form = self.form(phrase.number) if phrase.plural else 0
        text = forms[min(form, len(forms) - 1)]
        return text.format(**{name: self.say(value) for name, value in phrase.values.items()})

    def _figure(self, text: str) -> str:
        if self.is_english:
            return text
        point, group = get_decimal_symbol(self.locale), get_group_symbol(self.locale)
        return _POINT.sub(point, text).replace(_GROUP, group)

    def _marked(self, text: str) -> str:
        if self.is_english:
            return text if isinstance(text, Markup) else str(text)
        return Markup('<span lang="en">{}</span>').format(text)
