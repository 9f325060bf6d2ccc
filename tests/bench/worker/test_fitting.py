"""Fitting and updating candidates that are written as a user writes them."""

from __future__ import annotations

import copy
import sys

import numpy as np
import pytest

from buttress.bench.messages import Job
from buttress.bench.plan import CandidatePlan, DataPlan
from buttress.bench.worker.data.dataset import Dataset, read_examples
from buttress.bench.worker.figures.memory import reset_peak
from buttress.bench.worker.fitting import Fitted, fit_candidate, measure_update

MIB = 2**20

CODE = """
class Counter:
    def fit(self, features, labels):
        self.seen = len(features)
        self.updates = []
        return self

    def partial_fit(self, features, labels):
        self.updates.append((len(features), len(labels)))


class Silent(Counter):
    def fit(self, features, labels):
        super().fit(features, labels)


class Hungry:
    def fit(self, features, labels):
        len(bytearray(b"1") * (64 * 2**20))
        return self


class Frugal(Hungry):
    def fit(self, features, labels):
        return self


class Stubborn(Counter):
    def partial_fit(self, features, labels):
        raise ValueError("not after fit")


class Broken(Counter):
    def partial_fit(self, features, labels):
        raise ZeroDivisionError("no such luck")


class Failing:
    def fit(self, features, labels):
        raise RuntimeError("does not converge")
"""


@pytest.fixture
def make_job(tmp_path):
    # A module is loaded once in a process, so every test writes a file of its own name.
    file = f"candidates_{tmp_path.name}.py"
    (tmp_path / file).write_text(CODE)

    def make(name: str) -> Job:
        candidate = CandidatePlan("build", f"{file}:{name}", ("python",))
        data = DataPlan(build="data.py:build")
        return Job("prepare", str(tmp_path), 1, data, trained=True, candidate=candidate)

    path = list(sys.path)
    yield make
    sys.path[:] = path


@pytest.fixture
def examples():
    train = [index < 40 for index in range(50)]
    dataset = Dataset(np.arange(100.0).reshape(50, 2), ["a", "b"] * 25, train=train)
    return read_examples(dataset, folds=None, trained=True)


def test_a_candidate_is_fitted_on_the_rows_asked_for(make_job, examples):
    fitted = fit_candidate(make_job("Counter"), examples, examples.fitted[:30])
    assert fitted.model.seen == 30
    seconds, unit = fitted.figures["training.time"]
    assert seconds > 0
    assert unit == "s"


def test_a_fit_that_returns_nothing_keeps_the_estimator(make_job, examples):
    assert fit_candidate(make_job("Silent"), examples, examples.fitted).model.seen == 40


def test_training_memory_is_what_the_process_grows_by_while_fitting(make_job, examples):
    if not reset_peak():
        pytest.skip("this kernel does not reset peaks")
    hungry, unit = fit_candidate(make_job("Hungry"), examples, examples.fitted).figures["training.memory"]
    assert unit == "B"
    assert 60 * MIB < hungry < 80 * MIB
    frugal, _ = fit_candidate(make_job("Frugal"), examples, examples.fitted).figures["training.memory"]
    assert frugal < 4 * MIB  # although the process was that much larger a moment ago


def test_an_error_of_the_candidate_says_when(make_job, examples):
    with pytest.raises(RuntimeError, match="does not converge") as caught:
        fit_candidate(make_job("Failing"), examples, examples.fitted)
    assert caught.value.__notes__ == ["while fitting the candidate"]


def test_an_update_learns_32_rows_and_leaves_the_model_as_it_is(make_job, examples):
    job = make_job("Counter")
    fitted = fit_candidate(job, examples, examples.fitted)
    updates = []
    fitted.model.updates = _Shared(updates)
    seconds, unit = measure_update(job, examples, fitted)["update.time"]
    assert updates == [(32, 32)]
    assert seconds >= 0
    assert unit == "s"


class _Shared:
    """A list that copies of its owner share."""

    def __init__(self, inside):
        self.append = inside.append

    def __deepcopy__(self, memo):
        return self


def test_few_training_rows_make_a_smaller_update(make_job):
    train = [index < 10 for index in range(20)]
    few = read_examples(
        Dataset([[float(n)] for n in range(20)], ["a", "b"] * 10, train=train), folds=None, trained=True
    )
    job, updates = make_job("Counter"), []
    fitted = fit_candidate(job, few, few.fitted)
    fitted.model.updates = _Shared(updates)
    measure_update(job, few, fitted)
    assert updates == [(10, 10)]


def test_what_cannot_be_updated_has_no_figure(make_job, examples):
    for name in ("Frugal", "Stubborn"):
        job = make_job(name)
        assert measure_update(job, examples, fit_candidate(job, examples, examples.fitted)) == {}


def test_a_mistake_in_an_update_is_not_hidden(make_job, examples):
    job = make_job("Broken")
    with pytest.raises(ZeroDivisionError):
        measure_update(job, examples, fit_candidate(job, examples, examples.fitted))


def test_scikit_learn_estimators_are_updated_and_their_pipelines_are_not(make_job, examples):
    pytest.importorskip("sklearn")
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows, labels = examples.features[:40], np.array(["a", "b"] * 20)
    line = SGDClassifier(random_state=0).fit(rows, labels)
    before = copy.deepcopy(line.coef_)
    assert set(measure_update(make_job("Counter"), examples, Fitted(line, {}))) == {"update.time"}
    assert np.array_equal(line.coef_, before)
    pipe = make_pipeline(StandardScaler(), SGDClassifier(random_state=0)).fit(rows, labels)
    assert measure_update(make_job("Counter"), examples, Fitted(pipe, {})) == {}
