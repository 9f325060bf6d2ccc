"""The plan of a benchmark: which processes, in which order, and about how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.bench.messages import Driver
    from buttress.records import LoadScenario, Runtime


@dataclass(frozen=True, slots=True)
class PlannedProcess:
    """One fresh process that serves a candidate, with the process before it that prepares the artefact.

    Attributes:
        candidate: Name of the candidate in the suite.
        runtime: Where it is executed.
        load: Load scenario that drives it, None where only start and memory are measured.
        order: Place in the random order of all processes, from 0.
    """

    candidate: str
    runtime: Runtime
    load: LoadScenario | None
    order: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a benchmark will do.

    Attributes:
        suite: Id of the suite.
        measured: Ids of the qualities to be measured.
        candidates: Names of the candidates.
        predicted: Those whose outcomes and exact figures are recorded, in the order in which it is done.
        processes: The serving processes in their order.
        driver: What issues queries.
        seconds: About how long it will take, None where that was not asked.
    """

    suite: str
    measured: tuple[str, ...]
    candidates: tuple[str, ...]
    predicted: tuple[str, ...]
    processes: tuple[PlannedProcess, ...]
    driver: Driver
    seconds: float | None = None

    @property
    def steps(self) -> int:
        """Steps that `Progress` counts: the data, one a predicted candidate, one a process."""
        return 1 + len(self.predicted) + len(self.processes)

    def __str__(self) -> str:
        head = [
            f"{self.suite}: {len(self.candidates)} candidates, {len(self.processes)} serving processes",
            f"measured: {', '.join(self.measured) or 'everything that is recorded'}",
            f"queries: issued by {'MLCommons LoadGen' if self.driver == 'loadgen' else 'our own loop'}",
        ]
        if self.seconds is not None:
            head.append(f"about {_duration(self.seconds)}")
        rows = [
            f"{one.order + 1:4}  {one.candidate} on {one.runtime}, {one.load or 'start and memory only'}"
            for one in self.processes
        ]
        return "\n".join([*head, *rows])


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
