"""What every record shares: frozen, closed to unknown keys, open to ``x-`` keys, told apart by ``kind``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

EXTENSION = "x-"


class Part(BaseModel):
    """A piece of a record: immutable, and closed to unknown keys except the user's own ``x-...`` keys.

    Attributes:
        extensions: The ``x-...`` keys with their values as written; templates see them.
    """

    # Models are built when first used: `check` touches a few of them and must start fast.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, use_attribute_docstrings=True)

    # Its key is one that a user can only write as an own one: `extensions` itself is unknown in a file.
    extensions: dict[str, Any] = Field(default_factory=dict, repr=False, validation_alias=EXTENSION)

    @model_validator(mode="before")
    @classmethod
    def _gather_extensions(cls, data: object) -> object:
        if not isinstance(data, dict) or not any(
            isinstance(key, str) and key.startswith(EXTENSION) for key in data
        ):
            return data
        own = {key: value for key, value in data.items() if not str(key).startswith(EXTENSION)}
        free = {key: value for key, value in data.items() if str(key).startswith(EXTENSION)}
        return {**own, EXTENSION: free}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        resolved = handler.resolve_ref_schema(schema)
        resolved.get("properties", {}).pop(EXTENSION, None)
        resolved["patternProperties"] = {f"^{EXTENSION}": {}}
        return schema


class Record(Part):
    """A document of its own.

    Attributes:
        id: What other records call it. A path under the portfolio's folder without its suffix
            (``fraud-detection/scoring-model``); hardware, qualities, patterns and terms go by a plain name that is
            unique in the portfolio.
    """

    id: str = ""
