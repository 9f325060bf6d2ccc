"""The worked decisions about lane marking: what the made-up pictures are, and that detectors do what cards say."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "decisions" / "lane-marking"
MODULES = ("road", "data", "changes", "detectors", "candidates")
PIXEL_METRES = 1.4 / (56.5 - 40)


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


@pytest.fixture(scope="module")
def roads(sources):
    return sources["road"]["make_roads"](60, 3)


@pytest.fixture(scope="module")
def network():
    runtime = pytest.importorskip("onnxruntime")
    return runtime.InferenceSession(str(FOLDER / "lane.onnx"), providers=["CPUExecutionProvider"])


def lane_picture(middle_metres):
    """A dark road with two bright lines that run straight ahead, their lane so far to the right."""
    rows = np.arange(108)[:, None]
    columns = np.arange(192)[None, :] + 0.5 - 96
    ahead = 170 * 1.4 / np.maximum(rows + 0.5 - 40, 0.5)
    beside = columns * ahead / 170 - middle_metres
    lines = (np.abs(np.abs(beside) - 1.75) < np.maximum(0.075, ahead / 340)) & (rows > 42)
    return np.where(lines, 0.9, 0.3).astype(np.float32)


def test_pictures_are_grey_values_of_108_by_192(roads):
    assert roads.pictures.shape == (60, 108, 192)
    assert roads.pictures.dtype == np.float32
    assert roads.pictures.min() >= 0
    assert roads.pictures.max() <= 1


def test_the_same_seed_draws_the_same_pictures_and_another_one_others(sources):
    once, again, other = (sources["road"]["make_roads"](2, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(once.pictures, again.pictures)
    np.testing.assert_array_equal(once.middle, again.middle)
    assert not np.array_equal(once.pictures, other.pictures)


def test_every_condition_is_drawn(roads):
    assert {name: set(roads.columns[name]) for name in ("light", "weather", "markings")} == {
        "light": {"day", "night"},
        "weather": {"dry", "rain"},
        "markings": {"fresh", "worn"},
    }
    assert min(roads.columns["radius"]) >= 80


def test_the_true_middle_lies_between_the_lines_that_are_seen(sources, roads):
    """On fresh lines by day, what is bright at the row of the answer lies half a lane to either side of the truth."""
    half = 1.75 / PIXEL_METRES
    clear = [
        place
        for place in range(60)
        if (roads.columns["light"][place], roads.columns["weather"][place], roads.columns["markings"][place])
        == ("day", "dry", "fresh")
    ]
    bright = sources["detectors"]["ridges"](roads.pictures[clear])[:, 0, 56 - 46]
    expected = [round(96 + roads.middle[place] + half) for place in clear]
    near = [row[max(0, at - 3) : at + 4].max() for row, at in zip(bright, expected, strict=True)]
    assert np.median(near) > 0.1


def test_pictures_of_the_suites_and_of_training_are_drawn_from_other_seeds(sources):
    training = (FOLDER / "train_network.py").read_text(encoding="utf-8")
    assert "SEED = 5_000" in training
    assert {sources["data"]["SEED"], sources["data"]["WARNING_SEED"]} == {7, 8}


def test_a_metre_is_twelve_columns_where_the_lane_is_asked_for(sources):
    assert sources["data"]["METRE"] == pytest.approx(12, abs=0.3)


def test_what_is_right_lies_within_half_a_metre(sources):
    near = sources["data"]["columns_near"](3.2)
    assert max(abs(column - 3.2) for column in near) * PIXEL_METRES <= 0.5
    assert min(abs(column - 3.2) for column in (near[0] - 1, near[-1] + 1)) * PIXEL_METRES > 0.5


def test_cases_of_warning_are_clear_ones(sources, monkeypatch):
    build = sources["data"]["departures"]
    monkeypatch.setitem(build.__globals__, "JUDGED_WARNINGS", 80)
    found = build()
    place = {f"warning-{row:03d}": row for row in range(80)}
    metres = (
        np.abs(sources["road"]["make_roads"](80, 8).middle)[[place[name] for name in found.ids]]
        * PIXEL_METRES
    )
    leaves = np.asarray(found.labels) == "leaves"
    assert metres[leaves].min() >= 1
    assert metres[~leaves].max() <= 0.5
    assert 0.15 < leaves.mean() < 0.7


@pytest.mark.parametrize("name", ["glare", "fog", "dirt"])
def test_changes_are_the_same_each_time_and_leave_the_pictures_as_they_were(sources, roads, name):
    change, before = sources["changes"][name], roads.pictures.copy()
    once, again = change(roads.pictures), change(roads.pictures)
    np.testing.assert_array_equal(once, again)
    np.testing.assert_array_equal(roads.pictures, before)
    assert once.shape == before.shape
    assert once.dtype == np.float32
    assert 0 <= once.min() < once.max() <= 1


def test_fog_takes_contrast_from_what_is_far(sources, roads):
    foggy = sources["changes"]["fog"](roads.pictures)
    far, near = foggy[:, 48].std(axis=1).mean(), foggy[:, 105].std(axis=1).mean()
    plain_far, plain_near = (
        roads.pictures[:, 48].std(axis=1).mean(),
        roads.pictures[:, 105].std(axis=1).mean(),
    )
    assert far / plain_far < 0.5 < near / plain_near


@pytest.mark.parametrize("name", ["hough", "template"])
@pytest.mark.parametrize("metres", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_classical_detectors_find_a_plain_lane(sources, name, metres):
    found = sources["detectors"][name](lane_picture(metres))
    assert found * PIXEL_METRES == pytest.approx(metres, abs=0.2)


@pytest.mark.parametrize("name", ["hough", "template"])
def test_classical_detectors_find_nothing_on_an_empty_road(sources, name):
    assert sources["detectors"][name](np.full((108, 192), 0.3, dtype=np.float32)) is None


def test_the_template_tries_as_many_lanes_as_its_card_says(sources):
    assert len(sources["detectors"]["MIDDLES"]) == 31 * 11 * 9 == 3069


def test_nothing_found_is_straight_ahead_for_the_place_and_unknown_for_the_warning(sources):
    empty = np.full((108, 192), 0.3, dtype=np.float32)
    assert sources["candidates"]["template"](empty) == [0]
    assert sources["candidates"]["warn_template"](empty) == "unknown"


@pytest.mark.parametrize(("metres", "says"), [(0.74, "keeps"), (0.76, "leaves"), (-0.76, "leaves")])
def test_the_car_is_taken_to_leave_above_three_quarters_of_a_metre(sources, metres, says):
    assert sources["candidates"]["warn"](metres * sources["data"]["METRE"], 0.75) == says


def test_the_network_starts_with_the_bright_lines_that_training_saw(sources, network, roads):
    onnx = pytest.importorskip("onnx")
    model = onnx.load(str(FOLDER / "lane.onnx"))
    inner = onnx.helper.make_tensor_value_info("layer0", onnx.TensorProto.FLOAT, None)
    model.graph.output.append(inner)
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found = session.run(["layer0"], {"picture": roads.pictures})[0]
    np.testing.assert_allclose(found, sources["detectors"]["network_inputs"](roads.pictures), atol=1e-3)


def test_the_committed_network_is_small_and_knows_the_roads_it_was_made_for(network, roads):
    assert (FOLDER / "lane.onnx").stat().st_size <= 100_000
    found = network.run(None, {"picture": roads.pictures})[0][:, 0]
    assert np.sqrt(np.mean((found - roads.middle) ** 2)) < 0.6 * np.std(roads.middle)
