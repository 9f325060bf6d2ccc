"""What the workers answered, as the parts of a `Run`."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.jobs import positive_text
from buttress.bench.preparation import MOST_ROWS
from buttress.bench.serving import CLOCK_TYPE
from buttress.records import DataFacts, ExactFigure, Measurement, Packed, Predictions, ProcessRecord

if TYPE_CHECKING:
    from buttress.bench.messages import Driver, Message
    from buttress.bench.plan import PlannedProcess
    from buttress.records import Benchmark, Runtime, SuiteDigests

Answers = Mapping[str, Mapping[str, Any]]
"""By runtime: what the predicting process of a candidate answered."""


@dataclass(frozen=True, slots=True)
class Served:
    """What one planned process gave.

    Attributes:
        record: What is recorded of it.
        artifact_sha256: Digest of the artefact that it served, None for a callable.
    """

    record: ProcessRecord
    artifact_sha256: str | None


def assemble_data(
    suite: Benchmark, digests: SuiteDigests, data: Mapping[str, Any], predicted: Mapping[str, Answers]
) -> DataFacts:
    """Gives the facts of the data; classes that only a candidate named stand behind the true ones."""
    classes = _all_classes(data["classes"], predicted)
    return DataFacts(
        code_digest=digests.data,
        sha256=data["data_sha256"],
        files={name: digests.files[name] for name in suite.data.files},
        folds=suite.data.folds,
        positive=positive_text(suite),
        classes=classes,
        ids=Packed.of_texts(data["ids"]),
        labels=_pack_classes(data["labels"], classes),
        groups={name: Packed.of_texts(values) for name, values in data["groups"].items()},
        slices={
            name: {value: Packed.of_numbers(np.asarray(marks), "u1") for value, marks in values.items()}
            for name, values in data["slices"].items()
        },
        slice_texts={
            name: {value: str(expression) for value, expression in values.items()}
            for name, values in suite.data.slices.items()
        },
    )


def assemble_process(
    planned: PlannedProcess,
    driver: Driver | None,
    prepared: Mapping[str, Any],
    answer: Message,
    load_average: tuple[float, float] | None,
) -> ProcessRecord:
    """Gives the record of one process from what preparing and serving answered."""
    figures = {"cold_start": ExactFigure(value=answer.fields["cold_start_ns"] / 1e9, unit="s")}
    if "training_s" in prepared:
        figures["training.time"] = ExactFigure(value=prepared["training_s"], unit="s")
    if answer.fields["peak_bytes"] is not None:
        figures["memory.peak"] = ExactFigure(value=answer.fields["peak_bytes"], unit="B")
    return ProcessRecord(
        order=planned.order,
        load=planned.load,
        driver=driver,
        warmup_ns=_pack_latencies(answer.blobs[0]) if driver else None,
        latencies_ns=_pack_latencies(answer.blobs[1]) if driver else None,
        figures=figures,
        load_average=load_average,
    )


def assemble_measurement(
    suite: Benchmark,
    digests: SuiteDigests,
    facts: DataFacts,
    name: str,
    runtime: Runtime,
    answers: Answers,
    served: Sequence[Served],
) -> Measurement:
    """Gives everything recorded of one candidate on one runtime."""
    answer = answers.get(runtime, {})
    built = {one.artifact_sha256 for one in served if one.artifact_sha256}
    artifact = answer.get("artifact_sha256") or min(built, default=None)
    return Measurement(
        candidate=name,
        runtime=runtime,
        code_digest=digests.candidates[name],
        files={file: digests.files[file] for file in suite.candidates[name].files},
        artifact_sha256=artifact,
        predictions=_predictions(answer, facts.classes) if answer else None,
        figures={key: ExactFigure(value=value, unit=unit) for key, (value, unit) in _figures(answer).items()},
        processes=tuple(one.record for one in served),
        notes=(*answer.get("notes", ()), *_conditions(facts, served), *_drift(artifact, served)),
    )


def _predictions(answer: Mapping[str, Any], classes: Sequence[str]) -> Predictions:
    scores = answer["scores"]
    return Predictions(
        labels=_pack_classes(answer["classes"], classes),
        scores=None if scores is None else _pack_scores(np.asarray(scores, dtype=float)),
    )


def _figures(answer: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    return answer.get("figures", {})  # type: ignore[no-any-return]


def _conditions(facts: DataFacts, served: Sequence[Served]) -> Sequence[str]:
    if not any(one.record.latencies_ns for one in served):
        return ()
    rows = min(MOST_ROWS, facts.ids.count)
    return (f"Latency: one thread, garbage collection on, one query at a time over {rows} examples.",)


def _drift(artifact: str | None, served: Sequence[Served]) -> Sequence[str]:
    others = sum(one.artifact_sha256 != artifact for one in served)
    if not others:
        return ()
    return (f"Training is not reproducible: {others} of {len(served)} processes built another artefact.",)


def _all_classes(true: Sequence[str], predicted: Mapping[str, Answers]) -> tuple[str, ...]:
    said = {name for answers in predicted.values() for one in answers.values() for name in one["classes"]}
    return (*true, *sorted(said - set(true)))


def _pack_classes(names: Sequence[str], classes: Sequence[str]) -> Packed:
    places = {name: place for place, name in enumerate(classes)}
    coded = np.asarray([places[name] for name in names], dtype=np.int64)
    return Packed.of_numbers(coded, "u1" if len(classes) <= 256 else "u4")


def _pack_scores(scores: np.ndarray) -> Packed:
    # ONNX Runtime computes in single precision: its scores pack into half the space without a loss.
    single = np.array_equal(scores.astype(np.float32), scores)
    return Packed.of_numbers(scores, "f4" if single else "f8")


def _pack_latencies(blob: bytes) -> Packed:
    values = np.asarray(array(CLOCK_TYPE, blob), dtype=np.int64)
    return Packed.of_numbers(values, "u8" if values.size and values.max() >= 2**32 else "u4")
