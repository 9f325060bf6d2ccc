"""The schemas accept what the records accept as people write it, and refuse what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from buttress.exchange import (
    DOCUMENTS,
    SCHEMA_KINDS,
    dump_schema,
    generate_schema,
    schema_id,
    shipped_schemas,
)
from buttress.records.portfolio import MODELS, NAMED_KINDS
from buttress.storage import read_documents

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = sorted(
    path
    for folder in ("decisions", "generator/buttress/catalogue")
    for path in (ROOT / folder).rglob("*.yaml")
)

DECISION: dict[str, Any] = {
    "kind": "decision",
    "title": "Choose",
    "status": "proposed",
    "date": "2026-11-20",
    "options": [{"id": "a"}],
}
SYSTEM: dict[str, Any] = {"kind": "system", "title": "Shop"}
SUITE: dict[str, Any] = {
    "kind": "benchmark",
    "title": "Speed",
    "data": {"build": "data.py:examples"},
    "candidates": {"a": {"build": "candidates.py:a"}},
}
CARD: dict[str, Any] = {"kind": "model-card", "title": "Card"}
HARDWARE: dict[str, Any] = {"kind": "hardware", "title": "Box"}
QUALITY: dict[str, Any] = {"kind": "quality", "title": "Size", "direction": "lower", "estimator": "exact"}
PATTERN: dict[str, Any] = {"kind": "pattern", "title": "Pattern"}
TERM: dict[str, Any] = {"kind": "term", "title": "Slice", "definition": "A part."}


def option(**fields: Any) -> dict[str, Any]:
    return {**DECISION, "options": [{"id": "a", **fields}]}


def constraint(written: object) -> dict[str, Any]:
    return {**DECISION, "constraints": [written]}


def candidate(**fields: Any) -> dict[str, Any]:
    return {**SUITE, "candidates": {"a": {"build": "candidates.py:a", **fields}}}


GOOD = {
    "a decision": DECISION,
    "own keys": {**DECISION, "x-ticket": {"number": 7}, "options": [{"id": "a", "x-colour": "red"}]},
    "one text for a list": {**DECISION, "decision_makers": "Payments ML", "drivers": "recall"},
    "an empty date": {**DECISION, "review_by": None},
    "a constraint as text": constraint("latency.p99 <= 5 ms on edge-cpu in single-stream"),
    "a constraint between two limits": constraint("recall between 10 and 70 %"),
    "a constraint in the long form": constraint(
        {"id": "fast", "require": "recall >= 0.8", "slice": {"amount": "large"}, "max_age": "30 d"}
    ),
    "a level as limit": constraint({"require": "interpretability >= medium", "severity": "should"}),
    "a rating as level": option(ratings={"interpretability": "high"}),
    "a rating as quantity": option(ratings={"model.size": "5 MB"}),
    "a rating as number": option(ratings={"recall": 0.9}),
    "a rating with its source": option(
        ratings={"recall": {"value": "90 %", "basis": "cited", "source": "A paper"}}
    ),
    "a preference": {
        **DECISION,
        "preferences": [{"quality": "recall", "weight": 3, "worst": 0.2, "best": "90 %"}],
    },
    "components without anything": {**SYSTEM, "components": {"camera": None, "ocr": {"ml": True}}},
    "a link with ranges": {
        **SYSTEM,
        "links": [{"between": ["a", "b"], "latency": "40..200 ms", "bandwidth": "3 Mbit/s"}],
    },
    "a runtime as text": candidate(runtime="onnx"),
    "several runtimes": candidate(runtime=["sklearn", "onnx"]),
    "a load scenario without settings": {**SUITE, "load": {"single-stream": None}},
    "a load scenario with settings": {**SUITE, "load": {"server": {"target_qps": 200, "latency": "5 ms"}}},
    "a callable": {**SUITE, "candidates": {"a": {"run": "candidates.py:a"}}},
    "slices": {
        **SUITE,
        "data": {"build": "data.py:x", "positive": 1, "slices": {"size": {"big": "size > 10"}}},
    },
    "a card": {**CARD, "details": {"hyperparameters": {"depth": 4, "tied": True, "loss": "log"}}},
    "hardware with a name": {**HARDWARE, "id": "edge-cpu", "match": {"cores": 4, "memory": "16 GiB"}},
    "a quality": {**QUALITY, "unit": "kB"},
    "a pattern": {**PATTERN, "anti": True, "sources": [{"title": "Brown 1998"}]},
    "a term": {**TERM, "also": "slices", "marked": False, "sources": [{"title": "Chung 2019"}]},
}

BAD = {
    "an unknown key": {**DECISION, "stauts": "accepted"},
    "an unknown key inside": option(modle="cards/a"),
    "a term of one letter": {**TERM, "title": "a"},
    "no title": {key: value for key, value in DECISION.items() if key != "title"},
    "an unknown status": {**DECISION, "status": "done"},
    "a day that is none": {**DECISION, "date": "soon"},
    "an option without an id": {**DECISION, "options": [{"title": "A"}]},
    "an option with blanks in its id": {**DECISION, "options": [{"id": "a b"}]},
    "a constraint without an operator": constraint("recall 0.8"),
    "a constraint with a wrong operator": constraint("recall => 0.8"),
    "a constraint as number": constraint(5),
    "a constraint of unknown severity": constraint({"require": "recall >= 0.8", "severity": "could"}),
    "a confidence in per cent": constraint({"require": "recall >= 0.8", "confidence": 95}),
    "a confused unit": {**HARDWARE, "price": "cheap"},
    "a rating as list": option(ratings={"recall": [0.9]}),
    "a list of numbers for texts": {**DECISION, "drivers": [1, 2]},
    "an unknown runtime": candidate(runtime="torch"),
    "no runtime": candidate(runtime=[]),
    "an unknown load scenario": {**SUITE, "load": {"burst": {}}},
    "a reference without a name": candidate(build="candidates.py"),
    "no candidates": {**SUITE, "candidates": {}},
    "one fold": {**SUITE, "data": {"build": "data.py:x", "folds": 1}},
    "a component as text": {**SYSTEM, "components": {"camera": "captures frames"}},
    "a link of one node": {**SYSTEM, "links": [{"between": ["a"]}]},
    "a range that is none": {**SYSTEM, "links": [{"between": ["a", "b"], "latency": "40-200 ms"}]},
    "a direction that is none": {**QUALITY, "direction": "up"},
}


def is_valid(document: dict[str, Any]) -> bool:
    validator = Draft202012Validator(generate_schema(document["kind"]), format_checker=FormatChecker())
    return bool(validator.is_valid(document))


def is_read(document: dict[str, Any]) -> bool:
    try:
        MODELS[document["kind"]].model_validate(document)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_a_schema_is_one(kind: Any) -> None:
    schema = generate_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == schema_id(kind) == f"urn:buttress:schema:{kind}"
    assert schema["title"].startswith("Buttress ")
    assert schema["description"].endswith(".")


@pytest.mark.parametrize("name", GOOD)
def test_what_the_records_read_is_valid(name: str) -> None:
    assert is_read(GOOD[name])
    assert is_valid(GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_what_the_records_refuse_is_not_valid(name: str) -> None:
    assert not is_read(BAD[name])
    assert not is_valid(BAD[name])


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_document_of_ours_is_valid(path: Path) -> None:
    documents, problems = read_documents(ROOT, path)
    assert problems == ()
    for document in documents:
        validator = Draft202012Validator(generate_schema(document.data["kind"]))
        assert [error.message for error in validator.iter_errors(document.data)] == []


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_only_a_record_with_a_name_may_say_its_id(kind: Any) -> None:
    assert ("id" in generate_schema(kind)["properties"]) == (kind in NAMED_KINDS)


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_a_schema_says_nothing_of_python(kind: Any) -> None:
    text = dump_schema(kind)
    assert "``" not in text
    assert "extensions" not in text
    assert '"default": ""' not in text
    assert text == dump_schema(kind)
    assert text.endswith("}\n")


def test_keys_stand_in_the_order_in_which_people_write_them() -> None:
    assert list(generate_schema("decision")["properties"])[:4] == ["kind", "title", "status", "date"]


def test_the_schemas_in_the_package_are_those_of_the_models() -> None:
    shipped = dict(shipped_schemas())
    refresh = "refresh them: buttress schema --output generator/buttress/exchange/schemas"
    assert shipped == {f"{kind}.json": dump_schema(kind).encode() for kind in (*SCHEMA_KINDS, *DOCUMENTS)}, (
        refresh
    )
