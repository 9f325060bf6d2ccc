"""What the terminal shows: findings in colour where colour is wanted, problems on the standard error."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, TextIO

import click

from buttress.report import count_problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.errors import Problem

_COLOURS: Mapping[str, str] = {
    "VIOLATED": "red",
    "MISSING": "red",
    "INVALID": "red",
    "NEWLY FAILING": "red",
    "CANNOT FAIL FROM BELOW": "red",
    "CANNOT FAIL FROM ABOVE": "red",
    "CANNOT FAIL": "red",
    "CANNOT HOLD": "red",
    "UNDECIDED": "yellow",
    "STALE": "yellow",
    "EASIER TO PASS": "yellow",
    "NO LONGER GATES": "yellow",
    "LESS CERTAIN": "yellow",
    "DUE": "yellow",
    "FAR": "yellow",
    "WAIVED": "cyan",
}
_STATE = re.compile(rf"^(?:  )?({'|'.join(_COLOURS)})(?= \(|:)", re.MULTILINE)


def echo_findings(text: str) -> None:
    """Prints findings; the word that begins each is coloured on a terminal, the text never depends on it."""
    if wants_colour(sys.stdout):
        text = _STATE.sub(_coloured, text)
        click.echo(text, color=True)
    else:
        click.echo(text, color=False)


def _coloured(found: re.Match[str]) -> str:
    return found[0].replace(found[1], click.style(found[1], fg=_COLOURS[found[1]], bold=True))


def echo_problems(problems: Sequence[Problem]) -> None:
    """Prints problems, one a line, and how many they are, to the standard error."""
    colour = wants_colour(sys.stderr)
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(
        click.style(count_problems(problems), fg="red") if colour else count_problems(problems), err=True
    )


def wants_colour(stream: TextIO) -> bool:
    """Says whether colour belongs on a stream: a terminal, unless ``NO_COLOR`` is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")
