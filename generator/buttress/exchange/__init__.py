"""Other tools' formats: JSON Schemas for editors and for scripts that read a site, and arguments for gsn2x."""

from __future__ import annotations

from buttress.exchange.decision_list import DOCUMENTS, Document
from buttress.exchange.gsn2x import dump_gsn2x
from buttress.exchange.json_schema import SCHEMA_KINDS, dump_schema, generate_schema, schema_id
from buttress.exchange.shipped_schemas import shipped_schemas

__all__ = [
    "DOCUMENTS",
    "SCHEMA_KINDS",
    "Document",
    "dump_gsn2x",
    "dump_schema",
    "generate_schema",
    "schema_id",
    "shipped_schemas",
]
