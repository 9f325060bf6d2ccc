"""What the workers answered, as the parts of a run.

First each answer is made compact (`compact_data`, `compact_answers`, `assemble_process`): packed arrays take a tenth
of the memory, and of the journal, that lists take. At the end they become the fields of one `Run`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import BenchError
from buttress.wire import pack_numbers, pack_texts, unpack_numbers

if TYPE_CHECKING:
    from buttress.bench.plan import LoadPlan, Plan, PlannedProcess
    from buttress.bench.session.failures import WorkerFailure
    from buttress.wire import Element, PackedFields

Fields = Mapping[str, Any]
ENERGY = "energy.per_item"
_OF_LOAD = ("latencies_ns", "latency_blocks", "warmup_ns", "energy_method")


def compact_data(answer: Fields) -> dict[str, Any]:
    """Gives what the describing process said of the data, its arrays packed; labels as indices into ``classes``.

    Raises:
        BenchError: A text cannot be packed.
    """
    classes = list(answer.get("classes") or ())
    try:
        return {
            "sha256": answer["data_sha256"],
            "classes": classes,
            "ids": pack_texts(answer["ids"]),
            "labels": None if answer.get("labels") is None else _index(answer["labels"], classes),
            "values": _pack_floats(answer.get("values"), "f8"),
            "clusters": None if answer.get("clusters") is None else pack_texts(answer["clusters"]),
            "groups": {name: pack_texts(values) for name, values in answer["groups"].items()},
            "slices": {
                name: {value: _pack_marks(marks) for value, marks in values.items()}
                for name, values in answer["slices"].items()
            },
        }
    except ValueError as error:
        message = f"the data cannot be recorded: {error}"
        raise BenchError(message) from error


def compact_answers(answer: Fields) -> dict[str, Any]:
    """Gives what a predicting process said, by runtime, its arrays packed; labels with classes of their own."""
    return {
        runtime: {**one, "predictions": _compact_predictions(one["predictions"])}
        for runtime, one in answer["runtimes"].items()
    }


def assemble_process(
    planned: PlannedProcess,
    driver: str | None,
    conditions: Fields,
    answers: Sequence[Fields],
    failure: WorkerFailure | None = None,
) -> dict[str, Any]:
    """Gives what one planned process recorded: ``record``, ``artifact_sha256``, ``settings``, ``notes``, ``packages``.

    Args:
        planned: Which process it was.
        driver: What issued the queries, None where nothing did.
        conditions: Its surroundings, from `observe`.
        answers: What preparing and serving answered, as far as they came.
        failure: Why it gave nothing, None where it did not fail.
    """
    # What came before a failure is no evidence: a candidate that cannot serve has no training time.
    heard = () if failure else answers
    figures = {name: figure for one in heard for name, figure in one.get("figures", {}).items()}
    served: Fields = heard[-1] if heard else {}
    record = {
        "order": planned.order,
        "load": planned.load,
        "driver": driver,
        **conditions,
        # Where the system pins, what the process itself saw: asking to be pinned may have been refused.
        **({"cpus": served["cpus"]} if conditions.get("cpus") and "cpus" in served else {}),
        **{name: served.get(name) for name in _OF_LOAD},
        "figures": _figures(figures),
        "failure": failure.to_fields() if failure else None,
    }
    return {
        "record": record,
        "artifact_sha256": next(
            (one["artifact_sha256"] for one in heard if one.get("artifact_sha256")), None
        ),
        "settings": {name: text for one in heard for name, text in (one.get("settings") or {}).items()},
        "notes": [note for one in heard for note in one.get("notes") or ()],
        "energy_note": served.get("energy_note") or "",
        "packages": {},
    }


def assemble_run(
    plan: Plan,
    opening: Fields,
    data: Fields,
    predicted: Mapping[str, Fields],
    served: Sequence[Fields],
    end: Fields,
) -> dict[str, Any]:
    """Gives the fields of a `Run` but its digest; what is not known is absent.

    Args:
        plan: What was done.
        opening: What was known at the start, from the journal.
        data: From `compact_data`.
        predicted: Of each candidate ``answers``, from `compact_answers`, and ``failure``.
        served: One for each planned process: from `assemble_process`.
        end: ``finished``, ``load_average`` and ``software``.
    """
    classes = _all_classes(data["classes"], predicted)
    fields = {
        "kind": "run",
        "suite": plan.suite,
        "started": opening["started"],
        "finished": end["finished"],
        "harness": {"version": plan.harness_version},
        "git_commit": opening["plan"]["git_commit"],
        "seed": plan.seed,
        "loads": {name: _assemble_load(load) for name, load in plan.loads.items()},
        "machine": opening["machine"],
        "software": end["software"],
        "load_average": end["load_average"],
        "data": _assemble_data(plan, data, classes),
        "measurements": [
            _assemble_measurement(
                plan, name, runtime, predicted.get(name), _chosen(plan, served, name, runtime), classes
            )
            for name, candidate in plan.candidates.items()
            for runtime in candidate.runtimes
        ],
    }
    return dict(drop_unknown(fields))


def drop_unknown(value: Any) -> Any:  # noqa: ANN401 - JSON of any kind
    """Gives a JSON document without the keys whose value is None.

    >>> drop_unknown({"a": None, "b": [{"c": None, "d": 0}]})
    {'b': [{'d': 0}]}
    """
    if isinstance(value, Mapping):
        return {name: drop_unknown(one) for name, one in value.items() if one is not None}
    if isinstance(value, (list, tuple)):
        return [drop_unknown(one) for one in value]
    return value


def _assemble_data(plan: Plan, data: Fields, classes: Sequence[str]) -> dict[str, Any]:
    return {
        **data,
        "code_digest": plan.data.code_digest,
        "files": dict(plan.data.files),
        "task": plan.data.task,
        "cluster": plan.data.cluster,
        "folds": plan.data.folds,
        "positive": plan.data.positive,
        "classes": list(classes),  # those of the data first: indices of its labels stay
        "slice_texts": {name: dict(values) for name, values in plan.data.slices.items()},
        "change_digests": dict(plan.data.change_digests),
    }


def _assemble_load(load: LoadPlan) -> dict[str, Any]:
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


def _assemble_measurement(
    plan: Plan,
    name: str,
    runtime: str,
    predicted: Fields | None,
    served: Sequence[Fields],
    classes: Sequence[str],
) -> dict[str, Any]:
    candidate = plan.candidates[name]
    predicted = predicted or {"answers": {}, "failure": None}
    answer: Fields = predicted["answers"].get(runtime, {})
    built = {one["artifact_sha256"] for one in served if one["artifact_sha256"]}
    artifact = answer.get("artifact_sha256") or min(built, default=None)
    settings: dict[str, str] = {}
    for one in (*served, answer):
        settings |= one.get("settings") or {}
    notes = [note for one in (answer, *served) for note in one.get("notes") or ()]
    # A machine without a counter is no news where nobody asked for energy.
    asked = ENERGY in plan.measured
    notes += [one["energy_note"] for one in served if one["energy_note"] and (asked or _has_energy(one))]
    return {
        "candidate": name,
        "runtime": runtime,
        "code_digest": candidate.code_digest,
        "files": dict(candidate.files),
        "artifact_sha256": artifact,
        "predictions": _assemble_predictions(answer["predictions"], classes) if answer else None,
        "figures": _figures(answer.get("figures", {})),
        "equivalence": answer.get("equivalence"),
        "settings": settings,
        "processes": [one["record"] for one in served],
        "failure": predicted["failure"],
        "notes": [*dict.fromkeys([*notes, *_conditions(served)]), *_drift(artifact, served)],
    }


def _compact_predictions(answers: Fields) -> dict[str, Any]:
    packed = _compact_one(answers)
    packed["perturbed"] = {name: _compact_one(one) for name, one in (answers.get("perturbed") or {}).items()}
    packed["kept"] = {name: _pack_marks(marks) for name, marks in (answers.get("kept") or {}).items()}
    return packed


def _compact_one(answers: Fields) -> dict[str, Any]:
    labels = answers.get("labels")
    classes = sorted(set(labels or ()))
    return {
        "labels": None if labels is None else {"classes": classes, "indices": _index(labels, classes)},
        "scores": _pack_floats(answers.get("scores")),
        "values": _pack_floats(answers.get("values"), "f8"),
        "figures": {name: _pack_floats(values) for name, values in (answers.get("figures") or {}).items()},
    }


def _assemble_predictions(packed: Fields, classes: Sequence[str]) -> dict[str, Any]:
    perturbed = {name: _assemble_one(one, classes) for name, one in packed["perturbed"].items()}
    return {**_assemble_one(packed, classes), "perturbed": perturbed, "kept": packed["kept"]}


def _assemble_one(packed: Fields, classes: Sequence[str]) -> dict[str, Any]:
    labels = packed["labels"]
    return {**packed, "labels": None if labels is None else _reindex(labels, classes)}


def _all_classes(true: Sequence[str], predicted: Mapping[str, Fields]) -> tuple[str, ...]:
    """Gives the classes of the data, behind them those that only a candidate named."""
    said: set[str] = set()
    for one in predicted.values():
        for answer in one["answers"].values():
            predictions = answer["predictions"]
            for labels in (predictions, *predictions["perturbed"].values()):
                said |= set((labels["labels"] or {}).get("classes", ()))
    return (*true, *sorted(said - set(true)))


def _index(names: Sequence[str], classes: Sequence[str]) -> PackedFields:
    places = {name: place for place, name in enumerate(classes)}
    return _pack_indices(np.asarray([places[name] for name in names], dtype=np.int64), len(classes))


def _reindex(labels: Fields, classes: Sequence[str]) -> PackedFields:
    places = {name: place for place, name in enumerate(classes)}
    moved = np.asarray([places[name] for name in labels["classes"]], dtype=np.int64)
    return _pack_indices(moved[unpack_numbers(labels["indices"])], len(classes))


def _pack_indices(indices: np.ndarray, classes: int) -> PackedFields:
    return pack_numbers(indices, "u1" if classes <= 256 else "u4")


def _pack_marks(marks: Sequence[int]) -> PackedFields:
    return pack_numbers(np.asarray(marks, dtype=np.int64), "u1")


def _pack_floats(values: Sequence[float] | None, dtype: Element | None = None) -> PackedFields | None:
    """Packs numbers as ``dtype``; without one in single precision, which is half the space, where it loses nothing."""
    if values is None:
        return None
    found = np.asarray(values, dtype=float)
    if dtype is None:
        with np.errstate(over="ignore"):
            single = np.array_equal(found.astype(np.float32), found, equal_nan=True)
        dtype = "f4" if single else "f8"
    return pack_numbers(found, dtype)


def _figures(figures: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return {name: {"value": value, "unit": unit} for name, (value, unit) in figures.items()}


def _chosen(plan: Plan, served: Sequence[Fields], name: str, runtime: str) -> list[Fields]:
    return [
        found
        for one, found in zip(plan.processes, served, strict=True)
        if (one.candidate, one.runtime) == (name, runtime)
    ]


def _has_energy(served: Fields) -> bool:
    return ENERGY in served["record"]["figures"]


def _conditions(served: Sequence[Fields]) -> Sequence[str]:
    driven = any(one["record"]["latencies_ns"] or one["record"]["latency_blocks"] for one in served)
    return ("Latency: garbage collection on, as in production.",) if driven else ()


def _drift(artifact: str | None, served: Sequence[Fields]) -> Sequence[str]:
    built = [one["artifact_sha256"] for one in served if one["artifact_sha256"]]
    others = sum(one != artifact for one in built)
    if not others:
        return ()
    return (f"Training is not reproducible: {others} of {len(built)} processes built another artefact.",)
