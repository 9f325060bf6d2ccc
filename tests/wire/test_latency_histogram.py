"""Histograms of latencies: HdrHistogram's buckets, blocks that stay few, and what a damaged file is refused for."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.wire import (
    MOST_BLOCKS,
    LatencyHistogram,
    bucket_edges,
    bucket_of,
    pack_numbers,
    unpack_histogram,
    unpack_numbers,
)
from buttress.wire.latency_histogram import BUCKETS

LATENCIES = st.lists(st.one_of(st.integers(0, 5000), st.integers(0, 10**10)), min_size=1, max_size=200).map(
    lambda values: np.array(values, dtype=np.int64)
)


def counted(values: np.ndarray, block_queries: int = 10) -> dict:
    histogram = LatencyHistogram(block_queries)
    histogram.add(values)
    return histogram.to_fields()


# Lowest and highest equivalent value at 3 significant digits; 8180 to 10 008 stand in HdrHistogramTest.java.
@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (4, 4, 4),
        (1023, 1023, 1023),
        (2047, 2047, 2047),
        (2048, 2048, 2049),
        (10_007, 10_000, 10_007),
        (10_008, 10_008, 10_015),
        (8180, 8180, 8183),
        (8191, 8188, 8191),
        (8193, 8192, 8199),
        (100_000_000, 99_942_400, 100_007_935),
        (1_000_000_000, 999_817_216, 1_000_341_503),
    ],
)
def test_edges_are_those_of_hdrhistogram(value: int, low: int, high: int) -> None:
    assert [int(edge[0]) for edge in bucket_edges(bucket_of(np.array([value])))] == [low, high]


def test_buckets_cover_every_latency_once_and_are_narrow() -> None:
    buckets = np.arange(BUCKETS)
    low, high = bucket_edges(buckets)
    assert low[0] == 0
    assert high[-1] == 2**63 - 1
    assert (low[1:] == high[:-1] + 1).all()
    assert (bucket_of(low) == buckets).all()
    assert (bucket_of(high) == buckets).all()
    wide = low >= 2048
    assert (high - low)[~wide].max() == 0
    assert ((high - low)[wide] < low[wide] / 1024).all()


@pytest.mark.parametrize("bits", range(12, 63))
def test_no_bucket_is_missed_beside_a_power_of_two(bits: int) -> None:
    values = np.array([2**bits - 1, 2**bits, 2**bits + 1])
    low, high = bucket_edges(bucket_of(values))
    assert (low <= values).all()
    assert (values <= high).all()


@given(LATENCIES, st.integers(1, 50))
def test_counts_are_those_of_each_block(values: np.ndarray, block_queries: int) -> None:
    fields = counted(values, block_queries)
    decoded = unpack_histogram(fields)
    assert fields["queries"] == values.size
    assert fields["block_queries"] == block_queries
    for block in range(decoded.sizes.size):
        part = values[block * block_queries : (block + 1) * block_queries]
        buckets, counts = np.unique(bucket_of(part), return_counts=True)
        own = decoded.blocks == block
        assert decoded.buckets[own].tolist() == buckets.tolist()
        assert decoded.counts[own].tolist() == counts.tolist()
        assert decoded.sizes[block] == part.size
        assert decoded.means_ns[block] == pytest.approx(part.mean(), rel=1e-14)
    assert decoded.mean_ns() == pytest.approx(values.mean(), rel=1e-12)


@given(LATENCIES, st.lists(st.integers(0, 200), max_size=5), st.integers(1, 50))
def test_the_size_of_the_chunks_does_not_matter(
    values: np.ndarray, cuts: list[int], block_queries: int
) -> None:
    histogram = LatencyHistogram(block_queries)
    for chunk in np.split(values, sorted(cuts)):
        histogram.add(chunk)
    assert histogram.queries == values.size
    assert histogram.to_fields() == counted(values, block_queries)


def test_neighbours_are_merged_where_blocks_would_be_too_many() -> None:
    values = np.random.default_rng(2).integers(0, 10**7, MOST_BLOCKS * 4 + 1)
    merged = counted(values[: MOST_BLOCKS + 1], 1)
    assert merged["block_queries"] == 2
    assert merged == counted(values[: MOST_BLOCKS + 1], 2)
    assert counted(values[:MOST_BLOCKS], 1)["block_queries"] == 1
    assert counted(values, 1) == counted(values, 8)


def test_filled_buckets_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 6 * BUCKETS
    monkeypatch.setattr("buttress.wire.latency_histogram.MOST_FILLED", most)
    histogram = LatencyHistogram(BUCKETS)
    everywhere = bucket_edges(np.arange(BUCKETS))[0] >> 12  # so that sums of them stay whole numbers
    for _ in range(41):
        histogram.add(everywhere)
    fields = histogram.to_fields()
    assert fields["blocks"]["count"] <= most
    assert unpack_histogram(fields).counts.sum() == 41 * BUCKETS


def test_ten_million_queries_stay_small() -> None:
    chunk = np.rint(1e6 * np.random.default_rng(1).lognormal(0, 0.05, 500_000)).astype(np.int64)
    histogram = LatencyHistogram(1000)
    tracemalloc.start()
    for _ in range(20):
        histogram.add(chunk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    fields = histogram.to_fields()
    assert peak < 16_000_000  # the latencies themselves are 80 million bytes
    assert sum(len(fields[name]["data"]) for name in ("blocks", "buckets", "counts", "means_ns")) < 1_500_000
    assert fields["block_queries"] == 16_000


def test_what_is_no_latency_is_refused() -> None:
    histogram = LatencyHistogram(10)
    with pytest.raises(ValueError, match="no latencies"):
        histogram.to_fields()
    for values, why in (
        (np.array([3, -1]), "negative"),
        (np.array([1.5]), "whole nanoseconds"),
        (np.ones((2, 2), dtype=np.int64), "one series"),
        (np.array([2**63], dtype=np.uint64), "negative"),
    ):
        with pytest.raises(ValueError, match=why):
            histogram.add(values)
    with pytest.raises(ValueError, match="at least one query"):
        LatencyHistogram(0)
    histogram.add(np.array([], dtype=np.int64))
    assert histogram.queries == 0


def changed(fields: dict, name: str, change, dtype: str | None = None) -> dict:
    values = change(unpack_numbers(fields[name]).copy())
    return {**fields, name: pack_numbers(values, dtype or fields[name]["dtype"])}


def swapped(values: np.ndarray) -> np.ndarray:
    values[[0, 1]] = values[[1, 0]]
    return values


def shifted(values: np.ndarray) -> np.ndarray:
    values[0], values[-1] = values[0] + 1, values[-1] - 1
    return values


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda fields: {**fields, "queries": 31}, "not as many"),
        (lambda fields: {**fields, "block_queries": 9}, "not as many"),
        (lambda fields: {**fields, "block_queries": 0}, "nobody counted"),
        (lambda fields: {**fields, "queries": 10**30, "block_queries": 10**30}, "nobody counted"),
        (lambda fields: {**fields, "queries": 10 * MOST_BLOCKS + 1}, "1001 blocks, and at most 1000"),
        (lambda fields: changed(fields, "counts", lambda values: values[:-1]), "lack a block"),
        (lambda fields: changed(fields, "counts", lambda values: values * 2), "not as many as the queries"),
        (lambda fields: changed(fields, "counts", shifted), "of a block"),
        (lambda fields: changed(fields, "counts", lambda values: values, "u8"), "counts are u8, not u4"),
        (lambda fields: changed(fields, "buckets", swapped), "not in order"),
        (lambda fields: changed(fields, "buckets", lambda values: values + BUCKETS), "beyond the last"),
        (lambda fields: changed(fields, "blocks", lambda values: values[::-1]), "not in order"),
        (lambda fields: changed(fields, "blocks", lambda values: values + 1), "of a block"),
        (lambda fields: changed(fields, "means_ns", lambda values: values[1:]), "3 blocks have 2 means"),
        (lambda fields: changed(fields, "means_ns", lambda values: values * 1.01), "a mean contradicts"),
        (lambda fields: changed(fields, "means_ns", lambda values: values * np.nan), "a mean contradicts"),
    ],
)
def test_damaged_blocks_are_refused(damage, why: str) -> None:
    fields = counted(np.repeat(np.arange(1, 11) * 1000, 3))
    assert unpack_histogram(fields).counts.sum() == 30
    with pytest.raises(ValueError, match=why):
        unpack_histogram(damage(fields))


def test_more_buckets_than_queries_are_refused_before_they_are_inflated() -> None:
    fields = counted(np.arange(30))
    bomb = {**fields["counts"], "count": 40_000_000}
    with pytest.raises(ValueError, match="counts are 40000000, and at most 30 are possible"):
        unpack_histogram({**fields, "counts": bomb})
