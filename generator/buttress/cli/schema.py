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
    """Print the JSON Schema (2020-12) of a KIND of record, or list the kinds.

    The KIND decision-list is that of the file decisions.json which every site publishes.
    """
    from buttress.cli.kinds import check_kind
    from buttress.cli.schema_files import write_schema
    from buttress.exchange import DOCUMENTS, SCHEMA_KINDS, dump_schema

    known = (*SCHEMA_KINDS, *DOCUMENTS)
    kinds = known if kind is None else tuple(one for one in DOCUMENTS if one == kind) or (check_kind(kind),)
    if output:
        for one in kinds:
            click.echo(write_schema(output, one))
    elif kind is None:
        click.echo("\n".join(known))
    else:
        click.echo(dump_schema(kinds[0]), nl=False)
