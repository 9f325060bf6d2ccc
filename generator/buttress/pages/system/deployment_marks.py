"""How what is computed of deployments stands to limits: the verdicts on it, and what they would be elsewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.explanation import as_judged, say, show_claim
from buttress.graph import Placement
from buttress.pages.record_links import link_constraint
from buttress.pages.wording import STATE_TERMS, Term
from buttress.records import OF_ONE_FLOW, speaks_of_deployment, unit_judged
from buttress.verdicts import claim_of, deployed_question_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Quality, System
    from buttress.verdicts import State, Verdict

_WOULD: Mapping[State, str] = {
    "holds": say("Would hold"),
    "violated": say("Would miss"),
    "undecided": say("Would be open"),
}

Asked = tuple[str, str]
"""What is asked of a deployment: a quality, and a flow or all together."""


@dataclass(frozen=True, slots=True)
class LimitMark:
    """How a figure stands to a limit.

    Attributes:
        term: The verdict; where nobody judged this deployment, what it would be.
        claim: Operator and limit.
        href: Where the limit is stated.
        title: The same in a sentence.
        would: Whether nobody judged it.
    """

    term: Term
    claim: str
    href: str
    title: str
    would: bool = False


def limits_asked(system: System, index: SiteIndex) -> Iterator[tuple[Asked, Constraint]]:
    """Gives what the system and its decisions limit of deployments, with the constraint that does."""
    stated = list(system.constraints)
    for decision in index.siblings.get(system.id, ()):
        if index.verdicts(decision.id):
            stated += decision.constraints
    for constraint in stated:
        quality = index.portfolio.qualities[constraint.quality]
        if quality.deployed is not None and speaks_of_deployment(constraint, quality):
            yield asked_by(quality, constraint.for_flow, system), constraint


def asked_by(quality: Quality, flow: str, system: System) -> Asked:
    """Gives what a constraint asks: with a single flow, naming it or not is the same."""
    if len(system.flows) != 1:
        return quality.id, flow
    return quality.id, system.flows[0].id if quality.deployed in OF_ONE_FLOW else ""


def claims_on(system: System, index: SiteIndex) -> dict[Asked, tuple[str, ...]]:
    """Gives what is asked to the limits on it, as text."""
    found: dict[Asked, dict[str, None]] = defaultdict(dict)
    for asked, constraint in limits_asked(system, index):
        quality = index.portfolio.qualities[constraint.quality]
        found[asked][show_claim(constraint.require, quality)] = None
    return {asked: tuple(claims) for asked, claims in found.items()}


def marks_on(
    system: System, index: SiteIndex, links: urls.Links
) -> dict[tuple[str, Asked], tuple[LimitMark, ...]]:
    """Gives (deployment, what is asked) to how that stands to the limits on it, the most urgent first."""
    found: dict[tuple[str, Asked], dict[LimitMark, None]] = defaultdict(dict)
    for deployment, verdict in _verdicts(system, index):
        constraint = verdict.bound.constraint
        quality = index.portfolio.qualities[constraint.quality]
        if speaks_of_deployment(constraint, quality):
            asked = asked_by(quality, constraint.for_flow, system)
            found[deployment, asked][_mark(verdict, quality, index, links)] = None
    for verdict in index.system_verdicts(system.id):
        for deployment in system.deployments:
            if deployment != verdict.bound.option:
                quality = index.portfolio.qualities[verdict.bound.constraint.quality]
                would = _would_be(verdict, deployment, quality, system, index, links)
                asked = asked_by(quality, verdict.bound.constraint.for_flow, system)
                found[deployment, asked].update({would: None} if would else {})
    return {place: _merged(marks) for place, marks in found.items()}


def _merged(marks: Iterable[LimitMark]) -> tuple[LimitMark, ...]:
    """Marks that say the same as one that leads to the first place where it is stated; the most urgent first."""
    alike: dict[tuple[str, str, bool], list[LimitMark]] = defaultdict(list)
    for mark in marks:
        alike[mark.term.key, mark.claim, mark.would].append(mark)
    keys = [term.key for term in STATE_TERMS.values()]
    merged = (
        replace(same[0], title="; ".join(dict.fromkeys(one.title for one in same))) for same in alike.values()
    )
    return tuple(sorted(merged, key=lambda mark: keys.index(mark.term.key)))


def _verdicts(system: System, index: SiteIndex) -> Iterator[tuple[str, Verdict]]:
    """Each verdict on a deployment as the system describes it, with the deployment's name."""
    for verdict in index.system_verdicts(system.id):
        yield verdict.bound.option, verdict
    for (decision, option), placement in index.linked.placement_of.items():
        own = all(
            index.linked.component_binding.get((system.id, component)) == binding
            for component, binding in placement.swaps
        )
        if placement.system == system.id and own:
            for verdict in index.judgement.options.get((decision, option), ()):
                yield placement.deployment, verdict


def _mark(verdict: Verdict, quality: Quality, index: SiteIndex, links: urls.Links) -> LimitMark:
    constraint = verdict.bound.constraint
    stated = link_constraint(verdict.bound, index, links)
    term = STATE_TERMS[verdict.state]
    claim = show_claim(constraint.require, as_judged(constraint, quality))
    return LimitMark(
        term,
        claim,
        stated.href,
        say("{word}: {claim}, as “{text}” states", word=term.word, claim=claim, text=stated.text),
    )


def _would_be(
    verdict: Verdict, deployment: str, quality: Quality, system: System, index: SiteIndex, links: urls.Links
) -> LimitMark | None:
    """What a limit of the system would say of a deployment that is not in operation; None where it would say nothing."""
    constraint = verdict.bound.constraint
    claim = claim_of(constraint, unit_judged(constraint, quality), quality.levels)
    question = deployed_question_of(constraint, quality, Placement(system.id, deployment))
    found = index.judgement.assessor.assess_deployed(question)
    if claim is None or found.state != "fresh" or found.estimate is None or found.sample is None:
        return None
    state: State = "undecided" if found.doubt else claim.judge(found.sample, found.estimate)
    stated = link_constraint(verdict.bound, index, links)
    term = replace(STATE_TERMS[state], word=_WOULD[state])
    told = show_claim(constraint.require, quality)
    title = say(
        "{word}, if this deployment were in operation: {told}, as “{text}” states",
        word=term.word,
        told=told,
        text=stated.text,
    )
    return LimitMark(term, told, stated.href, title, would=True)
