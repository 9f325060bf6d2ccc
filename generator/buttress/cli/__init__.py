"""The command line: one module a command; none loads more than its command needs."""

from __future__ import annotations

import sys
from typing import NoReturn

from buttress.version import __version__

__all__ = ["__version__", "main"]


def main() -> NoReturn:
    """Runs the command line and ends the process: 0 holds, 1 findings, 2 problems in the input or in the call."""
    from buttress.cli.commands import run

    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows may not know every letter of a record; that must not hide a finding.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))
