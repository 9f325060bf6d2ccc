"""Autocorrelation times of series whose time is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal
from statsmodels.tsa.stattools import acf

from buttress.estimation import autocorrelation_time, effective_size
from buttress.estimation.autocorrelation import cautious_time, cautious_time_of_blocks


def autoregression(phi: float, n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(n) * np.sqrt(1 - phi**2)
    return signal.lfilter([1], [1, -phi], noise, zi=[phi * rng.standard_normal()])[0]


@pytest.mark.parametrize("phi", [0.3, 0.6, 0.9, 0.95])
def test_autoregressions_have_their_known_time(phi):
    times = [autocorrelation_time(autoregression(phi, 40_000, seed)) for seed in range(10)]
    assert np.mean(times) == pytest.approx((1 + phi) / (1 - phi), rel=0.06)


def test_independent_values_are_worth_about_their_number():
    values = np.random.default_rng(2).exponential(size=50_000)
    assert autocorrelation_time(values) == pytest.approx(1, abs=0.1)
    assert effective_size(values > 3) == pytest.approx(50_000, rel=0.1)


def test_the_sum_stops_at_the_first_pair_that_is_not_positive():
    values = autoregression(0.7, 500, seed=3)
    rho = acf(values, nlags=499, fft=False)
    total = 0.0
    for first, second in zip(rho[0::2], rho[1::2], strict=True):
        if first + second <= 0:
            break
        total += first + second
    assert autocorrelation_time(values) == pytest.approx(2 * total - 1)


@pytest.mark.parametrize("n", [33, 34, 47, 500])
def test_lags_summed_one_by_one_and_by_the_fourier_transform_are_the_same_sum(n):
    values = np.linspace(0, 1, n) ** 2  # every lag that is cut off lies beyond the thirty-second
    rho = acf(values, nlags=n - 1, fft=False)
    pairs = rho[: n // 2 * 2].reshape(-1, 2).sum(axis=1)
    positive = pairs[: np.argmax(pairs <= 0)]
    assert autocorrelation_time(values) == pytest.approx(2 * positive.sum() - 1)


def test_a_cautious_time_adds_the_standard_error():
    values = autoregression(0.9, 4000, seed=5)
    times = [cautious_time(autoregression(0.9, 4000, seed)) for seed in range(40)]
    assert cautious_time(values) > autocorrelation_time(values)
    assert np.mean(np.array(times) > 19) > 0.6  # plain estimates lie below as often as above
    assert cautious_time(np.tile([0.0, 1.0], 500)) == cautious_time([]) == cautious_time([2.0]) == 1


def test_cautious_times_of_blocks_by_hand():
    # Variance 16/3 times that of independent queries, whose standard error over four blocks is sqrt(2 / 4) of it.
    assert cautious_time_of_blocks([0, 4, 4, 0], 4) == pytest.approx(16 / 3 * (1 + 0.5**0.5))
    assert cautious_time_of_blocks([2, 2, 2, 2], 4) == cautious_time_of_blocks([], 4) == 1


@pytest.mark.parametrize("n", [0, 1, 2, 1000])
def test_constant_series_are_fine(n):
    assert autocorrelation_time(np.full(n, 0.1)) == 1
    assert effective_size(np.full(n, 0.1)) == n


def test_an_alternating_series_earns_no_credit():
    assert autocorrelation_time(np.tile([0.0, 1.0], 500)) == 1
    assert autocorrelation_time([0, 1]) == 1


def test_a_trend_is_worth_next_to_nothing():
    assert effective_size(np.arange(1000)) < 5


def test_shift_and_unit_do_not_matter():
    values = autoregression(0.8, 2000, seed=4)
    assert autocorrelation_time(values * 1e6 + 5e6) == pytest.approx(autocorrelation_time(values))
