"""The worked decisions about card fraud: the made-up payments are as described, and candidates do what cards say."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

FOLDER = Path(__file__).parents[2] / "decisions" / "card-fraud"
MODULES = ("world", "data", "candidates", "cycles")
DAY = 86_400


@pytest.fixture(scope="module")
def sources():
    """The modules of the folder, by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        for name in MODULES:
            sys.modules.pop(name, None)
        yield {name: runpy.run_path(str(FOLDER / f"{name}.py")) for name in MODULES}
        for name in MODULES:
            sys.modules.pop(name, None)


@pytest.fixture(scope="module", autouse=True)
def one_thread(sources):  # libraries are limited once they are loaded
    with threadpool_limits(limits=1):
        yield


@pytest.fixture(scope="module")
def book(sources):
    """Forty days of the book's three scenarios."""
    return sources["world"]["make_payments"](40, 1)


@pytest.fixture(scope="module")
def changed(sources):
    """Ten days, with split payments from day five on."""
    return sources["world"]["make_payments"](10, 1, split_from=5)


@pytest.fixture(scope="module")
def payments(sources):
    return sources["data"]["payments"]()


@pytest.fixture(scope="module")
def learned(payments):
    rows = np.asarray(payments.train)
    return payments.features[rows], np.asarray(payments.labels)[rows]


def test_payments_a_day_are_those_of_the_book(book):
    # 1,754,155 payments in 183 days: 5,000 customers with two a day on average, a few of them on another day.
    assert np.bincount(book.day).mean() == pytest.approx(1_754_155 / 183, rel=0.05)
    assert len(np.unique(book.customer)) <= 5_000


def test_fraud_is_as_rare_as_in_the_book(book):
    # 0.84 % there; terminals are compromised for 28 days, so that the share is reached after four weeks.
    later = book.day >= 28
    assert np.mean(book.scenario[later] > 0) == pytest.approx(0.0084, rel=0.2)


def test_kinds_of_fraud_have_the_shares_of_the_book(book):
    counts = np.bincount(book.scenario[book.day >= 28], minlength=5)
    assert counts[2] > counts[3] > counts[1] > counts[4] == 0


def test_payments_come_in_order_of_time_and_stay_within_their_day(book):
    assert (np.diff(book.time) >= 0).all()
    assert book.time[0] > 0
    assert book.time[-1] < 40 * DAY


def test_amounts_are_positive_and_have_two_decimals(book):
    assert (book.amount >= 0).all()
    np.testing.assert_allclose(book.amount, np.round(book.amount, 2))


def test_every_payment_above_the_limit_is_fraud(book):
    assert (book.scenario[book.amount > 220] > 0).all()
    assert (book.amount[book.scenario == 1] > 220).all()


def test_a_terminal_is_bad_for_four_weeks_and_all_of_its_payments_are(book):
    bad = book.scenario == 2
    terminals = np.unique(book.terminal[bad])
    # Two a day, of which few are drawn twice or have no payment.
    assert len(terminals) == pytest.approx(2 * 40, rel=0.15)
    for terminal in terminals[:20]:
        days = book.day[bad & (book.terminal == terminal)]
        if days.max() - days.min() >= 28:
            continue  # drawn twice
        between = (book.terminal == terminal) & (book.day >= days.min()) & (book.day <= days.max())
        assert (book.scenario[between] > 0).all()


def test_leaked_cards_pay_five_times_as_much(book):
    mean = book.amount[book.scenario == 3].mean() / book.amount[book.scenario == 0].mean()
    assert mean == pytest.approx(5, rel=0.2)


def test_customers_reach_terminals_within_their_radius_only(book):
    reached = [len(np.unique(book.terminal[book.customer == one])) for one in range(50)]
    # A circle of radius 5 holds 78.5 of 10,000 terminals in a square of 100.
    assert max(reached) < 120


def test_the_same_seed_makes_the_same_payments_and_another_one_others(sources):
    once, again, other = (sources["world"]["make_payments"](2, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(once.amount, again.amount)
    np.testing.assert_array_equal(once.scenario, again.scenario)
    assert not np.array_equal(once.amount[:100], other.amount[:100])


def test_the_new_trick_begins_on_its_day_and_ends_the_old_one(changed):
    assert changed.day[changed.scenario == 4].min() == 5
    assert changed.day[changed.scenario == 3].max() == 4


def test_split_payments_are_five_in_a_row_of_the_usual_amount(changed):
    split = changed.scenario == 4
    card = changed.customer[split][0]
    rows = np.flatnonzero(split & (changed.customer == card))[:5]
    np.testing.assert_array_equal(np.diff(changed.time[rows]), 60)
    assert len(set(changed.amount[rows])) == len(set(changed.terminal[rows])) == 1


def test_features_of_a_payment_follow_from_what_went_before(sources):
    world = sources["world"]["Payments"](
        time=np.array([0, 3_600, 2 * DAY, 9 * DAY + 10]),
        customer=np.array([7, 7, 7, 7]),
        terminal=np.array([3, 3, 4, 3]),
        amount=np.array([10.0, 30.0, 50.0, 70.0]),
        scenario=np.array([0, 2, 0, 0]),
    )
    first, last = sources["data"]["describe"](world, np.array([0, 3]))
    names = list(sources["data"]["FEATURES"])
    found = dict(zip(names, last.tolist(), strict=True))
    assert found["customer_payments_1d"] == 1
    assert (found["customer_payments_30d"], found["customer_mean_amount_30d"]) == (4, 40)
    # A week ago two payments of day 0 at this terminal were known, one of them as fraud; none of the day before.
    assert (found["terminal_payments_1d"], found["terminal_payments_7d"]) == (0, 2)
    assert found["terminal_fraud_share_7d"] == 0.5
    assert dict(zip(names, first.tolist(), strict=True))["terminal_payments_30d"] == 0


def test_what_is_learned_from_lies_a_week_before_what_is_judged(payments):
    day, train = np.asarray(payments.columns["day"]), np.asarray(payments.train)
    assert (day[train].min(), day[train].max()) == (44, 50)
    assert (day[~train].min(), day[~train].max()) == (58, 78)


def test_the_data_are_as_many_as_cards_say(payments):
    train = np.asarray(payments.train)
    fraud = np.asarray(payments.labels) == "fraud"
    assert train.sum() == pytest.approx(9_000, rel=0.05)
    assert (train & fraud).sum() == pytest.approx(940, rel=0.02)
    assert (~train).sum() == pytest.approx(4_900, rel=0.02)
    assert (~train & fraud).sum() == pytest.approx(1_630, rel=0.02)
    assert len(set(np.asarray(payments.columns["source"])[~train & fraud])) == pytest.approx(240, rel=0.03)


def test_no_source_stands_on_both_sides(payments):
    source, train = np.asarray(payments.columns["source"]), np.asarray(payments.train)
    assert not set(source[train]) & set(source[~train])


def test_blocked_cards_are_not_judged(payments):
    train, scenario = np.asarray(payments.train), np.asarray(payments.columns["scenario"])
    source, day = np.asarray(payments.columns["source"]), np.asarray(payments.columns["day"])
    stolen = {one.rsplit("-", 1)[0] for one in source[train & (scenario >= 3)]}
    late = {one.rsplit("-", 1)[0] for one in source[~train & (scenario >= 3) & (day >= 58)]}
    assert not stolen & late


@pytest.mark.parametrize("name", ["logistic_regression", "decision_tree", "histogram_boosting"])
def test_a_moved_threshold_keeps_the_order_and_lies_at_one_half(sources, learned, name):
    make, scores = sources["candidates"][name], sources["candidates"]["fraud_scores"]
    features, labels = learned
    held = np.arange(len(labels)) % 5 == 0
    plain = make().estimator.fit(features[~held], labels[~held])
    before = scores(plain, features[held])
    moved = make().fit(features, labels)
    after = scores(moved, features[held])
    order = np.argsort(before, kind="stable")
    assert (np.diff(after[order]) >= -1e-12).all()
    np.testing.assert_array_equal(moved.predict(features[held]) == "fraud", after > 0.5)
    limit = np.quantile(before[labels[held] == "genuine"], 0.99)
    np.testing.assert_array_equal(after > 0.5, before > limit + 1e-6)
    assert np.mean(after[labels[held] == "genuine"] > 0.5) <= 0.012


def test_the_votes_of_a_forest_move_together(sources, learned):
    features, labels = learned[0][:2_000], learned[1][:2_000]
    make, scores = sources["candidates"]["random_forest"], sources["candidates"]["fraud_scores"]
    small = [make() for _ in range(2)]
    for one in small:
        one.estimator.set_params(n_estimators=5)
    held = np.arange(len(labels)) % 5 == 0
    before = scores(small[0].estimator.fit(features[~held], labels[~held]), features[held])
    after = scores(small[1].fit(features, labels), features[held])
    assert np.corrcoef(before, after)[0, 1] == pytest.approx(1)


def test_the_rule_knows_nothing_but_the_limit(sources):
    rule = sources["candidates"]["amount_rule"]
    assert [rule([amount, 0]).label for amount in (220.0, 220.01)] == ["genuine", "fraud"]


def test_candidates_are_what_cards_say(sources):
    made = {name: sources["candidates"][name]().estimator for name in ("random_forest", "histogram_boosting")}
    assert made["random_forest"].n_estimators == 100
    assert (made["histogram_boosting"].max_iter, made["histogram_boosting"].max_leaf_nodes) == (60, 15)


@pytest.fixture
def recorded(sources):
    """Trainings of a nightly or other cycle over two days, as the labels that each was given."""

    def follow(cycle):
        seen = []

        class Recorder:
            def fit(self, features, labels):
                assert len(features) == len(labels)
                seen.append(labels)
                return self

            def predict(self, features):
                return np.full(len(features), "genuine")

        past = np.column_stack([np.zeros(20), np.arange(20) * DAY]).astype(np.float32)
        hours = np.arange(20 * DAY, 22 * DAY, 1_800)
        now = np.column_stack([np.zeros(len(hours)), hours]).astype(np.float32)
        bank_past, bank_now = (np.column_stack([one, np.zeros(len(one))]) for one in (past, now))
        sources["cycles"]["Retrained"](Recorder, cycle).fit(bank_past, np.arange(20)).predict(bank_now)
        return seen

    return follow


def test_a_training_sees_no_report_before_its_time(recorded):
    # On day 20 what was paid before day 13 is known, and a week of it is learned from.
    np.testing.assert_array_equal(recorded(DAY)[0], np.arange(6, 13))
    np.testing.assert_array_equal(recorded(DAY)[1], np.arange(7, 14))


@pytest.mark.parametrize(("cycle", "trainings"), [(3_600, 48), (DAY, 2), (7 * DAY, 1)])
def test_cycles_train_as_often_as_they_say(recorded, cycle, trainings):
    assert len(recorded(cycle)) == trainings
