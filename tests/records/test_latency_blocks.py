from __future__ import annotations

import json

import numpy as np
import pytest
from pydantic import ValidationError

from buttress.records import Packed
from buttress.records.run import LatencyBlocks, ProcessRecord
from buttress.wire import HistogramFields, LatencyHistogram, bucket_edges, bucket_of

LATENCIES = np.rint(1e6 * np.random.default_rng(4).lognormal(size=1005)).astype(np.int64)


def fields() -> HistogramFields:
    histogram = LatencyHistogram(100)
    histogram.add(LATENCIES)
    return histogram.to_fields()


def blocks() -> LatencyBlocks:
    return LatencyBlocks.model_validate(fields())


def test_blocks_give_their_arrays_after_a_round_through_json() -> None:
    decoded = LatencyBlocks.model_validate_json(json.dumps(fields())).decoded()
    assert decoded.sizes.tolist() == [100] * 10 + [5]
    assert decoded.counts.sum() == LATENCIES.size


def test_the_mean_is_exact_however_latencies_are_kept() -> None:
    kept = ProcessRecord(order=0, latencies_ns=Packed.of_numbers(LATENCIES, "u8"))
    counted = ProcessRecord(order=0, latency_blocks=blocks())
    assert kept.mean_latency_ns() == LATENCIES.mean()
    assert counted.mean_latency_ns() == pytest.approx(LATENCIES.mean(), rel=1e-12)
    assert ProcessRecord(order=0).mean_latency_ns() is None
    assert (
        ProcessRecord(order=0, latencies_ns=Packed.of_numbers(np.array([]), "u8")).mean_latency_ns() is None
    )


def test_quantiles_are_observed_values_or_the_upper_edges_of_their_buckets() -> None:
    kept = ProcessRecord(order=0, latencies_ns=Packed.of_numbers(LATENCIES, "u8"))
    counted = ProcessRecord(order=0, latency_blocks=blocks())
    levels = (0.001, 0.5, 0.99, 0.9999)
    expected = np.sort(LATENCIES)[[1, 502, 994, 1004]]
    assert kept.latency_quantiles(levels) == tuple(expected)
    assert counted.latency_quantiles(levels) == tuple(bucket_edges(bucket_of(expected))[1])
    assert (kept.query_count, counted.query_count) == (1005, 1005)
    assert ProcessRecord(order=0).query_count == 0
    with pytest.raises(ValueError, match="no latencies"):
        ProcessRecord(order=0).latency_quantiles(levels)


def test_a_process_keeps_its_latencies_once() -> None:
    with pytest.raises(ValidationError, match="keeps its latencies twice"):
        ProcessRecord(order=0, latencies_ns=Packed.of_numbers(LATENCIES, "u8"), latency_blocks=blocks())


def test_damage_is_told_where_the_arrays_are_asked_for() -> None:
    damaged = blocks().model_copy(update={"queries": 1004})
    with pytest.raises(ValueError, match="latency blocks are damaged"):
        damaged.decoded()
    with pytest.raises(ValueError, match="latency blocks are damaged"):
        ProcessRecord(order=0, latency_blocks=damaged).mean_latency_ns()
