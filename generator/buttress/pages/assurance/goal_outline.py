"""A goal structure as a nested list of sentences: the same argument for phones, screen readers and paper."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages.figures.assurance_terms import KIND_WORDS, STANDING_TERMS
from buttress.pages.urls import anchor_of
from buttress.pages.wording import DUE, code_marked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from buttress.assurance import Argument, Element
    from buttress.pages.record_links import Link
    from buttress.pages.wording import Term


def render_outline(
    argument: Argument, written: Callable[[Element], Markup], link: Callable[[Element], Link | None]
) -> Markup:
    """Gives the argument as nested lists; what is mentioned again leads back to where it stands in full.

    Args:
        argument: The argument.
        written: Gives the words of the record behind an element, as safe HTML; empty for none.
        link: Gives where more is told of an element, None for nowhere.
    """
    writer = _Writer(argument.by_id(), written, link, set())
    # The writer escapes whatever it puts in.
    return Markup(f'<ul class="bt-outline">\n{writer.item(argument.top, "")}</ul>')  # noqa: S704


@dataclass(frozen=True, slots=True)
class _Writer:
    elements: Mapping[str, Element]
    written: Callable[[Element], Markup]
    link: Callable[[Element], Link | None]
    seen: set[str]

    def item(self, element: Element, relation: str) -> str:
        """One element, with all that hangs on it as a list inside."""
        name = element.id
        lead = f'<span class="bt-outline__relation">{relation}</span> ' if relation else ""
        if name in self.seen:
            again = f'<a href="#{anchor_of("gsn", name)}">{name}</a>'
            return f'<li class="bt-outline__again">{lead}{again}, as above</li>\n'
        self.seen.add(name)
        own = f" bt-is-{STANDING_TERMS[element.standing].key}" if element.standing else ""
        kind = f'<span class="bt-outline__kind">{KIND_WORDS[element.kind]}</span>'
        return (
            f'<li class="bt-outline__{element.kind}{own}" id="{anchor_of("gsn", name)}">{lead}'
            f'<span class="bt-outline__id">{name}</span> {kind} '
            f"{self._said(element)}{self._inside(element)}</li>\n"
        )

    def _said(self, element: Element) -> str:
        badges = [STANDING_TERMS[element.standing]] if element.standing else []
        if element.due:
            badges.append(DUE)
        words = self.written(element) if element.written else Markup("")
        told = f' <div class="bt-outline__written">{words}</div>' if words else ""
        needed = f'<p class="bt-outline__needed">{escape(element.needed)}</p>' if element.needed else ""
        return f"{''.join(map(_badge, badges))} {_coded(element.text)}{told}{self._linked(element)}{needed}"

    def _linked(self, element: Element) -> str:
        link = self.link(element)
        if link is None:
            return ""
        return f' <a class="bt-outline__more" href="{escape(link.href)}">{escape(link.text)}</a>'

    def _inside(self, element: Element) -> str:
        items = [self.item(self.elements[name], "in the context of") for name in element.in_context_of]
        items += [self.item(self.elements[name], "supported by") for name in element.supported_by]
        items += [self.item(self.elements[name], "challenged by") for name in element.challenged_by]
        return f"\n<ul>\n{''.join(items)}</ul>" if items else ""


def _coded(text: str) -> str:
    """A sentence of ours, escaped; few of them hold code."""
    return str(code_marked(text)) if "`" in text else escape(text)


def _badge(term: Term) -> str:
    return (
        f'<span class="bt-badge bt-badge--small bt-is-{term.key}" title="{escape(term.explanation)}">'
        f"{term.icon}{term.word}</span>"
    )
