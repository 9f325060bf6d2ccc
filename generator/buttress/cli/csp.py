"""``buttress csp``: the header by which a server has browsers run nothing but what a built site holds."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="\b\nExample:\n  buttress csp site > headers.txt")
@click.argument(
    "site", default="site", type=click.Path(exists=True, file_okay=False, readable=True, path_type=Path)
)
@click.option("--value", is_flag=True, help="Print the policy without the name of the header.")
def command(site: Path, value: bool) -> int:
    """Print the Content-Security-Policy for a built SITE.

    It allows what comes from the site's own host, and inline scripts of the theme by their hashes: no page may run
    code that was put into it. Print it anew with each build. Exit code 1: a page asks for something that the policy
    stops, which is told.
    """
    from buttress.cli.site_policy import InlineParts, write_policy

    parts = InlineParts()
    for page in sorted(site.rglob("*.html")):
        parts.add(page.relative_to(site).as_posix(), page.read_text(encoding="utf-8"))
    click.echo(write_policy(parts) if value else f"Content-Security-Policy: {write_policy(parts)}")
    for what, name in parts.stopped.items():
        click.echo(f"{name}: {what} is stopped; move it to a file of the site, or add it by hand", err=True)
    return 1 if parts.stopped else 0
