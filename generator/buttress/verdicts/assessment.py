"""What the evidence says of one quality of one candidate: fresh runs, their samples, an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.records import EVERY_CHANGE
from buttress.verdicts.silent_parts import PartlyKnown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.estimation import Estimate, Sample
    from buttress.graph import Binding
    from buttress.records import Basis, Benchmark, LoadScenario, Profile, Quality, Quantity, Scope

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
        scope: For percentiles: which process must meet the limit.
        profile: For percentiles: whose rules judge, where they are not ours.
        under: The perturbation whose answers count, or the invariant that answers must keep; `EVERY_CHANGE` for each;
            empty for none.
        group: The column whose groups are compared, or each of which must meet the limit; empty for all together.
        against: The measurements to compare with; the binding itself where its own answers to unchanged examples are
            meant; None for no comparison.
    """

    binding: Binding
    quality: Quality
    hardware: str = ""
    load: LoadScenario | None = None
    slices: tuple[tuple[str, str], ...] = ()
    confidence: float = 0.95
    max_age: Quantity | None = None
    scope: Scope = "typical"
    profile: Profile | None = None
    under: str = ""
    group: str = ""
    against: Binding | None = None

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
            self.scope,
            self.profile,
            self.under,
            self.group,
            self.against,
        )

    @property
    def of_drop(self) -> bool:
        """Whether answers under a change are compared with the same candidate's answers to unchanged examples."""
        return self.against == self.binding

    @property
    def unit(self) -> str:
        """The unit of the answer: none for a ratio of two candidates."""
        compared = self.against is not None and not self.quality.of_outcomes
        return "" if compared else self.quality.unit


def changes_asked(question: Question, suite: Benchmark) -> tuple[str, ...]:
    """Gives the perturbations or invariants that a question speaks of, in the suite's order; nothing for none."""
    if question.under != EVERY_CHANGE:
        return (question.under,) if question.under else ()
    data = suite.data
    return tuple(data.invariants if question.quality.estimator == "kept" else data.perturbations)


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
    if quality.estimator == "sustained_load":
        return "server"
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
        lost: Why a stale run gives no estimate, where it gives none.
        conditions: What it takes as declared and nobody measured (ranges of links, scaled latencies, availabilities), as
            clauses for a reader: the answer is true on these conditions.
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
    lost: str = ""
    conditions: tuple[str, ...] = ()

    @property
    def silence(self) -> str:
        """Which groups or other parts nothing is known of, and why; empty where all are known, or there are none."""
        return self.sample.why_silent() if isinstance(self.sample, PartlyKnown) else ""

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
