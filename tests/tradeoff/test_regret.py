"""Regret: another option is better beyond the intervals and worse in nothing, or meets what the chosen one violates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import making
import matrices
from buttress.graph import Linked
from buttress.pipeline import judge_project
from buttress.records import Portfolio
from buttress.tradeoff import find_regrets
from buttress.verdicts import Assessor, Judgement

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import Notice

GOOD, BAD = making.predictions(97, 3, 18, 2), making.predictions(60, 40, 18, 2)
CONSTRAINTS = "latency.p50 <= 5 ms, recall >= 0.5"


def regrets(
    root: Path,
    latency_ms: tuple[float, float],
    answers: tuple[object, object],
    decision: str = making.ONE_DECISION,
    constraints: str = CONSTRAINTS,
) -> list[Notice]:
    making.write_files(root, {**making.FILES, "shop/choice.yaml": decision % constraints})
    measured = [
        making.measurement(
            root, name, predictions=said, processes=[making.process(order, centre) for order in range(10)]
        )
        for name, centre, said in zip(("small", "large"), latency_ms, answers, strict=True)
    ]
    making.record_run(root, measured)
    return [one for one in judge_project(root, making.TODAY).judgement.notices if one.kind == "regret"]


def test_a_choice_that_another_option_dominates_is_regretted(tmp_path: Path) -> None:
    (notice,) = regrets(tmp_path, (3.0, 1.0), (BAD, GOOD))
    assert notice.text.startswith("the chosen option is dominated by large: better beyond the intervals")
    assert (notice.decision, notice.field) == ("shop/choice", ("chosen",))
    assert notice.due == making.MEASURED.date()


def test_better_in_one_and_worse_in_another_is_a_trade(tmp_path: Path) -> None:
    assert regrets(tmp_path, (1.0, 3.0), (BAD, GOOD)) == []


def test_better_within_the_intervals_is_no_regret(tmp_path: Path) -> None:
    close = making.predictions(95, 5, 18, 2), making.predictions(97, 3, 18, 2)
    assert regrets(tmp_path, (1.0, 1.0), close) == []


def test_a_better_option_that_misses_a_must_is_no_regret(tmp_path: Path) -> None:
    of_large = f"{CONSTRAINTS}, {{require: model.size <= 1 kB, of: large}}"
    assert regrets(tmp_path, (3.0, 1.0), (BAD, GOOD), constraints=of_large) == []


def test_what_is_stated_of_the_chosen_one_speaks_for_it(tmp_path: Path) -> None:
    rated = making.ONE_DECISION.replace(
        "{id: small}, {id: large}",
        "{id: small, ratings: {interpretability: high}}, {id: large, ratings: {interpretability: low}}",
    )
    assert regrets(tmp_path / "a", (3.0, 1.0), (BAD, GOOD), rated) == []
    other_way = rated.replace("high", "x").replace("low", "high").replace(": x}", ": low}")
    assert len(regrets(tmp_path / "b", (3.0, 1.0), (BAD, GOOD), other_way)) == 1


def test_a_choice_that_violates_what_another_option_holds_is_regretted(tmp_path: Path) -> None:
    found = regrets(tmp_path, (9.0, 1.0), (GOOD, GOOD))
    assert "the chosen option violates a constraint that large would hold" in [one.text for one in found]


def test_without_a_choice_there_is_nothing_to_regret(tmp_path: Path) -> None:
    proposed = making.ONE_DECISION.replace("accepted", "proposed").replace("    chosen: small\n", "")
    assert regrets(tmp_path, (3.0, 1.0), (BAD, GOOD), proposed) == []


def preferring(recall: int, latency: int) -> str:
    """The decision with preferences of these weights."""
    lines = (
        f"{{quality: recall, weight: {recall}, worst: 0.5, best: 1}}",
        f"{{quality: latency.p50, weight: {latency}, worst: 5 ms, best: 0 ms}}",
    )
    return f"{making.ONE_DECISION}    preferences: [{', '.join(lines)}]\n"


def test_a_choice_that_another_option_beats_by_the_preferences_is_regretted(tmp_path: Path) -> None:
    (notice,) = regrets(tmp_path, (1.0, 3.0), (BAD, GOOD), preferring(9, 1))
    assert notice.text == (
        "by the stated preferences large is worth more than the chosen option, with a chance of at least 95 %"
    )
    assert (notice.field, notice.due) == (("chosen",), making.MEASURED.date())


def test_a_trade_that_the_preferences_weigh_for_the_choice_is_no_regret(tmp_path: Path) -> None:
    assert regrets(tmp_path, (1.0, 4.0), (BAD, GOOD), preferring(1, 1)) == []


def test_a_dominated_choice_is_regretted_once(tmp_path: Path) -> None:
    found = regrets(tmp_path, (3.0, 1.0), (BAD, GOOD), preferring(9, 1))
    assert [one.text.split(":")[0] for one in found] == ["the chosen option is dominated by large"]


def test_what_is_too_close_to_tell_is_no_regret(tmp_path: Path) -> None:
    close = making.predictions(93, 7, 18, 2), making.predictions(96, 4, 18, 2)
    assert regrets(tmp_path, (1.0, 1.0), close, preferring(9, 1)) == []


def test_many_options_that_are_no_better_make_no_more_regrets_than_one() -> None:
    """With the risk shared among eleven others, less than 5 in 100 regret a choice that is as good as all."""
    generator = np.random.default_rng(11)
    half, found = 1.6449 * 0.05, 0
    for _ in range(100):
        values = generator.normal(0.5, 0.05, 12)
        matrix = {f"o{at}": ((one - half, one, one + half),) for at, one in enumerate(values)}
        comparison, _ = matrices.compare(
            (matrices.quality("x"),), matrix, [matrices.prefer("x", 0, 1)], chosen="o0"
        )
        judgement = Judgement(Assessor(Linked(Portfolio()), making.TODAY), {"made/up": ()})
        found += len(find_regrets(judgement, {"made/up": comparison}))
    assert found <= 8
