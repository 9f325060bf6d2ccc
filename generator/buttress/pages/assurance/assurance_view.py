"""The assurance page of a decision or system: why its claims may be relied on, and where the argument is open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from buttress.assurance import argue_decision, argue_system, conclude
from buttress.explanation import listed, say
from buttress.pages import urls
from buttress.pages.assurance.goal_outline import render_outline
from buttress.pages.draft import Crumb, Draft, shortened
from buttress.pages.figures.assurance_terms import STANDING_TERMS
from buttress.pages.figures.goal_drawing import draw_goals, draw_legend
from buttress.pages.figures.goal_layout import lay_out_goals
from buttress.pages.measured_line import tell_measured
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from buttress.assurance import Argument, Element
    from buttress.pages.site_index import SiteIndex
    from buttress.pages.wording import Term
    from buttress.records import Decision, System
    from buttress.verdicts import Verdict

FIGURE = "goal-structure"
_FULLY_SAID = 280
"""Of a longer rationale only the beginning stands in the argument, which links to the rest."""
_LABEL = 220
"""No box has room for more characters."""


@dataclass(frozen=True, slots=True)
class AssuranceMark:
    """What an argument comes to, in one line with the way to it."""

    href: str
    term: Term
    text: str


@dataclass(frozen=True, slots=True)
class AssuranceView:
    """Everything that the template of an assurance page prints."""

    kind: str
    owner: Link
    term: Term
    conclusion: str
    remarks: tuple[str, ...]
    counts: str
    outline: Markup


def mark_assurance(
    uri: str, verdicts: Sequence[Verdict], index: SiteIndex, links: urls.Links
) -> AssuranceMark | None:
    """Gives what the argument over some verdicts comes to, for the page that states them; None without verdicts.

    Args:
        uri: Source address of the argument's page.
        verdicts: The verdicts of one decision or system.
        index: The site.
        links: Addresses as seen from the page that shows the line.
    """
    if not verdicts:
        return None
    conclusion = conclude(verdicts, index.linked)
    return AssuranceMark(links.to(uri), STANDING_TERMS[conclusion.standing], conclusion.text)


def draft_assurance(decision: Decision, index: SiteIndex) -> Draft | None:
    """Gives the assurance page of a decision; None where nothing is argued, see `argue_decision`."""
    argument = argue_decision(decision, index.linked, index.judgement)
    if argument is None:
        return None
    uri, home = urls.assurance_uri(decision.id), urls.decision_uri(decision.id)
    anchors = urls.anchors_of("constraint", (one.id for one in decision.constraints))
    return _draft(_Speaker(index, index.links(uri), home, anchors), argument, decision.date)


def draft_system_assurance(system: System, index: SiteIndex) -> Draft | None:
    """Gives the assurance page of a system; None where it states nothing itself."""
    argument = argue_system(system, index.linked, index.judgement)
    if argument is None:
        return None
    uri, home = urls.system_assurance_uri(system.id), urls.system_uri(system.id)
    anchors = urls.anchors_of("constraint", (one.id for one in system.constraints))
    return _draft(_Speaker(index, index.links(uri), home, anchors), argument, None)


def _draft(speaker: _Speaker, argument: Argument, updated: date | None) -> Draft:
    index, links = speaker.index, speaker.links
    conclusion = argument.conclusion
    owner = Link(argument.title, links.to(speaker.home))
    runs = [one.about.name for one in argument.elements if one.about.topic == "run"]
    view = AssuranceView(
        kind=argument.kind,
        owner=owner,
        term=STANDING_TERMS[conclusion.standing],
        conclusion=conclusion.text,
        remarks=argument.remarks,
        counts=_counts(argument),
        outline=render_outline(argument, speaker.written, speaker.more),
    )
    title = say("Assurance: {title}", title=argument.title)
    crumb = Crumb(say("Decisions"), links.to(urls.DECISIONS)) if argument.kind == "decision" else None
    return Draft(
        uri=links.page,
        title=title,
        template="assurance.html",
        view=view,
        crumbs=(crumb or Crumb(say("Systems"), links.to(urls.SYSTEMS)), Crumb(owner.text, owner.href)),
        figures={FIGURE: _figure(argument, speaker)},
        description=shortened(f"{title}. {conclusion.text}", 200),
        source=index.source(argument.kind, argument.owner),
        updated=updated,
        measured=tell_measured(runs, index, links) if runs else None,
    )


def _figure(argument: Argument, speaker: _Speaker) -> str:
    layout = lay_out_goals(argument, speaker.label)
    title = say("Goal structure")
    told = say("the same is told in words below")
    drawing = draw_goals(layout, argument.by_id(), speaker.address, title, told)
    return (
        f'<figure class="bt-figure bt-figure--gsn">\n<figcaption>{title}</figcaption>\n'
        f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}, drawing">{drawing}</div>\n'
        f"{draw_legend(layout)}</figure>"
    )


def _counts(argument: Argument) -> str:
    """How many claims of constraints stand how; empty where all stand alike."""
    claims = Counter(one.standing for one in argument.elements if one.verdict is not None)
    if len(claims) < 2:
        return ""
    return listed(
        [f"{claims[one]} {term.word.lower()}" for one, term in STANDING_TERMS.items() if claims[one]]
    )


@dataclass(frozen=True, slots=True)
class _Speaker:
    """What the elements of one argument say and link to, as seen from its page."""

    index: SiteIndex
    links: urls.Links
    home: str
    anchors: dict[str, str]

    def written(self, element: Element) -> Markup:
        """The words of the record behind an element, as on the page of the decision."""
        prose = self.index.prose
        if element.about.topic == "rationale":
            return escape(shortened(prose.render_prose(element.written).striptags(), _FULLY_SAID))
        if element.about.topic in ("assumptions", "risks"):
            return prose.render_inline(element.written)
        return prose.render_prose(element.written)

    def label(self, element: Element) -> str:
        """What is written in an element's box."""
        text = element.text.replace("`", "")  # blanks that hold a number and its unit together stay
        if not element.written or len(text) > _LABEL:
            return text[:_LABEL]
        return f"{text} {self.written(element).striptags()}"[:_LABEL]

    def address(self, element: Element) -> str:
        """Where an element's box leads."""
        about, links = element.about, self.links
        if about.topic == "constraint":
            return links.to(self.home, self.anchors[about.name])
        if about.topic == "run":
            return links.to(urls.run_uri(about.name))
        if about.topic == "system":
            known = about.name in self.index.portfolio.systems
            return links.to(urls.system_uri(about.name)) if known else ""
        return links.to(self.home, about.topic) if about.topic else ""

    def more(self, element: Element) -> Link | None:
        """The way to where more is told of an element than here."""
        topic = element.about.topic
        if topic == "constraint" and element.kind in ("goal", "context", "counter-goal"):
            return (
                Link(say("verdict and evidence"), self.address(element)) if element.kind == "goal" else None
            )
        if topic == "run":
            return Link(say("the run"), self.address(element))
        if topic == "rationale":
            return Link(say("the whole rationale"), self.address(element))
        if topic == "system" and element.kind != "goal":
            return Link(say("the system"), self.address(element))
        return None
