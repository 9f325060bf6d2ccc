"""Kinds of records as people type them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from buttress.errors import suggest
from buttress.exchange import SCHEMA_KINDS

if TYPE_CHECKING:
    from buttress.records import Kind


def check_kind(text: str) -> Kind:
    """Gives the kind of a text.

    Raises:
        click.UsageError: There is no such kind; with the nearest one.
    """
    for kind in SCHEMA_KINDS:
        if text == kind:
            return kind
    hint = suggest(text, SCHEMA_KINDS)
    raise click.UsageError(
        f"there is no kind {text!r}; {f'{hint} ' if hint else ''}kinds: {', '.join(SCHEMA_KINDS)}"
    )
