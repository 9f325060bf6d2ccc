"""The worked decisions about reading digits: what the data and changes are, and that candidates are what cards say."""

from __future__ import annotations

import json
import runpy
import sys
import threading
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from buttress.estimation import Proportion

FOLDER = Path(__file__).parents[2] / "decisions" / "digit-recognition"
ONCE = "ignore:Stochastic Optimizer"
"""The networks stop after a set number of passes, and scikit-learn says so."""


@pytest.fixture(scope="module")
def digits():
    return runpy.run_path(str(FOLDER / "data.py"))["digits"]()


@pytest.fixture(scope="module")
def changes():
    return runpy.run_path(str(FOLDER / "changes.py"))


@pytest.fixture(scope="module")
def candidates():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield runpy.run_path(str(FOLDER / "candidates.py"))
        sys.modules.pop("changes", None)


@pytest.fixture(scope="module")
def trained(digits):
    rows = np.asarray(digits.train)
    return digits.features[rows], np.asarray(digits.labels)[rows]


@pytest.fixture(scope="module")
def committed():
    runtime = pytest.importorskip("onnxruntime")
    return runtime.InferenceSession(str(FOLDER / "network.onnx"), providers=["CPUExecutionProvider"])


@pytest.fixture
def reading_service(committed):
    server = runpy.run_path(str(FOLDER / "server.py"))
    server["Reader"].session = committed
    with ThreadingHTTPServer(("127.0.0.1", 0), server["Reader"]) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        connection = HTTPConnection("127.0.0.1", running.server_port, timeout=30)
        yield connection
        connection.close()
        running.shutdown()


def bar(column=None, row=None):
    """Gives one image with a full column or a full row of ink."""
    image = np.zeros((8, 8), dtype=np.float32)
    if column is not None:
        image[:, column] = 1
    if row is not None:
        image[row] = 1
    return image.reshape(1, -1)


def test_the_data_are_the_images_that_the_decision_counts(digits):
    assert digits.features.shape == (1797, 64)
    assert (sum(digits.train), sum(not row for row in digits.train)) == (1000, 797)
    assert len(set(digits.ids)) == 1797
    assert set(digits.labels) == set("0123456789")


def test_grey_values_run_from_none_to_full_ink_in_sixteenths(digits):
    assert (digits.features.min(), digits.features.max()) == (0, 1)
    np.testing.assert_array_equal(digits.features * 16, np.round(digits.features * 16))


def test_training_images_of_each_digit_are_as_many_as_the_cards_say(trained):
    counts = np.unique(trained[1], return_counts=True)[1]
    assert (counts.min(), counts.max()) == (98, 104)


def test_two_hundred_and_twenty_one_test_images_have_little_ink(digits):
    light = np.asarray(digits.columns["ink"]) < 0.28
    assert int(np.sum(light & ~np.asarray(digits.train))) == 221


def test_images_of_like_hands_stand_together(digits):
    digit, place = np.asarray(digits.labels), np.arange(1797)
    alike = digit[:, None] == digit
    np.fill_diagonal(alike, val=False)
    near = np.abs(place[:, None] - place) <= 140
    squares = (digits.features**2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * digits.features @ digits.features.T
    likest = np.where(alike, distances, np.inf).argmin(axis=1)
    by_chance = ((near & alike).sum(axis=1) / alike.sum(axis=1)).mean()
    assert 3.5 < near[place, likest].mean() / by_chance < 4


@pytest.mark.parametrize(("right", "limit"), [(747, 0.92), (732, 0.90)])
def test_as_many_right_answers_as_the_decision_says_prove_its_limits(right, limit):
    enough, short = (Proportion(count, 797).estimate(0.95).lower for count in (right, right - 1))
    assert short < limit <= enough


def test_the_training_images_are_larger_than_the_limit_of_size(trained):
    assert trained[0].astype(np.float32).nbytes == 256_000


def test_a_shift_goes_to_the_four_sides_in_turn(changes):
    images = np.concatenate([bar(column=3), bar(column=3), bar(row=3), bar(row=3), bar(column=3)])
    expected = np.concatenate([bar(column=4), bar(column=2), bar(row=4), bar(row=2), bar(column=4)])
    np.testing.assert_array_equal(changes["shift_by_one_pixel"](images), expected)


@pytest.mark.parametrize(("image", "side"), [(bar(column=7), (0, 1)), (bar(row=0), (-1, 0))])
def test_what_is_moved_out_of_a_box_is_lost(changes, image, side):
    assert changes["move"](image, *side).sum() == 0


def test_a_shift_changes_no_image_in_place(changes, digits):
    before = digits.features.copy()
    changes["shift_by_one_pixel"](digits.features)
    np.testing.assert_array_equal(digits.features, before)


def test_speckles_are_the_same_every_time_and_stay_grey_values(changes, digits):
    once, again = (changes["speckle"](digits.features) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    assert (once.min(), once.max()) == (0, 1)
    assert not np.array_equal(once, digits.features)


def test_a_faded_digit_has_three_quarters_of_its_ink(changes, digits):
    np.testing.assert_allclose(changes["fade"](digits.features), digits.features * 0.75)


def test_moved_images_are_five_times_the_images(candidates, trained):
    stored = candidates["shifted_neighbours"]().fit(*trained)
    assert stored.n_samples_fit_ == 5 * len(trained[0])


def test_a_moved_training_image_is_among_the_neighbours_of_one_reader_only(candidates, changes, trained):
    moved = changes["move"](trained[0][:1], 0, 1)
    plain, shifted = (candidates[f"{name}_neighbours"]().fit(*trained) for name in ("nearest", "shifted"))
    assert shifted.kneighbors(moved)[0].min() == 0
    assert plain.kneighbors(moved)[0].min() > 0


def test_the_sums_have_the_weights_that_their_card_counts(candidates, trained):
    fitted = candidates["logistic_regression"]().fit(*trained)
    assert fitted.coef_.size + fitted.intercept_.size == 650


@pytest.mark.filterwarnings(ONCE)
def test_both_networks_have_the_weights_that_their_cards_count(candidates, trained):
    network = candidates["network"]().set_params(max_iter=1)
    for fitted in (network.fit(*trained), candidates["Shifted"](network).fit(*trained)):
        assert sum(part.size for part in (*fitted.coefs_, *fitted.intercepts_)) == 33738


@pytest.mark.filterwarnings(ONCE)
def test_the_committed_graph_is_the_network_that_runs_in_the_program(candidates, committed, digits, trained):
    with threadpool_limits(limits=1):
        fitted = candidates["shifted_network"]().fit(*trained)
    scores = committed.run(["probabilities"], {"features": digits.features})[0]
    # Other processors round otherwise, and training lets that grow.
    assert np.mean(fitted.predict(digits.features) == fitted.classes_[scores.argmax(axis=1)]) > 0.99


def test_the_service_answers_as_the_graph_does(committed, digits, reading_service):
    labels = committed.run(["label"], {"features": digits.features[:20]})[0]
    for pixels, label in zip(digits.features[:20], labels, strict=True):
        reading_service.request("POST", "/read", json.dumps(pixels.tolist()))
        assert json.loads(reading_service.getresponse().read()) == label


def test_the_service_says_when_it_is_ready_and_knows_no_other_page(reading_service):
    statuses = []
    for path in ("/health", "/else"):
        reading_service.request("GET", path)
        response = reading_service.getresponse()
        response.read()
        statuses.append(response.status)
    assert statuses == [200, 404]
