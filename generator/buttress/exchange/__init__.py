"""Other tools' formats: the JSON Schemas by which editors complete and check records."""

from __future__ import annotations

from buttress.exchange.json_schema import SCHEMA_KINDS, dump_schema, generate_schema, schema_id
from buttress.exchange.shipped_schemas import shipped_schemas

__all__ = ["SCHEMA_KINDS", "dump_schema", "generate_schema", "schema_id", "shipped_schemas"]
