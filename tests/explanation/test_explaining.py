"""The argument of a verdict, from recorded runs to one paragraph."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

import making
from buttress import estimation
from buttress.explanation import code_free, explain_verdict
from buttress.explanation.methods import reason_of
from buttress.graph import link_portfolio
from buttress.storage import read_portfolio
from buttress.verdicts import judge_portfolio

if TYPE_CHECKING:
    from pathlib import Path


def explained(root: Path, index: int, **decision: str) -> str:
    path = root / "shop/choice.yaml"
    text = path.read_text()
    for old, new in decision.items():
        assert DECISION_PARTS[old] in text
        text = text.replace(DECISION_PARTS[old], new)
    path.write_text(text)
    reading = read_portfolio(root)
    linked, flaws = link_portfolio(reading.portfolio, making.TODAY)
    assert (reading.problems, flaws) == ((), ())
    verdicts = judge_portfolio(linked, making.TODAY).verdicts["shop/choice"]
    return code_free(explain_verdict(verdicts[index], linked, verdicts))


DECISION_PARTS = {"recall": "recall >= 0.80", "latency": "latency.p50 <= 5 ms", "size": "model.size <= 10 kB"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root)
    return root


def test_a_share_is_argued_from_claim_to_what_would_turn_it(root: Path) -> None:
    told = explained(root, 1)
    assert told.startswith("Of small the decision requires recall ≥ 80 %. Run suite-20261110T120000Z-")
    assert "measured it on 2026-11-10, on Testing 3000 with 2 cores." in told
    assert (
        "so the evidence is fresh. Recall is 97.0 % (95 % bounds 92.4–99.2 %, Clopper–Pearson from 100 examples)"
        in told
    )
    assert "would come up in less than 0.1 % of all such benchmarks; 5 % would be allowed." in told
    assert "the binomial distribution gives exact bounds." in told
    assert told.endswith(
        "It would no longer hold once the nearer bound moved by 12 percentage points (16 % of the limit)."
    )


def test_a_counted_figure_has_no_chance_about_it(root: Path) -> None:
    told = explained(root, 2)
    assert "It is counted, so that there is nothing to estimate." in told
    assert "benchmarks;" not in told
    assert "once the value moved by 5.9 kB (59 % of the limit)" in told


def test_a_ratio_of_two_options_is_argued_in_the_per_cent_of_its_limit(root: Path) -> None:
    making.record_run(
        root,
        [making.measurement(root), making.measurement(root, "large")],
        started=making.MEASURED.replace(day=9),
    )
    told = explained(root, 2, size="model.size <= 300 % against large")
    assert "The ratio of model size to that of large is 100 % (" in told
    assert "below the limit of 300 %: holds." in told


def test_a_violated_constraint_says_what_it_takes_and_that_chance_was_shared(root: Path) -> None:
    told = explained(root, 1, recall="recall >= 0.999")
    assert "evidence against it this strong would come up in" in told
    assert "To hold, the farther bound would have to move by" in told
    assert (
        "The 2 musts of the decision that chance can turn red do so together in 5 % of cases at most" in told
    )


def test_an_undecided_constraint_says_that_the_look_is_taken(root: Path) -> None:
    told = explained(root, 1, recall="recall >= 0.95")
    assert "undecided" in told
    assert "more examples would decide it" in told
    assert "The only look of the suite is taken" in told


def test_a_later_run_is_told_to_inform_only(root: Path) -> None:
    making.record_run(root, started=making.MEASURED.replace(day=12))
    assert "1 later run informs only" in explained(root, 1)


def test_missing_evidence_is_argued_too(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    told = explained(root, 0)
    assert told.startswith("Of small the decision requires latency.p50 ≤ 5 ms on bench-box in single-stream.")
    assert "missing" in told


def test_every_kind_of_sample_has_its_reason() -> None:
    kinds = [
        kind
        for name in estimation.__all__
        if inspect.isclass(kind := getattr(estimation, name)) and hasattr(kind, "needed_to_decide")
    ]
    assert len(kinds) > 10
    for kind in kinds:
        if kind is not estimation.Sample:
            assert reason_of(kind.__new__(kind)), kind.__name__
