"""The worked decisions about graphs and derivatives: every way gives the same answer, but for those that must not."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "decisions" / "graph-or-eager"
MODULES = ("reverse_mode", "forward_mode", "problems", "data", "images", "derivatives", "networks")
EXACT = ("reverse", "forward", "forward_at_once", "by_hand")
ONCE = "ignore:Stochastic Optimizer"
"""The network stops after a set number of passes, and scikit-learn says so."""


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
def weights(suite):
    return suite.data.weights()


@pytest.fixture(scope="module")
def gains(suite):
    return suite.data.gains()


@pytest.fixture(scope="module")
def fitted(suite):
    digits = suite.images.digits()
    found = {}
    for name in ("eager", "eager_without_trace", "speculative", "perceptron"):
        with pytest.MonkeyPatch.context() as patch:
            ways = suite.networks
            make = ways.perceptron
            patch.setattr(ways, "perceptron", lambda make=make: make().set_params(max_iter=2))
            found[name] = getattr(ways, name)().fit(digits.features[:300], digits.labels[:300])
    return found


def test_half_of_the_points_lie_where_exp_overflows(weights, suite):
    margins = np.array(weights.columns["margin"])
    assert np.sum(margins > suite.problems.OVERFLOW) == 80
    assert np.sum(margins < 100) == 80
    assert 800 <= margins[margins > 100].min() <= margins.max() <= 2000


def test_the_largest_argument_of_exp_is_where_the_decision_says(suite):
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(suite.problems.OVERFLOW - 0.1))
        assert np.isinf(np.exp(suite.problems.OVERFLOW))


def test_points_and_truths_are_the_same_every_time(suite, weights, gains):
    assert list(suite.data.weights().labels) == list(weights.labels)
    assert list(suite.data.gains().labels) == list(gains.labels)
    assert len(set(weights.labels)) == len(set(gains.labels)) == 160


@pytest.mark.parametrize("name", EXACT)
def test_exact_ways_give_the_derivative_of_a_loss_everywhere(suite, weights, name):
    few = range(0, 160, 53) if name == "forward" else range(0, 160, 11)
    way = getattr(suite.derivatives, name)
    assert [way(weights.features[place]) for place in few] == [weights.labels[place] for place in few]


def test_as_it_is_written_the_loss_has_a_derivative_only_where_exp_does(suite, weights):
    way = suite.derivatives.reverse_as_written
    right = [way(point) == label for point, label in zip(weights.features, weights.labels, strict=True)]
    assert right == [True, False] * 80
    assert "nan" in way(weights.features[1])


def test_finite_differences_are_near_and_not_right(suite, weights):
    point = weights.features[0]
    told, truth = suite.derivatives.finite_differences(point), weights.labels[0]
    assert told != truth
    np.testing.assert_allclose(
        [float(part) for part in told.split()], [float(part) for part in truth.split()], rtol=1e-3
    )


@pytest.mark.parametrize("name", ["response_forward", "response_reverse", "response_by_hand"])
def test_exact_ways_give_the_derivative_of_a_response_everywhere(suite, gains, name):
    way = getattr(suite.derivatives, name)
    few = range(0, 160, 40)
    assert [way(gains.features[place]) for place in few] == [gains.labels[place] for place in few]


@pytest.mark.parametrize("x", [-2000.0, -1.0, 0.0, 3.0, 700.0, 2000.0])
def test_softplus_and_its_derivative_are_finite_everywhere(suite, x):
    value = suite.problems.softplus(np.array([x]))
    source = suite.reverse_mode.Traced(np.array([x]))
    slope = suite.reverse_mode.pull_back(source.softplus().sum(), 1.0, source)
    assert value[0] == pytest.approx(max(x, 0) + np.log1p(np.exp(-abs(x))))
    assert slope[0] == pytest.approx(1 if x > 50 else 0 if x < -50 else 1 / (1 + np.exp(-x)))


def test_a_value_that_is_used_twice_counts_twice(suite):
    source = suite.reverse_mode.Traced(np.array([2.0, -3.0]))
    square = source * source + source * 4.0 + source
    np.testing.assert_allclose(
        suite.reverse_mode.pull_back((square * square).sum(), 1.0, source),
        2 * (source.value**2 + 5 * source.value) * (2 * source.value + 5),
    )


def test_a_chain_of_layers_has_the_derivative_of_a_difference(suite):
    dice = np.random.default_rng(4)
    matrix, point = dice.normal(size=(3, 4)), dice.normal(size=(1, 3))
    source = suite.reverse_mode.Traced(point)
    output = (source @ matrix).relu().exp().log().sum()
    step = 1e-6 * np.eye(3)

    def value(at):
        return np.maximum(at @ matrix, 0).sum()

    near = [(value(point + one) - value(point - one)) / 2e-6 for one in step]
    np.testing.assert_allclose(suite.reverse_mode.pull_back(output, 1.0, source)[0], near, rtol=1e-6)


def test_dual_numbers_know_the_product_rule(suite):
    dual = suite.forward_mode.Dual
    product = dual(np.array([2.0, 3.0]), np.eye(2)) * dual(np.array([5.0, 7.0]), 2 * np.eye(2))
    np.testing.assert_allclose(product.tangent, np.diag([5 + 4, 7 + 6]))


@pytest.mark.filterwarnings(ONCE)
def test_all_ways_of_running_answer_alike(suite, fitted):
    images = suite.images.digits().features[1000:]
    expected = fitted["perceptron"].predict(images)
    for name, network in fitted.items():
        assert sum(part.size for part in (*network.coefs_, *network.intercepts_)) == 50_610
        np.testing.assert_array_equal(network.predict(images), expected, err_msg=name)


@pytest.mark.filterwarnings(ONCE)
def test_a_replay_falls_back_where_its_assumption_fails(suite, fitted):
    images, network = suite.images.digits().features, fitted["speculative"]
    for count in (1, 1, 5, 5, 1):
        np.testing.assert_array_equal(
            network.predict(images[:count]), fitted["eager"].predict(images[:count])
        )
        assert network._assumed[0] == (count, 64)
    np.testing.assert_array_equal(
        network.predict(images[7:8]), fitted["eager"].predict(images[7:8]), "a replay kept an old answer"
    )


def test_the_ways_that_answer_without_the_training_library_do_not_load_it():
    code = "import sys; import networks; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-B", "-c", code], cwd=FOLDER, check=False).returncode == 0
