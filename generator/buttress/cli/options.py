"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

directory_argument = click.argument(
    "directory", metavar="[DIR]", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
decisions_option = click.option(
    "--decisions",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Folder of the records; by default what DIR/mkdocs.yml names, else DIR/decisions, else DIR.",
)
strict_option = click.option("--strict", is_flag=True, help="Let warnings and what is due fail, too.")
as_of_option = click.option(
    "--as-of",
    metavar="YYYY-MM-DD",
    help="The day that counts as today; by default SOURCE_DATE_EPOCH, else today.",
)
