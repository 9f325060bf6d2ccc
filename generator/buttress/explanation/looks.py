"""How many looks at the evidence a suite allows, and which are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.explanation.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.graph import Linked
    from buttress.records import Benchmark
    from buttress.verdicts import Assessment, Verdict


def tell_looks(verdict: Verdict, linked: Linked) -> str:
    """Gives how many looks are taken and whether a further run would count: ``1 of 1 taken; ...``.

    Empty where no run decides or the evidence is stale: what comes next is a first look.
    """
    assessment = verdict.assessment
    suite = _suite_of(assessment, linked)
    if assessment is None or suite is None or assessment.state != "fresh":
        return ""
    taken = min(len(assessment.runs), suite.looks)
    if taken < suite.looks:
        return f"{taken} of {suite.looks} taken; the next run counts, too"
    return f"{taken} of {suite.looks} taken; a further run informs only, until candidate or data change"


def argue_looks(verdict: Verdict, linked: Linked) -> Iterator[str]:
    """Gives, in sentences, what planned looks, later runs and looks that are spent mean for a verdict."""
    assessment = verdict.assessment
    suite = _suite_of(assessment, linked)
    if assessment is None or suite is None:
        return
    if suite.looks > 1:
        yield f"The suite plans {suite.looks} looks, so that each has its share of the risk."
    if assessment.informing:
        number = len(assessment.informing)
        yield (
            f"{counted(number, 'later run')} {'informs' if number == 1 else 'inform'} only: measuring again until a "
            "verdict turns must change nothing."
        )
    if (verdict.waived_state or verdict.state) == "undecided" and _is_spent(assessment, suite):
        yield (
            f"{'The only look of the suite is' if suite.looks == 1 else 'The looks of the suite are'} taken: more "
            "evidence counts once candidate or data have changed, or in a suite that plans for it (`looks`, "
            "`processes`, `min_queries`)."
        )


def _suite_of(assessment: Assessment | None, linked: Linked) -> Benchmark | None:
    if assessment is None or not assessment.runs:
        return None
    return linked.portfolio.benchmarks.get(linked.portfolio.runs[assessment.runs[0]].suite)


def _is_spent(assessment: Assessment, suite: Benchmark) -> bool:
    return assessment.state == "fresh" and len(assessment.runs) >= suite.looks
