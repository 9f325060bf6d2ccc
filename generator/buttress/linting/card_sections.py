"""The sections that a complete model card has, and which of them say something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.records import ModelCard

_PLACEHOLDER = re.compile(
    r"[\W_]*|[\W_]*(?:(?:to ?do|tbd|tba|fixme|xxx)\b.*|n/?a|unknown|lorem ipsum\b.*|none yet)[\W_]*",
    re.IGNORECASE | re.DOTALL,
)

_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("description", ("description",)),
    ("version", ("details", "version")),
    ("date", ("details", "date")),
    ("owners", ("details", "owners")),
    ("licence", ("details", "licence")),
    ("task", ("details", "task")),
    ("architecture", ("details", "architecture")),
    ("inputs", ("details", "inputs")),
    ("outputs", ("details", "outputs")),
    ("intended uses", ("considerations", "intended_uses")),
    ("users", ("considerations", "users")),
    ("out-of-scope uses", ("considerations", "out_of_scope_uses")),
    ("factors", ("considerations", "factors")),
    ("metrics", ("metrics",)),
    ("training data", ("training_data",)),
    ("evaluation data", ("evaluation_data",)),
    ("limitations", ("considerations", "limitations")),
    ("trade-offs", ("considerations", "trade_offs")),
    ("ethical considerations", ("considerations", "ethical_considerations")),
    ("environmental considerations", ("considerations", "environmental_considerations")),
    ("caveats", ("considerations", "caveats")),
    ("training code", ("lineage", "training_code")),
    ("safety", ("operation", "safety")),
    ("explainability", ("operation", "explainability")),
    ("fairness", ("operation", "fairness")),
    ("robustness", ("operation", "robustness")),
    ("drift plan", ("operation", "drift_plan")),
    ("security", ("operation", "security")),
    ("service levels", ("operation", "service_levels")),
)


@dataclass(frozen=True, slots=True)
class CardSection:
    """A section of a model card.

    Attributes:
        name: Its name for readers.
        field: Where it stands in the record.
        filled: Whether it says something; placeholders say nothing.
    """

    name: str
    field: tuple[str, ...]
    filled: bool


def sections_of(card: ModelCard) -> tuple[CardSection, ...]:
    """Gives every section that a complete card has, in the order of the page."""
    return tuple(
        CardSection(name, field, _says_something(_content(card, field))) for name, field in _SECTIONS
    )


def _content(card: ModelCard, field: tuple[str, ...]) -> object:
    content: object = card
    for name in field:
        content = getattr(content, name)
    return content


def _says_something(content: object) -> bool:
    if isinstance(content, tuple):
        return any(_says_something(one) for one in content)
    if isinstance(content, str):
        return not _PLACEHOLDER.fullmatch(content)
    return content is not None
