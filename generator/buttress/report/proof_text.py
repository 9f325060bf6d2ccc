"""Proofs in plain text and as GitHub annotations: what cannot fail, what cannot hold, and a closing count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.report.github import write_command
from buttress.report.places import describe_place, place_of
from buttress.report.verdict_text import describe_claim, describe_estimate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from buttress.project import Project
    from buttress.proving import Proof, Search, Turn
    from buttress.report.github import Level

_HEADS: Mapping[Turn, str] = {
    "violated": "CANNOT FAIL",
    "violated from below": "CANNOT FAIL FROM BELOW",
    "violated from above": "CANNOT FAIL FROM ABOVE",
    "holds": "CANNOT HOLD",
}


def describe_proofs(project: Project, proofs: Sequence[Proof], base: str = "") -> str:
    """Gives what proving found; the closing count alone when every constraint can fail and can hold.

    Args:
        project: The judged project.
        proofs: One for each constraint that was judged.
        base: The folder that holds the folder of the records; empty for the working directory.
    """
    parts = [_describe_search(project, proof, search, base) for proof, search in _missed(proofs)]
    short = [
        f"{head}: {_claim(proof)}: {text} ({describe_place(place_of(project, proof.verdict, base))})"
        for proof, head, text in _remarks(proofs)
    ]
    if short:
        parts.append("\n".join(short))
    return "\n\n".join([*parts, count_proofs(proofs)])


def count_proofs(proofs: Sequence[Proof]) -> str:
    """Gives the closing line: how many constraints can fail and can hold, and how many could not be tried.

    What is only proposed is counted apart, since no gate depends on it.
    """
    accepted = [proof for proof in proofs if proof.verdict.gating]
    proposed = [proof for proof in proofs if not proof.verdict.gating]
    if not proofs:
        return "no constraint was judged, so that there is nothing to prove"
    counts = [_count(accepted)] if accepted or not proposed else []
    counts += [f"of proposed decisions {_count(proposed)}"] if proposed else []
    return "; ".join(counts)


def annotate_proofs(project: Project, proofs: Sequence[Proof], base: str = "") -> str:
    """Gives one GitHub annotation a line for everything that proving found; empty when it found nothing.

    Args:
        project: The judged project.
        proofs: One for each constraint that was judged.
        base: The folder that holds the folder of the records, relative to the repository; empty for its root.
    """
    lines = []
    for proof, search in _missed(proofs):
        level: Level = "error" if _fails(proof, search) else "warning"
        title = f"{_HEADS[search.turn].lower()}: {describe_claim(proof.verdict.bound.constraint)}"
        message = "\n".join(f"{name}: {text}" for name, text in _rows(proof, search))
        lines.append(write_command(level, title, message, place_of(project, proof.verdict, base)))
    for proof, head, text in _remarks(proofs):
        title = f"{head.lower()}: {describe_claim(proof.verdict.bound.constraint)}"
        lines.append(write_command("notice", title, text, place_of(project, proof.verdict, base)))
    return "\n".join(lines)


def _missed(proofs: Iterable[Proof]) -> list[tuple[Proof, Search]]:
    """The searches that found nothing, those first that fail the command."""
    found = [(proof, search) for proof in proofs for search in proof.missed]
    return sorted(found, key=lambda one: not _fails(*one))


def _fails(proof: Proof, search: Search) -> bool:
    must = proof.verdict.bound.constraint.severity == "must"
    return proof.verdict.gating and (must or search.turn != "holds")


def _remarks(proofs: Iterable[Proof]) -> Iterator[tuple[Proof, str, str]]:
    for proof in proofs:
        if proof.far is not None:
            words = next(one.nearest.words for one in proof.searches if one.times == proof.far)
            yield proof, "FAR", f"it takes {words} to violate it; is the unit right?"
    for proof in proofs:
        if proof.untried:
            yield proof, "NOTHING TO MUTATE", proof.untried


def _describe_search(project: Project, proof: Proof, search: Search, base: str) -> str:
    constraint = proof.verdict.bound.constraint
    mild = "" if proof.verdict.gating else " (proposed)"
    mild = mild or ("" if constraint.severity == "must" else f" ({constraint.severity})")
    rows = [*_rows(proof, search), ("at", describe_place(place_of(project, proof.verdict, base)))]
    head = f"{_HEADS[search.turn]}{mild}: {_claim(proof)}"
    return "\n".join([head, *(f"  {name}: {text}" for name, text in rows)])


def _claim(proof: Proof) -> str:
    return f"{proof.decision}: {describe_claim(proof.verdict.bound.constraint)}"


def _rows(proof: Proof, search: Search) -> Iterator[tuple[str, str]]:
    verdict, nearest = search.nearest.verdict, search.nearest
    yield "option", proof.verdict.bound.option or "none is chosen"
    tried = "1 mutation" if search.tried == 1 else f"{search.tried} mutations"
    yield "tried", f"{tried} of the evidence; nearest to {search.turn}: {nearest.words}"
    measured = describe_estimate(verdict)
    yield "which is", f"{verdict.state}{f', {measured}' if measured else ''}"
    yield "because", verdict.reason
    if verdict.needed:
        yield "would decide it", f"{verdict.needed.count} more {verdict.needed.what}"


def _count(proofs: Sequence[Proof]) -> str:
    able = sum(proof.can_fail is True and proof.can_hold is True for proof in proofs)
    untried = sum(bool(proof.untried) for proof in proofs)
    noun = "constraint" if len(proofs) == 1 else "constraints"
    rest = f", {untried} had nothing to mutate" if untried else ""
    return f"{able} of {len(proofs)} {noun} can fail and can hold{rest}"
