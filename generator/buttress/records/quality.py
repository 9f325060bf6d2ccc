"""A quality: what is measured, how, in which unit, and which way is better."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from buttress.errors import TextError, listing, suggest
from buttress.records.base import Record
from buttress.records.constraint import TextList
from buttress.records.expression import Expression
from buttress.records.units import parse_unit
from buttress.records.written import as_field_error

Direction = Literal["lower", "higher"]
Estimator = Literal["exact", "proportion", "percentile", "mean", "maximum", "ordinal"]

FACTS = ("correct", "actual_positive", "predicted_positive")
"""What is known of each test example, for `Quality.outcome` and `Quality.given`."""


def _check_unit(text: str) -> str:
    try:
        parse_unit(text)
    except TextError as error:
        raise as_field_error(error) from error
    return text


def _check_facts(expression: Expression) -> Expression:
    for name in expression.names:
        if name not in FACTS:
            message = f"unknown name {name!r}; allowed: {listing(FACTS)}"
            raise as_field_error(TextError(message, hint=suggest(name, FACTS)))
    return expression


UnitText = Annotated[str, AfterValidator(_check_unit)]
"""The spelling of a unit."""
FactExpression = Annotated[Expression, AfterValidator(_check_facts)]
"""An expression over `FACTS`."""


class Quality(Record):
    """A named, unit-carrying quality.

    The estimator says which samples of a run stand behind it: ``exact`` a counted figure; ``proportion`` test
    examples for which ``outcome`` is true among those for which ``given`` is; ``percentile`` raw samples per
    process at ``level``; ``mean`` and ``maximum`` one figure per process; ``ordinal`` attested levels.
    """

    kind: Literal["quality"]
    title: str
    """Name for readers."""
    definition: str = ""
    """What it is; Markdown."""
    unit: UnitText = ""
    """The unit in which values are shown; empty for a ratio."""
    direction: Direction
    """Which way is better."""
    estimator: Estimator
    """How samples become an estimate."""
    sample: str = ""
    """The figure in a run: ``latency``, or a name among the exact or per-process figures; the id by default."""
    level: Annotated[float, Field(gt=0, lt=1)] | None = None
    """The percentile as a fraction, for the estimator ``percentile``."""
    outcome: FactExpression | None = None
    """For proportions: what counts, over ``correct``, ``actual_positive`` and ``predicted_positive``."""
    given: FactExpression | None = None
    """For proportions: which examples count; all when left out."""
    levels: TextList = ()
    """For ordinal qualities: the levels, worst first."""
    characteristic: str = ""
    """ISO/IEC 25010:2023 or 25059 characteristic."""
    measure: str = ""
    """What we try to capture; Markdown."""
    data_collection: str = ""
    """What is recorded, and how; Markdown."""
    operationalisation: str = ""
    """How the number is computed from it; Markdown."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {"percentile": "level", "proportion": "outcome", "ordinal": "levels"}.get(self.estimator)
        if needed and not getattr(self, needed):
            message = f"a quality with the estimator {self.estimator!r} needs `{needed}`"
            raise ValueError(message)
        if self.estimator == "percentile" and self.sample_name != "latency":
            message = "percentiles are taken of latencies only; write `sample: latency`"
            raise ValueError(message)
        return self

    @property
    def sample_name(self) -> str:
        """The name under which a run keeps its samples."""
        return self.sample or self.id
