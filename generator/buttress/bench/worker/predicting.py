"""The process that asks one candidate for every measured example, out of fold where the suite has folds.

What is recorded of an answer is said by `tasks`. Changed examples are answered by the same models as the examples
themselves, so that a difference comes from the change.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import doing
from buttress.bench.messages import Job, Message
from buttress.bench.worker.data.building import build_examples
from buttress.bench.worker.data.changes import Versions, change_examples
from buttress.bench.worker.data.dataset import list_items, plain_values, take
from buttress.bench.worker.data.folds import fold_examples
from buttress.bench.worker.figures.counted import count_figures
from buttress.bench.worker.fitting import fit_candidate
from buttress.bench.worker.runtimes.answers import ask_estimator, ask_onnx
from buttress.bench.worker.runtimes.artifacts import FINAL, realise
from buttress.bench.worker.runtimes.callables import open_callable
from buttress.bench.worker.runtimes.equivalence import compare_export
from buttress.bench.worker.tasks.reading import Answered, Reader, join_answers
from buttress.bench.worker.tasks.recording import compare_answers, record_answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from buttress.bench.plan import CandidatePlan
    from buttress.bench.worker.data.dataset import Examples
    from buttress.bench.worker.runtimes.answers import RawAnswers
    from buttress.bench.worker.runtimes.artifacts import Artifact


def predict(job: Job) -> Message:
    """Gives, for each runtime, the answers to the measured examples and the final model's exact figures.

    ``runtimes`` maps a runtime to ``artifact_sha256`` (None for callables and services), ``figures`` (name to value and
    unit), ``equivalence`` (the fields of `records.Equivalence`, or None), ``settings``, ``notes`` and ``predictions``:
    ``labels``, ``scores``, ``values`` and ``figures``, these again under ``perturbed`` by perturbation, and under
    ``kept`` by invariant whether each answer stayed the same.

    Raises:
        BenchError: The candidate or a change of the examples failed, or an answer is not one of the task.
    """
    if job.candidate is None:
        message = "the step 'predict' needs a candidate"
        raise ValueError(message)
    examples = build_examples(job)
    reader = Reader(job.data.task, job.data.positive, tuple(sorted(set(examples.classes))))
    survey = _Survey(job, job.candidate, examples, change_examples(job, examples), reader)
    ask = {"build": survey.ask_trained, "model": survey.ask_file}.get(
        job.candidate.source, survey.ask_callable
    )
    return Message({"data_sha256": examples.sha256, "runtimes": ask()})


@dataclass(frozen=True, slots=True)
class _Survey:
    """One candidate and everything that it is asked; ``versions`` holds the features of the measured examples."""

    job: Job
    candidate: CandidatePlan
    examples: Examples
    versions: Versions[Any]
    reader: Reader

    def ask_callable(self) -> dict[str, Any]:
        names = self._names(np.arange(len(self.examples.measured)))

        def answer(features: Any) -> Answered:  # noqa: ANN401
            said, seconds = _time_each(call, list_items(features), names)
            return self.reader.read_said(said, names, seconds)

        with open_callable(Path(self.job.folder), self.candidate) as call, doing("predicting the examples"):
            predictions = self._record(self.versions.map(answer))
        result: dict[str, Any] = {
            "artifact_sha256": None,
            "figures": {},
            "equivalence": None,
            "settings": {"threads": str(self.candidate.threads)},
            "notes": [],
            "predictions": predictions,
        }
        return dict.fromkeys(self.job.runtimes, result)

    def ask_file(self) -> dict[str, Any]:
        everything = np.arange(len(self.examples.measured))
        results = {}
        for runtime in self.job.runtimes:
            artifact = self._realise(None, runtime, self.examples.fitted, FINAL)
            found = self._answer(None, artifact, runtime, everything)
            results[runtime] = self._summarise(None, artifact) | {"predictions": self._record(found)}
        return results

    def ask_trained(self) -> dict[str, Any]:
        rows, everything = self.examples.fitted, np.arange(len(self.examples.measured))
        model = fit_candidate(self.job, self.examples, rows).model
        artifacts = {runtime: self._realise(model, runtime, rows, FINAL) for runtime in self.job.runtimes}
        results = {runtime: self._summarise(model, artifact) for runtime, artifact in artifacts.items()}
        if self.job.data.folds is None:
            found = {name: self._answer(model, one, name, everything) for name, one in artifacts.items()}
        else:
            found = self._answer_out_of_fold(self.job.data.folds)
        return {name: result | {"predictions": self._record(found[name])} for name, result in results.items()}

    def _answer_out_of_fold(self, folds: int) -> dict[str, Versions[Answered]]:
        assigned = fold_examples(self.examples, folds, self.job.seed)
        parts: dict[str, list[tuple[np.ndarray, Versions[Answered]]]] = {one: [] for one in self.job.runtimes}
        for fold in range(folds):
            # With folds every example is measured, so places among the measured are rows.
            tested, rows = np.flatnonzero(assigned == fold), np.flatnonzero(assigned != fold)
            model = fit_candidate(self.job, self.examples, rows).model
            for runtime, found in parts.items():
                artifact = self._realise(model, runtime, rows, f"fold-{fold}")
                found.append((tested, self._answer(model, artifact, runtime, tested)))
        return {runtime: _join_versions(found, len(assigned)) for runtime, found in parts.items()}

    def _realise(self, model: Any, runtime: str, rows: np.ndarray, key: str) -> Artifact:  # noqa: ANN401
        features, folder = take(self.examples.features, rows), Path(self.job.folder)
        return realise(
            model, features, self.candidate, runtime, folder=folder, exports=self.job.exports, key=key
        )

    def _summarise(self, model: Any, artifact: Artifact) -> dict[str, Any]:  # noqa: ANN401
        features, equivalence = self.examples.features, None
        if artifact.session is not None:
            equivalence = compare_export(
                model, artifact, features, self.candidate.onnx.tolerance, classify=self._classifies
            )
        return {
            "artifact_sha256": hashlib.sha256(artifact.content).hexdigest(),
            "figures": count_figures(model, artifact.content, features),
            "equivalence": equivalence,
            "settings": dict(artifact.settings),
            "notes": [*artifact.notes, *_explain(equivalence, "labels" if self._classifies else "answers")],
        }

    def _answer(
        self,
        model: Any,  # noqa: ANN401 - estimators of any library
        artifact: Artifact,
        runtime: str,
        places: np.ndarray,
    ) -> Versions[Answered]:
        names, one_by_one = self._names(places), self.job.data.task == "transcription"

        def ask(features: Any) -> RawAnswers:  # noqa: ANN401
            if artifact.session is not None:
                return ask_onnx(
                    artifact.session, model, features, classify=self._classifies, singly=artifact.singly
                )
            return ask_estimator(model, features)

        def answer(features: Any) -> Answered:  # noqa: ANN401
            chosen = take(features, places)
            if one_by_one:  # the time of each answer is recorded
                said, seconds = _time_each(
                    lambda row: plain_values(ask(row).predicted)[0], _singles(chosen), names
                )
                return self.reader.read_said(said, names, seconds)
            raw = ask(chosen)
            return self.reader.read_scored(
                raw.predicted, raw.scores, raw.classes, names, numbered=model is None
            )

        with doing(f"predicting the examples on {runtime}"):
            return self.versions.map(answer)

    def _record(self, found: Versions[Answered]) -> dict[str, Any]:
        task, rows = self.job.data.task, self.examples.measured
        recorded = found.map(lambda one: record_answers(self.examples, task, rows, one))
        kept = {name: compare_answers(task, found.plain, one) for name, one in found.invariant.items()}
        return {**recorded.plain, "perturbed": dict(recorded.perturbed), "kept": kept}

    def _names(self, places: np.ndarray) -> list[str]:
        return [self.examples.ids[self.examples.measured[place]] for place in places]

    @property
    def _classifies(self) -> bool:
        return self.job.data.task == "classification"


def _time_each(
    call: Callable[[Any], object], items: Sequence[Any], names: Sequence[str]
) -> tuple[list[object], list[float]]:
    said: list[object] = []
    seconds: list[float] = []
    for item, name in zip(items, names, strict=True):
        with doing(f"predicting example {name!r}"):
            began = perf_counter()
            answer = call(item)
            seconds.append(perf_counter() - began)
        said.append(answer)
    return said, seconds


def _singles(features: Any) -> list[Any]:  # noqa: ANN401
    return [take(features, np.arange(place, place + 1)) for place in range(len(features))]


def _join_versions(parts: Sequence[tuple[np.ndarray, Versions[Answered]]], count: int) -> Versions[Answered]:
    def join(pick: Callable[[Versions[Answered]], Answered]) -> Answered:
        return join_answers([(places, pick(found)) for places, found in parts], count)

    first = parts[0][1]
    return Versions(
        join(lambda found: found.plain),
        {name: join(lambda found, name=name: found.perturbed[name]) for name in first.perturbed},  # type: ignore[misc]
        {name: join(lambda found, name=name: found.invariant[name]) for name in first.invariant},  # type: ignore[misc]
    )


def _explain(equivalence: Mapping[str, Any] | None, what: str) -> list[str]:
    if equivalence is None:
        return []
    note = f"ONNX export: {equivalence['agreed']} of {equivalence['examples']} {what} agree with the original"
    deviation = equivalence["largest_deviation"]
    return [f"{note}." if deviation is None else f"{note}; the largest deviation is {deviation:.1e}."]
