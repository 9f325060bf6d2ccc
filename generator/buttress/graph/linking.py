"""Records -> linked portfolio: every reference resolved, every mistake between records found."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from buttress.graph.bindings import bind_card, bind_option
from buttress.graph.decision_integrity import check_decision
from buttress.graph.decision_links import link_decisions
from buttress.graph.linked import Binding, BoundConstraint, Linked
from buttress.graph.placements import bind_components, place_options, system_constraints
from buttress.graph.record_integrity import check_benchmark, check_card, check_quality
from buttress.graph.references import Directory, check_aliases, folders_around, open_directory
from buttress.graph.system_integrity import check_system
from buttress.records import Flaw
from buttress.reuse import Anew

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from buttress.records import Benchmark, Decision, Portfolio, Run
    from buttress.reuse import Reuse


def link_portfolio(
    portfolio: Portfolio, as_of: date, reuse: Reuse | None = None
) -> tuple[Linked, tuple[Flaw, ...]]:
    """Gives the portfolio with its references resolved, and what is wrong between its records.

    Args:
        portfolio: All records.
        as_of: The day that counts as today.
        reuse: What earlier linking may hand over; by default nothing.
    """
    work = reuse or Anew()
    flaws: list[Flaw] = []
    systems = open_directory(portfolio, "system", portfolio.systems)
    suites = open_directory(portfolio, "benchmark", portfolio.benchmarks)
    decisions = open_directory(portfolio, "decision", portfolio.decisions)
    edges, link_flaws = link_decisions(portfolio.decisions, decisions)
    system_of = _systems_of(portfolio, systems, flaws)
    own_suites = _suites_by_home(portfolio, systems, flaws)
    homes = {name: system_of.get(name) or _folder(name) for name in portfolio.decisions}
    bindings, cards = _bind_decisions(portfolio, homes, own_suites, suites, flaws)
    card_bindings = _bind_cards(portfolio, systems, own_suites, suites, flaws)
    model_cards = open_directory(portfolio, "model-card", portfolio.model_cards)
    components = bind_components(portfolio, card_bindings, own_suites, suites, model_cards, flaws)
    found = Linked(
        portfolio=portfolio,
        edges=edges,
        system_of=system_of,
        card_of=cards,
        binding_of=bindings,
        card_binding=card_bindings,
        component_binding=components,
        placement_of=place_options(portfolio, system_of, bindings),
        constraints={one.id: _constraints_of(one) for one in portfolio.decisions.values()},
        system_constraints=system_constraints(portfolio),
        runs_of=_runs_by_suite(portfolio, suites, flaws),
    )
    linked = work.watch("linked", found)
    flaws += link_flaws
    flaws += check_aliases("decision", portfolio.decisions)
    flaws += check_aliases("benchmark", portfolio.benchmarks)
    flaws += check_aliases("model-card", portfolio.model_cards)
    for decision in portfolio.decisions:
        flaws += work.once(("checked", decision), partial(_check_decision, decision, linked, as_of))
    for system in portfolio.systems.values():
        flaws += check_system(system, portfolio)
    for suite in portfolio.benchmarks.values():
        flaws += check_benchmark(suite, portfolio)
    for card in portfolio.model_cards.values():
        flaws += check_card(card, portfolio)
    for quality in portfolio.qualities.values():
        flaws += check_quality(quality, portfolio)
    return linked, tuple(flaws)


def _check_decision(decision: str, linked: Linked, as_of: date) -> tuple[Flaw, ...]:
    return check_decision(linked.portfolio.decisions[decision], linked, as_of)


def _systems_of(portfolio: Portfolio, systems: Directory, flaws: list[Flaw]) -> dict[str, str]:
    found = {}
    for decision in portfolio.decisions.values():
        system = _system_of(decision.id, decision.system, systems)
        if system is None:
            message, hint = systems.complaint(decision.system, decision.id)
            flaws.append(Flaw("decision", decision.id, ("system",), message, hint))
        elif system:
            found[decision.id] = system
    return found


def _system_of(record_id: str, stated: str, systems: Directory) -> str | None:
    """The stated system, or the one whose folder holds the record; empty for neither, None for a dead reference."""
    if stated:
        return systems.resolve(stated, record_id)
    return next((folder for folder in folders_around(record_id) if folder in systems.ids), "")


def _suites_by_home(
    portfolio: Portfolio, systems: Directory, flaws: list[Flaw]
) -> dict[str, list[Benchmark]]:
    homes: dict[str, list[Benchmark]] = {}
    for suite in portfolio.benchmarks.values():
        system = _system_of(suite.id, suite.system, systems)
        if system is None:
            message, hint = systems.complaint(suite.system, suite.id)
            flaws.append(Flaw("benchmark", suite.id, ("system",), message, hint))
        homes.setdefault(system or _folder(suite.id), []).append(suite)
    return homes


def _bind_decisions(
    portfolio: Portfolio,
    homes: Mapping[str, str],
    own_suites: Mapping[str, Sequence[Benchmark]],
    suites: Directory,
    flaws: list[Flaw],
) -> tuple[dict[tuple[str, str], Binding], dict[tuple[str, str], str]]:
    bindings: dict[tuple[str, str], Binding] = {}
    cards: dict[tuple[str, str], str] = {}
    card_directory = open_directory(portfolio, "model-card", portfolio.model_cards)
    for decision in portfolio.decisions.values():
        own = own_suites.get(homes[decision.id], ())
        for index, option in enumerate(decision.options):
            binding, found = bind_option(decision, index, own, portfolio.benchmarks, suites)
            flaws += found
            if binding:
                bindings[decision.id, option.id] = binding
            card = _card_of(decision, index, card_directory, flaws)
            if card:
                cards[decision.id, option.id] = card
    return bindings, cards


def _card_of(decision: Decision, index: int, cards: Directory, flaws: list[Flaw]) -> str:
    reference = decision.options[index].model
    if not reference:
        return ""
    card = cards.resolve(reference, decision.id)
    if card is None:
        message, hint = cards.complaint(reference, decision.id)
        flaws.append(Flaw("decision", decision.id, ("options", index, "model"), message, hint))
    return card if card in cards.readable else ""


def _bind_cards(
    portfolio: Portfolio,
    systems: Directory,
    own_suites: Mapping[str, Sequence[Benchmark]],
    suites: Directory,
    flaws: list[Flaw],
) -> dict[str, Binding]:
    bindings = {}
    for card in portfolio.model_cards.values():
        system = _system_of(card.id, card.system, systems)
        if system is None:
            message, hint = systems.complaint(card.system, card.id)
            flaws.append(Flaw("model-card", card.id, ("system",), message, hint))
        own = own_suites.get(system or _folder(card.id), ())
        binding, found = bind_card(card, own, portfolio.benchmarks, suites)
        flaws += found
        if binding:
            bindings[card.id] = binding
    return bindings


def _constraints_of(decision: Decision) -> tuple[BoundConstraint, ...]:
    return tuple(
        BoundConstraint(decision.id, one, one.of or decision.chosen, index)
        for index, one in enumerate(decision.constraints)
    )


def _runs_by_suite(portfolio: Portfolio, suites: Directory, flaws: list[Flaw]) -> dict[str, tuple[Run, ...]]:
    runs: dict[str, list[Run]] = {}
    for run in sorted(portfolio.runs.values(), key=lambda run: (run.started, run.id)):
        suite = run.suite if run.suite in suites.ids else suites.aliases.get(run.suite, run.suite)
        if suite in suites.ids:
            runs.setdefault(suite, []).append(run)
        else:
            message, hint = suites.complaint(run.suite, run.id)
            hint = f"{hint} or let the suite keep its old id in `aliases`".removeprefix(" or ")
            flaws.append(Flaw("run", run.id, ("suite",), f"{message}: the run is evidence of nothing", hint))
    return {suite: tuple(found) for suite, found in runs.items()}


def _folder(record_id: str) -> str:
    return record_id.rpartition("/")[0]
