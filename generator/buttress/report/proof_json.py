"""Proofs as JSON, beside the judgement that they speak of.

``buttress check --prove --format json`` adds to the document of `buttress.report.json_report`::

    proofs      one a verdict, in the same order
    exit_code   1 also where a proof is a finding

A proof::

    decision, constraint, option     as in the verdict
    gating                           whether the decision is in force
    can_fail, can_hold               whether mutated evidence turns it so; null where there was nothing to mutate
    finding                          whether it fails the command
    untried                          why there was nothing to mutate; else empty
    far                              how many times as large or as small figures must be to violate it, from 1000 on;
                                     else null
    searches                         one for each state that it has to be turned to, see below
    path, line, column               where the constraint is written; 0 where no line is known

A search::

    turn                             violated, violated from below, violated from above, or holds
    found                            whether a mutation turned it so
    tried                            how many mutations were tried
    mutation                         the one that did, or that came nearest, in words
    state, reason                    the verdict on that evidence
    value, lower, upper              what it is estimated to be, in the unit of the verdict; null where unknown
    needed                           null, or {count, what}: how much more evidence would decide it
"""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from buttress.report.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.project import Project
    from buttress.proving import Proof, Search


def add_proofs(document: str, project: Project, proofs: Iterable[Proof], base: str = "") -> str:
    """Gives the JSON text of a judgement with its proofs.

    Args:
        document: What `buttress.report.dump_gate` gave.
        project: The judged project.
        proofs: One for each constraint that was judged.
        base: The folder that holds the folder of the records; empty for the working directory.
    """
    found = [_proof(project, proof, base) for proof in proofs]
    fields = json.loads(document)
    exit_code = max(fields["exit_code"], int(any(one["finding"] for one in found)))
    told = {**fields, "exit_code": exit_code, "proofs": found}
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)


def _proof(project: Project, proof: Proof, base: str) -> dict[str, Any]:
    return {
        "decision": proof.decision,
        "constraint": proof.verdict.bound.constraint.id,
        "option": proof.verdict.bound.option,
        "gating": proof.verdict.gating,
        "can_fail": proof.can_fail,
        "can_hold": proof.can_hold,
        "finding": proof.is_finding,
        "untried": proof.untried,
        "far": proof.far,
        "searches": [_search(search) for search in proof.searches],
        **asdict(place_of(project, proof.verdict, base)),
    }


def _search(search: Search) -> dict[str, Any]:
    verdict = search.nearest.verdict
    estimate = verdict.assessment.estimate if verdict.assessment else None
    numbers = {name: getattr(estimate, name, None) for name in ("value", "lower", "upper")}
    return {
        "turn": search.turn,
        "found": search.found is not None,
        "tried": search.tried,
        "mutation": search.nearest.words,
        "state": verdict.state,
        "reason": verdict.reason,
        **{name: one if one is not None and isfinite(one) else None for name, one in numbers.items()},
        "needed": asdict(verdict.needed) if verdict.needed else None,
    }
