"""The worked decisions about image networks: how many weights graphs have, and that optimising keeps their answers."""

from __future__ import annotations

import importlib
import pickle
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

FOLDER = Path(__file__).parents[2] / "decisions" / "image-backbone"
MODULES = ("data", "graphs", "candidates")
COUNTS = {
    "densenet121": 8_146_152,
    "inception_v1": 6_998_552,
    "resnet50": 25_610_153,
    "shufflenet": 1_420_152,
    "squeezenet": 1_235_496,
    "vgg19": 143_667_240,
}
CARDS = {
    "densenet121": "densenet-121",
    "inception_v1": "inception-v1",
    "resnet50": "resnet-50",
    "vgg19": "vgg-19",
}

pytestmark = pytest.mark.skipif(
    not onnx.__version__.startswith("1.23."), reason="the graphs are those that onnx 1.23 ships"
)


@pytest.fixture(scope="module")
def suite():
    """The suite's modules by name; names such as `data` are taken by other suites, too, so they leave again."""
    hidden = {name: sys.modules.pop(name) for name in MODULES if name in sys.modules}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.modules.update(hidden)


@pytest.fixture(scope="module")
def pictures(suite):
    return suite.data.noise().features


@pytest.fixture(scope="module")
def plain(suite):
    """SqueezeNet, which is filled in a moment."""
    return suite.graphs.fill(suite.graphs.read_graph("squeezenet"))


def test_pictures_are_noise_from_a_fixed_seed(suite, pictures):
    found = suite.data.noise()
    np.testing.assert_array_equal(found.features, pictures)
    assert pictures.shape == (4, 3, 224, 224)
    assert abs(pictures.mean()) < 0.01
    assert found.train == [True, False, False, False]
    assert set(found.labels) == {suite.data.ANSWERED}


@pytest.mark.parametrize("name", COUNTS)
def test_graphs_have_the_weights_that_their_cards_count(suite, name):
    assert sum(int(np.prod(shape)) for shape in suite.graphs.weight_shapes(name)) == COUNTS[name]
    card = (FOLDER / "cards" / f"{CARDS.get(name, name)}.yaml").read_text(encoding="utf-8")
    assert f"parameters: {COUNTS[name]}}}" in card
    assert f"artifact_sha256: {suite.graphs.FILES[name]}" in card
    assert re.search(r"no accuracy\s+is\s+quoted", card)


def test_resnet_50_is_counted_with_the_statistics_of_its_normalisations(suite):
    # 25,557,032 weights are published; 53 normalisations of 26,560 channels keep a mean and a variance each.
    shapes = suite.graphs.weight_shapes("resnet50")
    convolutions = [shape for shape in shapes if len(shape) == 4]
    channels = sum(shape[0] for shape in convolutions)
    assert (len(convolutions), channels) == (53, 26_560)
    assert COUNTS["resnet50"] - 1 == 25_557_032 + 2 * channels
    assert round(4 * COUNTS["resnet50"] / 1e6) == 102


def test_weights_and_activations_of_resnet_50_together_are_what_the_deck_states():
    assert (26 + 16) * 4 == 168


def test_another_file_than_the_measured_one_is_refused(suite, monkeypatch):
    monkeypatch.setitem(suite.graphs.FILES, "squeezenet", "0" * 64)
    with pytest.raises(ValueError, match=r"light_squeezenet\.onnx is another file"):
        suite.graphs.read_graph("squeezenet")


def test_a_filled_graph_holds_its_weights(suite, plain):
    model = onnx.load_from_string(plain)
    assert suite.graphs.RULE not in {node.op_type for node in model.graph.node}
    held = sum(int(np.prod(one.dims)) for one in model.graph.initializer if one.data_type == 1)
    assert held == COUNTS["squeezenet"]
    assert 4 * held < len(plain) < 4.1 * held
    assert plain == suite.graphs.fill(suite.graphs.read_graph("squeezenet"))


@pytest.mark.parametrize("kind", ["Filled", "OptimisedBeforehand"])
def test_a_network_answers_alike_however_it_was_optimised_and_handed_over(suite, pictures, kind):
    levels = suite.candidates.LEVELS
    reference = suite.candidates.Filled("squeezenet", levels.ORT_DISABLE_ALL).fit(pictures[:1], None)
    made = getattr(suite.candidates, kind)("squeezenet", levels.ORT_ENABLE_ALL).fit(pictures[:1], None)
    again = pickle.loads(pickle.dumps(made))  # noqa: S301 - made a line above
    expected = reference.scores(pictures[1])
    assert expected.shape == (1000,)
    assert np.isfinite(expected).all()
    assert np.ptp(expected) > 0
    for network in (made, again):
        np.testing.assert_allclose(network.scores(pictures[1]), expected, rtol=1e-4, atol=1e-7)
        assert network.predict(pictures[1:]) == [suite.data.ANSWERED] * 3


def test_a_graph_that_answers_otherwise_is_refused(suite, pictures, plain):
    other = suite.graphs.fill(suite.graphs.read_graph("squeezenet"), seed=51)
    made = suite.candidates.OptimisedBeforehand("squeezenet")
    with pytest.raises(ValueError, match="deviates by up to"):
        made._check(plain, other, pictures[:1])


def test_stand_ins_for_weights_take_no_memory(suite):
    stand_ins = suite.candidates.resnet_50().coefs_
    assert sum(one.size for one in stand_ins) == COUNTS["resnet50"]
    assert all(set(one.strides) <= {0} for one in stand_ins)
