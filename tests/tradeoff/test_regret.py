"""Regret: another option is better beyond the intervals and worse in nothing, or meets what the chosen one violates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import making
import matrices
from buttress.graph import Linked
from buttress.pipeline import judge_project
from buttress.records import Portfolio
from buttress.tradeoff import find_regrets
from buttress.verdicts import Assessor, Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from buttress.records import Quality
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
            root,
            name,
            processes=[making.process(order, centre) for order in range(10)],
            **({} if said is None else {"predictions": said}),
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


ALIKE = tuple(matrices.quality(name) for name in ("p50", "p90", "p95", "p99"))
HALF = 1.6449 * 0.05
"""From the value to either bound, where the standard deviation is 0.05."""


def regretted(
    qualities: Sequence[Quality], matrix: dict[str, Any], preferred: Sequence[str] = ()
) -> list[str]:
    """What is regretted of the option ``o0`` of a hand-made comparison."""
    preferences = [matrices.prefer(name, 0, 1) for name in preferred]
    comparison, _ = matrices.compare(qualities, matrix, preferences, chosen="o0", musts=["p50 >= -9"])
    judgement = Judgement(Assessor(Linked(Portfolio()), making.TODAY), {"made/up": ()})
    return [one.text for one in find_regrets(judgement, {"made/up": comparison})]


def equal_options(count: int, qualities: int, generator: np.random.Generator) -> dict[str, Any]:
    """Options that are worth the same, each measured once: all of its qualities have the same luck."""
    values = generator.normal(0.5, 0.05, count)
    return {f"o{at}": ((one - HALF, one, one + HALF),) * qualities for at, one in enumerate(values)}


def test_many_options_that_are_no_better_make_no_more_regrets_than_one() -> None:
    """With the risk shared among eleven others, less than 5 in 100 regret a choice that is as good as all."""
    generator = np.random.default_rng(11)
    found = [regretted(ALIKE[:1], equal_options(12, 1, generator), ["p50"]) for _ in range(100)]
    assert sum(map(bool, found)) <= 8


def test_qualities_that_measure_the_same_thing_make_no_more_regrets_than_one_of_them() -> None:
    """Four percentiles of the same processes: less than 5 in 100 regret a choice that is as good as the other."""
    generator = np.random.default_rng(12)
    names = [one.id for one in ALIKE]
    found = [regretted(ALIKE, equal_options(2, 4, generator), names) for _ in range(300)]
    assert sum(map(bool, found)) <= 0.07 * 300


def test_many_options_that_are_no_better_do_not_dominate_the_choice() -> None:
    """Of nineteen others one lies beyond the interval of the choice in 9 of 100; that alone is no regret."""
    generator = np.random.default_rng(13)
    drawn = [equal_options(20, 1, generator) for _ in range(300)]
    dominated = [matrices.compare(ALIKE[:1], one)[0].rows[0].dominated_by for one in drawn]
    assert sum(map(bool, dominated)) > 0.06 * 300
    assert sum(bool(regretted(ALIKE[:1], one)) for one in drawn) <= 0.05 * 300


def test_what_dominates_beyond_all_chance_is_regretted_among_many() -> None:
    matrix = {"o0": ((0.45, 0.5, 0.55),), "o1": ((0.75, 0.8, 0.85),)}
    many = matrix | {f"o{at}": (0.1,) for at in range(2, 20)}
    assert len(regretted(ALIKE[:1], matrix)) == len(regretted(ALIKE[:1], many)) == 1


def test_exact_values_and_declared_ranges_that_lie_apart_dominate_among_many() -> None:
    for of in ({}, {"conditions": ("the link is as declared",)}):
        cells = [((0.4, 0.5, 0.55), (0.5501, 0.7, 0.75)), (0.5, 0.5001)][not of]
        matrix = {f"o{at}": (matrices.cell(ALIKE[0], f"o{at}", one, **of),) for at, one in enumerate(cells)}
        many = matrix | {f"o{at}": (0.1,) for at in range(2, 20)}
        assert len(regretted(ALIKE[:1], many)) == 1


def test_nobody_dominates_beyond_doubt_of_whom_something_wanted_is_unknown() -> None:
    """Whatever is constrained or preferred may be where the chosen option is better."""
    matrix = {"o0": (0.5, 0.9), "o1": (0.8, None)}
    assert len(regretted(ALIKE[:2], matrix)) == 1
    assert regretted(ALIKE[:2], matrix, ["p90"]) == []
    turned = {"o0": (0.5, None), "o1": (0.8, 0.9)}
    (text,) = regretted(ALIKE[:2], turned, ["p90"])
    assert text.endswith(
        "better beyond the intervals in one measured quality, and not worse in any known of both"
    )


def test_nobody_is_regretted_who_lacks_what_a_constraint_that_is_no_must_asks_for(tmp_path: Path) -> None:
    should = "latency.p50 <= 5 ms, {require: recall >= 0.5, severity: should}"
    assert len(regrets(tmp_path / "a", (3.0, 1.0), (BAD, GOOD), constraints=should)) == 1
    assert regrets(tmp_path / "b", (3.0, 1.0), (BAD, None), constraints=should) == []
