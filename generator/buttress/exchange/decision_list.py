"""The JSON Schema (2020-12) of ``decisions.json``, the list of all decisions that a site publishes."""

from __future__ import annotations

from typing import Any, Literal, get_args

from buttress.records import Status
from buttress.verdicts import STATES, Effect

Document = Literal["decision-list"]
"""What a site publishes for scripts and has a schema."""
DOCUMENTS: tuple[Document, ...] = get_args(Document)

_DAY = {"type": "string", "format": "date"}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_NUMBER = {"type": ["number", "null"]}


def describe_decision_list() -> dict[str, Any]:
    """Gives the schema of the list, without its dialect and id; later versions may have more keys."""
    return {
        "title": "Buttress decision list",
        "description": "Every decision of a site with its constraints and their verdicts.",
        **_object(
            version=_told(
                {"const": 1}, "Version of the document: keys may be added, none changes its meaning."
            ),
            as_of=_told(_DAY, "The day that counted as today."),
            site=_told({"type": "string"}, "Address of the site; empty where it is not known."),
            decisions={"type": "array", "items": {"$ref": "#/$defs/decision"}},
        ),
        "$defs": {
            "decision": _decision(),
            "constraint": _constraint(),
            "estimate": _estimate(),
            "waiver": _waiver(),
        },
    }


def _decision() -> dict[str, Any]:
    options = _object(id={"type": "string"}, title={"type": "string"})
    return _object(
        id=_told({"type": "string"}, "Path of the decision below the folder of records."),
        title={"type": "string"},
        number=_told({"type": ["integer", "null"]}, "A number for display."),
        status={"enum": list(get_args(Status))},
        date=_told(_DAY, "The day of the last change of substance."),
        review_by=_told(_maybe(_DAY), "The day by which it is looked at again."),
        system=_told(_maybe({"type": "string"}), "Id of the system."),
        component=_maybe({"type": "string"}),
        tags=_TEXTS,
        aliases=_told(_TEXTS, "Former ids."),
        question=_told({"type": "string"}, "Plain text."),
        options={"type": "array", "items": options},
        chosen=_told(_maybe({"type": "string"}), "Id of the chosen option."),
        state=_told(_state(), "The most urgent state of its constraints; null where nothing is judged."),
        constraints={"type": "array", "items": {"$ref": "#/$defs/constraint"}},
        links=_told(
            {"type": "object", "additionalProperties": _TEXTS},
            "Relation to ids of other decisions; links that others state are told as their reverse.",
        ),
        url=_told({"type": "string", "format": "uri-reference"}, "Its page; relative where `site` is empty."),
        source=_told({"type": "string"}, "The file it is written in."),
    )


def _constraint() -> dict[str, Any]:
    schema = _object(
        constraint=_told({"type": "string"}, "Id of the constraint."),
        claim=_told({"type": "string"}, "Its text with all selectors."),
        quality=_told({"type": "string"}, "Id of the quality."),
        severity={"enum": ["must", "should"]},
        state=_told(
            _state(), "The verdict; null where the decision is not judged, and then nothing follows."
        ),
        option=_told({"type": "string"}, "Id of the option that was judged."),
        effect=_told({"enum": list(get_args(Effect))}, "How a build takes it."),
        operator={"type": "string"},
        limits=_told({"type": "array", "items": {"type": "number"}}, "The limit or both ends, in the unit."),
        unit=_told({"type": "string"}, "Empty for a bare number."),
        estimate={"anyOf": [{"$ref": "#/$defs/estimate"}, {"type": "null"}]},
        margin=_told(_NUMBER, "From the deciding bound to the limit, in the unit; negative when missed."),
        waiver={"anyOf": [{"$ref": "#/$defs/waiver"}, {"type": "null"}]},
        runs=_told(_TEXTS, "Ids of the runs that decide."),
    )
    stated = ["constraint", "claim", "quality", "severity", "state"]
    return {**schema, "required": stated}


def _estimate() -> dict[str, Any]:
    return _object(
        value=_NUMBER,
        lower=_told(_NUMBER, "The lower bound; null where the sample gives none."),
        upper=_told(_NUMBER, "The upper bound; null where the sample gives none."),
        confidence=_told({"type": "number"}, "Confidence of each bound by itself."),
        method={"type": "string"},
        n=_told(_maybe({"type": "integer"}), "Size of the sample, where it is one."),
        processes=_told(_maybe({"type": "integer"}), "How many processes it comes from, where that counts."),
    )


def _waiver() -> dict[str, Any]:
    return _object(
        until=_DAY,
        by={"type": "string"},
        because={"type": "string"},
        state=_told(_state(), "The state without the waiver."),
    )


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def _state() -> dict[str, Any]:
    return {"enum": [*STATES, None]}


def _told(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, **schema}
