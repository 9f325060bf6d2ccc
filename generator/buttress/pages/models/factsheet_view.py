"""A FactSheet: the questions of Arnold et al. 2019, answered from the same card, runs and decisions.

What the card does not answer is shown as unanswered, with the field that would answer it: a supplier's declaration is
worth as much as its gaps are plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.draft import ASIDE, Crumb, Draft, search_page, shortened
from buttress.pages.measured_line import tell_measured
from buttress.pages.models.factsheet_answers import AnswerGroup, answer_questions
from buttress.pages.models.model_parts import Tab, view_tabs
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex
    from buttress.records import ModelCard


@dataclass(frozen=True, slots=True)
class FactSheetView:
    """Everything that the template of a FactSheet prints."""

    tabs: tuple[Tab, ...]
    groups: tuple[AnswerGroup, ...]
    answered: int
    asked: int
    open: tuple[Link, ...]


def draft_factsheet(card: ModelCard, index: SiteIndex) -> Draft:
    """Gives the FactSheet of a model, to be rendered."""
    uri = urls.factsheet_uri(card.id)
    links = index.links(uri)
    groups = answer_questions(card, index, links)
    answers = [one for group in groups for one in group.answers]
    unanswered = tuple(Link(one.question, f"#{one.anchor}") for one in answers if not one.answered)
    runs = {run.id for one in answers for row in one.measured for run in row.runs}
    title = say("FactSheet of {title}", title=card.title)
    told = f"{len(answers) - len(unanswered)} of {counted(len(answers), 'question')} answered."
    return Draft(
        uri=uri,
        title=title,
        template="factsheet.html",
        view=FactSheetView(
            view_tabs(card.id, "factsheet", links),
            groups,
            len(answers) - len(unanswered),
            len(answers),
            unanswered,
        ),
        crumbs=(
            Crumb(say("Model cards"), links.to(urls.MODELS)),
            Crumb(card.title, links.to(urls.model_uri(card.id))),
        ),
        search=(search_page(title, told, boost=ASIDE),),
        description=shortened(f"{title}: {told} {index.prose.plain_text(card.description)}", 200),
        source=index.source("model-card", card.id),
        updated=card.details.date,
        measured=tell_measured(runs, index, links) if runs else None,
        extensions=card.extensions,
    )
