"""Bindings: which suite, candidate and runtime stand behind an option or a model card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing, suggest
from buttress.graph.linked import Binding
from buttress.records import Flaw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.graph.references import Directory
    from buttress.records import Benchmark, Decision, ModelCard, Option


def bind_option(
    decision: Decision,
    index: int,
    own: Sequence[Benchmark],
    suites: Mapping[str, Benchmark],
    directory: Directory,
) -> tuple[Binding | None, tuple[Flaw, ...]]:
    """Gives what is measured of an option; None for a purely argued one.

    By default the suite is the system's only one, the candidate has the option's id, and the runtime is the first
    that the suite lists for the candidate. What is ambiguous is a flaw.

    Args:
        decision: The decision.
        index: Place of the option in it.
        own: The suites of the decision's system.
        suites: All suites by id.
        directory: The ids of all suites.
    """
    option = decision.options[index]
    wanted = option.evidence
    field = ("options", index, "evidence")
    if wanted and wanted.suite:
        return _bind_named(decision, option, field, suites, directory)
    name = wanted.candidate if wanted and wanted.candidate else option.id
    holding = [suite for suite in own if name in suite.candidates]
    if len(holding) > 1:
        found = ", ".join(suite.id for suite in holding)
        message = f"the candidate {name!r} is in several suites of the system: {found}"
        hint = "say which with `evidence: {suite: ...}`"
        return None, (Flaw("decision", decision.id, ("options", index), message, hint),)
    if holding:
        return _bind_candidate(decision, holding[0], name, wanted.runtime if wanted else "", field)
    if wanted and wanted.candidate and own:
        allowed = sorted({candidate for suite in own for candidate in suite.candidates})
        return None, (_unknown_candidate(decision, field, name, allowed),)
    return None, ()


def _bind_named(
    decision: Decision,
    option: Option,
    field: tuple[str | int, ...],
    suites: Mapping[str, Benchmark],
    directory: Directory,
) -> tuple[Binding | None, tuple[Flaw, ...]]:
    wanted = option.evidence
    suite_id = directory.resolve(wanted.suite, decision.id) if wanted else None
    if wanted is None or suite_id is None:
        message, hint = directory.complaint(wanted.suite if wanted else "", decision.id)
        return None, (Flaw("decision", decision.id, (*field, "suite"), message, hint),)
    if suite_id not in suites:
        return None, ()
    suite = suites[suite_id]
    name = wanted.candidate or option.id
    if name not in suite.candidates:
        return None, (_unknown_candidate(decision, field, name, sorted(suite.candidates)),)
    return _bind_candidate(decision, suite, name, wanted.runtime, field)


def _bind_candidate(
    decision: Decision, suite: Benchmark, name: str, runtime: str, field: tuple[str | int, ...]
) -> tuple[Binding | None, tuple[Flaw, ...]]:
    known = suite.candidates[name].runtime
    if runtime and runtime not in known:
        message = f"the suite {suite.id!r} does not run {name!r} on {runtime!r}; allowed: {listing(known)}"
        return None, (Flaw("decision", decision.id, (*field, "runtime"), message, suggest(runtime, known)),)
    return Binding(suite.id, name, runtime or known[0]), ()


def bind_card(
    card: ModelCard, own: Sequence[Benchmark], suites: Mapping[str, Benchmark], directory: Directory
) -> tuple[Binding | None, tuple[Flaw, ...]]:
    """Gives what is measured of a model card; None when nothing is."""
    name = card.candidate or card.id.rsplit("/", 1)[-1]
    if card.suite:
        suite_id = directory.resolve(card.suite, card.id)
        if suite_id is None:
            message, hint = directory.complaint(card.suite, card.id)
            return None, (Flaw("model-card", card.id, ("suite",), message, hint),)
        holding = [suites[suite_id]] if suite_id in suites else []
    else:
        holding = [suite for suite in own if name in suite.candidates]
    if len(holding) != 1 or name not in holding[0].candidates:
        if not holding and directory.ids - directory.readable:
            return None, ()  # the suite that holds it may be the one that could not be read
        return None, _card_flaws(card, name, holding)
    runtimes = holding[0].candidates[name].runtime
    if card.runtime and card.runtime not in runtimes:
        message = f"found {card.runtime!r}; allowed: {listing(runtimes)}"
        return None, (Flaw("model-card", card.id, ("runtime",), message, suggest(card.runtime, runtimes)),)
    return Binding(holding[0].id, name, card.runtime or runtimes[0]), ()


def _card_flaws(card: ModelCard, name: str, holding: list[Benchmark]) -> tuple[Flaw, ...]:
    if len(holding) > 1:
        found = ", ".join(suite.id for suite in holding)
        message = f"the candidate {name!r} is in several suites of the system: {found}"
        return (Flaw("model-card", card.id, (), message, "say which with `suite:`"),)
    if holding or card.candidate:
        allowed = sorted({candidate for suite in holding for candidate in suite.candidates})
        message = f"no suite has the candidate {name!r}"
        field = ("candidate",) if card.candidate else ("suite",)
        return (Flaw("model-card", card.id, field, message, suggest(name, allowed)),)
    return ()


def _unknown_candidate(
    decision: Decision, field: tuple[str | int, ...], name: str, allowed: list[str]
) -> Flaw:
    message = f"no such candidate: {name!r}; allowed: {listing(allowed)}"
    return Flaw("decision", decision.id, (*field, "candidate"), message, suggest(name, allowed))
