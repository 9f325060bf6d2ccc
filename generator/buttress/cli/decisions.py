"""Which decision a command line means, for the commands that speak of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from buttress.project import Project

JUDGED_ONLY = "only proposed and accepted ones are judged"


def find_decision(project: Project, name: str) -> str:
    """Gives the id of the decision that a name means: the id itself, or the end of it where that is enough.

    Raises:
        click.UsageError: No decision is called so, or several are.
    """
    from buttress.errors import suggest

    known = project.linked.portfolio.decisions
    found = [one for one in known if one == name or one.endswith(f"/{name}")]
    if name in known or len(found) == 1:
        return name if name in known else found[0]
    if found:
        message = f"several decisions end so: {', '.join(found)}"
        raise click.UsageError(message)
    hint = suggest(name, [*known, *(one.rpartition("/")[2] for one in known)])
    message = f"there is no decision {name!r}; {hint or f'there are {len(known)}: see buttress check'}"
    raise click.UsageError(message)


def refuse_unjudged(project: Project, decision: str) -> None:
    """Does nothing for a decision that is judged.

    Raises:
        click.UsageError: Its status is another one.
    """
    if decision not in project.judgement.verdicts:
        status = project.linked.portfolio.decisions[decision].status
        message = f"the decision {decision!r} is {status}, and {JUDGED_ONLY}"
        raise click.UsageError(message)


def refuse_without_options(project: Project, decision: str) -> None:
    """Does nothing for a decision that has options.

    Raises:
        click.UsageError: It has none.
    """
    if decision not in project.comparisons:
        message = f"the decision {decision!r} has no options to compare"
        raise click.UsageError(message)
