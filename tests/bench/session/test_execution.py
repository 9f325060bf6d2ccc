"""Whole runs of tiny suites, in real processes."""

from __future__ import annotations

import numpy as np
import pytest

from bench_plans import DIGEST, SINGLE_STREAM, callable_plan, estimator_plan, make_plan
from buttress.bench.failure import BenchError
from buttress.bench.plan import DataPlan, LoadPlan, PlannedProcess
from buttress.version import __version__

CENTROID = {"centroid": estimator_plan()}
SPLIT = DataPlan(
    "data.py:sixty",
    DIGEST,
    positive="malignant",
    groups=("sex",),
    slices={"age": {"old": "age >= 60", "young": "age < 60"}, "truth": {"ill": 'label == "malignant"'}},
)
# Made by hand: every worker process would import all of scikit-learn's datasets.
CLOUDS = """
import numpy as np

from buttress.bench import Dataset


def clouds():
    dealer = np.random.default_rng(3)
    ill = np.arange(400) % 3 == 0
    features = dealer.normal(size=(400, 30)) + 0.8 * ill[:, None]
    return Dataset(features, np.where(ill, "malignant", "benign"))
"""


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def told(measure_once):
    """A run of an estimator on two runtimes and of a callable, and the steps that it told."""
    candidates = {
        "centroid": estimator_plan("candidates.py:centroid", "python", "sklearn"),
        "shrug": callable_plan("candidates.py:always_benign"),
    }
    plan, steps = make_plan(candidates, harness_version=__version__, git_commit="abc+changes"), []
    return measure_once(plan, report=steps.append, restart=True), steps


@pytest.fixture(scope="module")
def run(told):
    return told[0]


@pytest.fixture(scope="module")
def unloaded(measure_once):
    """A run without a load scenario, on the fixed split."""
    return measure_once(make_plan(CENTROID, SPLIT, None, 1), restart=True)


def test_a_run_holds_outcomes_latencies_and_figures(run):
    found = run.measurement("centroid", "python")
    assert run.suite == "clinic/triage"
    assert [one.load for one in found.processes] == ["single-stream"] * 2
    for process in found.processes:
        assert process.driver == "buttress"
        assert process.latencies_ns.count == 32
        assert process.warmup_ns.count == 4
        assert process.latencies_ns.numbers().min() > 0
        assert {"training.time", "cold_start", "memory.peak", "throughput"} <= set(process.figures)
        assert 5e6 < process.figures["memory.peak"].value < 1e9
        assert process.failure is None
    assert found.failure is None
    assert found.figures["features"].value == 2
    assert found.figures["model.size"].value > 0


def test_a_candidate_of_two_runtimes_keeps_its_processes_apart(run):
    orders = [[one.order for one in found.processes] for found in run.measurements]
    assert orders == [[0, 3], [1, 4], [2, 5]]


def test_each_step_is_told_with_what_it_finished(told):
    _, steps = told
    assert [(one.done, one.total) for one in steps] == [(done, 9) for done in range(10)]
    assert [(one.finished or {}).get("order") for one in steps] == [None] * 4 + list(range(6))
    assert steps[-1].finished["candidate"] == "shrug"


def test_a_process_tells_under_which_conditions_it_ran(run):
    process = run.measurements[0].processes[0]
    assert process.threads == 1
    assert len(process.cpus) <= 1
    assert len(process.noise) == len(process.load_average) == 2
    assert all(0 < one.speed <= 1 for one in process.noise)


def test_libraries_are_told_the_threads_of_the_candidate(clinic, measure):
    code = "import os\n\n\ndef counts(item):\n    return os.environ['OMP_NUM_THREADS']\n"
    (clinic / "threads.py").write_text(code)
    plan = make_plan(
        {"one": callable_plan("threads.py:counts"), "two": callable_plan("threads.py:counts", threads=2)},
        DataPlan("data.py:sixty", DIGEST),
        rounds=1,
    )
    run = measure(plan)
    for name, threads in (("one", 1), ("two", 2)):
        found = run.measurement(name, "python")
        said = found.predictions.labels.numbers()
        assert {run.data.classes[place] for place in said} == {str(threads)}
        assert found.processes[0].threads == threads
    assert "OMP_NUM_THREADS" not in run.software.environment
    assert run.software.environment["PYTHONHASHSEED"] == "11"


def test_the_fixed_split_records_the_test_examples_only(unloaded):
    facts = unloaded.data
    assert facts.ids.count == facts.labels.count == 20
    assert len(set(facts.ids.texts())) == 20
    assert facts.classes == ("benign", "malignant")
    assert facts.labels.numbers().tolist() == [int(index % 3 == 0) for index in range(40, 60)]
    assert facts.groups["sex"].texts() == tuple("f" if index % 2 else "m" for index in range(40, 60))
    assert facts.slices["age"]["old"].numbers().tolist() == [int(30 + index >= 60) for index in range(40, 60)]
    assert facts.slices["truth"]["ill"].numbers().tolist() == facts.labels.numbers().tolist()
    assert facts.slice_texts["age"]["young"] == "age < 60"


def test_out_of_fold_outcomes_cover_every_example_and_repeat(measure):
    data = DataPlan("data.py:sixty", DIGEST, positive="malignant", folds=5)
    first, second = (measure(make_plan(CENTROID, data, None, 0), restart=True) for _ in range(2))
    assert first.data.ids.count == 60
    assert first.data == second.data
    ours, again = first.measurement("centroid", "python"), second.measurement("centroid", "python")
    assert ours.predictions == again.predictions
    assert ours.artifact_sha256 == again.artifact_sha256
    truth, said = first.data.labels.numbers(), ours.predictions.labels.numbers()
    assert (truth == said).mean() > 0.8
    scores = ours.predictions.scores.numbers()
    assert scores[said == 1].min() > 0 >= scores[said == 0].max()


def test_a_callable_is_measured_without_training(run):
    found = run.measurement("shrug", "python")
    assert not found.predictions.labels.numbers().any()
    assert found.predictions.scores is None
    assert found.artifact_sha256 is None
    assert "training.time" not in found.processes[0].figures


def test_classes_that_only_a_candidate_names_stand_last(clinic, measure):
    edit(clinic / "candidates.py", 'return "benign"', 'return "a cat"')
    run = measure(make_plan({"reader": callable_plan("candidates.py:always_benign")}, None, None, 0))
    assert run.data.classes == ("benign", "malignant", "a cat")
    assert set(run.measurement("reader", "python").predictions.labels.numbers()) == {2}


def test_values_perturbations_and_invariants_are_recorded(clinic, measure):
    (clinic / "prices.py").write_text(
        "from buttress.bench import Dataset\n\n\n"
        "def flats():\n"
        "    rooms = [[float(1 + place % 5)] for place in range(30)]\n"
        "    return Dataset(rooms, [100.0 * room for (room,) in rooms], train=[place < 20 for place in range(30)])\n\n\n"
        "def twice(features):\n    return [[2 * room for room in row] for row in features]\n\n\n"
        "def same(features):\n    return features\n\n\n"
        "def price(item):\n    return 90.0 * item[0]\n"
    )
    data = DataPlan(
        "prices.py:flats",
        DIGEST,
        task="regression",
        perturbations={"twice": "prices.py:twice"},
        invariants={"same": "prices.py:same"},
        change_digests={"twice": DIGEST, "same": DIGEST},
    )
    run = measure(make_plan({"linear": callable_plan("prices.py:price")}, data, None, 0))
    said, truth = run.measurements[0].predictions, run.data.values.numbers()
    assert run.data.labels is None
    assert said.labels is None
    np.testing.assert_allclose(said.values.numbers(), 0.9 * truth)
    np.testing.assert_allclose(said.perturbed["twice"].values.numbers(), 1.8 * truth)
    assert said.kept["same"].numbers().tolist() == [1] * 10


def test_without_load_processes_record_start_and_memory(unloaded):
    process = unloaded.measurements[0].processes[0]
    assert (process.load, process.driver, process.latencies_ns) == (None, None, None)
    assert process.figures["cold_start"].value > 0


def test_a_run_says_what_ran(run):
    assert run.software.environment["OMP_NUM_THREADS"] == "1"
    assert "numpy" in run.software.packages
    assert run.harness.version == __version__
    assert run.git_commit == "abc+changes"
    assert run.machine.cores >= 1
    assert run.started <= run.finished
    assert run.loads["single-stream"].min_queries == SINGLE_STREAM.min_queries
    assert run.data.code_digest == run.measurements[0].code_digest == DIGEST
    assert any("garbage collection on" in note for note in run.measurements[0].notes)


def test_the_data_digest_follows_the_content(clinic, measure):
    before = measure(make_plan(CENTROID, None, None, 0)).data
    edit(clinic / "data.py", "Random(7)", "Random(8)")
    assert measure(make_plan(CENTROID, None, None, 0), restart=True).data.sha256 != before.sha256


def test_data_that_differ_between_processes_are_refused(clinic, measure):
    edit(clinic / "data.py", "Random(7)", "Random()")
    with pytest.raises(BenchError, match=r"gave different data to candidate 'centroid'; seed everything"):
        measure(make_plan(CENTROID))


def test_training_that_is_not_reproducible_is_noted(clinic, measure):
    edit(
        clinic / "candidates.py",
        "        return self\n",
        "        import os\n        self.salt = os.urandom(8)\n        return self\n",
    )
    found = measure(make_plan(CENTROID, rounds=1)).measurements[0]
    assert "Training is not reproducible: 1 of 1 processes built another artefact." in found.notes


def test_an_unknown_positive_class_is_refused_before_candidates_run(clinic, measure):
    plan = make_plan(CENTROID, DataPlan("data.py:sixty", DIGEST, positive="malignent"))
    with pytest.raises(
        BenchError, match="'malignent' is not among the classes of the data; did you mean 'malignant'"
    ):
        measure(plan)
    assert not (clinic / "runs" / ".unfinished").exists()


def test_estimators_are_measured_on_scikit_learn_and_onnx_runtime(clinic, measure):
    pytest.importorskip("skl2onnx")
    (clinic / "clouds.py").write_text(CLOUDS)
    plan = make_plan(
        {
            "logreg": estimator_plan("estimators.py:logistic_regression", "sklearn", "onnx"),
            "tree": estimator_plan("estimators.py:tree", "onnx"),
        },
        DataPlan("clouds.py:clouds", DIGEST, positive="malignant", folds=2),
        processes=tuple(
            PlannedProcess("logreg", runtime, "single-stream", order)
            for order, runtime in enumerate(("sklearn", "onnx"))
        ),
    )
    run = measure(plan)
    ours, exported, tree = (
        run.measurement(*key) for key in [("logreg", "sklearn"), ("logreg", "onnx"), ("tree", "onnx")]
    )
    assert ours.figures["interpretability.terms"].value == exported.figures["parameters"].value == 31
    assert tree.figures["tree.depth"].value == 3
    assert exported.figures["model.size"].value < 3000
    assert (exported.equivalence.examples, exported.equivalence.agreed) == (400, 400)
    assert ours.equivalence is None
    assert exported.settings["threads"] == "1"
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


def test_loadgen_drives_where_it_is_installed(measure):
    pytest.importorskip("mlperf_loadgen")
    load = LoadPlan("single-stream", "loadgen", 32, 0, 4)
    run = measure(make_plan(CENTROID, load=load, rounds=1))
    process = run.measurements[0].processes[0]
    assert process.driver == "loadgen"
    assert process.latencies_ns.count >= 32
    assert "mlcommons_loadgen" in run.software.packages
