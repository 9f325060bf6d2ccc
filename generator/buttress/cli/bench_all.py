"""`buttress bench --all` and `--quick`: suite after suite, and whether the verdicts on record come out again."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

import click

from buttress.bench import (
    BenchError,
    MissingDataError,
    check_versions,
    find_demands,
    find_wanted,
    plan_bench,
    shorten,
)
from buttress.cache_folder import CACHE
from buttress.cli.bench_plan import describe_duration
from buttress.cli.measuring import Workbench, measure, measure_apart, open_workbench
from buttress.difference import compare_measured_again
from buttress.errors import suggest
from buttress.explanation import counted
from buttress.pipeline import judge_measured
from buttress.report import describe_claim
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from buttress.bench import Plan, Wanted
    from buttress.cli.bench_output import Output
    from buttress.cli.records_folder import RecordsFolder
    from buttress.difference import MeasuredAgain
    from buttress.project import Project
    from buttress.records import Run

CONTRARY = 1
"""Exit code where a verdict that gates came out the other way on a machine like the one on record."""
_HEADS = {"undecided": "UNDECIDED", "unmeasured": "NOTHING TO COMPARE", "contrary": "CONTRARY"}


@dataclass(frozen=True, slots=True)
class Benched:
    """What became of one suite.

    Attributes:
        suite: Its id.
        state: ``measured``, ``passed over`` because this machine lacks something, or ``failed``.
        reason: Why it was not measured.
        seconds: How long it took.
        run: Where the run is kept; empty for a quick one.
        again: The verdicts that rest on it, for a quick one.
    """

    suite: str
    state: Literal["measured", "passed over", "failed"]
    reason: str = ""
    seconds: float = 0.0
    run: str = ""
    again: tuple[MeasuredAgain, ...] = ()

    @property
    def exit_code(self) -> int:
        """What it contributes to the exit code."""
        if self.state == "failed":
            return 2
        return CONTRARY if any(_alarms(one) for one in self.again) else 0


@dataclass(frozen=True, slots=True)
class _OnRecord:
    """What quick suites are held against.

    Attributes:
        project: The project as judged with the runs that are kept.
        wanted: By suite what verdicts rest on.
    """

    project: Project
    wanted: Mapping[str, Wanted]


def bench_quickly(folder: RecordsFolder, suite: str, as_of: date, output: Output) -> int:
    """Measures one suite shortly and says which verdicts come out again; gives the exit code."""
    recorded = _read_record(folder, as_of)
    done = _bench(open_workbench(folder, suite, as_of, recorded.project.reading), output, recorded)
    if done.state != "measured":
        raise BenchError(done.reason)
    _show([done], output)
    return done.exit_code


def bench_all(
    folder: RecordsFolder, as_of: date, output: Output, *, skip: Sequence[str] = (), quick: bool = False
) -> int:
    """Measures every suite, one after the other, and gives the exit code.

    Args:
        folder: The records.
        as_of: The day that counts as today.
        output: Where to speak.
        skip: Suites, or folders of suites, to leave out.
        quick: Measure shortly and keep nothing.
    """
    recorded = _read_record(folder, as_of) if quick else None
    reading = recorded.project.reading if recorded else None
    documents = (reading or read_portfolio(folder.root)).documents
    suites = sorted(name for kind, name in documents if kind == "benchmark")
    _refuse_unknown(skip, suites)
    found = [
        _bench(open_workbench(folder, suite, as_of, reading), output, recorded)
        for suite in suites
        if not any(f"{suite}/".startswith(f"{one.rstrip('/')}/") for one in skip)
    ]
    _show(found, output)
    return max((one.exit_code for one in found), default=0)


def _read_record(folder: RecordsFolder, as_of: date) -> _OnRecord:
    project = folder.judge(as_of)
    return _OnRecord(project, find_wanted(project))


def _bench(bench: Workbench, output: Output, recorded: _OnRecord | None) -> Benched:
    """One suite; with something on record quickly, and compared with it."""
    suite, began = bench.suite.id, monotonic()
    try:
        plan = _plan(bench, recorded)
    except BenchError as error:
        return Benched(suite, "passed over", str(error))
    output.show_plan(plan, ())
    try:
        with output.watch(plan) as report:
            if recorded is None:
                path, _ = measure(bench, plan, report, restart=True)
                return Benched(suite, "measured", "", monotonic() - began, str(path))
            run = measure_apart(bench, plan, report)
    except MissingDataError as error:
        return Benched(suite, "passed over", str(error), monotonic() - began)
    except BenchError as error:
        return Benched(suite, "failed", str(error), monotonic() - began)
    return Benched(suite, "measured", "", monotonic() - began, "", _compare(bench, recorded.project, run))


def _plan(bench: Workbench, recorded: _OnRecord | None) -> Plan:
    """The plan of a suite; with something on record a short one, of what its verdicts rest on.

    Raises:
        BenchError: This machine cannot follow it: something is missing; or no verdict rests on the suite.
    """
    check_versions(bench.suite.requires)
    demands = find_demands(bench.linked, bench.suite, bench.as_of)
    qualities = bench.linked.portfolio.qualities
    if recorded is None:
        return plan_bench(bench.suite, bench.folder.root, qualities, demands=demands)
    wanted = recorded.wanted.get(bench.suite.id)
    if wanted is None:
        raise BenchError("no verdict rests on it, so that nothing could come out again")
    plan = plan_bench(bench.suite, bench.folder.root, qualities, wanted.candidates, demands=demands)
    return shorten(plan, wanted)


def _compare(bench: Workbench, recorded: Project, run: Run) -> tuple[MeasuredAgain, ...]:
    named = run.model_copy(update={"id": f"{bench.suite.id} measured again"})
    again = judge_measured(recorded, named, bench.folder.root.parent / CACHE)
    return compare_measured_again(recorded, again, named)


def _alarms(one: MeasuredAgain) -> bool:
    return one.agreement == "contrary" and one.same_machine and one.recorded.gating


def _show(found: Sequence[Benched], output: Output) -> None:
    if output.as_json:
        click.echo(json.dumps([_fields(one) for one in found], indent=1))
        return
    for one in found:
        for line in _tell(one, brief=output.quiet):
            click.echo(line)


def _tell(one: Benched, *, brief: bool) -> Iterator[str]:
    if one.state != "measured":
        yield f"{one.suite}: {one.state}: {' '.join(one.reason.split())}"
        return
    if one.run:
        yield one.run if brief else f"{one.suite}: measured in {describe_duration(one.seconds)}: {one.run}"
        return
    same = sum(again.agreement == "same" for again in one.again)
    came = f"{same} of {counted(len(one.again), 'verdict')} come out again"
    yield f"{one.suite}: measured in {describe_duration(one.seconds)}: {came}"
    for again in one.again:
        if again.agreement != "same" and not (brief and not _alarms(again)):
            yield f"  {_tell_other(again)}"


def _tell_other(one: MeasuredAgain) -> str:
    bound = one.recorded.bound
    states = [verdict.waived_state or verdict.state for verdict in (one.recorded, one.again)]
    where = "" if one.same_machine else " (on another machine than the one on record)"
    told = f"{_HEADS[one.agreement]}: {bound.decision} of {bound.option}: {describe_claim(bound.constraint)}"
    return f"{told}: {states[1]}, on record {states[0]}{where}; {one.again.reason}"


def _fields(one: Benched) -> dict[str, Any]:
    return {
        "suite": one.suite,
        "state": one.state,
        "reason": one.reason,
        "seconds": round(one.seconds, 1),
        "run": one.run,
        "verdicts": Counter(again.agreement for again in one.again),
        "others": [
            {
                "decision": again.recorded.bound.decision,
                "option": again.recorded.bound.option,
                "constraint": again.recorded.bound.constraint.id,
                "agreement": again.agreement,
                "recorded": again.recorded.waived_state or again.recorded.state,
                "again": again.again.waived_state or again.again.state,
                "same_machine": again.same_machine,
                "reason": again.again.reason,
            }
            for again in one.again
            if again.agreement != "same"
        ],
    }


def _refuse_unknown(skip: Sequence[str], suites: Sequence[str]) -> None:
    folders = {suite.rpartition("/")[0] for suite in suites}
    for one in skip:
        if not any(f"{suite}/".startswith(f"{one.rstrip('/')}/") for suite in suites):
            hint = suggest(one, [*suites, *sorted(folders)])
            raise BenchError(f"--skip {one}: there is no such suite or folder{f'; {hint}' if hint else ''}")
