"""Whole runs of tiny suites, in real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from buttress.bench import BenchError, execute_bench, plan_bench, suite_folder
from buttress.records import Benchmark
from buttress.storage import seal_run


def measure(fields, root, driver="buttress", report=lambda _: None):
    suite = Benchmark.model_validate(fields)
    plan = plan_bench(suite, root, {}, driver=driver)
    return seal_run(execute_bench(plan, suite_folder(suite, root), report))


def test_a_run_holds_outcomes_latencies_and_figures(root, fields):
    steps = []
    run = measure(fields, root, report=steps.append)
    found = run.measurement("centroid", "python")
    assert run.suite == "clinic/triage"
    assert [one.load for one in found.processes] == ["single-stream"] * 2
    assert sorted(one.order for one in found.processes) == [0, 1]
    for process in found.processes:
        assert process.driver == "buttress"
        assert process.latencies_ns.count == 32
        assert process.warmup_ns.count == 4
        assert process.latencies_ns.numbers().min() > 0
        assert set(process.figures) == {"training.time", "cold_start", "memory.peak"}
        assert 5e6 < process.figures["memory.peak"].value < 1e9
    assert found.figures["features"].value == 2
    assert found.figures["model.size"].value > 0
    assert "parameters" not in found.figures
    assert [one.done for one in steps] == [0, 1, 2, 3, 4]
    assert {one.total for one in steps} == {4}


def test_the_fixed_split_records_the_test_examples_only(root, fields):
    facts = measure(fields | {"load": {}, "processes": 1}, root).data
    assert facts.ids.count == facts.labels.count == 20
    assert len(set(facts.ids.texts())) == 20
    assert facts.classes == ("benign", "malignant")
    assert facts.labels.numbers().tolist() == [int(index % 3 == 0) for index in range(40, 60)]
    assert facts.groups["sex"].texts() == tuple("f" if index % 2 else "m" for index in range(40, 60))
    assert facts.slices["age"]["old"].numbers().tolist() == [int(30 + index >= 60) for index in range(40, 60)]
    assert facts.slice_texts["age"]["young"] == "age < 60"


def test_slices_may_ask_for_the_label(root, fields):
    fields["data"]["slices"] = {"truth": {"ill": 'label == "malignant"'}}
    facts = measure(fields | {"load": {}, "processes": 1}, root).data
    assert facts.slices["truth"]["ill"].numbers().tolist() == facts.labels.numbers().tolist()


def test_out_of_fold_outcomes_cover_every_example_and_repeat(root, fields):
    fields["data"]["folds"] = 5
    fields |= {"load": {}, "processes": 1}
    first, second = measure(fields, root), measure(fields, root)
    assert first.data.ids.count == 60
    assert first.data == second.data
    ours, again = first.measurement("centroid", "python"), second.measurement("centroid", "python")
    assert ours.predictions == again.predictions
    assert ours.artifact_sha256 == again.artifact_sha256
    truth, said = first.data.labels.numbers(), ours.predictions.labels.numbers()
    assert (truth == said).mean() > 0.8
    scores = ours.predictions.scores.numbers()
    assert scores[said == 1].min() > 0 >= scores[said == 0].max()


def test_a_callable_is_measured_without_training(root, fields):
    fields["candidates"] = {"shrug": {"run": "candidates.py:always_benign"}}
    found = measure(fields, root).measurement("shrug", "python")
    assert not found.predictions.labels.numbers().any()
    assert found.predictions.scores is None
    assert found.artifact_sha256 is None
    assert set(found.processes[0].figures) == {"cold_start", "memory.peak"}


def test_classes_that_only_a_candidate_names_stand_last(root, fields):
    code = root / "clinic" / "candidates.py"
    code.write_text(code.read_text() + "\n\ndef reads(item):\n    return 'a cat'\n")
    fields["candidates"] = {"reader": {"run": "candidates.py:reads"}}
    run = measure(fields | {"load": {}, "processes": 1}, root)
    assert run.data.classes == ("benign", "malignant", "a cat")
    assert set(run.measurement("reader", "python").predictions.labels.numbers()) == {2}


def test_without_load_processes_record_start_and_memory(root, fields):
    process = measure(fields | {"load": {}, "processes": 1}, root).measurements[0].processes[0]
    assert (process.load, process.driver, process.latencies_ns) == (None, None, None)
    assert process.figures["cold_start"].value > 0


def test_a_run_says_what_ran(root, fields):
    run = measure(fields | {"processes": 1}, root)
    assert run.software.environment["OMP_NUM_THREADS"] == "1"
    assert run.software.environment["PYTHONHASHSEED"] == "11"
    assert "numpy" in run.software.packages
    assert run.git_commit is None
    assert run.machine.cores >= 1
    assert run.started <= run.finished
    assert any("garbage collection on" in note for note in run.measurements[0].notes)


def test_code_digests_follow_meaning_and_not_comments(root, fields):
    fields |= {"load": {}, "processes": 1}
    before = measure(fields, root).measurements[0].code_digest
    near = root / "clinic" / "distance.py"
    near.write_text("# a remark\n" + near.read_text())
    assert measure(fields, root).measurements[0].code_digest == before
    near.write_text(near.read_text().replace("** 2", "** 4"))
    assert measure(fields, root).measurements[0].code_digest != before


def test_the_data_digest_follows_the_content(root, fields):
    fields |= {"load": {}, "processes": 1}
    before = measure(fields, root).data
    code = root / "clinic" / "data.py"
    code.write_text(code.read_text().replace("Random(7)", "Random(8)"))
    after = measure(fields, root).data
    assert before.sha256 != after.sha256
    assert before.code_digest != after.code_digest


def test_data_that_differ_between_processes_are_refused(root, fields):
    code = root / "clinic" / "data.py"
    code.write_text(code.read_text().replace("Random(7)", "Random()"))
    with pytest.raises(BenchError, match=r"gave different data to candidate 'centroid'; seed everything"):
        measure(fields, root)


def test_training_that_is_not_reproducible_is_noted(root, fields):
    code = root / "clinic" / "candidates.py"
    code.write_text(
        code.read_text().replace(
            "        return self\n", "        import os\n        self.salt = os.urandom(8)\n"
        )
    )
    found = measure(fields | {"processes": 1}, root).measurements[0]
    assert "Training is not reproducible: 1 of 1 processes built another artefact." in found.notes


@pytest.mark.parametrize(
    ("old", "new", "pattern"),
    [
        (
            "        self.classes_ = sorted(set(labels))",
            "        raise ValueError('singular matrix')",
            r"candidate 'centroid' failed while fitting the candidate: ValueError: singular matrix\n(.*\n)*.*in fit",
        ),
        ("    print(", "    import os; os._exit(3)\n    print(", r"candidate 'centroid' ended with status 3"),
        (
            "    print(",
            "    import os; os.kill(os.getpid(), 11)\n    print(",
            r"centroid' was ended by SIGSEGV",
        ),
        ("    print(", "    raise SystemExit('no licence')\n    print(", r"SystemExit: no licence"),
        ("def centroid", "def centroids", r"candidates.centroid.build: the file has no 'centroid'"),
    ],
)
def test_a_crash_names_candidate_and_cause_and_records_nothing(root, fields, old, new, pattern):
    code = root / "clinic" / "candidates.py"
    code.write_text(code.read_text().replace(old, new))
    with pytest.raises(BenchError, match=pattern):
        measure(fields, root)


def test_a_crash_while_serving_names_the_process(root, fields):
    code = root / "clinic" / "candidates.py"
    code.write_text(
        code.read_text().replace(
            "        return [min(", "        assert len(features) > 1\n        return [min("
        )
    )
    with pytest.raises(BenchError) as caught:
        measure(fields, root)
    text = str(caught.value)
    assert text.startswith(
        "candidate 'centroid' on python, process 1 of 2 failed while making the first prediction"
    )
    assert text.endswith("Nothing was recorded: a run is kept whole or not at all.")


def test_a_process_that_hangs_is_ended(root, fields):
    code = root / "clinic" / "candidates.py"
    code.write_text(code.read_text().replace("    print(", "    import time; time.sleep(60)\n    print("))
    with pytest.raises(BenchError, match="took longer than 3 s and was ended"):
        measure(fields, root, timeout_s=3)


def test_a_candidate_that_cannot_be_pickled_is_told_how_to_mend_it(root, fields):
    code = root / "clinic" / "candidates.py"
    code.write_text(code.read_text().replace("        return self\n", "        self.key = lambda row: row\n"))
    with pytest.raises(BenchError, match="cannot be handed to a fresh process"):
        measure(fields, root)


def test_estimators_are_measured_on_scikit_learn_and_onnx_runtime(root, fields):
    pytest.importorskip("skl2onnx")
    fields |= {
        "data": {"build": "cancer.py:cancer", "positive": "malignant", "folds": 3},
        "candidates": {
            "logreg": {"build": "estimators.py:logistic_regression", "runtime": ["sklearn", "onnx"]},
            "tree": {"build": "estimators.py:tree", "runtime": "onnx"},
        },
        "processes": 1,
    }
    run = measure(fields, root)
    ours, exported, tree = (
        run.measurement(*key) for key in [("logreg", "sklearn"), ("logreg", "onnx"), ("tree", "onnx")]
    )
    assert ours.figures["interpretability.terms"].value == exported.figures["parameters"].value == 31
    assert tree.figures["tree.depth"].value == 3
    assert 5 <= tree.figures["interpretability.terms"].value <= 8
    assert exported.figures["model.size"].value < 3000
    assert "569 of 569 labels agree" in exported.notes[0]
    assert ours.artifact_sha256 != exported.artifact_sha256
    assert not any("not reproducible" in note for one in run.measurements for note in one.notes)
    scores = [one.predictions.scores.numbers() for one in (ours, exported)]
    assert np.abs(scores[0] - scores[1]).max() < 1e-5
    truth = run.data.labels.numbers()
    assert (ours.predictions.labels.numbers() == truth).mean() > 0.95
    assert scores[0][truth == 1].mean() > scores[0][truth == 0].mean()
    # What serves an export needs neither scikit-learn nor the suite's code.
    memory = [one.processes[0].figures["memory.peak"].value for one in (exported, ours)]
    assert memory[0] < memory[1]
    assert {"onnxruntime", "scikit-learn", "skl2onnx"} <= set(run.software.packages)


def test_loadgen_drives_where_it_is_installed(root, fields):
    pytest.importorskip("mlperf_loadgen")
    run = measure(fields | {"processes": 1}, root, driver=None)
    process = run.measurements[0].processes[0]
    assert process.driver == "loadgen"
    assert process.latencies_ns.count >= 32
    assert "mlcommons_loadgen" in run.software.packages


def test_an_unknown_positive_class_is_refused_before_candidates_run(root, fields):
    fields["data"]["positive"] = "malignent"
    with pytest.raises(
        BenchError, match="'malignent' is not among the classes of the data; did you mean 'malignant'"
    ):
        measure(fields, root)


def test_interrupting_a_run_ends_its_workers(root, fields):
    code = root / "clinic" / "candidates.py"
    pause = "    import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)\n    print("
    code.write_text(code.read_text().replace("    print(", pause))
    program = (
        "import json, pathlib, sys\n"
        "from buttress.bench import execute_bench, plan_bench, suite_folder\n"
        "from buttress.records import Benchmark\n"
        "suite, root = Benchmark.model_validate(json.loads(sys.argv[1])), pathlib.Path(sys.argv[2])\n"
        "execute_bench(plan_bench(suite, root, {}), suite_folder(suite, root))\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, json.dumps(fields), root], stderr=subprocess.PIPE
    )
    pid = root / "clinic" / "pid"
    while not (pid.exists() and pid.read_text()):
        assert parent.poll() is None, parent.stderr.read().decode()
        time.sleep(0.05)
    parent.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in parent.communicate(timeout=30)[1]
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
