"""``buttress schema``: the JSON Schemas by which editors complete and check records."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="\b\nExample:\n  buttress schema decision\n  buttress schema --output schemas")
@click.argument("kind", required=False)
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write KIND.json into this folder; every kind when KIND is left out.",
)
def command(kind: str | None, output: Path | None) -> None:
    """Print the JSON Schema (2020-12) of a KIND of record, or list the kinds."""
    from buttress.cli.kinds import check_kind
    from buttress.cli.schema_files import write_schema
    from buttress.exchange import SCHEMA_KINDS, dump_schema

    kinds = SCHEMA_KINDS if kind is None else (check_kind(kind),)
    if output:
        for one in kinds:
            click.echo(write_schema(output, one))
    elif kind is None:
        click.echo("\n".join(SCHEMA_KINDS))
    else:
        click.echo(dump_schema(kinds[0]), nl=False)
