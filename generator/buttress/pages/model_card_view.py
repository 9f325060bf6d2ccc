"""A model card with its numbers from runs, its lineage, and an honest account of what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted
from buttress.linting import sections_of
from buttress.pages import urls
from buttress.pages.draft import Crumb, Draft, search_page, shortened
from buttress.pages.measured_view import MeasuredRow, view_measured
from buttress.pages.prose import safe_link
from buttress.pages.record_links import Link, link_decision, link_references

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from buttress.graph import Binding
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Dataset, InterfaceField, ModelCard


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the card: text or a list.

    Attributes:
        title: Its heading.
        text: Prose, possibly empty.
        items: List items, possibly none.
    """

    title: str
    text: Markup | str = ""
    items: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class DatasetView:
    """Data that the model was trained or judged on."""

    name: str
    description: Markup
    facts: tuple[tuple[str, str], ...]
    sensitive: str
    url: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One input or output of the inference interface."""

    role: str
    name: str
    type: str
    shape: str
    description: Markup


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest with where it was recorded and whether that agrees with the card."""

    what: str
    digest: str
    source: str
    href: str
    agreement: str


@dataclass(frozen=True, slots=True)
class ModelCardView:
    """Everything that the template of a model card prints."""

    title: str
    description: Markup
    facts: tuple[tuple[str, str], ...]
    architecture: Markup
    hyperparameters: tuple[tuple[str, str], ...]
    filled: int
    expected: int
    missing: tuple[str, ...]
    use: tuple[Section, ...]
    measured: tuple[MeasuredRow, ...]
    binding: Link | None
    training: tuple[DatasetView, ...]
    evaluation: tuple[DatasetView, ...]
    considerations: tuple[Section, ...]
    interface: tuple[FieldView, ...]
    lineage: tuple[tuple[str, str], ...]
    digests: tuple[DigestView, ...]
    operation: tuple[Section, ...]
    references: tuple[Link, ...]
    decisions: tuple[Link, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One card of the table."""

    card: Link
    version: str
    task: str
    system: str
    filled: int
    expected: int


@dataclass(frozen=True, slots=True)
class ModelIndexView:
    """Everything that the template of all model cards prints."""

    rows: tuple[ModelRow, ...]


def draft_model_card(card: ModelCard, index: SiteIndex) -> Draft:
    """Gives the page of a model card, to be rendered."""
    uri = urls.model_uri(card.id)
    links = index.links(uri)
    view = _view(card, index, links)
    plain = index.prose.plain_text(card.description)
    return Draft(
        uri=uri,
        title=card.title,
        template="model_card.html",
        view=view,
        crumbs=(Crumb("Model cards", links.to(urls.MODELS)),),
        search=(search_page(card.title, plain, card.details.task, " ".join(card.metrics)),),
        description=shortened(plain or card.title, 200),
        source=view.source,
        updated=card.details.date,
    )


def draft_model_index(index: SiteIndex) -> Draft:
    """Gives the page of all model cards, to be rendered."""
    links = index.links(urls.MODELS)
    rows = tuple(
        ModelRow(
            Link(card.title, links.to(urls.model_uri(card.id))),
            card.details.version,
            card.details.task,
            _system_title(card, index),
            sum(section.filled for section in sections_of(card)),
            len(sections_of(card)),
        )
        for card in sorted(index.portfolio.model_cards.values(), key=lambda one: one.id)
    )
    text = f"{counted(len(rows), 'model card')}."
    return Draft(
        uri=urls.MODELS,
        title="Model cards",
        template="model_index.html",
        view=ModelIndexView(rows),
        search=(search_page("Model cards", text),),
        description=text,
    )


def _view(card: ModelCard, index: SiteIndex, links: urls.Links) -> ModelCardView:
    prose = index.prose
    sections = sections_of(card)
    binding = index.linked.card_binding.get(card.id)
    portfolio = index.portfolio
    measured = (
        view_measured(
            binding,
            [portfolio.qualities[name] for name in card.metrics if name in portfolio.qualities],
            index,
            links,
        )
        if binding
        else ()
    )
    return ModelCardView(
        title=card.title,
        description=prose.render_prose(card.description),
        facts=_facts(card, index),
        architecture=prose.render_prose(card.details.architecture),
        hyperparameters=tuple((name, str(value)) for name, value in card.details.hyperparameters.items()),
        filled=sum(section.filled for section in sections),
        expected=len(sections),
        missing=tuple(section.name for section in sections if not section.filled),
        use=_lists(
            index,
            ("Intended uses", card.considerations.intended_uses),
            ("Users", card.considerations.users),
            ("Out-of-scope uses", card.considerations.out_of_scope_uses),
        ),
        measured=measured,
        binding=_link_binding(binding, index, links),
        training=tuple(_dataset(one, index) for one in card.training_data),
        evaluation=tuple(_dataset(one, index) for one in card.evaluation_data),
        considerations=_lists(
            index,
            ("Factors", card.considerations.factors),
            ("Limitations", card.considerations.limitations),
            ("Trade-offs", card.considerations.trade_offs),
            ("Ethical considerations", card.considerations.ethical_considerations),
            ("Environmental considerations", card.considerations.environmental_considerations),
            ("Caveats", card.considerations.caveats),
        ),
        interface=(
            *(_field("input", one, index) for one in card.details.inputs),
            *(_field("output", one, index) for one in card.details.outputs),
        ),
        lineage=_lineage(card),
        digests=_digests(card, binding, index, links),
        operation=_operation(card, index),
        references=link_references(card.details.references),
        decisions=_decisions(card, index, links),
        source=index.source("model-card", card.id),
    )


def _facts(card: ModelCard, index: SiteIndex) -> tuple[tuple[str, str], ...]:
    details = card.details
    facts = (
        ("System", _system_title(card, index)),
        ("Version", details.version),
        ("Date", details.date.isoformat() if details.date else ""),
        ("Owners", ", ".join(details.owners)),
        ("Licence", details.licence),
        ("Task", details.task),
        ("Approach", (details.approach or "").replace("-", " ")),
        ("Family", details.architecture_family),
    )
    return tuple((label, text) for label, text in facts if text)


def _system_title(card: ModelCard, index: SiteIndex) -> str:
    folder = card.system or card.id.partition("/")[0]
    system = index.portfolio.systems.get(folder)
    return system.title if system else ""


def _lists(index: SiteIndex, *sections: tuple[str, Sequence[str]]) -> tuple[Section, ...]:
    return tuple(
        Section(title, items=tuple(map(index.prose.render_inline, items)))
        for title, items in sections
        if items
    )


def _operation(card: ModelCard, index: SiteIndex) -> tuple[Section, ...]:
    operation = card.operation
    texts = (
        ("Safety", operation.safety),
        ("Explainability", operation.explainability),
        ("Fairness", operation.fairness),
        ("Robustness", operation.robustness),
        ("Drift plan", operation.drift_plan),
        ("Security", operation.security),
    )
    written = tuple(Section(title, index.prose.render_prose(text)) for title, text in texts if text)
    return (*written, *_lists(index, ("Service levels", operation.service_levels)))


def _link_binding(binding: Binding | None, index: SiteIndex, links: urls.Links) -> Link | None:
    if binding is None:
        return None
    suite = index.portfolio.benchmarks[binding.suite]
    return Link(f"{suite.title}: {binding.candidate} ({binding.runtime})", links.to(urls.suite_uri(suite.id)))


def _dataset(data: Dataset, index: SiteIndex) -> DatasetView:
    facts = tuple((label, text) for label, text in (("Size", data.size), ("Licence", data.licence)) if text)
    return DatasetView(
        data.name, index.prose.render_prose(data.description), facts, data.sensitive, safe_link(data.url)
    )


def _field(role: str, one: InterfaceField, index: SiteIndex) -> FieldView:
    shape = f"[{', '.join(one.shape)}]" if one.shape else ""
    return FieldView(role, one.name, one.type, shape, index.prose.render_inline(one.description))


def _lineage(card: ModelCard) -> tuple[tuple[str, str], ...]:
    facts = (("Artefact", card.lineage.artifact), ("Training code", card.lineage.training_code))
    return tuple((label, text) for label, text in facts if text)


def _digests(
    card: ModelCard, binding: Binding | None, index: SiteIndex, links: urls.Links
) -> tuple[DigestView, ...]:
    stated = (("Artefact", card.lineage.artifact_sha256), ("Data", card.lineage.data_sha256))
    found = [DigestView(what, digest, "stated in the card", "", "") for what, digest in stated if digest]
    runs = [
        run
        for run in index.runs_of.get(binding.suite if binding else "", ())
        if binding and run.measurement(binding.candidate, binding.runtime)
    ]
    if not runs or binding is None:
        return tuple(found)
    run = runs[0]
    measured = run.measurement(binding.candidate, binding.runtime)
    recorded = (
        ("Artefact", measured.artifact_sha256 if measured else None, card.lineage.artifact_sha256),
        ("Data", run.data.sha256 if run.data else None, card.lineage.data_sha256),
    )
    where = f"latest run, {run.measured_at:%Y-%m-%d}"
    for what, digest, own in recorded:
        if digest:
            agreement = (
                "" if not own else "same as stated" if own == digest else "differs from what is stated"
            )
            found.append(DigestView(what, digest, where, links.to(urls.run_uri(run.id)), agreement))
    return tuple(found)


def _decisions(card: ModelCard, index: SiteIndex, links: urls.Links) -> tuple[Link, ...]:
    names = dict.fromkeys(
        decision for (decision, _), found in index.linked.card_of.items() if found == card.id
    )
    return tuple(link_decision(one, index, links) for one in names)
