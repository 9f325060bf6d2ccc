"""The group of commands, in the order of a user's life, each loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from buttress.cli import __version__
from buttress.errors import ProjectError, suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    "init",
    "new",
    "check",
    "lint",
    "explain",
    "compare",
    "whatif",
    "diff",
    "report",
    "build",
    "serve",
    "csp",
    "bench",
    "evidence",
    "schema",
)
INTERRUPTED = 130
PROBLEMS = 2


class LazyGroup(click.Group):
    """Finds the command ``x`` as ``command`` in the module ``buttress.cli.x``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Gives the commands in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Loads one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"buttress.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Adds what was probably meant to the complaint about an unknown command."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            hint = suggest(args[0], COMMANDS) or f"commands: {', '.join(COMMANDS)}"
            ctx.fail(f"there is no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExample:\n  buttress init demo && cd demo && buttress check",
)
@click.version_option(__version__, prog_name="buttress", message="%(prog)s %(version)s")
def group() -> None:
    """Keeps architecture decisions of ML-enabled systems honest.

    Exit codes: 0 everything holds, 1 findings, 2 problems in the input.
    """


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives the exit code of the process; problems go to the standard error."""
    try:
        status = group.main(list(arguments), prog_name="buttress", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return PROBLEMS  # click's own 1 would read as a finding
    except ProjectError as error:
        from buttress.cli.terminal import echo_problems

        echo_problems(error.problems)
        return PROBLEMS
    except click.Abort:
        return INTERRUPTED
    return status if isinstance(status, int) else 0
