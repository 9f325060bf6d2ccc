"""What the models refuse: wrong dimensions and signs, unknown units and names, keys that mean nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from buttress.records import Constraint, Decision, Fingerprint, Hardware, InterfaceField, Quality, System

QUALITY = {"kind": "quality", "id": "q", "title": "T", "direction": "lower", "estimator": "exact"}
LINK = {"between": ["a", "b"]}


def system(**part: Any) -> dict[str, Any]:
    return {"kind": "system", "title": "T", **part}


def refusal(model: type[Any], data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("model", "data", "says"),
    [
        (Quality, {**QUALITY, "unit": "bananas"}, "unknown unit 'bananas'"),
        (Fingerprint, {"memory": "5 ms"}, "found 5 ms; this is data"),
        (Fingerprint, {"memory": "-5 GB"}, "below nothing"),
        (Hardware, {"kind": "hardware", "title": "T", "price": "5 ms"}, "this is a price"),
        (Hardware, {"kind": "hardware", "title": "T", "price": "5 USD/GB"}, "this is a price"),
        (Hardware, {"kind": "hardware", "title": "T", "power": "3 kB"}, "found 3 kB; this is a"),
        (System, system(nodes={"a": {"price": "5 ms"}}), "this is a price"),
        (System, system(links=[{**LINK, "bandwidth": "5 ms"}]), "this is data per time"),
        (System, system(links=[{**LINK, "latency": "3 Mbit/s"}]), "this is a time"),
        (System, system(links=[{**LINK, "latency": "-2..3 ms"}]), "below nothing"),
        (System, system(links=[{**LINK, "price": "5 USD/h"}]), "this is a price"),
        (System, system(flows=[{"id": "f", "path": ["x", "y"], "rate": "5 ms"}]), "this is a number per time"),
        (System, system(flows=[{"id": "f", "path": ["x", "y"], "payload": {"x->y": "5 ms"}}]), "this is data"),
        (Constraint, {"require": "recall >= 0.8", "max_age": "-3 d"}, "below nothing"),
        (Constraint, {"require": "recall >= 0.8", "max_age": "3 kB"}, "this is a time"),
        (Constraint, {"require": "recall >= 0.8", "confidence": 0.9999999999999999}, "0.999999"),
        (Quality, {**QUALITY, "estimator": "percentile", "level": 0.5}, "write `sample: latency`"),
        (Quality, {**QUALITY, "estimator": "proportion", "outcome": "corect"}, "unknown name 'corect'"),
        (Quality, {**QUALITY, "estimator": "proportion", "outcome": "correct", "given": "x"}, "unknown name 'x'"),
        (Quality, {**QUALITY, "estimator": "metric"}, "needs `metric`"),
        (Quality, {**QUALITY, "estimator": "metric", "metric": "f2"}, "'f1'"),
        (Quality, {**QUALITY, "estimator": "ratio", "numerator": "words"}, "needs `denominator`"),
        (Quality, {**QUALITY, "estimator": "ratio", "numerator": "a-b", "denominator": "b"}, "joined by '+'"),
        (Constraint, {"require": "accuracy >= 0.9 under noise", "under": "blur"}, "says under 'blur'"),
        (Quality, {**QUALITY, "aliases": ["old"]}, "Extra inputs"),
        (Quality, {**QUALITY, "extensions": {"x-a": 1}}, "Extra inputs"),
        (Quality, {**QUALITY, "x-a": 1, "extensions": {"x-b": 1}}, "Extra inputs"),
        (InterfaceField, {"name": "x", "type": "float32", "shape": [True]}, "valid string"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(model: type[Any], data: dict[str, Any], says: str) -> None:
    assert says in refusal(model, data)


def test_the_nearest_fact_is_suggested() -> None:
    with pytest.raises(ValidationError) as caught:
        Quality.model_validate({**QUALITY, "estimator": "proportion", "outcome": "corect"})
    assert caught.value.errors()[0]["ctx"]["hint"] == "did you mean 'correct'?"


def test_what_fits_is_kept_as_written() -> None:
    hardware = Hardware.model_validate(
        {
            "kind": "hardware",
            "title": "T",
            "price": "0.40 USD/h",
            "power": "15 W",
            "match": {"memory": "8 GB"},
        }
    )
    assert (str(hardware.price), str(hardware.power), str(hardware.match.memory)) == (
        "0.4 USD/h",
        "15 W",
        "8 GB",
    )
    link = {**LINK, "latency": "40..200 ms", "bandwidth": "3 Mbit/s", "price": "0.09 USD/GB"}
    flow = {"id": "f", "path": ["x", "y"], "rate": "2 /s", "payload": {"x->y": "150 kB"}}
    described = System.model_validate(system(links=[link], flows=[flow], nodes={"a": {"price": "5000 EUR"}}))
    assert str(described.links[0].latency) == "40..200 ms"
    assert str(described.flows[0].rate) == "2 /s"


def test_whole_numbers_are_dimensions_too() -> None:
    field = InterfaceField.model_validate({"name": "x", "type": "float32", "shape": ["batch", 30]})
    assert field.shape == ("batch", "30")
    assert InterfaceField.model_validate({"name": "x", "type": "t", "shape": 30}).shape == ("30",)
    assert InterfaceField.model_validate({"name": "x", "type": "t", "shape": "batch"}).shape == ("batch",)


def test_free_keys_are_kept_beside_the_known_ones() -> None:
    data = {"kind": "decision", "title": "T", "status": "proposed", "date": "2026-11-01", "x-team": "a"}
    assert Decision.model_validate(data).extensions == {"x-team": "a"}


def test_a_profile_that_says_nothing_of_a_machine_is_empty() -> None:
    assert Fingerprint.model_validate({"x-rack": 3}).is_empty
    assert not Fingerprint(virtualised=False).is_empty


def quality(**fields: Any) -> Quality:
    return Quality.model_validate({**QUALITY, **fields})


@pytest.mark.parametrize(
    ("fields", "tasks", "positive"),
    [
        ({"estimator": "exact"}, (), False),
        ({"estimator": "proportion", "outcome": "correct"}, ("classification",), False),
        ({"estimator": "proportion", "outcome": "predicted_positive"}, ("classification",), True),
        ({"estimator": "proportion", "outcome": "exact_match"}, ("text",), False),
        ({"estimator": "metric", "metric": "mcc"}, ("classification",), False),
        ({"estimator": "metric", "metric": "f1"}, ("classification",), True),
        ({"estimator": "metric", "metric": "brier"}, ("classification",), True),
        ({"estimator": "metric", "metric": "rmse"}, ("regression",), False),
        (
            {"estimator": "ratio", "numerator": "word_errors", "denominator": "words"},
            ("transcription",),
            False,
        ),
        ({"estimator": "example_mean", "sample": "ndcg_at_10"}, ("recommendation",), False),
        ({"estimator": "example_mean", "sample": "my_own_figure"}, (), False),
        ({"estimator": "ratio", "numerator": "words", "denominator": "chrf"}, (), False),
        ({"estimator": "kept"}, (), False),
    ],
)
def test_a_quality_knows_the_tasks_that_it_is_read_from(
    fields: dict[str, Any], tasks: tuple[str, ...], positive: bool
) -> None:
    found = quality(**fields)
    assert (found.tasks, found.needs_positive) == (tasks, positive)


def test_a_quality_knows_what_its_samples_depend_on() -> None:
    speed = quality(estimator="ratio", numerator="seconds", denominator="audio_seconds")
    cost = quality(estimator="cost", sample="throughput")
    size = quality(estimator="exact")
    assert [one.of_machine for one in (speed, cost, size)] == [True, True, False]
    assert [one.of_load for one in (speed, cost, size)] == [False, True, False]


def test_a_change_is_part_of_a_constraints_name() -> None:
    inside = Constraint.model_validate("accuracy >= 0.9 under noise")
    beside = Constraint.model_validate({"require": "accuracy >= 0.8", "under": "noise"})
    assert inside.id == beside.id == "accuracy under noise"
    assert (inside.under_change, beside.under_change) == ("noise", "noise")
