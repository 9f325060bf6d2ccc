"""The worked decisions about clothes: what stands in for them, how their files are read, and what networks hold."""

from __future__ import annotations

import gzip
import hashlib
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "decisions" / "clothing-classifier"
ONCE = "ignore:Stochastic Optimizer"
"""The networks stop after a set number of passes, and scikit-learn says so."""


@pytest.fixture(scope="module")
def data():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield runpy.run_path(str(FOLDER / "data.py"))
        sys.modules.pop("idx", None)


@pytest.fixture(scope="module")
def digits(data):
    return data["enlarged_digits"]()


@pytest.fixture(scope="module")
def idx():
    return runpy.run_path(str(FOLDER / "idx.py"))


@pytest.fixture(scope="module")
def candidates():
    return runpy.run_path(str(FOLDER / "candidates.py"))


def as_idx(array):
    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, dtype=">u4").tobytes()
    return header + array.astype(np.uint8).tobytes()


def test_the_stand_in_has_the_width_of_the_clothes(digits):
    assert digits.features.shape == (1797, 784)
    assert digits.features.dtype == np.float32
    assert (sum(digits.train), sum(not row for row in digits.train)) == (1000, 797)
    assert len(set(digits.ids)) == 1797


def test_grey_values_run_from_none_to_full(digits):
    assert (digits.features.min(), digits.features.max()) == (0, 1)


def test_enlarging_adds_no_information(digits):
    assert np.linalg.matrix_rank(digits.features[:100].astype(np.float64), tol=1e-3) <= 64


@pytest.mark.parametrize("side", [2, 8, 28])
def test_interpolation_keeps_what_is_linear_and_the_corners(data, side):
    weights = data["interpolation"](side)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    line = np.linspace(3, 5, side)
    np.testing.assert_allclose(weights @ line, np.linspace(3, 5, 28))
    assert (weights[0, 0], weights[-1, -1]) == (1, 1)


def test_a_single_bright_pixel_stays_where_it_was(data):
    image = np.zeros((1, 8, 8))
    image[0, 2, 5] = 1
    enlarged = data["enlarge"](image)[0]
    row, column = np.unravel_index(enlarged.argmax(), enlarged.shape)
    assert abs(row - 2 * 27 / 7) < 1
    assert abs(column - 5 * 27 / 7) < 1


@pytest.mark.parametrize("shape", [(7,), (3, 4, 5)])
def test_an_array_comes_back_from_its_file(idx, tmp_path, shape):
    array = np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8)
    path = tmp_path / "some.gz"
    path.write_bytes(gzip.compress(as_idx(array)))
    np.testing.assert_array_equal(idx["read_idx"](path, hashlib.sha256(path.read_bytes()).hexdigest()), array)


def test_another_file_than_the_published_one_is_refused(idx, tmp_path):
    path = tmp_path / "some.gz"
    path.write_bytes(gzip.compress(as_idx(np.zeros(3))))
    with pytest.raises(ValueError, match=r"some\.gz is not the published file"):
        idx["read_idx"](path, "0" * 64)


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\x0d\1\0\0\0\0", as_idx(np.zeros(3))[:-1], as_idx(np.zeros(3)) + b"\0"]
)
def test_bytes_that_are_no_array_are_refused(idx, content):
    with pytest.raises(ValueError, match=r"^some "):
        idx["parse_idx"](content, "some")


def test_files_that_are_missing_are_named_with_the_place_to_get_them(data, monkeypatch, tmp_path):
    for folder in ("", str(tmp_path)):
        monkeypatch.setenv("FASHION_MNIST", folder)
        with pytest.raises(
            FileNotFoundError, match=r"t10k-images-idx3-ubyte\.gz.*zalandoresearch.*FASHION_MNIST"
        ):
            data["clothes"]()


def test_clothes_are_split_as_they_were_published(data, monkeypatch, tmp_path):
    dice = np.random.default_rng(5)
    sizes = {"train": 6, "t10k": 3}
    for name in data["FILES"]:
        count = sizes[name.split("-")[0]]
        array = dice.integers(0, 256, (count, 28, 28)) if "images" in name else dice.integers(0, 10, count)
        (tmp_path / name).write_bytes(gzip.compress(as_idx(array)))
    monkeypatch.setenv("FASHION_MNIST", str(tmp_path))
    made = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in data["FILES"]}
    monkeypatch.setitem(data["clothes"].__globals__, "FILES", made)
    found = data["clothes"]()
    assert found.features.shape == (9, 784)
    assert 0 <= found.features.min() < found.features.max() <= 1
    assert found.train == [True] * 6 + [False] * 3
    assert set(found.labels) <= set(data["CLOTHES"])


@pytest.mark.filterwarnings(ONCE)
@pytest.mark.parametrize(
    ("name", "count"), [("network_32", 25_450), ("network_300_100", 266_610), ("network_1000_500", 1_290_510)]
)
def test_networks_have_the_parameters_that_their_cards_count(candidates, digits, name, count):
    rows = slice(0, 100)
    network = candidates[name]().set_params(max_iter=1)
    fitted = network.fit(digits.features[rows], digits.labels[rows])
    assert sum(part.size for part in (*fitted.coefs_, *fitted.intercepts_)) == count
    card = (FOLDER / "cards" / f"{name.replace('_', '-')}.yaml").read_text(encoding="utf-8")
    assert f"= {count} weights and biases" in " ".join(card.split())


def test_the_linear_model_has_ten_sums_of_all_pixels(candidates, digits):
    fitted = candidates["logistic_regression"]().set_params(max_iter=5)
    with pytest.warns(UserWarning, match="converge"):
        fitted.fit(digits.features[:100], digits.labels[:100])
    assert fitted.coef_.size + fitted.intercept_.size == 7850
