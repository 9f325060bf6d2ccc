"""When and on what the evidence of a page was measured: one line, the same on every page that shows evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Run
    from buttress.verdicts import Verdict

MOST_RUNS = 3
"""So many runs are named; of more, their number leads to all evidence."""
MOST_MACHINES = 3


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """When and on what the evidence of a page was measured.

    Attributes:
        first: The day of the earliest run; empty where nothing was measured.
        last: The day of the latest run.
        machines: On what, as hardware profiles or names of processors.
        more: How many machines are left out, in words; empty where none is.
        runs: The runs, or one link that tells their number.
        as_of: The day that counted as today when it was judged.
    """

    first: str
    last: str
    machines: tuple[Link, ...]
    more: str
    runs: tuple[Link, ...]
    as_of: str


def tell_measured(run_ids: Iterable[str], index: SiteIndex, links: urls.Links) -> MeasuredLine:
    """Gives when and on what some runs were measured; with no run, that nothing was.

    Args:
        run_ids: The runs behind what the page shows, each once or more often.
        index: The site.
        links: Addresses as seen from the page.
    """
    records = index.portfolio.runs
    runs = sorted((records[name] for name in set(run_ids)), key=lambda run: (run.measured_at, run.id))
    machines = list(dict.fromkeys(machine for run in runs for machine in _machines(run, index, links)))
    left_out = len(machines) - MOST_MACHINES
    return MeasuredLine(
        _day_of(runs[0]) if runs else "",
        _day_of(runs[-1]) if runs else "",
        tuple(machines[:MOST_MACHINES]),
        say(" and {more_machines}", more_machines=counted(left_out, "more machine")) if left_out > 0 else "",
        _link_runs(runs, index, links),
        index.judgement.as_of.isoformat(),
    )


def runs_behind(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Gives the runs on which verdicts rest."""
    return (run for verdict in verdicts if verdict.assessment for run in verdict.assessment.runs)


def runs_of_decision(decision: str, index: SiteIndex) -> Iterator[str]:
    """Gives the runs behind the verdicts and the trade-off table of a decision."""
    yield from runs_behind(index.verdicts(decision))
    comparison = index.comparisons.get(decision)
    for row in comparison.rows if comparison else ():
        for cell in row.cells:
            if cell.assessment:
                yield from cell.assessment.runs


def _day_of(run: Run) -> str:
    return f"{run.measured_at:%Y-%m-%d}"


def _machines(run: Run, index: SiteIndex, links: urls.Links) -> tuple[Link, ...]:
    profiles = index.hardware_of(run)
    if profiles:
        return tuple(Link(one.title, links.to(urls.hardware_uri(one.id))) for one in profiles)
    return (Link(run.machine.cpu_model or say("an unnamed machine")),)


def _link_runs(runs: Sequence[Run], index: SiteIndex, links: urls.Links) -> tuple[Link, ...]:
    if len(runs) > MOST_RUNS:
        return (Link(counted(len(runs), "run"), links.to(urls.EVIDENCE, "runs")),)
    suites = index.portfolio.benchmarks
    shared = Counter((run.suite, run.measured_at.date()) for run in runs)
    found = []
    for run in runs:
        suite = suites.get(run.suite)
        # Two runs of one suite on one day are told apart by the minute.
        alone = shared[run.suite, run.measured_at.date()] == 1
        when = _day_of(run) if alone else f"{run.measured_at:%Y-%m-%d %H:%M}"
        title = suite.title if suite else run.suite
        found.append(
            Link(say("{title}, run of {when}", title=title, when=when), links.to(urls.run_uri(run.id)))
        )
    return tuple(found)
