"""Histories: what each run says by itself, since when a constraint is broken, and when its level changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

import making
from buttress.estimation import Estimate
from buttress.graph import link_portfolio
from buttress.storage import read_portfolio
from buttress.verdicts import judge_portfolio
from buttress.verdicts.history import History, HistoryPoint, trace_histories, trace_history

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LATENCY, RECALL, SIZE = 0, 1, 2
CUT_SHORT = {
    **making.process(0),
    "latencies_ns": making.process(0)["latencies_ns"].model_copy(update={"count": 5}),
}
OTHER_MACHINE = {**making.MACHINE, "cpu_model": "Other 9"}


class Shop:
    """A portfolio on disk whose suite is run day after day."""

    def __init__(self, root: Path) -> None:
        self.root = making.write_files(root, making.FILES)

    def run_on(
        self,
        day: int,
        latency_ms: float = 1.0,
        hits: int = 97,
        processes: Sequence[dict[str, Any]] = (),
        measured: Mapping[str, Any] = MappingProxyType({}),
        **changes: Any,
    ) -> None:
        """Records a run so many days after the first one."""
        answers = making.predictions(hits, 100 - hits, 18, 2)
        shown = processes or [making.process(order, latency_ms) for order in range(6)]
        found = making.measurement(self.root, predictions=answers, processes=shown, **measured)
        making.record_run(self.root, [found], started=making.MEASURED - timedelta(days=30 - day), **changes)

    def add(self, text: str) -> None:
        path = self.root / "shop/choice.yaml"
        path.write_text(path.read_text() + text)

    def trace(self, place: int = LATENCY, decision: str = "shop/choice") -> History:
        reading = read_portfolio(self.root)
        linked, flaws = link_portfolio(reading.portfolio, making.TODAY)
        assert (reading.problems, flaws) == ((), ())
        judgement = judge_portfolio(linked, making.TODAY)
        return trace_history(judgement.verdicts[decision][place], judgement.assessor)

    def write(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "decisions")


def said(history: History) -> list[str]:
    return [point.said for point in history.points]


def day(number: int) -> date:
    return (making.MEASURED - timedelta(days=30 - number)).date()


def test_every_run_is_a_point_in_time_order(shop: Shop) -> None:
    shop.run_on(9, 7.0)
    shop.run_on(0, 1.0)
    shop.run_on(4, 2.0)
    history = shop.trace()
    assert [point.day for point in history.points] == [day(0), day(4), day(9)]
    assert [point.value for point in history.points] == pytest.approx([1.0, 2.0, 7.0], rel=0.05)
    assert said(history) == ["holds", "holds", "violated"]
    assert (history.unit, history.elsewhere) == ("ms", 0)


def test_a_run_without_company_says_what_the_verdict_says(shop: Shop) -> None:
    shop.run_on(0)
    reading = read_portfolio(shop.root)
    linked, _ = link_portfolio(reading.portfolio, making.TODAY)
    judgement = judge_portfolio(linked, making.TODAY)
    verdicts = judgement.verdicts["shop/choice"]
    for verdict, history in zip(verdicts, trace_histories(verdicts, judgement.assessor), strict=True):
        (point,) = history.points
        assert verdict.assessment is not None
        assert point.estimate is verdict.assessment.estimate
        assert point.said == verdict.state == "holds"
        assert history.first_broken is None
        assert history.changes == ()


def test_runs_after_the_planned_looks_decide_nothing_and_are_told_all_the_same(shop: Shop) -> None:
    shop.run_on(0, hits=97)
    shop.run_on(5, hits=50)
    history = shop.trace(RECALL)
    assert [point.value for point in history.points] == [0.97, 0.5]
    assert said(history) == ["holds", "violated"]
    assert history.broken_between == (day(0), day(5))


def test_a_value_near_the_limit_is_undecided(shop: Shop) -> None:
    shop.run_on(0, hits=97)
    shop.run_on(5, hits=81)
    assert said(shop.trace(RECALL)) == ["holds", "undecided"]


def test_stale_runs_stay_and_say_what_changed(shop: Shop) -> None:
    shop.run_on(0, 6.0, measured={"code_digest": "a" * 64})
    shop.run_on(1, 6.0, measured={"code_digest": "a" * 64})
    shop.run_on(2, 1.0)
    shop.run_on(3, 1.0, data=making.facts(shop.root, 100, 20, sha256="e" * 64))
    history = shop.trace()
    assert [point.fresh for point in history.points] == [False, False, True, True]
    assert said(history) == ["violated", "violated", "holds", "holds"]
    assert [point.changed for point in history.points] == [(), (), ("candidate",), ("data",)]
    assert history.first_broken is None


def test_a_portfolio_with_stale_runs_only_has_a_history(shop: Shop) -> None:
    shop.run_on(0)
    shop.run_on(1)
    shop.write("shop/candidates.py", "return 1", "return 3")
    history = shop.trace()
    assert said(history) == ["holds", "holds"]
    assert not any(point.fresh for point in history.points)


def test_runs_of_other_machines_are_left_out_and_counted(shop: Shop) -> None:
    shop.run_on(0)
    shop.run_on(1, 9.0, machine=OTHER_MACHINE)
    shop.run_on(2)
    assert (len(shop.trace().points), shop.trace().elsewhere) == (2, 1)
    # What was answered does not depend on the machine.
    assert (len(shop.trace(RECALL).points), shop.trace(RECALL).elsewhere) == (3, 0)


def test_without_a_profile_the_machine_that_decides_counts(shop: Shop) -> None:
    shop.write("shop/choice.yaml", " on bench-box", "")
    shop.run_on(0, measured={"code_digest": "a" * 64})
    shop.run_on(1, machine=OTHER_MACHINE, measured={"code_digest": "a" * 64})
    shop.run_on(2)
    history = shop.trace()
    assert [point.day for point in history.points] == [day(0), day(2)]
    assert history.elsewhere == 1


def test_a_run_that_gives_nothing_says_why(shop: Shop) -> None:
    failed = {"order": 0, "load": "single-stream", "failure": {"reason": "timeout", "doing": "serving"}}
    shop.run_on(0)
    shop.run_on(1, processes=[failed])
    shop.run_on(2, processes=[CUT_SHORT])
    shop.run_on(3, processes=[making.process(0)])
    history = shop.trace()
    assert said(history) == ["holds", "invalid", "invalid", "invalid"]
    assert "timeout" in history.points[1].reason
    assert "cannot be used" in history.points[2].reason
    assert "1 processes" in history.points[3].reason
    assert [point.value is None for point in history.points] == [False, True, True, True]


def test_stale_runs_that_give_nothing_say_so_too(shop: Shop) -> None:
    old = {"code_digest": "a" * 64}
    shop.run_on(0, processes=[making.process(0)], measured=old)
    shop.run_on(1, processes=[CUT_SHORT], measured=old)
    shop.run_on(2)
    history = shop.trace()
    assert said(history) == ["invalid", "invalid", "holds"]
    assert "the sign test needs 5" in history.points[0].reason
    assert history.points[1].reason.startswith("the recorded samples cannot be used: ")


def test_a_stale_run_that_failed_says_how(shop: Shop) -> None:
    old = {"code_digest": "a" * 64}
    failed = {"order": 0, "load": "single-stream", "failure": {"reason": "timeout", "doing": "serving"}}
    shop.run_on(0, processes=[failed], measured=old)
    shop.run_on(1, processes=[{"order": 0, "load": "server"}], measured=old)
    history = shop.trace()
    assert [point.fresh for point in history.points] == [False, False]
    assert history.points[0].reason == "1 of 1 processes failed: timeout while serving"
    assert history.points[1].reason == "it holds no samples that could be used"


def test_a_run_that_lacks_the_quality_is_a_gap(shop: Shop) -> None:
    shop.run_on(0, processes=[{"order": 0, "load": "server"}])
    shop.run_on(1)
    history = shop.trace()
    assert said(history) == ["missing", "holds"]
    assert "hold no latency.p50" in history.points[0].reason


def test_evidence_that_cannot_prove_is_undecided_in_history_too(shop: Shop) -> None:
    shop.run_on(0, measured={"basis": "attested"})
    shop.run_on(1)
    history = shop.trace()
    assert said(history) == ["undecided", "holds"]
    assert "attested" in history.points[0].reason


def test_a_constraint_without_measurements_has_no_history(shop: Shop) -> None:
    assert shop.trace() == History(unit="ms")
    shop.run_on(0)
    shop.add("  - interpretability >= high\n")
    assert shop.trace(3) == History()


def test_a_comparison_has_a_history_of_runs_that_measured_both(shop: Shop) -> None:
    shop.add("  - recall >= -0.1 against large\n")
    shop.run_on(0)
    theirs = [("small", 97), ("large", 95)]
    both = [
        making.measurement(shop.root, name, predictions=making.predictions(hits, 100 - hits, 18, 2))
        for name, hits in theirs
    ]
    making.record_run(shop.root, both)
    history = shop.trace(3)
    assert said(history) == ["missing", "holds"]
    assert history.points[0].reason == "no run measured both 'small' (python) and 'large' (sklearn)"
    assert history.points[1].value == pytest.approx(0.02)


def test_an_option_with_the_measurements_of_the_one_compared_with_has_no_history(shop: Shop) -> None:
    shop.add("  - recall >= -0.1 against large\n")
    shop.write("shop/choice.yaml", "{id: large}", "{id: large}, {id: twin, evidence: {candidate: large}}")
    shop.run_on(0)
    reading = read_portfolio(shop.root)
    linked, _ = link_portfolio(reading.portfolio, making.TODAY)
    judgement = judge_portfolio(linked, making.TODAY)
    verdict = judgement.options["shop/choice", "twin"][3]
    assert (verdict.state, verdict.limits) == ("holds", (-0.1,))
    assert trace_history(verdict, judgement.assessor) == History()


def test_waivers_and_the_other_constraints_do_not_colour_the_past(shop: Shop) -> None:
    waived = "{constraint: latency.p50 on bench-box in single-stream, until: 2026-12-31, by: Head, because: Later.}"
    shop.add(f"waivers: [{waived}]\n")
    shop.run_on(0, 9.0)
    shop.run_on(1, 9.0)
    assert said(shop.trace()) == ["violated", "violated"]


def test_a_change_of_level_is_found_once_there_are_enough_runs(shop: Shop) -> None:
    for number in range(8):
        shop.run_on(number, (1.0 if number < 5 else 1.5) + number / 1000)
    history = shop.trace()
    (change,) = history.changes
    assert history.points[change.place].day == day(5)
    assert change.found.relative == pytest.approx(0.5, abs=0.05)
    assert said(history) == ["holds"] * 8
    assert history.first_broken is None


def point(letter: str, number: int) -> HistoryPoint:
    names = {"h": "holds", "v": "violated", "u": "undecided", "i": "invalid", "m": "missing"}
    value = Estimate(1.0, 0.9, 1.1, 0.95, "made up", 10) if letter in "hvu" else None
    return HistoryPoint(f"run-{number}", day(number), names[letter], value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("letters", "first", "between"),
    [
        ("", None, None),
        ("hh", None, None),
        ("hv", 1, (0, 1)),
        ("hvvv", 1, (0, 1)),
        ("vhv", 2, (1, 2)),
        ("hvh", None, None),
        ("hvhvv", 3, (2, 3)),
        ("vv", 0, None),
        ("huv", 2, (0, 2)),
        ("hvuv", 1, (0, 1)),
        ("hvu", None, None),
        ("hvi", 1, (0, 1)),
        ("ihmviv", 3, (1, 3)),
        ("imi", None, None),
        ("uv", 1, None),
    ],
)
def test_a_constraint_first_broke_after_it_last_held(
    letters: str, first: int | None, between: tuple[int, int] | None
) -> None:
    history = History(tuple(point(letter, number) for number, letter in enumerate(letters)))
    broken = history.first_broken
    assert (broken.day if broken else None) == (None if first is None else day(first))
    assert history.broken_between == (None if between is None else (day(between[0]), day(between[1])))


def test_runs_of_one_day_are_told_apart_by_their_time() -> None:
    first, second, third = (
        HistoryPoint(
            f"run-{hour}",
            date(2026, 11, when),
            "holds",
            None,
            at=datetime(2026, 11, when, hour, 5, tzinfo=UTC),
        )
        for when, hour in ((8, 9), (9, 10), (9, 17))
    )
    history = History((first, second, third))
    assert [history.when(point) for point in history.points] == [
        "2026-11-08",
        "2026-11-09 10:05",
        "2026-11-09 17:05",
    ]
    assert History((replace(second, at=None), third)).when(replace(second, at=None)) == "2026-11-09"
