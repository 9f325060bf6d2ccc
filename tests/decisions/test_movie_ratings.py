"""The worked decisions about stars for films: what the data are, and that candidates are what cards say."""

from __future__ import annotations

import runpy
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

FOLDER = Path(__file__).parents[2] / "decisions" / "movie-ratings"
NEEDED = "the ratings are read from recbole: python -m pip install --no-deps recbole==1.2.1"


@pytest.fixture(scope="module")
def modules():
    with pytest.MonkeyPatch.context() as patch, threadpool_limits(limits=1):
        patch.syspath_prepend(str(FOLDER))
        yield {name: runpy.run_path(str(FOLDER / f"{name}.py")) for name in ("candidates", "data")}
        sys.modules.pop("candidates", None)


@pytest.fixture(scope="module")
def candidates(modules):
    return modules["candidates"]


@pytest.fixture(scope="module")
def data(modules):
    return modules["data"]


@pytest.fixture(scope="module")
def ratings(data):
    pytest.importorskip("recbole", reason=NEEDED)
    return data["over_averages"]()


def made_up_ratings():
    """Gives ratings of 40 members and 30 films: two averages and one taste, every fifth one missing."""
    random = np.random.default_rng(3)
    members, films = (part.ravel() for part in np.mgrid[0:40, 0:30])
    taste, kind = np.where(np.arange(40) % 2, 1, -1), np.where(np.arange(30) % 2, 1, -1)
    stars = 3 + 0.5 * random.normal(size=40)[members] + 0.8 * taste[members] * kind[films]
    known = random.random(len(stars)) > 0.2
    features = np.column_stack([members, films]).astype(np.int32)
    return features[known], np.clip(stars, 1, 5)[known]


def test_the_set_has_the_ratings_members_and_films_that_the_suite_counts(ratings):
    members, films = ratings.features.T
    assert (len(members), len(set(members)), len(set(films))) == (100_000, 943, 1682)
    assert len(set(ratings.ids)) == 100_000


def test_four_ratings_of_each_member_are_held_out(ratings):
    held = ratings.features[~np.asarray(ratings.train), 0]
    np.testing.assert_array_equal(np.bincount(held), np.full(943, 4))


def test_training_labels_are_whole_stars(ratings):
    assert set(np.asarray(ratings.labels)[np.asarray(ratings.train)]) == {1, 2, 3, 4, 5}


def test_a_tested_label_is_what_averages_of_the_training_ratings_leave(ratings, data, candidates):
    train = np.asarray(ratings.train)
    averages = candidates["Averages"]().fit(ratings.features[train], ratings.labels[train])
    stars = data["read_ratings"]()[~train, 2]
    np.testing.assert_allclose(
        ratings.labels[~train] + averages.predict(ratings.features[~train]), stars, atol=1e-9
    )


def test_the_groups_are_as_large_as_the_decision_says(ratings):
    held = ~np.asarray(ratings.train)
    women = {
        member
        for member, gender in zip(ratings.features[:, 0], ratings.columns["gender"], strict=True)
        if gender == "F"
    }
    short = set(ratings.features[held & (np.asarray(ratings.columns["known"]) < 60), 0])
    assert len(women) == 273
    assert 368 <= len(short) <= 575


def test_only_tested_ratings_stand_in_a_members_cluster(ratings):
    train, member = np.asarray(ratings.train), np.asarray(ratings.columns["member"])
    assert set(member[train]) == {"known"}
    np.testing.assert_array_equal(member[~train], ratings.features[~train, 0].astype(str))


def test_no_personal_column_but_gender_is_kept(ratings):
    assert set(ratings.columns) == {"member", "gender", "known"}


def test_holding_out_gives_the_same_every_time(data):
    members = np.repeat(np.arange(50), np.arange(5, 55))
    once, again = (data["hold_out"](members) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    np.testing.assert_array_equal(np.bincount(members[once]), np.full(50, 4))


def test_a_missing_package_is_told_with_the_command_that_obtains_it(data, monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(resources, "files", missing)
    with pytest.raises(FileNotFoundError, match=r"pip install --no-deps recbole==1\.2\.1"):
        data["read_file"]("ml-100k.inter")


def test_another_file_is_refused(data, monkeypatch, tmp_path):
    folder = tmp_path / "dataset_example" / "ml-100k"
    folder.mkdir(parents=True)
    (folder / "ml-100k.inter").write_text("user_id\n")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="not the file"):
        data["read_file"]("ml-100k.inter")


def test_averages_are_damped_means(candidates):
    features, stars = np.array([[0, 0], [1, 0], [1, 1]]), np.array([5.0, 4.0, 3.0])
    averages = candidates["Averages"](film_damping=1, member_damping=1).fit(features, stars)
    assert averages.mean == 4
    np.testing.assert_allclose(averages.film, [1 / 3, -1 / 2])
    np.testing.assert_allclose(averages.member, [2 / 3 / 2, (-1 / 3 - 1 / 2) / 3])


@pytest.mark.parametrize("name", ["film_neighbours", "factors"])
def test_models_of_taste_come_closer_than_averages(candidates, name):
    features, stars = made_up_ratings()
    held = np.arange(len(stars)) % 5 == 0
    averages = candidates["Averages"]().fit(features[~held], stars[~held])
    beyond = candidates[name]().fit(features[~held], stars[~held]).predict(features[held])
    left = stars[held] - averages.predict(features[held])
    assert np.mean((left - beyond) ** 2) < 0.2 * np.mean(left**2)


@pytest.mark.parametrize("name", ["two_averages", "neighbours_alone"])
def test_what_adds_nothing_answers_with_nothing(candidates, name):
    features, stars = made_up_ratings()
    np.testing.assert_array_equal(
        candidates[name]().fit(features, stars).predict(features), np.zeros(len(stars))
    )


def test_a_blend_says_how_it_differs_from_its_first_model(candidates):
    features, stars = made_up_ratings()
    blend = candidates["with_factors"]().fit(features, stars)
    neighbours = candidates["FilmNeighbours"]().fit(features, stars).predict(features)
    assert np.mean((stars - neighbours - blend.predict(features)) ** 2) < np.mean((stars - neighbours) ** 2)


def test_blends_have_as_many_models_as_their_names_say(candidates):
    assert [
        len(candidates[name]().kinds) for name in ("neighbours_alone", "with_factors", "with_three_more")
    ] == [
        1,
        2,
        4,
    ]


@pytest.mark.parametrize("name", ["two_averages", "film_neighbours", "factors"])
def test_members_and_films_that_are_new_get_an_answer(candidates, name):
    model = candidates[name]().fit(*made_up_ratings())
    assert np.isfinite(model.predict(np.array([[5000, 0], [0, 5000], [5000, 5000]]))).all()


@pytest.mark.parametrize("name", ["factors", "with_factors"])
def test_fitting_twice_gives_the_same_answers(candidates, name):
    features, stars = made_up_ratings()
    first, second = (candidates[name]().fit(features, stars).predict(features) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_models_have_the_settings_that_their_cards_state(candidates):
    neighbours, factors = candidates["FilmNeighbours"](), candidates["Factors"]()
    assert (neighbours.neighbours, neighbours.shrinkage, neighbours.damping) == (30, 100, 0.2)
    assert (factors.factors, factors.penalty, factors.rounds) == (32, 0.12, 12)
    assert candidates["HELD"] == 0.1
