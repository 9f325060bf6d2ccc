"""Three defensible normalisations that name three winners, and what declared value functions say instead."""

from __future__ import annotations

import numpy as np
import pytest

import matrices
from buttress.explanation import tell_ranking
from buttress.tradeoff import analyse

DELAY = matrices.quality("delay", "lower", "ms")
RECALL = matrices.quality("recall")
COST = matrices.quality("cost", "lower", "USD")
QUALITIES = (DELAY, RECALL, COST)
WEIGHTS = np.array([0.4, 0.4, 0.2])
HIGHER = np.array([False, True, False])
PREFERENCES = (
    matrices.prefer("delay", 40, 0, 2, "ms"),
    matrices.prefer("recall", 0.5, 1, 2),
    matrices.prefer("cost", 30, 0, 1, "USD"),
)
CASES = {
    "first": [(37.0, 0.82, 4.0), (6.0, 0.74, 7.0), (3.0, 0.77, 21.0), (27.0, 0.91, 5.0)],
    "second": [(21.0, 0.71, 8.0), (26.0, 0.66, 4.0), (7.0, 0.52, 5.0), (3.0, 0.54, 29.0)],
    "third": [(25.0, 0.86, 1.0), (16.0, 0.93, 2.0), (2.0, 0.81, 26.0), (5.0, 0.79, 7.0)],
}
BY_ALL = pytest.mark.parametrize("rows", CASES.values(), ids=CASES)


def by_vector_length(matrix):
    return np.where(HIGHER, 1, -1) * matrix / np.sqrt((matrix**2).sum(axis=0)) @ WEIGHTS


def by_range(matrix):
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    return np.where(HIGHER, matrix - low, high - matrix) / (high - low) @ WEIGHTS


def by_best(matrix):
    return np.where(HIGHER, matrix / matrix.max(axis=0), matrix.min(axis=0) / matrix) @ WEIGHTS


def by_ideal_point(matrix):
    """TOPSIS (Hwang and Yoon 1981) with vectors of length one."""
    scaled = WEIGHTS * matrix / np.sqrt((matrix**2).sum(axis=0))
    ideal = np.where(HIGHER, scaled.max(axis=0), scaled.min(axis=0))
    worst = np.where(HIGHER, scaled.min(axis=0), scaled.max(axis=0))
    far, near = (np.sqrt(((scaled - end) ** 2).sum(axis=1)) for end in (worst, ideal))
    return far / (far + near)


def named(rows):
    return {f"o{at}": row for at, row in enumerate(rows)}


@BY_ALL
def test_three_normalisations_of_one_weighted_sum_name_three_winners(rows):
    winners = {int(score(np.array(rows)).argmax()) for score in (by_vector_length, by_range, by_best)}
    assert len(winners) == 3


@BY_ALL
def test_without_preferences_the_options_are_not_distinguishable(rows):
    comparison, decision = matrices.compare(QUALITIES, named(rows))
    assert comparison.pareto == ("o0", "o1", "o2", "o3")
    assert (analyse(comparison, decision).winner, comparison.ranking) == ("", None)
    (told,) = tell_ranking(comparison)
    assert "O0, O1, O2 and O3 are not distinguishable".lower() in told.lower()


@BY_ALL
def test_declared_value_functions_name_the_winner_and_what_decides(rows):
    comparison, decision = matrices.compare(QUALITIES, named(rows), PREFERENCES)
    ends = [((one.worst.value, one.best.value), one.weight) for one in PREFERENCES]
    sums = [
        sum(
            weight * (value - worst) / (best - worst)
            for value, ((worst, best), weight) in zip(row, ends, strict=True)
        )
        for row in rows
    ]
    winner = f"o{int(np.argmax(sums))}"
    assert comparison.ranking.settled == winner
    assert analyse(comparison, decision).winner == winner
    assert tell_ranking(comparison)[0].startswith(f"By the stated preferences, {winner} is best")


def test_the_preference_that_decides_is_told_in_its_unit():
    comparison, _ = matrices.compare(QUALITIES, named(CASES["first"]), PREFERENCES)
    told = tell_ranking(comparison)[1].replace("\u00a0", " ")
    assert told == (
        "What decides between “o1” and “o2” is cost, 7 USD against 21 USD: worth 0.09 of 1 with 20 % of all weight; what "
        "speaks most for “o2” is delay, 6 ms against 3 ms: worth 0.03 of 1 with 40 % of all weight."
    )


def reversed_by(score, rows, another):
    """Whether an option that does not win turns the order of two others around."""
    before, after = score(np.array(rows)), score(np.array([*rows, another]))[: len(rows)]
    return list(np.argsort(before)) != list(np.argsort(after))


def test_an_irrelevant_option_turns_data_driven_orders_around_and_never_ours():
    """Belton and Gear 1983: what is added is worse than another option in everything, and yet others change places."""
    generator = np.random.default_rng(4)
    turned = dict.fromkeys((by_vector_length, by_range, by_ideal_point), 0)
    for rows in CASES.values():
        before, _ = matrices.compare(QUALITIES, named(rows), PREFERENCES)
        order = [one.option for one in before.ranking.standings]
        for _ in range(20):
            another = (float(generator.integers(30, 90)), 0.5, float(generator.integers(20, 90)))
            for score in turned:
                turned[score] += reversed_by(score, rows, another)
            after, _ = matrices.compare(QUALITIES, named([*rows, another]), PREFERENCES)
            assert [one.option for one in after.ranking.standings if one.option != "o4"] == order
    assert all(turned.values())
