"""Proportions over clusters: proved for the mean of clusters, and Korn and Graubard's bounds by hand beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv, ndtri, stdtrit

from buttress.estimation import ClusteredProportion, Needed, clopper_pearson
from buttress.estimation.betting import mean_bounds
from buttress.estimation.clustered import korn_graubard

COUNTS = st.lists(
    st.integers(1, 20).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))),
    min_size=1,
    max_size=25,
)


def of(counts: list[tuple[int, int]]) -> ClusteredProportion:
    return ClusteredProportion(tuple(good for good, _ in counts), tuple(trials for _, trials in counts))


def test_each_cluster_counts_once():
    sample = ClusteredProportion((90, 1, 2, 3, 4, 5), (100, 2, 4, 6, 8, 10))
    estimate = sample.estimate(0.95)
    assert estimate.value == pytest.approx((0.9 + 5 * 0.5) / 6)
    assert (estimate.n, estimate.method) == (130, "betting (Waudby-Smith and Ramdas)")
    assert (estimate.lower, estimate.upper) == mean_bounds([0.9] + [0.5] * 5, 0.95)
    assert not estimate.doubt


def test_clusters_without_a_failure_are_as_single_trials():
    limit = 0.95
    assert ClusteredProportion((20,) * 59, (20,) * 59).estimate(0.95).lower >= limit
    assert ClusteredProportion((20,) * 58, (20,) * 58).estimate(0.95).lower < limit


def test_the_note_names_clusters_and_the_customary_interval():
    note = ClusteredProportion((6, 10, 7, 9, 8, 8, 8, 8), (10,) * 8).estimate(0.95).note
    assert (
        note
        == "8 clusters count once each; all examples together 0.8, by Korn-Graubard, approximate: 0.703 to 0.876"
    )


def test_clusters_that_fail_as_a_whole_mislead_the_customary_bounds_and_not_these():
    # One cluster in 25 fails entirely and others have 0.99 right: 0.95 overall, and half the time none is seen.
    rng, trials = np.random.default_rng(3), (20,) * 20
    held = misled = 0
    for _ in range(150):
        failed = rng.random(20) < 0.04
        successes = np.where(failed, 0, rng.binomial(20, 0.95 / 0.96, 20))
        held += ClusteredProportion(tuple(successes.tolist()), trials).p_value_above(0.95) <= 0.05
        misled += korn_graubard(tuple(successes.tolist()), trials, 0.95)[0] > 0.95
    assert held <= 15
    assert misled > 45


@settings(max_examples=40, deadline=None)
@given(COUNTS, st.floats(0.6, 0.999), st.floats(0, 1))
def test_bounds_and_p_values_agree(counts, confidence, limit):
    sample, risk = of(counts), 1 - confidence
    estimate = sample.estimate(confidence)
    assert 0 <= estimate.lower <= estimate.upper <= 1
    if abs(estimate.lower - limit) > 1e-12:
        assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    if abs(estimate.upper - limit) > 1e-12:
        assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


def test_korn_and_graubard_by_hand():
    # Eight clusters of ten; rate 0.8. V = 8/7 * sum((h - 8)^2) / 80^2 with squares 4+4+1+1+0+0+0+0 = 10.
    independent = 0.8 * 0.2 / (8 / 7 * 10 / 6400)
    trials = min(80.0, independent * (ndtri(0.05) / stdtrit(7, 0.05)) ** 2)
    lower, _ = korn_graubard((6, 10, 7, 9, 8, 8, 8, 8), (10,) * 8, 0.95)
    assert lower == pytest.approx(betaincinv(0.8 * trials, 0.2 * trials + 1, 0.05))


def test_korn_and_graubard_count_examples_that_agree_within_their_cluster_as_one():
    # 30 clusters, 24 of them all right: as 30 trials, shrunk by the t quantile.
    bounds = korn_graubard((7,) * 24 + (0,) * 6, (7,) * 30, 0.95)
    lower, upper = clopper_pearson(24, 30, 0.95)
    assert bounds[0] < lower < upper < bounds[1]
    assert bounds[0] == pytest.approx(lower, abs=0.02)


def test_korn_and_graubard_never_count_more_trials_than_there_are():
    # Every cluster has the same share: less spread than chance would give.
    found = korn_graubard((8,) * 50, (10,) * 50, 0.95)
    exact = clopper_pearson(400, 500, 0.95)
    assert found == pytest.approx(exact, abs=2e-3)
    assert found[0] < exact[0] < exact[1] < found[1]


def test_korn_and_graubard_count_a_cluster_once_where_no_spread_is_seen():
    lower, upper = korn_graubard((5,) * 20, (5,) * 20, 0.95)
    assert upper == 1.0
    assert lower < clopper_pearson(20, 20, 0.95)[0] < clopper_pearson(100, 100, 0.95)[0]
    assert korn_graubard((1,), (2,), 0.95) == (0, 1)


def test_poor_evidence():
    assert "4 clusters" in str(ClusteredProportion((1,) * 4, (1,) * 4).unusable())
    assert ClusteredProportion((1,) * 5, (1,) * 5).unusable() is None
    single = ClusteredProportion((1,), (2,)).estimate(0.95)
    assert (single.value, single.lower, single.upper) == (0.5, 0, 1)
    empty = ClusteredProportion((), ())
    assert (empty.estimate(0.95).value, empty.estimate(0.95).lower) == (None, -np.inf)
    assert empty.p_value_above(0.5) == empty.p_value_below(0.5) == 1
    assert empty.needed_to_decide(0.5, 0.95) == Needed(5, "clusters")


def test_clusters_still_needed():
    # 59 clusters that are right throughout prove 95 %, as 59 examples do.
    assert ClusteredProportion((3,) * 40, (3,) * 40).needed_to_decide(0.95, 0.95) == Needed(19, "clusters")
    assert ClusteredProportion((3,) * 60, (3,) * 60).needed_to_decide(0.95, 0.95) is None
    assert ClusteredProportion((3,) * 3, (3,) * 3).needed_to_decide(0.5, 0.95) == Needed(2, "clusters")
    mixed = ClusteredProportion((3, 2) * 20, (3,) * 40)
    needed = mixed.needed_to_decide(0.8, 0.95)
    assert needed is not None
    assert needed.what == "clusters"
    again = ClusteredProportion((6, 4) * 20, (6,) * 40).needed_to_decide(0.8, 0.95)
    assert again == needed  # more examples of the same clusters change nothing
    assert mixed.needed_to_decide(5 / 6, 0.95) is None  # no number decides


@pytest.mark.parametrize(("successes", "trials"), [((2,), (1,)), ((-1,), (1,)), ((0,), (0,))])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(ValueError, match="cluster"):
        ClusteredProportion(successes, trials)
