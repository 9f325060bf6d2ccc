"""What every view may look up: records, verdicts, reverse indexes, prose and addresses. Built once per site."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from buttress.graph import REVERSE, open_directory
from buttress.pages import urls
from buttress.pages.model_options import options_by_card
from buttress.pages.tags_index import gather_tags
from buttress.verdicts import STATES, matches, trace_histories

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from buttress.graph import Linked
    from buttress.pages.page import SiteSettings
    from buttress.pages.prose import ProseRenderer
    from buttress.pages.tags_index import Tag
    from buttress.records import Decision, Hardware, Kind, Portfolio, Run, System
    from buttress.storage import Reading
    from buttress.tradeoff import Comparison
    from buttress.verdicts import History, Judgement, Notice, State, Verdict


Value = TypeVar("Value")


@dataclass(frozen=True)
class SiteIndex:
    """Everything behind the pages.

    Attributes:
        linked: The linked portfolio.
        judgement: The verdicts.
        comparisons: Decision to the comparison of its options.
        reading: The way back to the files.
        settings: How the pages are made.
        prose: Markdown of records -> safe HTML.
        neighbours: Decision to (relation, other decision), reverse relations named as such.
        siblings: System, or empty, to its decisions in order.
        around: Decision to the one before and the one after it in its system, empty at the ends.
        notices_of: Decision to what is due of it.
        constrained_by: Quality to the verdicts on it, by decision.
        reported_by: Quality to the model cards that report it.
        used_by: Pattern to the decisions that apply it.
        runs_of: Suite to its runs, the latest first.
        machine_of: Run to the names of the hardware profiles that it matches.
        resting_on: Run to the decisions and systems whose verdicts rest on it, as kind and id.
        histories: Decision to the history of each of its verdicts, in their order.
        cards_of_components: (system, component) to its model card, where it names one.
        tags: Name of a tag to what bears it, in alphabetical order.
        options_of: Model card to the options that it stands behind, as decision and option.
    """

    linked: Linked
    judgement: Judgement
    comparisons: Mapping[str, Comparison]
    reading: Reading
    settings: SiteSettings
    prose: ProseRenderer
    neighbours: Mapping[str, tuple[tuple[str, str], ...]]
    siblings: Mapping[str, tuple[Decision, ...]]
    around: Mapping[str, tuple[str, str]]
    notices_of: Mapping[str, tuple[Notice, ...]]
    constrained_by: Mapping[str, tuple[Verdict, ...]]
    reported_by: Mapping[str, tuple[str, ...]]
    used_by: Mapping[str, tuple[str, ...]]
    runs_of: Mapping[str, tuple[Run, ...]]
    machine_of: Mapping[str, tuple[str, ...]]
    resting_on: Mapping[str, tuple[tuple[str, str], ...]]
    histories: Mapping[str, tuple[History, ...]]
    cards_of_components: Mapping[tuple[str, str], str]
    tags: Mapping[str, Tag]
    options_of: Mapping[str, tuple[tuple[str, str], ...]]

    @property
    def portfolio(self) -> Portfolio:
        """All records."""
        return self.linked.portfolio

    def links(self, uri: str) -> urls.Links:
        """Addresses as seen from a page."""
        return urls.Links(uri, self.settings.directory_urls)

    def verdicts(self, decision: str) -> tuple[Verdict, ...]:
        """The verdicts of a decision; none where it is not judged."""
        return self.judgement.verdicts.get(decision, ())

    def system_verdicts(self, system: str) -> tuple[Verdict, ...]:
        """The verdicts on what a system itself states; none where it states nothing."""
        return self.judgement.systems.get(system, ())

    def component_card(self, system: System, component: str) -> str:
        """The model card of a component; empty where it has none."""
        return self.cards_of_components.get((system.id, component), "")

    def worst_state(self, decision: str) -> State | None:
        """The most urgent state among a decision's verdicts; None where there is none."""
        return worst_state(self.verdicts(decision))

    def system_title(self, decision: str) -> str:
        """The title of a decision's system; empty where it has none."""
        system = self.portfolio.systems.get(self.linked.system_of.get(decision, ""))
        return system.title if system else ""

    def source(self, kind: Kind, record_id: str) -> str:
        """The file that a record comes from; empty for what the catalogue brings along."""
        document = self.reading.documents.get((kind, record_id))
        if document is None:
            return f"{self.reading.root.name}/{record_id}.json" if kind == "run" else ""
        return "" if document.path.startswith("catalogue/") else document.path

    def hardware_of(self, run: Run) -> tuple[Hardware, ...]:
        """The hardware profiles that a run matches."""
        return tuple(self.portfolio.hardware[name] for name in self.machine_of[run.id])


def worst_state(verdicts: tuple[Verdict, ...]) -> State | None:
    """Gives the most urgent state; None where there is no verdict."""
    return min((verdict.state for verdict in verdicts), key=STATES.index, default=None)


def index_site(
    linked: Linked,
    judgement: Judgement,
    comparisons: Mapping[str, Comparison],
    reading: Reading,
    settings: SiteSettings,
    prose: ProseRenderer,
) -> SiteIndex:
    """Gives the index of a site."""
    portfolio = linked.portfolio
    siblings = _siblings(linked)
    return SiteIndex(
        linked,
        judgement,
        comparisons,
        reading,
        settings,
        prose,
        neighbours=_neighbours(linked),
        siblings=siblings,
        around=_around(siblings),
        notices_of=_grouped((notice.decision, notice) for notice in judgement.notices),
        constrained_by=_by_quality(judgement),
        reported_by=_grouped(
            (quality, card.id) for card in portfolio.model_cards.values() for quality in card.metrics
        ),
        used_by=_grouped(
            (name, decision.id) for decision in portfolio.decisions.values() for name in decision.patterns
        ),
        runs_of=_runs_by_suite(portfolio),
        machine_of={
            run.id: tuple(name for name, one in portfolio.hardware.items() if matches(run.machine, one))
            for run in portfolio.runs.values()
        },
        resting_on=_owners_by_run(judgement),
        histories={
            decision: judgement.assessor.reuse.once(
                ("traced", decision), partial(_trace_decision, decision, judgement)
            )
            for decision in judgement.verdicts
        },
        cards_of_components=_cards_of_components(portfolio),
        tags=gather_tags(portfolio),
        options_of=options_by_card(linked),
    )


def _trace_decision(decision: str, judgement: Judgement) -> tuple[History, ...]:
    return trace_histories(judgement.verdicts[decision], judgement.assessor)


def _grouped(pairs: Iterable[tuple[str, Value]]) -> dict[str, tuple[Value, ...]]:
    """Values by key, in order and without doubles."""
    found: dict[str, dict[Value, None]] = defaultdict(dict)
    for key, value in pairs:
        found[key][value] = None
    return {key: tuple(values) for key, values in found.items()}


def _neighbours(linked: Linked) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for edge in linked.edges:
        found[edge.tail].add((edge.relation, edge.head))
        found[edge.head].add((REVERSE[edge.relation], edge.tail))
    return {decision: tuple(sorted(links)) for decision, links in found.items()}


def _siblings(linked: Linked) -> dict[str, tuple[Decision, ...]]:
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in linked.portfolio.decisions.values():
        found[linked.system_of.get(decision.id, "")].append(decision)
    return {system: tuple(sorted(ours, key=_reading_order)) for system, ours in sorted(found.items())}


def _around(siblings: Mapping[str, tuple[Decision, ...]]) -> dict[str, tuple[str, str]]:
    found = {}
    for ours in siblings.values():
        names = ["", *(decision.id for decision in ours), ""]
        found.update(
            {names[place]: (names[place - 1], names[place + 1]) for place in range(1, len(names) - 1)}
        )
    return found


def _reading_order(decision: Decision) -> tuple[bool, int, str, str]:
    return decision.number is None, decision.number or 0, decision.date.isoformat(), decision.id


def _cards_of_components(portfolio: Portfolio) -> dict[tuple[str, str], str]:
    cards = open_directory(portfolio, "model-card", portfolio.model_cards)
    found = {
        (system.id, name): cards.resolve(part.model, f"{system.id}/system")
        for system in portfolio.systems.values()
        for name, part in system.components.items()
        if part.model
    }
    return {place: card for place, card in found.items() if card and card in portfolio.model_cards}


def _by_quality(judgement: Judgement) -> dict[str, tuple[Verdict, ...]]:
    found: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in judgement.all_verdicts():
        found[verdict.bound.constraint.quality].append(verdict)
    return {quality: tuple(verdicts) for quality, verdicts in found.items()}


def _runs_by_suite(portfolio: Portfolio) -> dict[str, tuple[Run, ...]]:
    found: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(portfolio.runs.values(), key=lambda one: (one.started, one.id), reverse=True):
        found[run.suite].append(run)
    return {suite: tuple(runs) for suite, runs in found.items()}


def _owners_by_run(judgement: Judgement) -> dict[str, tuple[tuple[str, str], ...]]:
    return _grouped(
        (run, (verdict.bound.kind, verdict.bound.decision))
        for verdict in judgement.all_verdicts()
        if verdict.assessment
        for run in verdict.assessment.runs
    )
