"""The simulated choices behind the comparison: truths are where they say, and recorded answers are those of the code."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from buttress.estimation import Exact, GeometricMean, Proportion
from soundness_suites import assert_answers_are_recorded, suite_modules

OWN = ("candidates", "data", "grid", "problems", "ranking", "textbook")
HIGHER = np.array([True, True])
EVEN = np.array([1.0, 1.0])


@pytest.fixture(scope="module")
def suite():
    """The suite's modules, by their names without the prefix."""
    with suite_modules(*(f"choice_{name}" for name in OWN)) as found:
        yield SimpleNamespace(**{name: getattr(found, f"choice_{name}") for name in OWN})


@pytest.fixture(scope="module")
def trials(suite):
    return suite.data.trials()


@pytest.fixture
def choice(suite):
    """Two options by a delay (worst 40 ms, best 0 ms) and a recall (worst 0.5, best 1) of the same weight."""
    wanted = (suite.problems.Wanted("delay", "ms", 40.0, 0.0), suite.problems.Wanted("recall", "", 0.5, 1.0))
    how = (suite.problems.Measured("exact"),) * 2
    return suite.problems.Problem("made up", wanted, (1.0, 1.0), ((0.6, 0.4), (0.4, 0.6)), (how, how))


def exactly(*rows):
    return tuple(tuple(None if value is None else Exact(value) for value in row) for row in rows)


def named_by_all(suite, problem, evidence):
    textbook = suite.textbook
    scores = (
        textbook.by_declared_worth(problem),
        textbook.by_range,
        textbook.by_ideal_point,
        textbook.by_ratio,
    )
    return [
        suite.ranking.name_settled(problem, evidence),
        *(textbook.name_by(score, problem, evidence) for score in scores),
    ]


def test_tied_options_are_worth_exactly_the_same_and_no_other_as_much(suite):
    for problem in suite.grid.all_problems():
        worths = problem.worths(None)
        assert np.ptp(worths[: problem.tied]) < 1e-12, problem.where
        assert (worths[problem.tied :] < worths[0] - 0.02).all(), problem.where


def test_the_option_that_is_ahead_is_so_by_a_clear_margin(suite):
    for problem in suite.grid.all_problems():
        for ahead in range(problem.tied):
            worths = problem.worths(ahead)
            assert (np.delete(worths, ahead) < worths[ahead] - 0.05).all(), problem.where


def test_an_option_may_be_named_only_where_it_alone_is_ahead(trials):
    for trial, label in zip(trials.features, trials.labels, strict=True):
        assert (label == "told") is (trial.ahead is not None and trial.ahead == trial.option)


def test_every_cell_asks_about_one_option_two_thousand_times_at_a_tie_and_less_often_ahead(suite, trials):
    tied = [trial.ahead is None for trial in trials.features]
    names, counts = np.unique(np.array(trials.columns["cell"])[tied], return_counts=True)
    assert counts.min() >= 2000
    assert set(names) == set(trials.columns["cell"])
    assert len(names) == sum(problem.tied for problem in suite.grid.all_problems())
    assert len(set(trials.ids)) == len(trials.ids)


def test_what_is_measured_lies_about_the_true_value(suite):
    for problem in suite.grid.all_problems():
        drawn = [suite.grid.evidence_of(problem, number, None) for number in range(40)]
        for option, places in enumerate(problem.straight):
            for at, (wanted, place) in enumerate(zip(problem.wanted, places, strict=True)):
                samples = [evidence[option][at] for evidence in drawn]
                assert_centred(samples, problem.measured[option][at], wanted.value_of(place))


def assert_centred(samples, how, true):
    if how.kind == "nothing":
        assert samples == [None] * len(samples)
    elif how.kind == "exact":
        assert samples == [Exact(true)] * len(samples)
    elif how.kind == "examples":
        hits = sum(sample.successes for sample in samples)
        total = how.count * len(samples)
        assert abs(hits - total * true) < 4.5 * np.sqrt(total * true * (1 - true))
    else:
        values = np.concatenate([sample.values for sample in samples])
        below = np.mean(values < true)  # the true value is that of the median process
        assert abs(below - 0.5) < 4.5 * 0.5 / np.sqrt(len(values))


def test_the_same_trial_is_measured_the_same_and_others_are_not(suite):
    problem = suite.grid.all_problems()[0]
    first, again = (suite.grid.evidence_of(problem, 3, None) for _ in range(2))
    assert first == again
    assert first != suite.grid.evidence_of(problem, 4, None)
    assert first != suite.grid.evidence_of(problem, 3, 0)


def test_what_is_measured_on_the_same_processes_is_lucky_together(suite):
    shared = next(one for one in suite.grid.all_problems() if one.shared)
    for option, places in zip(suite.grid.evidence_of(shared, 0, None), shared.straight, strict=True):
        factors = [
            np.array(sample.values) / wanted.value_of(place)
            for sample, wanted, place in zip(option, shared.wanted, places, strict=True)
        ]
        assert np.allclose(factors, factors[0])


def test_one_process_in_ten_is_about_twice_as_slow_where_there_is_a_tail(suite):
    how = suite.problems.Measured("processes with a tail", 4000, 0.05)
    choice = suite.problems.Problem(
        "tail", (suite.problems.Wanted("x", "", 2.0, 0.0),), (1.0,), ((0.5,),), ((how,),)
    )
    ((sample,),) = choice.draw(np.random.default_rng(1), None)
    values = np.array(sample.values)
    assert np.mean(values > 1.5) == pytest.approx(0.1, abs=0.02)
    assert np.median(values) == pytest.approx(1.0, abs=0.01)
    assert sample.estimate(0.95).value > 1.04


def test_whoever_is_ahead_in_everything_is_named_by_all(suite, choice):
    assert named_by_all(suite, choice, exactly((10.0, 0.9), (20.0, 0.8))) == [0] * 5
    assert named_by_all(suite, choice, exactly((20.0, 0.8), (10.0, 0.9))) == [1] * 5


def test_options_that_measure_the_same_are_named_by_none(suite, choice):
    assert named_by_all(suite, choice, exactly((10.0, 0.9), (10.0, 0.9))) == [None] * 5


def test_only_intervals_know_that_what_differs_little_may_be_the_same(suite, choice):
    evidence = tuple(
        (GeometricMean(tuple(delay * factor for factor in (0.8, 0.9, 1.0, 1.1, 1.25))), Proportion(hits, 100))
        for delay, hits in ((19.0, 81), (20.0, 80))
    )
    assert named_by_all(suite, choice, evidence) == [None, 0, 0, 0, 0]


def test_scores_take_what_is_missing_as_the_worst_of_the_others(suite, choice):
    evidence = exactly((20.0, 0.7), (16.0, None), (30.0, 0.55))
    assert suite.textbook.name_by(suite.textbook.by_range, choice, evidence) == 0
    assert suite.ranking.name_settled(choice, evidence) is None


def test_the_nearness_to_an_ideal_point_is_that_of_the_book(suite):
    """Hwang and Yoon 1981, the choice of a fighter aircraft; of its six qualities only the price is better when low."""
    table = np.array(
        [
            [2.0, 1500, 20000, 5.5, 5, 9],
            [2.5, 2700, 18000, 6.5, 3, 5],
            [1.8, 2000, 21000, 4.5, 7, 7],
            [2.2, 1800, 20000, 5.0, 5, 5],
        ]
    )
    higher = np.array([True, True, True, False, True, True])
    found = suite.textbook.by_ideal_point(table, higher, np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3]))
    assert found == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=0.001)


def test_scores_by_range_and_by_ratio_are_those_worked_out_by_hand(suite):
    table = np.array([[1.0, 8.0], [3.0, 6.0], [2.0, 4.0]])
    assert suite.textbook.by_range(table, HIGHER, EVEN) == pytest.approx([1.0, 1.5, 0.5])
    assert suite.textbook.by_ratio(table, HIGHER, EVEN) == pytest.approx([4 / 3, 7 / 4, 7 / 6])
    lower = np.array([False, True])
    assert suite.textbook.by_range(table, lower, EVEN) == pytest.approx([2.0, 0.5, 0.5])
    assert suite.textbook.by_ratio(table, lower, EVEN) == pytest.approx([2.0, 1 / 3 + 3 / 4, 1.0])


def test_an_option_that_nobody_would_take_turns_scores_by_range_around_and_not_declared_worths(suite, choice):
    two = [(10.0, 0.70), (14.0, 0.82)]
    third = (40.0, 0.69)  # worse than the first in both
    by_range = [
        suite.textbook.name_by(suite.textbook.by_range, choice, exactly(*rows))
        for rows in (two, [*two, (10.5, 0.60)], [*two, third])
    ]
    assert len(set(by_range)) > 1
    for rows in (two, [*two, (10.5, 0.60)], [*two, third]):
        assert suite.ranking.name_settled(choice, exactly(*rows)) == 1


def test_an_answer_is_about_the_option_asked_about(suite):
    grid = suite.grid
    where = "recall near 80 % of 1000, and size"
    for ahead in (0, 1):
        said = [
            suite.candidates.declared_over_intervals(grid.Trial(where, 0, ahead, asked)) for asked in (0, 1)
        ]
        assert said == ["told" if asked == ahead else "untold" for asked in (0, 1)]


def test_the_recorded_answers_are_those_of_the_code(suite, trials):
    """Whoever changes a ranking so that its answers change must record the suite again."""
    assert_answers_are_recorded("choices-*.json", suite.candidates, trials, (0, 1, -1))
