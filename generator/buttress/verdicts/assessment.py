"""What the evidence says of one quality of one candidate: fresh runs, their samples, an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.estimation import Estimate, Sample
    from buttress.graph import Binding
    from buttress.records import Basis, Benchmark, LoadScenario, Quality, Quantity

PROVING: frozenset[Basis] = frozenset({"measured", "computed"})
"""How a figure must have been come by to decide anything."""

EvidenceState = Literal["fresh", "stale", "missing", "invalid"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the evidence.

    Attributes:
        binding: The measurements to look at.
        quality: The quality.
        hardware: Name of the hardware profile whose runs count; empty for any one machine.
        load: The load scenario; None for the suite's own, see `load_of`.
        slices: (name, value) pairs that an example must satisfy.
        confidence: One-sided confidence of each bound, before it is shared among looks.
        max_age: Older evidence is stale; None for no bound.
        every_process: For percentiles: each process must meet the limit, not the typical one.
        under: The perturbation whose answers count, or the invariant that answers must keep; empty for none.
    """

    binding: Binding
    quality: Quality
    hardware: str = ""
    load: LoadScenario | None = None
    slices: tuple[tuple[str, str], ...] = ()
    confidence: float = 0.95
    max_age: Quantity | None = None
    every_process: bool = False
    under: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this question from others."""
        return (
            self.binding,
            self.quality.id,
            self.hardware,
            self.load,
            self.slices,
            self.confidence,
            self.max_age,
            self.every_process,
            self.under,
        )


def load_of(question: Question, suite: Benchmark) -> LoadScenario | None:
    """Gives the load scenario whose processes count; None where it does not matter.

    Where the question names none it is the suite's first that shows the quality; for throughput, and what follows from
    it, ``offline`` where the suite drives that, since only there nothing but the candidate limits it.
    """
    quality = question.quality
    if not quality.of_load:
        return None
    if question.load is None and quality.sample_name == "throughput" and "offline" in suite.load:
        return "offline"
    showing = (load for load in suite.load if load != quality.not_shown_by)
    return question.load or next(showing, next(iter(suite.load), None))


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the evidence answers.

    Attributes:
        state: Whether there is evidence, and whether it may be used.
        reason: Why it is stale, missing or invalid; empty when fresh.
        runs: Ids of the runs that decide, in time order; stale ones when there is nothing fresher.
        informing: Ids of later runs that were recorded after the planned looks and only inform.
        sample: The samples, None when there are none; where it is invalid, those that broke a guard.
        estimate: Value and bounds in ``unit``, None when there are no usable samples.
        unit: Unit of the estimate.
        confidence: One-sided confidence after it is shared among the suite's looks.
        load: The load scenario that was used, None where none applies.
        basis: How the weakest of the figures were come by: what was not measured or computed informs only.
    """

    state: EvidenceState
    reason: str
    runs: tuple[str, ...] = ()
    informing: tuple[str, ...] = ()
    sample: Sample | None = None
    estimate: Estimate | None = None
    unit: str = ""
    confidence: float = 0.95
    load: LoadScenario | None = None
    basis: Basis = "measured"

    @property
    def doubt(self) -> str:
        """Why the figures may inform and not decide; empty where they may decide.

        Attested, cited and estimated figures prove nothing, nor do bounds of which it is not known how often they err.
        """
        if self.basis not in PROVING:
            return f"the figures are {self.basis}, which informs and cannot prove"
        if self.estimate is not None and self.estimate.doubt:
            return f"the bounds inform and cannot prove: {self.estimate.doubt}"
        return ""


def weakest_basis(bases: Iterable[Basis]) -> Basis:
    """Gives the first basis that cannot prove, or else how the figures were come by; ``measured`` for none."""
    found = tuple(bases)
    return next((basis for basis in found if basis not in PROVING), found[0] if found else "measured")
