"""``buttress evidence``: runs that were measured elsewhere, checked and filed beside their suite."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buttress.cli.options import decisions_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.cli.filing import Examined


@click.group(epilog="\b\nExample:\n  buttress evidence add scoring-*.json")
def command() -> None:
    """Bring in runs that were measured elsewhere."""


@command.command(
    epilog="\b\nExample:\n  buttress bench payments/scoring --pack scoring.pyz\n"
    "  python scoring.pyz                      # on the other machine\n"
    "  buttress evidence add scoring-*.json"
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--even-if-stale",
    is_flag=True,
    help="Also file runs that no longer speak for what the suite declares; verdicts still see them as stale.",
)
@decisions_option
def add(files: Sequence[Path], even_if_stale: bool, decisions: Path | None) -> int:
    """Check run FILEs and file them beside their suites.

    Seal, format and content are checked, and whether the code, data and settings that a run recorded are still the
    declared ones. When one file is refused, none is filed. Bytes are kept as they are, and nothing is overwritten.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.filing import examine_files
    from buttress.cli.records_folder import find_records
    from buttress.storage import write_run_files

    folder = find_records(Path(), decisions)
    examined = examine_files(folder, files, resolve_as_of(None, os.environ), even_if_stale=even_if_stale)
    try:
        write_run_files([one.filing for one in examined if one.filing is not None])
    except OSError as error:
        message = f"nothing was filed: {error.filename or ''} {error.strerror or error}"
        raise click.ClickException(message) from error
    for one in examined:
        click.echo(_describe(one))
    return 0


def _describe(one: Examined) -> str:
    from buttress.cli.filing import describe_machine, write_profile

    path = os.path.relpath(one.path)
    if one.filing is None:
        return f"already there: {path}"
    run = one.run
    lines = [
        f"added: {path}",
        f"  {one.suite}: {', '.join(dict.fromkeys(each.candidate for each in run.measurements))}",
        f"  measured {run.measured_at:%Y-%m-%d} on {describe_machine(run.machine)}",
        *(f"  stale: {reason}" for reason in one.stale),
    ]
    if one.profiles:
        return "\n".join([*lines, f"  counts as hardware {' and '.join(one.profiles)}"])
    told = "  matches no hardware profile; constraints can name this machine once hardware/NAME.yaml says\n"
    return "\n".join([*lines, told, write_profile(run.machine)])
