"""Pieces that the three pages of a model share: its views, its interface, its data, its lineage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.explanation import say
from buttress.pages import urls
from buttress.pages.prose import safe_link
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.graph import Binding
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Dataset, InterfaceField, Measurement, ModelCard, Quality, Run

_SERVING = frozenset({"model.size", "parameters", "features"})
"""Counted figures that a caller plans with."""
_MADE_BEFORE = ("training.", "update.")
Facts = tuple[tuple[str, str], ...]
Face = Literal["card", "factsheet", "interface"]
"""One of the three pages of a model."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several views of the same thing; the one that is shown leads nowhere else."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class DatasetView:
    """Data that the model was trained or judged on."""

    name: str
    description: Markup
    facts: Facts
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


def qualities_of(card: ModelCard, index: SiteIndex) -> tuple[Quality, ...]:
    """Gives the qualities that a card reports, in its order."""
    known = index.portfolio.qualities
    return tuple(known[name] for name in card.metrics if name in known)


def serving_qualities(card: ModelCard, binding: Binding | None, index: SiteIndex) -> tuple[Quality, ...]:
    """Gives what the suite measures and the card reports of how a model serves: speed, memory, size."""
    known = index.portfolio.qualities
    suite = index.portfolio.benchmarks[binding.suite].measures if binding else ()
    names = dict.fromkeys((*suite, *card.metrics))
    return tuple(known[name] for name in names if name in known and _is_of_serving(known[name]))


def _is_of_serving(quality: Quality) -> bool:
    timed = quality.of_machine and not quality.of_outcomes and not quality.id.startswith(_MADE_BEFORE)
    return timed or quality.id in _SERVING


def view_tabs(card: str, shown: Face, links: urls.Links) -> tuple[Tab, ...]:
    """Gives the three pages of a model, the one that is shown marked."""
    pages: tuple[tuple[Face, str, str], ...] = (
        ("card", say("Model card"), urls.model_uri(card)),
        ("factsheet", say("FactSheet"), urls.factsheet_uri(card)),
        ("interface", say("Interface"), urls.interface_uri(card)),
    )
    return tuple(Tab(text, links.to(uri), face == shown) for face, text, uri in pages)


def title_of_system(card: ModelCard, index: SiteIndex) -> str:
    """Gives the title of the system that a model serves; empty where there is none."""
    system = index.portfolio.systems.get(card.system or card.id.partition("/")[0])
    return system.title if system else ""


def view_facts(card: ModelCard, index: SiteIndex) -> Facts:
    """Gives who made which model, and when."""
    details = card.details
    facts = (
        (say("System"), title_of_system(card, index)),
        (say("Version"), details.version),
        (say("Date"), details.date.isoformat() if details.date else ""),
        (say("Owners"), ", ".join(details.owners)),
        (say("Contact"), details.contact),
        (say("Licence"), details.licence),
        (say("Task"), details.task),
        (say("Approach"), (details.approach or "").replace("-", " ")),
        (say("Family"), details.architecture_family),
    )
    return tuple((label, text) for label, text in facts if text)


def view_settings(card: ModelCard) -> Facts:
    """Gives the hyperparameters of a model."""
    return tuple((name, str(value)) for name, value in card.details.hyperparameters.items())


def view_dataset(data: Dataset, index: SiteIndex) -> DatasetView:
    """Gives a data set."""
    facts = tuple(
        (label, text) for label, text in ((say("Size"), data.size), (say("Licence"), data.licence)) if text
    )
    return DatasetView(
        data.name, index.prose.render_prose(data.description), facts, data.sensitive, safe_link(data.url)
    )


def view_field(role: str, one: InterfaceField, index: SiteIndex) -> FieldView:
    """Gives one input or output."""
    shape = f"[{', '.join(one.shape)}]" if one.shape else ""
    return FieldView(role, one.name, one.type, shape, index.prose.render_inline(one.description))


def view_lineage(card: ModelCard) -> Facts:
    """Gives where the artefact lies and which code makes it."""
    facts = ((say("Artefact"), card.lineage.artifact), (say("Training code"), card.lineage.training_code))
    return tuple((label, text) for label, text in facts if text)


def link_binding(binding: Binding | None, index: SiteIndex, links: urls.Links) -> Link | None:
    """Gives what measures a model, as a link to its suite; None where nothing does."""
    if binding is None:
        return None
    suite = index.portfolio.benchmarks[binding.suite]
    return Link(f"{suite.title}: {binding.candidate} ({binding.runtime})", links.to(urls.suite_uri(suite.id)))


def latest_measurement(binding: Binding | None, index: SiteIndex) -> tuple[Run, Measurement] | None:
    """Gives the latest run that measured a model, with what it recorded; None where there is none."""
    for run in index.runs_of.get(binding.suite, ()) if binding else ():
        measured = run.measurement(binding.candidate, binding.runtime) if binding else None
        if measured is not None:
            return run, measured
    return None


def view_digests(
    card: ModelCard, binding: Binding | None, index: SiteIndex, links: urls.Links
) -> tuple[DigestView, ...]:
    """Gives the digests that the card states and those that the latest run recorded."""
    stated = ((say("Artefact"), card.lineage.artifact_sha256), (say("Data"), card.lineage.data_sha256))
    found = [DigestView(what, digest, say("stated in the card"), "", "") for what, digest in stated if digest]
    latest = latest_measurement(binding, index)
    if latest is None:
        return tuple(found)
    run, measured = latest
    recorded = (
        (say("Artefact"), measured.artifact_sha256, card.lineage.artifact_sha256),
        (say("Data"), run.data.sha256 if run.data else None, card.lineage.data_sha256),
    )
    where = say("latest run, {measured_at:%Y-%m-%d}", measured_at=run.measured_at)
    for what, digest, own in recorded:
        if digest:
            agreement = (
                ""
                if not own
                else say("same as stated")
                if own == digest
                else say("differs from what is stated")
            )
            found.append(DigestView(what, digest, where, links.to(urls.run_uri(run.id)), agreement))
    return tuple(found)
