"""Freshness: what a run recorded against what the portfolio declares now. Nothing is run to find out."""

from __future__ import annotations

from datetime import UTC, datetime, time
from math import isclose
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from buttress.records import Quantity
from buttress.verdicts.assessment import changes_asked, load_of
from buttress.verdicts.machines import priced_profiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from buttress.records import LoadScenario, Measurement, Portfolio, Run
    from buttress.verdicts.assessment import Question

_SHAPING: Mapping[LoadScenario, tuple[str, ...]] = {
    "multi-stream": ("samples_per_query",),
    "server": ("workers",),
}
"""Settings that shape latencies in one scenario only."""
_ROUNDED = 1e-5


def staleness_of(
    run: Run, measured: Measurement, question: Question, portfolio: Portfolio, as_of: date
) -> tuple[str, ...]:
    """Gives every reason why a run no longer speaks for what is declared; nothing when it is fresh.

    Compared are the parsed code of candidate and data, the content of declared files, the expressions of the
    slices and the code of the perturbation or invariant asked for, the versions that the suite requires, how the load
    was driven, until when a price was offered that a cost rests on, and the age at the end of the day ``as_of``.
    """
    return (
        *_changed_code(run, measured, question, portfolio),
        *_changed_files(run, measured, question, portfolio),
        *_changed_slices(run, question, portfolio),
        *_changed_change(run, question, portfolio),
        *_changed_versions(run, question, portfolio),
        *_changed_load(run, measured, question, portfolio),
        *_expired_price(run, question, portfolio, as_of),
        *_wrong_age(run, question, as_of),
    )


def _changed_code(run: Run, measured: Measurement, question: Question, portfolio: Portfolio) -> Iterator[str]:
    declared = portfolio.digests[question.binding.suite]
    if measured.code_digest != declared.candidates.get(measured.candidate):
        yield f"the code of the candidate {measured.candidate!r} has changed since"
    if run.data and run.data.code_digest != declared.data:
        yield "the code that builds the data has changed since"
    suite = portfolio.benchmarks[question.binding.suite]
    if run.data and run.data.folds != suite.data.folds:
        yield f"the suite now says {_folds(suite.data.folds)}, the run was made with {_folds(run.data.folds)}"
    if run.data and run.seed != suite.seed:
        yield f"the seed is now {suite.seed}, the run was made with {run.seed}"
    positive = None if suite.data.positive is None else str(suite.data.positive)
    if run.data and run.data.positive != positive:
        yield f"the positive class is now {positive!r}, the run was made with {run.data.positive!r}"
    if run.data and run.data.task != suite.data.task:
        yield f"the task is now {suite.data.task}, the run was made for {run.data.task}"
    if run.data and run.data.cluster != suite.data.cluster:
        yield f"the suite now names {_cluster(suite.data.cluster)}, the run was made with {_cluster(run.data.cluster)}"


def _cluster(name: str | None) -> str:
    return f"the cluster {name!r}" if name else "no cluster"


def _folds(folds: int | None) -> str:
    return f"{folds} folds" if folds else "a fixed split"


def _changed_files(
    run: Run, measured: Measurement, question: Question, portfolio: Portfolio
) -> Iterator[str]:
    recorded = {**(run.data.files if run.data else {}), **measured.files}
    suite = portfolio.benchmarks[question.binding.suite]
    expected = {*suite.data.files, *suite.candidates[measured.candidate].files}
    for name in sorted(expected):
        if recorded.get(name) != portfolio.digests[question.binding.suite].files.get(name):
            yield f"the file {name!r} has changed since"


def _changed_slices(run: Run, question: Question, portfolio: Portfolio) -> Iterator[str]:
    declared = portfolio.benchmarks[question.binding.suite].data.slices
    for name, value in question.slices:
        now = declared.get(name, {}).get(value)
        then = run.data.slice_texts.get(name, {}).get(value) if run.data else None
        if now is None or str(now) != then:
            yield f"the slice {name}={value} is defined differently now"


def _changed_change(run: Run, question: Question, portfolio: Portfolio) -> Iterator[str]:
    if not question.under or run.data is None:
        return
    declared = portfolio.digests[question.binding.suite].changes
    for name in changes_asked(question, portfolio.benchmarks[question.binding.suite]):
        then = run.data.change_digests.get(name)
        if then is None:
            yield f"the run was made without {name!r}"
        elif then != declared.get(name):
            yield f"the code of {name!r} has changed since"


def _changed_versions(run: Run, question: Question, portfolio: Portfolio) -> Iterator[str]:
    recorded = {canonicalize_name(name): version for name, version in run.software.packages.items()}
    for package, wanted in sorted(portfolio.benchmarks[question.binding.suite].requires.items()):
        found = recorded.get(canonicalize_name(package))
        if found is None:
            yield f"the suite requires {package} {wanted}, the run recorded no version of it"
        elif not _satisfies(found, wanted):
            yield f"the suite requires {package} {wanted}, the run was made with {found}"


def _satisfies(found: str, wanted: str) -> bool:
    try:
        return SpecifierSet(wanted).contains(Version(found), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return found == wanted


def _changed_load(run: Run, measured: Measurement, question: Question, portfolio: Portfolio) -> Iterator[str]:
    """What shapes latencies; how many queries there were only decides how sure they are."""
    suite = portfolio.benchmarks[question.binding.suite]
    load = load_of(question, suite)
    if load is None:
        return
    if load not in suite.load:
        if any(process.load == load for process in measured.processes):
            yield f"the suite no longer drives {load}"
        return
    now, then = suite.load[load], run.loads.get(load)
    if then is None:
        yield f"the run did not record how {load} was driven"
        return
    for name in ("target_qps", "latency", "warmup_queries", *_SHAPING.get(load, ())):
        wanted, driven = getattr(now, name), getattr(then, name)
        if not _same_setting(wanted, driven):
            yield f"{load} now says {name} {wanted}, the run was driven with {driven}"


def _same_setting(now: object, then: object) -> bool:
    """Whether two settings are alike; run files spell times anew, rounded to six digits."""
    if isinstance(now, Quantity) and isinstance(then, Quantity):
        return isclose(now.magnitude_in("s"), then.magnitude_in("s"), rel_tol=_ROUNDED)
    return now == then


def _expired_price(run: Run, question: Question, portfolio: Portfolio, as_of: date) -> Iterator[str]:
    if question.quality.estimator != "cost":
        return
    for name, profile in priced_profiles(run.machine, question.hardware, portfolio.hardware).items():
        if profile.price_until is not None and profile.price_until < as_of:
            yield f"the price of {name!r} was offered until {profile.price_until}"


def _wrong_age(run: Run, question: Question, as_of: date) -> Iterator[str]:
    end_of_day = datetime.combine(as_of, time.max, UTC)
    age_s = (end_of_day - run.measured_at).total_seconds()
    if age_s < 0:
        yield f"it says that it was measured on {run.measured_at:%Y-%m-%d}, after {as_of}"
    if question.max_age is not None and age_s > question.max_age.magnitude_in("s"):
        yield f"it was measured on {run.measured_at:%Y-%m-%d}, more than {question.max_age} ago"
