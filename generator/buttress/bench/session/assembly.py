"""What the workers answered, as the parts of a `Run`."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.worker.preparation import MOST_ROWS
from buttress.bench.worker.serving import CLOCK_TYPE
from buttress.wire import pack_numbers, pack_texts

if TYPE_CHECKING:
    from buttress.bench.messages import Message
    from buttress.bench.plan import LoadPlan, Plan, PlannedProcess
    from buttress.wire import PackedFields

Answers = Mapping[str, Mapping[str, Any]]
"""By runtime: what the predicting process of a candidate answered."""


@dataclass(frozen=True, slots=True)
class Served:
    """What one planned process gave.

    Attributes:
        record: What is recorded of it.
        artifact_sha256: Digest of the artefact that it served, None for a callable.
    """

    record: Mapping[str, Any]
    artifact_sha256: str | None


def assemble_data(plan: Plan, data: Mapping[str, Any], predicted: Mapping[str, Answers]) -> dict[str, Any]:
    """Gives the facts of the data; classes that only a candidate named stand behind the true ones."""
    classes = _all_classes(data["classes"], predicted)
    return {
        "code_digest": plan.data.code_digest,
        "sha256": data["data_sha256"],
        "files": dict(plan.data.files),
        "task": plan.data.task,
        "folds": plan.data.folds,
        "positive": plan.data.positive,
        "classes": list(classes),
        "ids": pack_texts(data["ids"]),
        "labels": _pack_classes(data["labels"], classes),
        "groups": {name: pack_texts(values) for name, values in data["groups"].items()},
        "slices": {
            name: {value: pack_numbers(np.asarray(marks), "u1") for value, marks in values.items()}
            for name, values in data["slices"].items()
        },
        "slice_texts": {name: dict(values) for name, values in plan.data.slices.items()},
        "change_digests": dict(plan.data.change_digests),
    }


def assemble_load(load: LoadPlan) -> dict[str, Any]:
    """Gives how a load scenario was driven, in the fields of the suite."""
    return {
        "min_queries": load.min_queries,
        "min_duration": f"{load.min_duration_ns / 1e9:g} s",
        "warmup_queries": load.warmup_queries,
        "target_qps": load.target_qps,
        "latency": None if load.latency_ns is None else f"{load.latency_ns / 1e6:g} ms",
        "samples_per_query": load.samples_per_query,
        "workers": load.workers,
    }


def assemble_process(
    planned: PlannedProcess,
    driver: str | None,
    prepared: Mapping[str, Any],
    answer: Message,
    load_average: tuple[float, float] | None,
) -> dict[str, Any]:
    """Gives the record of one process from what preparing and serving answered."""
    figures = {"cold_start": _figure(answer.fields["cold_start_ns"] / 1e9, "s")}
    if "training_s" in prepared:
        figures["training.time"] = _figure(prepared["training_s"], "s")
    if answer.fields["peak_bytes"] is not None:
        figures["memory.peak"] = _figure(answer.fields["peak_bytes"], "B")
    return {
        "order": planned.order,
        "load": planned.load,
        "driver": driver,
        "warmup_ns": _pack_latencies(answer.blobs[0]) if driver else None,
        "latencies_ns": _pack_latencies(answer.blobs[1]) if driver else None,
        "figures": figures,
        "load_average": load_average,
    }


def assemble_measurement(
    plan: Plan, facts: Mapping[str, Any], name: str, runtime: str, answers: Answers, served: Sequence[Served]
) -> dict[str, Any]:
    """Gives everything recorded of one candidate on one runtime."""
    answer, candidate = answers.get(runtime, {}), plan.candidates[name]
    built = {one.artifact_sha256 for one in served if one.artifact_sha256}
    artifact = answer.get("artifact_sha256") or min(built, default=None)
    return {
        "candidate": name,
        "runtime": runtime,
        "code_digest": candidate.code_digest,
        "files": dict(candidate.files),
        "artifact_sha256": artifact,
        "predictions": _predictions(answer, facts["classes"]) if answer else None,
        "figures": {key: _figure(value, unit) for key, (value, unit) in _figures(answer).items()},
        "processes": [one.record for one in served],
        "notes": [*answer.get("notes", ()), *_conditions(facts, served), *_drift(artifact, served)],
    }


def _predictions(answer: Mapping[str, Any], classes: Sequence[str]) -> dict[str, Any]:
    scores = answer["scores"]
    return {
        "labels": _pack_classes(answer["classes"], classes),
        "scores": None if scores is None else _pack_scores(np.asarray(scores, dtype=float)),
    }


def _figure(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit}


def _figures(answer: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    return answer.get("figures", {})  # type: ignore[no-any-return]


def _conditions(facts: Mapping[str, Any], served: Sequence[Served]) -> Sequence[str]:
    if not any(one.record["latencies_ns"] for one in served):
        return ()
    rows = min(MOST_ROWS, facts["ids"]["count"])
    return (f"Latency: one thread, garbage collection on, one query at a time over {rows} examples.",)


def _drift(artifact: str | None, served: Sequence[Served]) -> Sequence[str]:
    others = sum(one.artifact_sha256 != artifact for one in served)
    if not others:
        return ()
    return (f"Training is not reproducible: {others} of {len(served)} processes built another artefact.",)


def _all_classes(true: Sequence[str], predicted: Mapping[str, Answers]) -> tuple[str, ...]:
    said = {name for answers in predicted.values() for one in answers.values() for name in one["classes"]}
    return (*true, *sorted(said - set(true)))


def _pack_classes(names: Sequence[str], classes: Sequence[str]) -> PackedFields:
    places = {name: place for place, name in enumerate(classes)}
    coded = np.asarray([places[name] for name in names], dtype=np.int64)
    return pack_numbers(coded, "u1" if len(classes) <= 256 else "u4")


def _pack_scores(scores: np.ndarray) -> PackedFields:
    # ONNX Runtime computes in single precision: its scores pack into half the space without a loss.
    single = np.array_equal(scores.astype(np.float32), scores)
    return pack_numbers(scores, "f4" if single else "f8")


def _pack_latencies(blob: bytes) -> PackedFields:
    values = np.asarray(array(CLOCK_TYPE, blob), dtype=np.int64)
    return pack_numbers(values, "u8" if values.size and values.max() >= 2**32 else "u4")
