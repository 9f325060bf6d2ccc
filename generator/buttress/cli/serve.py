"""``buttress serve``: the site while records change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from buttress.cli.options import decisions_option, directory_argument

if TYPE_CHECKING:
    from pathlib import Path


PATIENCE_S = 3
"""How long an interrupted server may take to end by itself."""


@click.command(epilog="\b\nExample:\n  buttress serve\n  buttress serve --dev-addr 0.0.0.0:8080")
@directory_argument
@decisions_option
@click.option("--dev-addr", metavar="IP:PORT", help="Where to listen; by default what mkdocs.yml says.")
def command(directory: Path, decisions: Path | None, dev_addr: str | None) -> int:
    """Serve the site and build it again whenever a record changes.

    DIR/mkdocs.yml sets the site up; without one, a plain Material site is served. Problems and findings are shown on
    the pages and in the log; they never end the server.
    """
    import subprocess

    from buttress.cli.records_folder import find_records
    from buttress.cli.site_config import mkdocs_command, open_config

    with open_config(directory, find_records(directory, decisions)) as config:
        address = ["--dev-addr", dev_addr] if dev_addr else []
        with subprocess.Popen([*mkdocs_command("serve", config), *address]) as server:  # noqa: S603
            try:
                status = server.wait()
            except KeyboardInterrupt:
                # A terminal interrupts the server, too, and it ends by itself; `kill` reaches only us.
                try:
                    server.wait(PATIENCE_S)
                except subprocess.TimeoutExpired:
                    server.terminate()
                raise
    return 1 if status else 0
