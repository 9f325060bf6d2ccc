from __future__ import annotations

import numpy as np
import pytest

from buttress.bench.worker.loads.recorder import LatencyRecorder
from buttress.wire import unpack_numbers


def recorded(latencies, **settings):
    recorder = LatencyRecorder(**settings)
    recorder.extend(latencies)
    return recorder


def test_few_latencies_are_kept_one_by_one_in_order():
    recorder = recorded([30, 10, 20], most_raw=3)
    fields = recorder.to_fields()
    assert recorder.queries == 3
    assert fields["latency_blocks"] is None
    assert fields["latencies_ns"]["dtype"] == "u4"
    assert unpack_numbers(fields["latencies_ns"]).tolist() == [30, 10, 20]


def test_four_bytes_hold_latencies_of_less_than_four_seconds():
    assert recorded([2**32 - 1]).to_fields()["latencies_ns"]["dtype"] == "u4"
    fields = recorded([5, 2**32]).to_fields()
    assert fields["latencies_ns"]["dtype"] == "u8"
    assert unpack_numbers(fields["latencies_ns"]).tolist() == [5, 2**32]


def test_nothing_recorded_is_nothing():
    assert LatencyRecorder().to_fields() == {"latencies_ns": None, "latency_blocks": None}


def test_one_latency_too_many_folds_all_of_them():
    recorder = recorded([7] * 10 + [9], most_raw=10, block_queries=4)
    fields = recorder.to_fields()
    assert recorder.queries == 11
    assert fields["latencies_ns"] is None
    assert fields["latency_blocks"]["queries"] == 11


def test_blocks_keep_every_query_and_exact_means_in_time_order():
    draw = np.random.default_rng(3)
    latencies = draw.integers(1, 5_000_000, 2507)
    blocks = recorded(latencies.tolist(), most_raw=100, block_queries=250).to_fields()["latency_blocks"]
    counts, numbers = unpack_numbers(blocks["counts"]), unpack_numbers(blocks["blocks"])
    assert blocks["block_queries"] == 250
    assert counts.sum() == blocks["queries"] == 2507
    assert np.bincount(numbers, weights=counts).tolist() == [250] * 10 + [7]
    expected = [latencies[start : start + 250].mean() for start in range(0, 2507, 250)]
    assert unpack_numbers(blocks["means_ns"]) == pytest.approx(expected, rel=1e-12)


def test_room_is_what_is_left_and_folding_makes_it_whole_again():
    recorder = LatencyRecorder(most_raw=5)
    append = recorder.append
    assert recorder.make_room() == 5
    for latency in (1, 2, 3):
        append(latency)
    assert recorder.make_room() == 2
    append(4)
    append(5)
    assert recorder.make_room() == 5
    append(6)  # the same function still reaches the recorder
    assert recorder.queries == 6
