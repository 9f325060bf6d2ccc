"""A constraint: what a decision or system must keep true, with the selectors that say where it is judged."""

from __future__ import annotations

from datetime import date as Day
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from buttress.records.base import Part
from buttress.records.measures import Duration
from buttress.records.requirement import LoadScenario, Requirement

Severity = Literal["must", "should"]
ConstraintType = Literal["problem", "project", "design"]
Scope = Literal["typical", "pooled", "every process"]
Profile = Literal["mlperf"]
Policy = Literal["error", "warn", "ignore"]
Slice = tuple[tuple[str, str], ...]
"""A part of the test data: (name, value) pairs that an example must satisfy, by name; empty for all examples."""


class Constraint(Part):
    """One quality with its limit, in the long form; the short form is a text that becomes ``require``.

    The selectors ``hardware``, ``load``, ``flow``, ``group``, ``under`` and ``against`` may stand in the text or beside
    it, not in both.
    """

    require: Requirement
    """The claim, for example ``latency.p99 <= 5 ms on edge-cpu in single-stream``."""
    given_id: str = Field(default="", alias="id")
    """A name for waivers and links; by default the quality with its selectors, never the limit."""
    of: str = ""
    """The option it speaks of; by default the chosen one."""
    hardware: str = ""
    """Name of the hardware profile whose runs count."""
    load: LoadScenario | None = None
    """The load scenario whose runs count."""
    flow: str = ""
    """The flow of the system, for qualities of a deployment."""
    group: str = ""
    """The column whose groups are compared, for fairness; for other qualities each of its groups must meet the limit."""
    under: str = ""
    """The perturbation of the examples under which it must be true, or the invariant that answers must keep; ``all``
    for each of the suite's."""
    against: str = ""
    """The option that it is compared with: outcomes by their difference, everything else by its ratio; ``itself`` for
    the drop that a change causes."""
    slice: dict[str, str] = Field(default_factory=dict)
    """The part of the test data that counts: slice name to value."""
    severity: Severity = "must"
    """``must`` fails the build when violated; ``should`` warns."""
    constraint_type: ConstraintType = "problem"
    """Where it comes from: the problem, the project or the design (its kind in the trade-off literature)."""
    confidence: Annotated[float, Field(gt=0.5, le=0.999999)] = 0.95
    """One-sided confidence of each bound; more than 0.999999 no sample can carry."""
    max_age: Duration | None = None
    """Evidence older than this is stale."""
    on_undecided: Policy | None = None
    """What an undecided verdict does here, where the severity's own rule does not fit."""
    scope: Scope = "typical"
    """For percentiles over processes: the typical process, the pooled traffic of all, or each process alone."""
    profile: Profile | None = None
    """For percentiles: ``mlperf`` judges by the early stopping of MLPerf's load generator, at its confidence of 0.99."""
    because: str = ""
    """Why this limit and no other; Markdown."""

    @model_validator(mode="before")
    @classmethod
    def _read_short_form(cls, data: object) -> object:
        return {"require": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _refuse_double_selectors(self) -> Self:
        for name in ("hardware", "load", "flow", "group", "under", "against"):
            inside, beside = getattr(self.require, name), getattr(self, name)
            if inside and beside and inside != beside:
                message = (
                    f"says {name} {beside!r}, but the text of `require` says {inside!r}; keep one of them"
                )
                raise ValueError(message)
        return self

    @property
    def quality(self) -> str:
        """The id of the quality it limits."""
        return self.require.quality

    @property
    def on_hardware(self) -> str:
        """The hardware profile, from the text or beside it; empty for any."""
        return self.hardware or self.require.hardware or ""

    @property
    def in_load(self) -> LoadScenario | None:
        """The load scenario, from the text or beside it; None for the suite's own."""
        return self.load or self.require.load

    @property
    def for_flow(self) -> str:
        """The flow, from the text or beside it; empty for none."""
        return self.flow or self.require.flow or ""

    @property
    def by_group(self) -> str:
        """The group column, from the text or beside it; empty for none."""
        return self.group or self.require.group or ""

    @property
    def under_change(self) -> str:
        """The perturbation or invariant, from the text or beside it; empty for none."""
        return self.under or self.require.under or ""

    @property
    def compared_with(self) -> str:
        """The option that it is compared with, from the text or beside it; empty for none."""
        return self.against or self.require.against or ""

    @property
    def in_slice(self) -> Slice:
        """The part of the test data that counts, its names in order; empty for all of them."""
        return tuple(sorted(self.slice.items()))

    # Pages ask for it some sixty times a decision.
    @cached_property
    def id(self) -> str:
        """The given id, or the quality with its selectors: stable when the limit moves."""
        if self.given_id:
            return self.given_id
        selectors = (
            ("of", self.of),
            ("on", self.on_hardware),
            ("in", self.in_load or ""),
            ("for", self.for_flow),
            ("by", self.by_group),
            ("under", self.under_change),
            ("against", self.compared_with),
            *(("where", f"{name}={value}") for name, value in self.in_slice),
        )
        return " ".join([self.quality, *(f"{word} {value}" for word, value in selectors if value)])


class Waiver(Part):
    """A named person's leave to miss one constraint until a day."""

    constraint: str
    """Id of the constraint."""
    until: Day
    """The last day on which it counts; afterwards it is void."""
    by: str
    """Who answers for it."""
    because: str
    """Why it is acceptable for now; Markdown."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


TextList = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""A list of texts; a single text counts as a list of one."""
