"""Question -> assessment: selects the runs, draws the samples, estimates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.verdicts.assessment import Assessment, EvidenceState, Question, load_of, weakest_basis
from buttress.verdicts.failures import failure_of
from buttress.verdicts.machines import same_machine
from buttress.verdicts.outcomes import NothingRecordedError
from buttress.verdicts.process_samples import ENERGY
from buttress.verdicts.run_selection import Selection, select_runs
from buttress.verdicts.samples import draw_sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from buttress.estimation import Estimate, Memory, Sample
    from buttress.graph import Binding, Linked
    from buttress.records import Basis, Constraint, LoadScenario, Portfolio, Quality
    from buttress.verdicts.run_selection import Evidence


def question_of(
    constraint: Constraint, binding: Binding, quality: Quality, against: Binding | None = None
) -> Question:
    """Gives what a constraint asks of the evidence.

    Args:
        constraint: The constraint.
        binding: What is measured of the option that is judged.
        quality: The constraint's quality.
        against: What is measured of the option that it is compared with, where the constraint names one.
    """
    return Question(
        binding=binding,
        quality=quality,
        hardware=constraint.on_hardware,
        load=constraint.in_load,
        slices=constraint.in_slice,
        confidence=constraint.confidence,
        max_age=constraint.max_age,
        scope=constraint.scope,
        profile=constraint.profile,
        under=constraint.under_change,
        group=constraint.by_group,
        against=against,
    )


def assess(question: Question, linked: Linked, as_of: date, memory: Memory | None = None) -> Assessment:
    """Gives what the recorded runs say of a quality of a candidate.

    Never raises for bad evidence: what is missing, stale or unusable is a state with its reason.

    The suite's ``looks`` says how many runs may decide, and each planned look spends its share of alpha (Bonferroni
    over looks). The earliest fresh runs with usable samples take them; later ones only inform, so that running again
    until a verdict turns green changes nothing. A run that lost what is asked for to a failure takes a look, too:
    or else running again until nothing fails would be a way to green.
    """
    suite = linked.portfolio.benchmarks[question.binding.suite]
    asked = _Asked(
        question=question,
        load=load_of(question, suite),
        portfolio=linked.portfolio,
        confidence=1 - (1 - question.confidence) / suite.looks,
        memory=memory,
    )
    selection = select_runs(question, linked, as_of)
    if selection.fresh:
        return _assess_fresh(asked, selection.fresh)
    if selection.stale:
        return _assess_stale(asked, selection)
    return asked.answer("missing", _nothing_measured(question, linked))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what the suite adds to it."""

    question: Question
    load: LoadScenario | None
    portfolio: Portfolio
    confidence: float
    memory: Memory | None

    @property
    def looks(self) -> int:
        """How many runs may decide."""
        return self.portfolio.benchmarks[self.question.binding.suite].looks

    def answer(
        self, state: EvidenceState, reason: str, runs: Sequence[Evidence] = (), drawn: _Drawn | None = None
    ) -> Assessment:
        return Assessment(
            state=state,
            reason=reason,
            runs=tuple(one.run.id for one in runs),
            sample=drawn.sample if drawn else None,
            estimate=drawn.estimate if drawn else None,
            unit=self.question.unit,
            confidence=self.confidence,
            load=self.load,
            basis=weakest_basis(basis for one in runs for basis in _bases(one, self.question.quality)),
        )


def _bases(one: Evidence, quality: Quality) -> Iterator[Basis]:
    """How a run's figures were come by; of energy each process says so itself."""
    yield from (side.basis for side in one.sides)
    if quality.sample_name != ENERGY:
        return
    processes = (process for side in one.sides for process in side.processes)
    methods = {process.energy_method for process in processes if ENERGY in process.figures}
    if "estimated" in methods:
        yield "estimated"
    if None in methods:  # imported, and nobody says from where
        yield "attested"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A sample with its estimate, or why there is none.

    Something of the runs failed, or the sample is broken, or the runs lack it (perhaps without a reason).
    """

    sample: Sample | None = None
    estimate: Estimate | None = None
    failed: str = ""
    broken: str = ""
    lacking: str = ""

    @property
    def why_invalid(self) -> str:
        return self.failed or self.broken

    @property
    def takes_a_look(self) -> bool:
        return self.estimate is not None or bool(self.failed)


def _draw(asked: _Asked, runs: Sequence[Evidence]) -> _Drawn:
    failed = failure_of(asked.question.quality, runs, asked.load)
    if failed:
        return _Drawn(failed=failed)
    try:
        sample = draw_sample(asked.question, runs, asked.load, asked.portfolio, asked.memory)
    except NothingRecordedError as error:
        return _Drawn(lacking=str(error))
    except ValueError as error:
        return _Drawn(broken=f"the recorded samples cannot be used: {error}")
    if sample is None:
        return _Drawn()
    broken = sample.unusable()
    if broken:
        return _Drawn(sample, broken=broken)
    # Without a value bounds may still tell: that no rate keeps a latency's limit, say.
    return _Drawn(sample, sample.estimate(asked.confidence))


def _assess_fresh(asked: _Asked, fresh: Sequence[Evidence]) -> Assessment:
    drawn = {one.run.id: _draw(asked, [one]) for one in fresh}
    usable = [one for one in fresh if drawn[one.run.id].estimate is not None]
    if _several_machines(asked.question, usable):
        reason = "runs of different machines are not pooled; say which with 'on HARDWARE'"
        return asked.answer("invalid", reason, usable)
    looked = [one for one in fresh if drawn[one.run.id].takes_a_look]
    first, later = looked[: asked.looks], looked[asked.looks :]
    deciding = [one for one in first if one in usable]
    if not deciding:
        return _answer_without(asked, fresh, tuple(drawn.values()), later)
    # Unpacking samples and looking for their memory is dear: one run was already drawn to see that it is usable.
    pooled = drawn[deciding[0].run.id] if len(deciding) == 1 else _draw(asked, deciding)
    if pooled.estimate is None:
        return asked.answer("invalid", pooled.why_invalid or pooled.lacking, deciding)
    return _with_later(asked.answer("fresh", "", deciding, pooled), later)


def _answer_without(
    asked: _Asked, fresh: Sequence[Evidence], drawn: Sequence[_Drawn], later: Sequence[Evidence]
) -> Assessment:
    """The answer where none of the runs that took a look can decide."""
    invalid = next(
        (one for one in sorted(drawn, key=lambda one: not one.failed) if one.failed or one.broken), None
    )
    if invalid is not None:
        looks = "the suite's only look" if asked.looks == 1 else f"the suite's {asked.looks} looks"
        spent = f"; that took {looks}, and later runs only inform" if later else ""
        return _with_later(asked.answer("invalid", f"{invalid.why_invalid}{spent}", fresh, invalid), later)
    lacking = next((found.lacking for found in drawn if found.lacking), "")
    return asked.answer("missing", lacking or _not_held(asked))


def _with_later(answer: Assessment, later: Sequence[Evidence]) -> Assessment:
    informing = tuple(one.run.id for one in later)
    return replace(
        answer, runs=tuple(run for run in answer.runs if run not in informing), informing=informing
    )


def _assess_stale(asked: _Asked, selection: Selection) -> Assessment:
    latest = selection.stale[-1:]
    drawn = _draw(asked, latest)
    answer = asked.answer("stale", "; ".join(selection.reasons), latest, drawn)
    return replace(answer, lost=drawn.why_invalid or drawn.lacking)


def _several_machines(question: Question, used: Sequence[Evidence]) -> bool:
    """Whether samples that depend on the machine come from several; a named profile makes them one."""
    if question.hardware or not question.quality.of_machine:
        return False
    return any(not same_machine(one.run.machine, used[0].run.machine) for one in used[1:])


def _not_held(asked: _Asked) -> str:
    where = f" under {asked.load}" if asked.load else ""
    return f"the runs of {asked.question.binding.candidate!r} hold no {asked.question.quality.id}{where}"


def _nothing_measured(question: Question, linked: Linked) -> str:
    binding = question.binding
    candidate = f"{binding.candidate!r} ({binding.runtime})"
    elsewhere = any(
        run.measurement(binding.candidate, binding.runtime) for run in linked.runs_of.get(binding.suite, ())
    )
    other = question.against
    if elsewhere and other is not None and not question.of_drop:
        where = f" on {question.hardware!r}" if question.hardware else ""
        return f"no run{where} measured both {candidate} and {other.candidate!r} ({other.runtime})"
    if question.hardware and elsewhere:
        return f"no run of {candidate} was made on {question.hardware!r}"
    return f"no run of {candidate} is recorded; `buttress bench {binding.suite}` makes one"
