"""Records -> JSON Schema (2020-12) of the YAML that people write, for editors and for checks outside Python.

pydantic describes what its models hold. People may write more than that: one text where a list is meant, a
constraint in its short form, a value without its basis. The validators that read those forms are invisible to
pydantic's generator, so each is described here; tests hold both against the same documents.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from buttress.exchange.decision_list import describe_decision_list
from buttress.records import MODELS, NAMED_KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

    from buttress.exchange.decision_list import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_KINDS: tuple[Kind, ...] = tuple(kind for kind in MODELS if kind != "run")
"""The kinds that people write by hand; runs are written and sealed by the harness."""

_EMPTY: tuple[object, ...] = ("", None, [])


def schema_id(kind: Kind | Document) -> str:
    """Gives the ``$id`` of a schema: a name, not an address, so that no editor asks the network for it."""
    return f"urn:buttress:schema:{kind}"


def generate_schema(kind: Kind) -> dict[str, Any]:
    """Gives the JSON Schema of the documents of a kind, the same on every call.

    Args:
        kind: One of `SCHEMA_KINDS`.
    """
    schema = MODELS[kind].model_json_schema(by_alias=True, schema_generator=_WrittenSchema)
    _hide_id(schema, kind)
    for part in (schema, *schema.get("$defs", {}).values()):
        adapt = _ADAPTED.get(part.get("title", ""))
        if adapt:
            adapt(part)
    for node in _nodes_of(schema):
        _tidy(node)
    head = {
        "$schema": DIALECT,
        "$id": schema_id(kind),
        "title": f"Buttress {kind.replace('-', ' ')}",
        "description": schema.pop("description", ""),
    }
    return {**head, **{key: value for key, value in schema.items() if key != "title"}}


def dump_schema(kind: Kind | Document) -> str:
    """Gives the schema of a kind of record, or of a document that a site publishes, as JSON text."""
    schema = (
        {"$schema": DIALECT, "$id": schema_id(kind), **describe_decision_list()}
        if kind == "decision-list"
        else generate_schema(kind)
    )
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


class _WrittenSchema(GenerateJsonSchema):
    """pydantic's generator, told about lists of one."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """Adds the single item to a list whose validator takes one for a list of one."""
        found = super().function_before_schema(schema)
        # Every validator before a list does this and nothing else; those before models are adapted by name.
        return {"anyOf": [found["items"], found]} if found.get("type") == "array" else found

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the name is inherited
        """Leaves fields untitled: "Review By" says no more than ``review_by``."""
        return False

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:  # noqa: ARG002
        """Leaves the order alone: it is that of the models, which is the order in which people write."""
        return value


def _hide_id(schema: dict[str, Any], kind: Kind) -> None:
    """A document that goes by its path has no ``id``; a named one may have one."""
    if kind not in NAMED_KINDS:
        del schema["properties"]["id"]
        return
    schema["properties"]["id"] = {
        "type": "string",
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        "description": "What other records call it, unique in the portfolio; the file's name by default.",
    }


def _adapt_constraint(part: dict[str, Any]) -> None:
    """A constraint may be written as the text of its claim."""
    _accept_also(part, {**part["properties"]["require"], "title": "Short form"})


def _adapt_attested(part: dict[str, Any]) -> None:
    """A value that somebody states may stand alone."""
    _accept_also(part, {**part["properties"]["value"], "title": "Value alone"})


def _adapt_benchmark(part: dict[str, Any]) -> None:
    _accept_nothing(part["properties"]["load"])


def _adapt_system(part: dict[str, Any]) -> None:
    _accept_nothing(part["properties"]["components"])


_ADAPTED: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "Constraint": _adapt_constraint,
    "Attested": _adapt_attested,
    "Benchmark": _adapt_benchmark,
    "System": _adapt_system,
}
"""Models that a validator reads from more than an object, by title."""


def _accept_also(part: dict[str, Any], short: Mapping[str, Any]) -> None:
    full = dict(part)
    part.clear()
    part |= {"description": full.pop("description", ""), "anyOf": [dict(short), full]}


def _accept_nothing(mapping: dict[str, Any]) -> None:
    """A key without a value stands for an object with defaults only."""
    mapping["additionalProperties"] = {"anyOf": [mapping["additionalProperties"], {"type": "null"}]}


def _nodes_of(node: object) -> Iterator[dict[str, Any]]:
    """Gives every mapping of a schema, those that only group properties included."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _nodes_of(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _nodes_of(inner)


def _tidy(node: dict[str, Any]) -> None:
    # Editors put defaults into what they complete: an empty one, or a part with all its own, would be clutter.
    if "default" in node and (node["default"] in _EMPTY or isinstance(node["default"], dict)):
        del node["default"]
    # pydantic takes the length of what is no plain array for that of a text.
    if "minLength" in node and "anyOf" in node:
        node["minItems"] = node.pop("minLength")
    if isinstance(node.get("description"), str):
        node["description"] = _as_markdown(node["description"])


def _as_markdown(docstring: str) -> str:
    """Gives a docstring as editors show it: code in single backticks, one line a paragraph, no argument lists."""
    text = docstring.partition("\n\nAttributes:")[0]
    paragraphs = (" ".join(one.split()) for one in text.split("\n\n"))
    return "\n\n".join(paragraphs).replace("``", "`")
