"""Two judged projects -> their difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.difference.constraint_changes import change_constraints, change_waivers
from buttress.difference.matching import former_ids, former_runs
from buttress.difference.project_difference import FieldChange, ProjectDifference, RecordChange, Way
from buttress.difference.record_fields import change_fields
from buttress.difference.verdict_changes import change_verdicts
from buttress.records import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.project import Project
    from buttress.records import Kind, Quality, Record, Run, System, Waiver
    from buttress.verdicts import Notice, Verdict


@dataclass(frozen=True, slots=True)
class _Stating:
    """One side's decisions, or its systems, with what is judged of them."""

    records: Mapping[str, Decision | System]
    verdicts: Mapping[str, tuple[Verdict, ...]]
    qualities: Mapping[str, Quality]
    notices: tuple[Notice, ...] = ()


def compare_projects(
    base: Project, head: Project, name: str = "the base", left_out: int = 0
) -> ProjectDifference:
    """Gives what changes from one judged state of a project to another; both must be judged as of the same day.

    Args:
        base: The project as it was.
        head: The project as it is.
        name: What the base is called, for readers.
        left_out: How many files of the base were not read.
    """
    old, new = base.linked.portfolio, head.linked.portfolio
    shelves: tuple[tuple[Kind, Mapping[str, Record], Mapping[str, Record]], ...] = (
        ("model-card", old.model_cards, new.model_cards),
        ("benchmark", old.benchmarks, new.benchmarks),
        ("hardware", old.hardware, new.hardware),
        ("quality", old.qualities, new.qualities),
        ("pattern", old.patterns, new.patterns),
        ("term", old.terms, new.terms),
    )
    changes = (
        *_compare_stating("decision", _decisions_of(base), _decisions_of(head), head),
        *_compare_stating("system", _systems_of(base), _systems_of(head), head),
        *(change for shelf in shelves for change in _compare_plain(*shelf)),
        *_compare_runs(old.runs, new.runs),
    )
    return ProjectDifference(name, head.judgement.as_of, changes, left_out)


def _decisions_of(project: Project) -> _Stating:
    portfolio, judgement = project.linked.portfolio, project.judgement
    return _Stating(portfolio.decisions, judgement.verdicts, portfolio.qualities, judgement.notices)


def _systems_of(project: Project) -> _Stating:
    portfolio = project.linked.portfolio
    return _Stating(portfolio.systems, project.judgement.systems, portfolio.qualities)


def _compare_stating(kind: Kind, old: _Stating, new: _Stating, head: Project) -> Iterator[RecordChange]:
    former = former_ids(old.records, new.records)
    due = {_told(notice, notice.decision) for notice in old.notices}
    for name, record in sorted(new.records.items()):
        was = former.get(name, "")
        fresh = [one for one in new.notices if one.decision == name and _told(one, was or name) not in due]
        before = old.records[was] if was else None
        change = RecordChange(
            kind,
            name,
            record.title,
            *(_way(was, name) if before else ("added", "")),
            change_fields(before, record) if before else (),
            tuple(
                change_constraints(
                    before.constraints if before else (), record.constraints, old.qualities, new.qualities
                )
            ),
            tuple(change_waivers(_waivers(before), _waivers(record), head.judgement.as_of)),
            change_verdicts(
                old.verdicts.get(was, ()), new.verdicts.get(name, ()), old.qualities, new.qualities
            ),
            tuple(fresh),
            gates=not isinstance(record, Decision) or record.status == "accepted",
        )
        if change.way != "changed" or _says_something(change):
            yield change
    for name in sorted(set(old.records) - set(former.values())):
        yield _removed(kind, name, old)


def _way(was: str, name: str) -> tuple[Way, str]:
    """How a record differs that is there on both sides, and its former id where that is another one."""
    return ("changed", "") if was == name else ("renamed", was)


def _removed(kind: Kind, name: str, old: _Stating) -> RecordChange:
    record = old.records[name]
    return RecordChange(
        kind,
        name,
        record.title,
        "removed",
        constraints=tuple(change_constraints(record.constraints, (), old.qualities, old.qualities)),
        verdicts=change_verdicts(old.verdicts.get(name, ()), (), old.qualities, old.qualities),
    )


def _waivers(record: Decision | System | None) -> tuple[Waiver, ...]:
    return record.waivers if isinstance(record, Decision) else ()


def _told(notice: Notice, decision: str) -> tuple[str, str, str]:
    """What tells a notice from others, whatever the decision is called now."""
    return decision, notice.kind, notice.text


def _says_something(change: RecordChange) -> bool:
    return any((change.fields, change.constraints, change.waivers, change.verdicts, change.notices))


def _compare_plain(
    kind: Kind, old: Mapping[str, Record], new: Mapping[str, Record]
) -> Iterator[RecordChange]:
    former = former_ids(old, new)
    for name, record in sorted(new.items()):
        was = former.get(name, "")
        fields = change_fields(old[was], record) if was else ()
        if not was:
            yield RecordChange(kind, name, _title(record), "added")
        elif was != name or fields:
            yield RecordChange(kind, name, _title(record), *_way(was, name), fields)
    for name in sorted(set(old) - set(former.values())):
        yield RecordChange(kind, name, _title(old[name]), "removed")


def _compare_runs(old: Mapping[str, Run], new: Mapping[str, Run]) -> Iterator[RecordChange]:
    """Runs are sealed: one is there, or it is not; a file of that name that holds another run has other content."""
    former = former_runs(old, new)
    for name, run in sorted(new.items()):
        if name not in former:
            replaced = name in old
            fields = (FieldChange("content"),) if replaced else ()
            yield RecordChange("run", name, _title(run), "changed" if replaced else "added", fields=fields)
    for name in sorted(set(old) - set(former.values()) - set(new)):
        yield RecordChange("run", name, _title(old[name]), "removed")


def _title(record: Record) -> str:
    return str(getattr(record, "title", "") or record.id)
