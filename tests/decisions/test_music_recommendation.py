"""The worked decisions about artists for listeners: what the generator makes, and that candidates are what cards say."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

FOLDER = Path(__file__).parents[2] / "decisions" / "music-recommendation"
NAMES = ("Popularity", "ArtistNeighbours", "FewFactors", "PureSvd", "Ease")


@pytest.fixture(scope="module")
def modules():
    pytest.importorskip("scipy.linalg")  # loaded first, so that its threads are limited, too
    with pytest.MonkeyPatch.context() as patch, threadpool_limits(limits=1):
        patch.syspath_prepend(str(FOLDER))
        yield {
            name: runpy.run_path(str(FOLDER / f"{name}.py"))
            for name in ("data", "candidates", "changes", "serving")
        }
        for name in ("data", "candidates"):
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def data(modules):
    return modules["data"]


@pytest.fixture(scope="module")
def candidates(modules):
    return modules["candidates"]


@pytest.fixture(scope="module")
def serving(modules):
    return modules["serving"]


@pytest.fixture(scope="module")
def listeners(serving):
    """Those that the ways of serving were made of, so that they are drawn once."""
    return serving["_ALL"]


@pytest.fixture(scope="module")
def asked(listeners, data):
    return [{"listener": row, "heard": list(one.now)} for row, one in enumerate(listeners[data["FITTED"] :])]


def small_table():
    """Gives 60 listeners of two scenes with twenty artists each; everybody hears eight of the own scene."""
    random = np.random.default_rng(4)
    table = np.zeros((60, 40), dtype=np.float32)
    for row in range(60):
        table[row, random.choice(20, 8, replace=False) + 20 * (row % 2)] = 1
    return table


def test_popularity_follows_zipf_with_a_flattened_head(data):
    shares = data["popularity"]()
    assert shares.sum() == pytest.approx(1)
    assert shares[0] / shares[90] == pytest.approx(100 / 10)
    assert (np.diff(shares) < 0).all()


def test_the_world_has_scenes_of_which_three_in_ten_artists_have_two(data):
    world = data["draw_world"](np.random.default_rng(1))
    memberships = np.bincount(np.concatenate(world.members), minlength=1200)
    assert len(world.members) == 20
    assert set(memberships) == {1, 2}
    assert 0.25 < np.mean(memberships == 2) < 0.35


def test_a_listener_hears_few_scenes_and_likes_styles_that_lie_close(data):
    random = np.random.default_rng(2)
    world = data["draw_world"](random)
    heard = data["draw_sessions"](random, world, 500)
    within = [np.isin(heard, members).mean() for members in world.members]
    assert heard.shape == (500, 4)
    assert np.sort(within)[-4:].sum() > 0.7


def test_listeners_are_as_many_as_the_suites_say(listeners, data):
    fitted, asked = listeners[: data["FITTED"]], listeners[data["FITTED"] :]
    assert (len(fitted), len(asked)) == (2400, 1000)
    assert all(one.night for one in fitted)
    assert 150 < sum(not one.night for one in asked) < 250


def test_what_is_coming_has_not_been_heard_and_the_night_is_part_of_now(listeners):
    for one in listeners:
        assert one.coming
        assert not set(one.coming) & set(one.now)
        assert set(one.night) <= set(one.now)


def test_a_week_brings_about_eight_new_artists(listeners):
    assert 7 < np.mean([len(one.coming) for one in listeners]) < 8.5


def test_a_world_is_the_same_every_time(data):
    once, again = (
        data["draw_sessions"](random, data["draw_world"](random), 20)
        for random in (np.random.default_rng(7), np.random.default_rng(7))
    )
    np.testing.assert_array_equal(once, again)


def test_a_table_marks_what_was_heard(data):
    table = data["as_table"]([(0, 5), ()])
    assert table.shape == (2, 1200)
    assert np.flatnonzero(table[0]).tolist() == [0, 5]
    assert not table[1].any()


@pytest.mark.parametrize("name", NAMES)
def test_lists_hold_ten_different_artists_that_were_not_heard(candidates, name):
    table = small_table()
    model = candidates[name]() if name in ("Popularity", "Ease") else _sized(candidates, name)
    lists = model.fit(table, None).predict(table)
    assert all(len(set(one)) == 10 for one in lists)
    assert not any(table[row, one].any() for row, one in enumerate(lists))


@pytest.mark.parametrize("name", NAMES[1:])
def test_models_of_taste_stay_within_a_listeners_scene(candidates, name):
    table = small_table()
    lists = _sized(candidates, name).fit(table, None).predict(table)
    own = [np.mean([artist // 20 == row % 2 for artist in one]) for row, one in enumerate(lists)]
    assert np.mean(own) > 0.95


def _sized(candidates, name):
    """Gives a candidate that suits forty artists."""
    if name == "ArtistNeighbours":
        return candidates[name](neighbours=15)
    return candidates["PureSvd"](factors=2) if name in ("PureSvd", "FewFactors") else candidates[name]()


def test_charts_are_the_artists_with_most_listeners(candidates):
    table = np.zeros((3, 12), dtype=np.float32)
    table[0, 3] = table[1, 3] = table[2, 7] = 1
    lists = candidates["Popularity"]().fit(table, None).predict(np.zeros((1, 12), dtype=np.float32))
    assert lists[0][:2] == [3, 7]


def test_ease_is_its_closed_form(candidates):
    table = small_table()
    weights = candidates["Ease"](penalty=5.0).fit(table, None).weights
    inverse = np.linalg.inv(table.T @ table + 5 * np.eye(40))
    np.testing.assert_allclose(weights, np.eye(40) - inverse / inverse.diagonal(), atol=1e-5)


def test_svd_is_the_nearest_table_of_its_rank(candidates):
    table = small_table()
    model = candidates["PureSvd"](factors=5).fit(table, None)
    left, values, right = np.linalg.svd(table, full_matrices=False)
    np.testing.assert_allclose(model.scores(table), left[:, :5] * values[:5] @ right[:5], atol=1e-3)


def test_models_have_the_settings_that_their_cards_state(candidates):
    neighbours = candidates["ArtistNeighbours"]()
    assert (neighbours.neighbours, neighbours.shrinkage) == (50, 5)
    assert (candidates["PureSvd"]().factors, candidates["FewFactors"]().factors) == (64, 16)
    assert candidates["Ease"]().penalty == 100


def test_fifty_neighbours_are_kept_of_each_artist(candidates):
    model = candidates["ArtistNeighbours"](neighbours=5).fit(small_table(), None)
    counts = np.bincount(model.alike.nonzero()[1], minlength=40)
    assert counts.min() >= 4  # equal likenesses may make it more
    assert np.median(counts) == 5


@pytest.mark.parametrize("way", ["charts", "nightly", "on_demand", "nightly_and_newcomers"])
def test_each_way_gives_ten_artists_that_were_not_heard(serving, asked, way):
    for request in asked[:200]:
        found = serving[way](request)
        assert len(set(found)) == 10
        assert not set(found) & set(request["heard"])


def test_newcomers_get_charts_by_night_and_computed_lists_otherwise(serving, asked):
    newcomer = next(one for one in asked if one["listener"] not in serving["_LISTS"])
    assert serving["nightly"](newcomer) == serving["charts"](newcomer)
    assert serving["nightly_and_newcomers"](newcomer) == serving["on_demand"](newcomer)


def test_known_listeners_get_the_same_stored_list_from_both_nightly_ways(serving, asked):
    known = [one for one in asked if one["listener"] in serving["_LISTS"]]
    assert all(serving["nightly"](one) == serving["nightly_and_newcomers"](one) for one in known)


def test_while_the_model_is_down_only_stored_lists_are_not_charts(serving, modules, asked):
    for request in modules["changes"]["model_down"](asked[:100]):
        assert serving["on_demand"](request) == serving["charts"](request)
        assert serving["nightly_and_newcomers"](request) == serving["nightly"](request)


def test_marking_requests_changes_none_in_place(modules, asked):
    modules["changes"]["model_down"](asked)
    assert all("down" not in request for request in asked)


def test_what_is_judged_are_listeners_with_a_history_that_nobody_was_fitted_on(data, listeners, monkeypatch):
    monkeypatch.setitem(data["histories"].__globals__, "draw_listeners", lambda: listeners)
    histories, requests = data["histories"](), data["requests"]()
    tested = [name for name, train in zip(histories.ids, histories.train, strict=True) if not train]
    assert sum(histories.train) == 2400
    assert set(tested) < set(requests.ids)
    assert len(tested) == 1000 - sum(requests.columns["joined_today"])
