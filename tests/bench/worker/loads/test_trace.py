from __future__ import annotations

import pytest

from buttress.bench.failure import BenchError
from buttress.bench.worker.loads.trace import read_trace

OTHER = '{"name":"Waiting","ph":"X","ts":1.0},\n{"name":"Sample","cat":"default","ph":"e","id":0,"ts":9.0},\n'


def write(tmp_path, *samples):
    line = (
        '{{"name":"Sample","args":{{"sample_seq":{},"query_seq":{},"issue_start_ns":0,"complete_ns":{}}}}},\n'
    )
    path = tmp_path / "trace.json"
    lines = [line.format(place, *sample) + OTHER for place, sample in enumerate(samples)]
    path.write_text('{"traceEvents":[\n' + "".join(lines))
    return path


def test_only_the_begin_of_samples_counts(tmp_path):
    assert list(read_trace(write(tmp_path, (0, 57), (1, 27)))) == [57, 27]


def test_overtaken_queries_come_in_the_order_of_issue(tmp_path):
    path = write(tmp_path, (2, 12), (0, 30), (1, 11), (3, 13))
    assert list(read_trace(path)) == [30, 11, 12, 13]


def test_the_last_sample_of_a_query_is_its_latency(tmp_path):
    path = write(tmp_path, (0, 5), (1, 9), (0, 7), (1, 8))
    assert list(read_trace(path, samples_per_query=2)) == [7, 9]


def test_a_missing_query_or_sample_is_refused(tmp_path):
    with pytest.raises(BenchError, match="lacks query 0"):
        list(read_trace(write(tmp_path, (1, 27))))
    with pytest.raises(BenchError, match="lacks query 1, or samples of it"):
        list(read_trace(write(tmp_path, (0, 5), (0, 6), (1, 7)), samples_per_query=2))
