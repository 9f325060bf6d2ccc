"""Every decision as JSON, for scripts that read the published site: ``decisions.json``.

Its form is told by the schema ``decision-list`` (`buttress schema decision-list`); a verdict is told in the words of
`buttress check --format json`. Keys may be added, none is renamed or removed without a new version.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from buttress.explanation import constraint_data, verdict_data
from buttress.pages import urls
from buttress.pages.machine.addresses import published_page

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Decision
    from buttress.verdicts import Verdict

VERSION = 1
"""Version of the document."""
_TOLD_OF_VERDICTS = (
    "constraint",
    "claim",
    "quality",
    "severity",
    "option",
    "state",
    "effect",
    "operator",
    "limits",
    "unit",
    "estimate",
    "margin",
    "waiver",
    "runs",
)
_TOLD_OF_ESTIMATES = ("value", "lower", "upper", "confidence", "method", "n", "processes")


def write_decision_list(index: SiteIndex) -> bytes:
    """Gives the list of all decisions as JSON, one decision a line."""
    head = {
        "$schema": "schemas/decision-list.json",
        "version": VERSION,
        "as_of": index.judgement.as_of.isoformat(),
        "site": index.settings.site_url,
    }
    decisions = (_decision(decision, index) for decision in index.portfolio.decisions.values())
    lines = ",\n".join(_dump(decision) for decision in decisions)
    return f'{_dump(head)[:-1]},"decisions":[\n{lines}\n]}}\n'.encode()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _decision(decision: Decision, index: SiteIndex) -> dict[str, Any]:
    verdicts = {verdict.bound.constraint.id: verdict for verdict in index.verdicts(decision.id)}
    return {
        "id": decision.id,
        "title": decision.title,
        "number": decision.number,
        "status": decision.status,
        "date": decision.date.isoformat(),
        "review_by": decision.review_by.isoformat() if decision.review_by else None,
        "system": index.linked.system_of.get(decision.id) or None,
        "component": decision.component or None,
        "tags": list(decision.tags),
        "aliases": list(decision.aliases),
        "question": index.prose.plain_text(decision.question),
        "options": [{"id": option.id, "title": option.name} for option in decision.options],
        "chosen": decision.chosen or None,
        "state": index.worst_state(decision.id),
        "constraints": [_constraint(one, verdicts.get(one.id), index) for one in decision.constraints],
        "links": _links(decision, index),
        "url": published_page(urls.decision_uri(decision.id), index.settings),
        "source": index.source("decision", decision.id),
    }


def _constraint(constraint: Constraint, verdict: Verdict | None, index: SiteIndex) -> dict[str, Any]:
    """A constraint with its verdict; one that is not judged has no state."""
    if verdict is None:
        return {**constraint_data(constraint), "state": None}
    told = verdict_data(verdict, index.portfolio.qualities)
    estimate = told["estimate"]
    if estimate is not None:
        told["estimate"] = {name: estimate[name] for name in _TOLD_OF_ESTIMATES}
    return {name: told[name] for name in _TOLD_OF_VERDICTS}


def _links(decision: Decision, index: SiteIndex) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relation, other in index.neighbours.get(decision.id, ()):
        found.setdefault(relation, []).append(other)
    return found
