"""An architecture decision record: MADR's sections as fields, with constraints that can be judged."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from buttress.records.base import Part, Record
from buttress.records.constraint import Constraint, Slice, TextList, Waiver
from buttress.records.quantity import Quantity

Status = Literal["proposed", "accepted", "rejected", "deprecated", "superseded"]
Rating = Literal["low", "medium", "high"]
Basis = Literal["measured", "computed", "attested", "cited", "estimated"]
LintRule = Literal[
    "unbacked-number",
    "no-rationale",
    "never-measured",
    "cannot-be-met",
    "unconstrained-driver",
    "thin-model-card",
    "assumption-without-review",
    "split-item",
]
"""What `buttress lint` may find, and a decision may except."""


def _as_written(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_Text = Annotated[str, Field(min_length=1)]
Written = Annotated[_Text, BeforeValidator(_as_written, json_schema_input_type=_Text | float)]
"""A text; a number counts as what it is written as."""


class Attested(Part):
    """A value that somebody states: shown as such, and never proof."""

    value: Quantity | str
    """A quantity, or a level of an ordinal quality such as ``high``."""
    basis: Literal["attested", "cited", "estimated"] = "attested"
    """How the value was come by."""
    source: str = ""
    """Who says so, or where it is written."""

    @model_validator(mode="before")
    @classmethod
    def _read_bare_value(cls, data: object) -> object:
        return data if isinstance(data, dict | Attested) else {"value": data}


class EvidenceBinding(Part):
    """Which measurements stand behind an option; each part has a default."""

    suite: str = ""
    """Id of the benchmark; by default the only one of the system."""
    candidate: str = ""
    """Name of the candidate in the suite; by default the option's id."""
    runtime: str = ""
    """Runtime of the candidate; by default the first one that the suite lists for it."""


class Option(Part):
    """One of the considered options, with what stands behind it."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    """Short name, unique in the decision."""
    title: str = ""
    """Name for readers; the id when left out."""
    description: str = ""
    """What the option is; Markdown."""
    model: str = ""
    """Reference to a model card."""
    evidence: EvidenceBinding | None = None
    """Where its measurements come from, when the defaults do not fit."""
    deployment: str = ""
    """Name of a deployment of the system."""
    ratings: dict[str, Attested] = Field(default_factory=dict)
    """Attested values by quality: shown as attested, never as measured."""
    pros: TextList = ()
    """What speaks for it; Markdown lines."""
    cons: TextList = ()
    """What speaks against it; Markdown lines."""
    neutral: TextList = ()
    """What is to be known and speaks neither way; Markdown lines."""

    @property
    def name(self) -> str:
        """The title, or the id when there is none."""
        return self.title or self.id


class Preference(Part):
    """A declared value function: 0 at ``worst``, 1 at ``best``, linear between (Keeney and Raiffa 1976)."""

    quality: str
    """Id of the quality."""
    flow: str = ""
    """The flow of the system, for qualities of a deployment."""
    slice: dict[str, str] = Field(default_factory=dict)
    """The part of the test data that counts, as of a constraint; by default all examples."""
    weight: Annotated[float, Field(gt=0)]
    """Relative weight among the preferences."""
    worst: Quantity
    """The value that is worth nothing."""
    best: Quantity
    """The value beyond which more is worth nothing extra."""

    @property
    def in_slice(self) -> Slice:
        """The part of the test data that counts, its names in order; empty for all of them."""
        return tuple(sorted(self.slice.items()))

    @property
    def id(self) -> str:
        """The quality with its selectors: what tells it from other preferences, whatever it weighs."""
        selectors = (("for", self.flow), *(("where", f"{name}={value}") for name, value in self.in_slice))
        return " ".join([self.quality, *(f"{word} {value}" for word, value in selectors if value)])


class Assumption(Part):
    """What must hold in the world for the decision to stand."""

    text: str
    """The assumption; Markdown."""
    kind: Literal["ASM", "REQ", "SPEC"] = "ASM"
    """Environment assumption, requirement on the world, or specification of the machine (Zave and Jackson 1997)."""
    review_by: Day | None = None
    """The day by which somebody looks at it again."""


class Risk(Part):
    """A risk with its rating and what is done about it."""

    text: str
    """What may happen; Markdown."""
    likelihood: Rating | None = None
    """How likely."""
    impact: Rating | None = None
    """How bad."""
    mitigation: str = ""
    """What is done about it; Markdown."""


class Consequences(Part):
    """What follows from the decision."""

    good: TextList = ()
    bad: TextList = ()
    neutral: TextList = ()


class Links(Part):
    """Typed links to other decisions. Reverse links are derived; where both sides are written they must agree."""

    supersedes: TextList = ()
    superseded_by: TextList = ()
    amends: TextList = ()
    amended_by: TextList = ()
    depends_on: TextList = ()
    required_by: TextList = ()
    relates_to: TextList = ()
    conflicts_with: TextList = ()


class Reference(Part):
    """A source that a reader can look up."""

    title: str
    """Author, year, title, or whatever names it."""
    url: str = ""
    """Where it is, if it is anywhere."""


class LintException(Part):
    """A finding of `buttress lint` that is right as it stands, with the reason."""

    rule: LintRule
    """The rule that found it."""
    at: Written
    """What was found: the option, driver or constraint by its id, ``rationale``, the number as it is written, or the
    first words of the assumption."""
    because: Annotated[str, Field(pattern=r"\S")]
    """Why it is right as it stands; Markdown."""


class Decision(Record):
    """An architecture decision record."""

    kind: Literal["decision"]
    title: Annotated[str, Field(min_length=1)]
    """The problem solved and the solution found, in one line."""
    status: Status
    """Where the decision stands in its life."""
    date: Day
    """The day of the last change of substance."""
    number: int | None = None
    """A number for display only; the id is the path."""
    aliases: TextList = ()
    """Former ids; references to them still resolve."""
    tags: TextList = ()
    decision_makers: TextList = ()
    """Who decided."""
    consulted: TextList = ()
    """Whose opinion was asked for."""
    informed: TextList = ()
    """Who is kept up to date."""
    system: str = ""
    """Id of the system it belongs to."""
    component: str = ""
    """The component of the system it is about."""
    question: str = ""
    """The question that it answers; Markdown."""
    context: str = ""
    """Context and problem statement; Markdown."""
    drivers: TextList = ()
    """Ids of qualities that drive it, or free text."""
    options: tuple[Option, ...] = ()
    """The considered options."""
    chosen: str = ""
    """Id of the chosen option; an accepted decision has one."""
    rationale: str = ""
    """Why this option; Markdown."""
    constraints: tuple[Constraint, ...] = ()
    """MADR's confirmation, machine-checked."""
    preferences: tuple[Preference, ...] = ()
    """What matters most among the feasible options."""
    assumptions: tuple[Assumption, ...] = ()
    risks: tuple[Risk, ...] = ()
    consequences: Consequences = Consequences()
    patterns: TextList = ()
    """Names of patterns that it applies."""
    links: Links = Links()
    review_by: Day | None = None
    """The day by which the decision is looked at again."""
    waivers: tuple[Waiver, ...] = ()
    lint_exceptions: tuple[LintException, ...] = ()
    """Findings of `buttress lint` that are right as they stand."""
    references: tuple[Reference, ...] = ()

    def option(self, option_id: str) -> Option | None:
        """The option of that id, or None."""
        return next((option for option in self.options if option.id == option_id), None)
