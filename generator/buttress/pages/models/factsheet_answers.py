"""The questions of a FactSheet with their answers: what the card says, what runs show and what decisions chose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.models.disaggregated_view import Breakdown, view_breakdowns
from buttress.pages.models.measured_view import MeasuredRow, view_measured
from buttress.pages.models.model_parts import (
    DatasetView,
    DigestView,
    Facts,
    FieldView,
    latest_measurement,
    link_binding,
    qualities_of,
    serving_qualities,
    title_of_system,
    view_dataset,
    view_digests,
    view_field,
    view_lineage,
    view_settings,
)
from buttress.pages.models.model_uses import ModelUse, verdicts_on, view_uses
from buttress.pages.record_links import Link, link_references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from markupsafe import Markup

    from buttress.graph import Binding
    from buttress.pages.site_index import SiteIndex
    from buttress.records import ModelCard, Quality
    from buttress.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with what answers it.

    Attributes:
        question: The question.
        anchor: Its place on the page.
        asks: The field of the card that would answer it, for a question that is left open.
        text: Prose.
        items: A list.
        facts: Labelled values.
        datasets: Data sets.
        fields: Inputs and outputs.
        measured: What runs say.
        breakdowns: What runs say part by part.
        digests: Digests.
        uses: Decisions.
        links: Links.
    """

    question: str
    anchor: str
    asks: str = ""
    text: Markup | str = ""
    items: tuple[Markup, ...] = ()
    facts: Facts = ()
    datasets: tuple[DatasetView, ...] = ()
    fields: tuple[FieldView, ...] = ()
    measured: tuple[MeasuredRow, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    digests: tuple[DigestView, ...] = ()
    uses: tuple[ModelUse, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether there is anything to read."""
        told = (self.text, self.items, self.facts, self.datasets, self.fields, self.breakdowns, self.digests)
        measured = any(row.value for row in self.measured)
        return any(told) or measured or bool(self.uses) or bool(self.links)


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Questions on one matter."""

    title: str
    anchor: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Everything that answers draw on, looked up once."""

    card: ModelCard
    index: SiteIndex
    links: urls.Links
    binding: Binding | None
    verdicts: dict[str, tuple[Verdict, ...]]
    options: tuple[tuple[str, str], ...]

    def items(self, texts: Sequence[str]) -> tuple[Markup, ...]:
        """One-line texts as a list."""
        return tuple(map(self.index.prose.render_inline, texts))

    def prose(self, text: str) -> Markup:
        """Prose."""
        return self.index.prose.render_prose(text)

    def measured(self, wanted: Callable[[Quality], bool]) -> tuple[MeasuredRow, ...]:
        """What runs say of the qualities that the card reports or the suite measures."""
        if self.binding is None:
            return ()
        chosen = [one for one in self.qualities() if wanted(one)]
        rows = view_measured(self.binding, chosen, self.index, self.links, self.verdicts)
        return tuple(row for row in rows if row.value or row.quality.text in self._reported())

    def breakdowns(self, wanted: Callable[[Quality], bool]) -> tuple[Breakdown, ...]:
        """The same, part by part."""
        if self.binding is None:
            return ()
        chosen = [one for one in self.qualities() if one.id in self.card.metrics and wanted(one)]
        return view_breakdowns(self.binding, chosen, self.index, self.links, self.verdicts)

    def qualities(self) -> Iterable[Quality]:
        """The qualities that the card reports, then what else the suite measures of serving."""
        found = (
            *qualities_of(self.card, self.index),
            *serving_qualities(self.card, self.binding, self.index),
        )
        return {one.id: one for one in found}.values()

    def _reported(self) -> frozenset[str]:
        return frozenset(one.title for one in qualities_of(self.card, self.index))


def answer_questions(card: ModelCard, index: SiteIndex, links: urls.Links) -> tuple[AnswerGroup, ...]:
    """Gives all questions with their answers, by matter, in the order of Arnold et al.

    Args:
        card: The model card.
        index: The site.
        links: Addresses as seen from the page.
    """
    options = index.options_of.get(card.id, ())
    asked = _Asked(
        card, index, links, index.linked.card_binding.get(card.id), dict(verdicts_on(options, index)), options
    )
    return tuple(
        AnswerGroup(title, urls.anchor_of(title), tuple(answers(asked)))
        for title, answers in (
            (say("Purpose"), _purpose),
            (say("Making"), _making),
            (say("Performance"), _performance),
            (say("Safety and trust"), _safety),
            (say("Security"), _security),
            (say("Lineage"), _lineage),
            (say("Decisions and contact"), _decisions),
        )
    )


def _answer(question: str, asks: str, **told: object) -> Answer:
    return Answer(question, urls.anchor_of(question), asks, **told)  # type: ignore[arg-type]


def _purpose(asked: _Asked) -> Iterator[Answer]:
    card, considerations = asked.card, asked.card.considerations
    domain = ((say("Task"), card.details.task), (say("System"), title_of_system(card, asked.index)))
    yield _answer(say("What is the model for?"), "description", text=asked.prose(card.description))
    yield _answer(
        say("Which task does it do, and in which domain?"),
        "details.task",
        facts=tuple((label, text) for label, text in domain if text) if card.details.task else (),
    )
    yield _answer(
        say("What may it be used for?"),
        "considerations.intended_uses",
        items=asked.items(considerations.intended_uses),
    )
    yield _answer(say("Who uses it?"), "considerations.users", items=asked.items(considerations.users))
    yield _answer(
        say("What must it not be used for?"),
        "considerations.out_of_scope_uses",
        items=asked.items(considerations.out_of_scope_uses),
    )


def _making(asked: _Asked) -> Iterator[Answer]:
    card, details = asked.card, asked.card.details
    yield _answer(
        say("Which kind of model is it?"),
        "details.architecture",
        text=asked.prose(details.architecture),
        facts=view_settings(card),
    )
    yield _answer(
        say("What was it trained on?"),
        "training_data",
        datasets=tuple(view_dataset(one, asked.index) for one in card.training_data),
    )
    yield _answer(
        say("What goes in, and what comes out?"),
        "details.inputs",
        fields=(
            *(view_field("input", one, asked.index) for one in details.inputs),
            *(view_field("output", one, asked.index) for one in details.outputs),
        ),
    )


def _performance(asked: _Asked) -> Iterator[Answer]:
    card, operation = asked.card, asked.card.operation
    suite = link_binding(asked.binding, asked.index, asked.links)
    yield _answer(
        say("On what was it tested?"),
        "evaluation_data",
        datasets=tuple(view_dataset(one, asked.index) for one in card.evaluation_data),
        links=(suite,) if suite else (),
    )
    yield _answer(
        say("How well does it do?"),
        "metrics",
        measured=asked.measured(lambda one: one.of_outcomes and not _of_trust(one)),
    )
    yield _answer(
        say("How fast is it, and what does it need?"),
        "metrics",
        measured=asked.measured(lambda one: not one.of_outcomes and one.estimator != "ordinal"),
    )
    yield _answer(
        say("Which service levels are promised?"),
        "operation.service_levels",
        items=asked.items(operation.service_levels),
    )
    yield _answer(
        say("Where does it do well?"),
        "operation.optimal_conditions",
        items=asked.items(operation.optimal_conditions),
    )
    yield _answer(
        say("Where does it do poorly?"),
        "operation.poor_conditions",
        items=asked.items((*operation.poor_conditions, *card.considerations.limitations)),
        breakdowns=asked.breakdowns(lambda one: not _of_trust(one)),
    )


def _of_trust(quality: Quality) -> bool:
    return quality.estimator in ("disparity", "kept")


def _safety(asked: _Asked) -> Iterator[Answer]:
    operation, considerations = asked.card.operation, asked.card.considerations
    yield _answer(
        say("Whom could it harm, and how is that prevented?"),
        "operation.safety",
        text=asked.prose(operation.safety),
        items=asked.items(considerations.ethical_considerations),
    )
    yield _answer(
        say("Is it fair to all groups?"),
        "operation.fairness",
        text=asked.prose(operation.fairness),
        measured=asked.measured(lambda one: one.estimator == "disparity"),
    )
    yield _answer(
        say("Can its answers be explained?"),
        "operation.explainability",
        text=asked.prose(operation.explainability),
    )
    yield _answer(
        say("How robust is it?"),
        "operation.robustness",
        text=asked.prose(operation.robustness),
        measured=asked.measured(lambda one: one.estimator == "kept"),
    )
    yield _answer(
        say("What if the world drifts?"), "operation.drift_plan", text=asked.prose(operation.drift_plan)
    )
    yield _answer(
        say("What does it cost the environment?"),
        "considerations.environmental_considerations",
        items=asked.items(considerations.environmental_considerations),
    )


def _security(asked: _Asked) -> Iterator[Answer]:
    yield _answer(
        say("How is it protected?"), "operation.security", text=asked.prose(asked.card.operation.security)
    )
    yield _answer(
        say("Which sensitive data does it hold or see?"),
        "training_data.sensitive",
        facts=_sensitive(asked.card),
    )


def _sensitive(card: ModelCard) -> tuple[tuple[str, str], ...]:
    """What is sensitive in each set of data, told once; sets of one name say which of them is meant."""
    roles = ((say("Training data"), card.training_data), (say("Evaluation data"), card.evaluation_data))
    told: dict[tuple[str, str], str] = {}
    for role, data in roles:
        for one in data:
            if one.sensitive:
                told.setdefault((one.name, one.sensitive), role)
    often = Counter(name for name, _ in told)
    texts: dict[str, list[str]] = {}
    for (name, text), role in told.items():
        texts.setdefault(name if often[name] == 1 else f"{name} ({role})", []).append(text)
    return tuple((name, " ".join(many)) for name, many in texts.items())


def _lineage(asked: _Asked) -> Iterator[Answer]:
    card = asked.card
    made = (
        (say("Version"), card.details.version),
        (say("Date"), card.details.date.isoformat() if card.details.date else ""),
    )
    yield _answer(
        say("Which artefact is it, and what made it?"),
        "lineage",
        facts=(*((label, text) for label, text in made if text), *view_lineage(card)),
        digests=view_digests(card, asked.binding, asked.index, asked.links),
    )
    yield _answer(
        say("How are versions told apart?"),
        "operation.versioning",
        text=asked.prose(card.operation.versioning),
    )
    yield _answer(say("When and on what was it measured?"), "metrics", facts=_measuring(asked))


def _measuring(asked: _Asked) -> Facts:
    latest = latest_measurement(asked.binding, asked.index)
    if latest is None:
        return ()
    run, measured = latest
    return (
        (say("Latest run"), f"{run.measured_at:%Y-%m-%d}"),
        (say("Machine"), run.machine.cpu_model or say("an unnamed machine")),
        (say("Runtime"), measured.runtime),
        (say("Harness"), f"{run.harness.name} {run.harness.version}"),
        (say("Processes"), counted(len(measured.processes), "process", "processes")),
    )


def _decisions(asked: _Asked) -> Iterator[Answer]:
    details = asked.card.details
    uses, _ = view_uses(asked.options, asked.index, asked.links)
    people = (
        (say("Owners"), ", ".join(details.owners)),
        (say("Contact"), details.contact),
        (say("Licence"), details.licence),
    )
    yield _answer(say("Which decisions weighed it?"), "the `model` of an option", uses=uses)
    yield _answer(
        say("Whom to ask?"), "details.contact", facts=tuple((label, text) for label, text in people if text)
    )
    yield _answer(
        say("Where is more to read?"), "details.references", links=link_references(details.references)
    )
