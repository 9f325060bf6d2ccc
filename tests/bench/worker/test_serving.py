from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from buttress.bench.failure import BenchError
from buttress.bench.messages import Job
from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan, ServicePlan
from buttress.bench.worker.serving import serve
from buttress.wire import unpack_numbers

CODE = """
import time

time.sleep(0.05)  # a library that takes its time to load
asked = []


def answer(row):
    if not asked:
        time.sleep(0.03)  # the first prediction is slow
    asked.append(row)
    return row * 2


def answer_in_a_millisecond(row):
    time.sleep(0.001)


def answer_seldom(row):
    if row == 2:
        raise KeyError("no answer to two")
"""

ECHO = """
import json, sys
for line in sys.stdin:
    print(json.dumps(json.loads(line)), flush=True)
"""

ALWAYS = {
    "figures",
    "energy_method",
    "latencies_ns",
    "latency_blocks",
    "warmup_ns",
    "queries",
    "elapsed_s",
    "notes",
    "cpus",
    "energy_note",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "candidate.py").write_text(CODE)
    (tmp_path / "echo.py").write_text(ECHO)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "suite_candidate", raising=False)
    yield tmp_path
    sys.modules.pop("suite_candidate", None)


def asked(folder, name="answer", rows=(1, 3, 5), load=None, **settings):
    candidate = CandidatePlan("run", f"candidate.py:{name}", ("python",))
    job = Job(
        step="serve",
        folder=str(folder),
        seed=1,
        data=DataPlan("data.py:build"),
        candidate=candidate,
        runtimes=("python",),
        load=load or LoadPlan(),
        **settings,
    )
    return serve(job, [pickle.dumps(list(rows))])


def test_loading_and_the_first_prediction_make_the_cold_start(folder):
    message = asked(folder)
    figures = message.fields["figures"]
    assert set(message.fields) == ALWAYS
    assert message.blobs == ()
    (load_s, load_unit), (cold_s, cold_unit) = figures["load.time"], figures["cold_start"]
    assert load_unit == cold_unit == "s"
    assert load_s >= 0.05
    assert cold_s >= load_s + 0.03


def test_an_undriven_process_has_no_latencies_and_no_throughput(folder):
    fields = asked(folder).fields
    assert set(fields["figures"]) == {"load.time", "cold_start", "memory.peak", "memory.steady"}
    assert (fields["latencies_ns"], fields["latency_blocks"], fields["warmup_ns"]) == (None, None, None)
    assert (fields["queries"], fields["elapsed_s"], fields["energy_method"]) == (0, 0.0, None)


def test_memory_is_in_bytes_and_steady_memory_no_more_than_the_peak(folder):
    figures = asked(folder).fields["figures"]
    assert figures["memory.peak"][1] == figures["memory.steady"][1] == "B"
    assert 5e6 < figures["memory.steady"][0] <= figures["memory.peak"][0] < 64e9


@pytest.mark.parametrize("driver", ["buttress", "loadgen"])
def test_a_single_stream_gives_warm_up_latencies_and_throughput(folder, driver):
    if driver == "loadgen":
        pytest.importorskip("mlperf_loadgen")
    load = LoadPlan("single-stream", driver, min_queries=40, warmup_queries=4)
    fields = asked(folder, "answer_in_a_millisecond", load=load).fields
    latencies, warmup = unpack_numbers(fields["latencies_ns"]), unpack_numbers(fields["warmup_ns"])
    assert len(warmup) == 4
    assert len(latencies) == fields["queries"] >= 40
    assert latencies.min() >= 1_000_000
    throughput, unit = fields["figures"]["throughput"]
    assert unit == "1/s"
    assert throughput == pytest.approx(fields["queries"] / fields["elapsed_s"])
    assert throughput <= 1000


def test_offline_gives_throughput_and_no_latencies(folder):
    load = LoadPlan("offline", "buttress", min_queries=30, warmup_queries=2)
    fields = asked(folder, "answer_in_a_millisecond", load=load).fields
    assert (fields["latencies_ns"], fields["latency_blocks"], fields["queries"]) == (None, None, 30)
    assert 100 < fields["figures"]["throughput"][0] <= 1000


def test_throughput_counts_the_samples_of_a_multi_stream_query(folder):
    pytest.importorskip("mlperf_loadgen")
    load = LoadPlan("multi-stream", "loadgen", min_queries=20, samples_per_query=4, warmup_queries=2)
    fields = asked(folder, "answer_in_a_millisecond", load=load).fields
    assert fields["queries"] == len(unpack_numbers(fields["latencies_ns"])) == 20
    assert fields["figures"]["throughput"][0] == pytest.approx(80 / fields["elapsed_s"])


def test_long_processes_give_blocks(folder):
    load = LoadPlan("single-stream", "buttress", min_queries=100_001)
    fields = asked(folder, load=load).fields
    assert fields["latencies_ns"] is None
    assert fields["latency_blocks"]["queries"] == fields["queries"] == 100_001


@pytest.mark.parametrize(
    ("load", "doing"),
    [
        (LoadPlan(warmup_queries=3), "while warming up"),
        (LoadPlan("single-stream", "buttress", min_queries=9), "while driving the load"),
    ],
)
def test_an_error_keeps_its_type_and_says_what_was_done(folder, load, doing):
    with pytest.raises(KeyError) as caught:
        asked(folder, "answer_seldom", load=load, rows=(1, 2))
    assert caught.value.__notes__ == [doing]


def test_an_error_of_the_first_prediction_says_so(folder):
    with pytest.raises(KeyError) as caught:
        asked(folder, "answer_seldom", rows=(2, 1))
    assert caught.value.__notes__ == ["while making the first prediction"]


def test_no_rows_are_refused(folder):
    with pytest.raises(BenchError, match="there are no rows to query"):
        asked(folder, rows=())


def test_estimated_energy_is_cpu_time_times_power_per_row(folder):
    load = LoadPlan("offline", "buttress", min_queries=20_000)
    fields = asked(folder, load=load, energy="estimated", estimated_power_w=10.0).fields
    if fields["energy_method"] != "estimated":
        pytest.skip("this machine has an energy counter")
    joules, unit = fields["figures"]["energy.per_item"]
    assert unit == "J"
    assert 0 < joules * 20_000 <= 10.0 * fields["elapsed_s"] * 1.5
    assert "an estimate" in fields["energy_note"]


def test_a_service_is_asked_by_several_workers_and_its_own_memory_counts(folder):
    pytest.importorskip("mlperf_loadgen")
    service = ServicePlan(("{python}", "echo.py"), protocol="lines", start_timeout_s=20.0)
    candidate = CandidatePlan("service", "", ("service",), service=service)
    load = LoadPlan("server", "loadgen", min_queries=30, target_qps=300.0, workers=4, warmup_queries=2)
    job = Job(
        "serve",
        str(folder),
        1,
        DataPlan("data.py:build"),
        candidate=candidate,
        runtimes=("service",),
        load=load,
    )
    fields = serve(job, [pickle.dumps([1, 2, 3])]).fields
    assert fields["queries"] == len(unpack_numbers(fields["latencies_ns"])) >= 30
    assert 1e6 < fields["figures"]["memory.peak"][0] < 1e9
    assert "memory.steady" not in fields["figures"]


def test_nothing_is_imported_that_a_plain_candidate_does_not_need(folder):
    code = f"""
import pickle, sys
from buttress.bench.messages import Job
from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan
from buttress.bench.worker.serving import serve
candidate = CandidatePlan("run", "candidate.py:answer", ("python",))
job = Job("serve", {str(folder)!r}, 1, DataPlan("d.py:d"), candidate=candidate, runtimes=("python",))
serve(job, [pickle.dumps([1])])
heavy = {{"numpy", "pydantic", "psutil", "mlperf_loadgen", "pynvml", "scipy", "yaml"}}
print(sorted(heavy & set(sys.modules)))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems give memory back when they like"
)
def test_the_bytes_of_an_artefact_do_not_stand_beside_the_model(folder):
    model = "class Heavy:\n    def predict(self, rows):\n        return rows\n"
    (folder / "heavy.py").write_text(model)
    code = f"""
import pickle, sys
from buttress.bench.messages import Job
from buttress.bench.plan import CandidatePlan, DataPlan
from buttress.bench.worker.code import load_module
from buttress.bench.worker.serving import serve
from pathlib import Path
heavy = load_module(Path({str(folder)!r}), "heavy.py").Heavy()
heavy.weights = bytes(range(256)) * 200_000
blobs = [pickle.dumps([1]), pickle.dumps(heavy)]
del heavy
candidate = CandidatePlan("build", "heavy.py:Heavy", ("python",))
job = Job("serve", {str(folder)!r}, 1, DataPlan("d.py:d"), candidate=candidate, runtimes=("python",))
print(serve(job, blobs).fields["figures"]["memory.steady"][0])
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 51_200_000 < float(found.stdout) < 51_200_000 + 40_000_000
