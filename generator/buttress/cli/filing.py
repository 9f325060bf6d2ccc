"""From run files that somebody brings to places beside their suites, or to every reason against it at once."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import yaml

from buttress.errors import Problem, ProjectError, listing, suggest
from buttress.graph import Binding, link_portfolio
from buttress.report import count_problems
from buttress.storage import place_run_file, read_portfolio, read_run_file
from buttress.verdicts import Question, matches, select_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from buttress.cli.records_folder import RecordsFolder
    from buttress.graph import Linked
    from buttress.records import Fingerprint, Run
    from buttress.storage import Filing, Reading, RunFile

_FORCE = "--even-if-stale files it all the same"


@dataclass(frozen=True, slots=True)
class Examined:
    """A run file that nothing speaks against.

    Attributes:
        run: The run.
        suite: Id of its suite.
        path: Where it goes, or already stands.
        filing: What is to be written, None where it is there already.
        profiles: Hardware profiles that its machine matches, sorted.
        stale: Why it no longer speaks for what is declared; only where the user takes it all the same.
    """

    run: Run
    suite: str
    path: Path
    filing: Filing | None
    profiles: tuple[str, ...]
    stale: tuple[str, ...]


def examine_files(
    folder: RecordsFolder, paths: Sequence[Path], as_of: date, *, even_if_stale: bool
) -> tuple[Examined, ...]:
    """Gives the places of run files, each run once, in the order in which they were named.

    Mistakes elsewhere in the portfolio are counted on the standard error; they keep nothing from being filed.

    Args:
        folder: The folder of the records.
        paths: The files.
        as_of: The day that counts as today.
        even_if_stale: Whether stale runs are taken, too.

    Raises:
        ProjectError: With every reason against every file.
    """
    problems: list[Problem] = []
    files = _read_all(paths, problems)
    reading = read_portfolio(folder.root)
    linked = _link(reading, files, as_of, problems)
    suites = {run.id: suite for suite, runs in linked.runs_of.items() for run in runs}
    examined = []
    for file in files:
        suite = suites.get(_own_id(file))
        if suite is None:
            continue  # the link stage has said so
        stale = tuple(dict.fromkeys(_staleness(file.run, suite, linked, as_of)))
        try:
            found = _place(reading, linked, file, suite, stale)
        except ProjectError as error:
            problems += error.problems
            continue
        examined.append(found)
        if found.filing is not None and not even_if_stale:
            problems += (Problem(file.name, 0, 0, "", why, _FORCE) for why in stale)
    if problems:
        raise ProjectError(problems)
    return tuple(examined)


def describe_machine(machine: Fingerprint) -> str:
    """Gives a machine in a few words."""
    words = (
        machine.cpu_model or machine.machine,
        machine.cores and f"{machine.cores} cores",
        machine.memory and str(machine.memory),
        *(machine.accelerators or ()),
    )
    return ", ".join(str(word) for word in words if word) or "a machine that tells nothing of itself"


def write_profile(machine: Fingerprint) -> str:
    """Gives a hardware profile that a machine matches, as YAML to be edited; flags and hypervisor are left out."""
    told = machine.model_dump(
        mode="json", exclude={"extensions", "cpu_flags_digest", "virtualised"}, exclude_none=True
    )
    match = {name: value for name, value in told.items() if value != []}
    profile = {"kind": "hardware", "title": describe_machine(machine), "match": match}
    return yaml.safe_dump(profile, sort_keys=False, allow_unicode=True).rstrip()


def _read_all(paths: Iterable[Path], problems: list[Problem]) -> tuple[RunFile, ...]:
    files: dict[str, RunFile] = {}
    for path in paths:
        try:
            file = read_run_file(path)
        except ProjectError as error:
            problems += error.problems
        else:
            files.setdefault(file.run.digest, file)
    return tuple(files.values())


def _link(reading: Reading, files: Sequence[RunFile], as_of: date, problems: list[Problem]) -> Linked:
    """Links the portfolio with the new runs in it; what is wrong with those joins the problems."""
    ours = {_own_id(file): file for file in files}
    runs: Mapping[str, Run] = {
        **reading.portfolio.runs,
        **{name: file.run.model_copy(update={"id": name}) for name, file in ours.items()},
    }
    linked, flaws = link_portfolio(replace(reading.portfolio, runs=runs), as_of)
    problems += (
        Problem(ours[flaw.id].name, 0, 0, ".".join(map(str, flaw.field)), flaw.message, flaw.hint)
        for flaw in flaws
        if flaw.kind == "run" and flaw.id in ours
    )
    others = [flaw for flaw in flaws if flaw.kind != "run" or flaw.id not in ours]
    elsewhere = (*reading.problems, *reading.problems_of(others))
    if elsewhere:
        sys.stderr.write(f"note: {count_problems(elsewhere)} elsewhere; `buttress check` lists them\n")
    return linked


def _own_id(file: RunFile) -> str:
    return file.id_beside(file.run.suite)


def _staleness(run: Run, suite: str, linked: Linked, as_of: date) -> Iterator[str]:
    """Why a run no longer speaks for its suite, by the rules that verdicts go by."""
    found = linked.portfolio.benchmarks.get(suite)
    if found is None:
        yield f"the suite {suite!r} has mistakes of its own, so nothing can be compared with it"
        return
    alone = replace(linked, runs_of={suite: (run,)})
    quality = next(iter(linked.portfolio.qualities.values()))
    for measured in run.measurements:
        candidate = found.candidates.get(measured.candidate)
        if candidate is None:
            hint = (
                suggest(measured.candidate, found.candidates) or f"it has {listing(list(found.candidates))}"
            )
            yield f"the suite has no candidate {measured.candidate!r}; {hint}"
        elif measured.runtime not in candidate.runtime:
            yield f"the candidate {measured.candidate!r} is no longer measured on {measured.runtime}"
        else:
            binding = Binding(suite, measured.candidate, measured.runtime)
            yield from select_runs(Question(binding, quality), alone, as_of).reasons


def _place(reading: Reading, linked: Linked, file: RunFile, suite: str, stale: tuple[str, ...]) -> Examined:
    profiles = sorted(
        name for name, profile in linked.portfolio.hardware.items() if matches(file.run.machine, profile)
    )
    known = {run.digest: run.id for run in reading.portfolio.runs.values()}.get(file.run.digest)
    if known is not None:  # perhaps under another name: counted twice, one run would pass for two
        return Examined(file.run, suite, reading.root / f"{known}.json", None, tuple(profiles), stale)
    filing = place_run_file(reading.root, file, suite)
    path = filing.path if filing else reading.root / f"{file.id_beside(suite)}.json"
    return Examined(file.run, suite, path, filing, tuple(profiles), stale)
