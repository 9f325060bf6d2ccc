"""Failures: a run that lost processes, or its answers, is not judged on what survived."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.records import Failure, LoadScenario, Measurement, ProcessRecord, Quality
    from buttress.verdicts.run_selection import Evidence

_LONGEST = 160
_WORDS: Mapping[str, str] = {
    "raised": "error",
    "timeout": "timeout",
    "memory": "too much memory",
    "signal": "ended by a signal",
    "exit": "ended without a result",
}


def failure_of(quality: Quality, evidence: Sequence[Evidence], load: LoadScenario | None) -> str:
    """Gives why runs cannot be judged since something of them failed; empty where nothing did that counts.

    Outcomes and exact figures come from the process that predicts, all others from the processes that serve: those
    under the load scenario, where one matters.
    """
    for side in (side for one in evidence for side in one.sides):
        if quality.of_predicting and side.failure is not None:
            return f"predicting failed: {describe_failure(side.failure)}"
        if not quality.of_predicting:
            told = describe_failed(processes_under(side, load))
            if told:
                return told
    return ""


def describe_failed(processes: Sequence[ProcessRecord]) -> str:
    """Gives how many processes failed and, for the most, why; empty where none did."""
    failures = [process.failure for process in processes if process.failure is not None]
    if not failures:
        return ""
    reasons = Counter(map(describe_failure, failures))
    most, _ = reasons.most_common(1)[0]
    others = "" if len(reasons) == 1 else f", and {len(reasons) - 1} more"
    return f"{len(failures)} of {len(processes)} processes failed: {most}{others}"


def describe_failure(failure: Failure) -> str:
    """Gives a failure in one line, such as ``timeout while serving: took longer than 60 s and was ended``."""
    doing = f" while {failure.doing.removeprefix('while ')}" if failure.doing else ""
    first = next((line.strip() for line in failure.text.splitlines() if line.strip()), "")
    told = first if len(first) <= _LONGEST else f"{first[: _LONGEST - 3]}..."
    return f"{_WORDS[failure.reason]}{doing}{f': {told}' if told else ''}"


def processes_under(measured: Measurement, load: LoadScenario | None) -> tuple[ProcessRecord, ...]:
    """Gives the processes of a measurement in their order; those of one load scenario where one is given."""
    ordered = sorted(measured.processes, key=lambda process: process.order)
    return tuple(process for process in ordered if load is None or process.load == load)
