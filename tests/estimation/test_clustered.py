"""Proportions over clusters: Korn and Graubard's bounds by hand, and their limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaincinv, ndtri, stdtrit

from buttress.estimation import ClusteredProportion, clopper_pearson


def test_bounds_by_hand() -> None:
    # Eight clusters of ten; rate 0.8. V = 8/7 * sum((h - 8)^2) / 80^2 with squares 4+4+1+1+0+0+0+0 = 10.
    sample = ClusteredProportion((6, 10, 7, 9, 8, 8, 8, 8), (10,) * 8)
    independent = 0.8 * 0.2 / (8 / 7 * 10 / 6400)
    trials = min(80.0, independent * (ndtri(0.05) / stdtrit(7, 0.05)) ** 2)
    estimate = sample.estimate(0.95)
    assert estimate.value == 0.8
    assert estimate.lower == pytest.approx(betaincinv(0.8 * trials, 0.2 * trials + 1, 0.05))
    assert (estimate.method, estimate.n, bool(estimate.doubt)) == ("Korn-Graubard", 80, True)


def test_examples_that_all_agree_within_their_cluster_count_as_one() -> None:
    # 30 clusters, 24 of them all right: as 30 trials, shrunk by the t quantile.
    sample = ClusteredProportion((7,) * 24 + (0,) * 6, (7,) * 30)
    estimate = sample.estimate(0.95)
    lower, upper = clopper_pearson(24, 30, 0.95)
    assert estimate.lower < lower < upper < estimate.upper
    assert estimate.lower == pytest.approx(lower, abs=0.02)


def test_clusters_never_count_for_more_than_their_examples() -> None:
    # Every cluster has the same share: less spread than chance would give.
    estimate = ClusteredProportion((8,) * 50, (10,) * 50).estimate(0.95)
    lower, upper = clopper_pearson(400, 500, 0.95)
    assert estimate.lower < lower < upper < estimate.upper
    assert (estimate.lower, estimate.upper) == pytest.approx((lower, upper), abs=1e-3)


def test_a_cluster_counts_once_where_no_spread_is_seen() -> None:
    estimate = ClusteredProportion((5,) * 20, (5,) * 20).estimate(0.95)
    assert estimate.upper == 1.0
    assert estimate.lower < clopper_pearson(20, 20, 0.95)[0] < clopper_pearson(100, 100, 0.95)[0]


@pytest.mark.parametrize("confidence", [0.7, 0.95, 0.999])
def test_p_values_are_the_risks_at_which_bounds_reach_the_limit(confidence: float) -> None:
    sample = ClusteredProportion((6, 10, 7, 9, 8, 8, 8, 8), (10,) * 8)
    estimate = sample.estimate(confidence)
    assert sample.p_value_above(estimate.lower) == pytest.approx(1 - confidence, rel=1e-6)
    assert sample.p_value_below(estimate.upper) == pytest.approx(1 - confidence, rel=1e-6)
    assert sample.p_value_above(0.9) == 1.0


def test_few_clusters_are_unusable() -> None:
    assert "4 clusters" in str(ClusteredProportion((1,) * 4, (1,) * 4).unusable())
    assert ClusteredProportion((1,), (2,)).estimate(0.95).lower == -np.inf
    assert ClusteredProportion((), ()).estimate(0.95).value is None


@pytest.mark.parametrize(("successes", "trials"), [((2,), (1,)), ((-1,), (1,)), ((0,), (0,))])
def test_impossible_counts_are_refused(successes: tuple[int, ...], trials: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="cluster"):
        ClusteredProportion(successes, trials)
