"""A quality: what is measured, how, in which unit, and which way is better."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from buttress.records.base import Record
from buttress.records.constraint import TextList
from buttress.records.expression import Expression

Direction = Literal["lower", "higher"]
Estimator = Literal["exact", "proportion", "percentile", "mean", "maximum", "ordinal"]


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
    unit: str = ""
    """The unit in which values are shown; empty for a ratio."""
    direction: Direction
    """Which way is better."""
    estimator: Estimator
    """How samples become an estimate."""
    sample: str = ""
    """The figure in a run: ``latency``, or a name among the exact or per-process figures; the id by default."""
    level: Annotated[float, Field(gt=0, lt=1)] | None = None
    """The percentile as a fraction, for the estimator ``percentile``."""
    outcome: Expression | None = None
    """For proportions: what counts, over ``correct``, ``actual_positive`` and ``predicted_positive``."""
    given: Expression | None = None
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
    aliases: TextList = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {"percentile": "level", "proportion": "outcome", "ordinal": "levels"}.get(self.estimator)
        if needed and not getattr(self, needed):
            message = f"a quality with the estimator {self.estimator!r} needs `{needed}`"
            raise ValueError(message)
        return self

    @property
    def sample_name(self) -> str:
        """The name under which a run keeps its samples."""
        return self.sample or self.id
