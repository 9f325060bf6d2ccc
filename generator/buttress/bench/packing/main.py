"""What a pack does when it is run: it checks Python, unpacks itself, and lets the engine inside measure.

This file is also the pack's ``__main__``. Older Pythons must be able to read it, if only to say what is missing, so
all that it imports at the top is Python's own and has been there for long.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST = (3, 11)
PROBLEM = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures what this pack holds; gives the exit status.

    Args:
        arguments: The words of the command line behind the program's name; by default this process's.
    """
    if sys.version_info[:2] < OLDEST:
        found = "{}.{}".format(*sys.version_info[:2])
        sys.stderr.write(f"Error: this is Python {found}; the pack needs Python 3.11 or newer\n")
        return PROBLEM
    options = _read_options(arguments)
    if options.work is not None:
        return _measure_in(Path(options.work), options)
    with tempfile.TemporaryDirectory(prefix="buttress-pack-") as folder:
        return _measure_in(Path(folder), options)


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Measures the candidates of a suite on this machine and writes one run file.",
        epilog="Take the run file home and file it with `buttress evidence add`.",
    )
    parser.add_argument(
        "--output", metavar="FOLDER", default=".", help="where the run file goes; here by default"
    )
    parser.add_argument(
        "--only",
        metavar="CANDIDATE",
        action="append",
        default=[],
        help="measure this candidate only; may be given again",
    )
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted run")
    parser.add_argument(
        "--restart", action="store_true", help="throw away what an interrupted run has measured"
    )
    parser.add_argument("--quiet", action="store_true", help="print the path of the run file only")
    parser.add_argument(
        "--work", metavar="FOLDER", help="unpack here and leave it; by default into a temporary folder"
    )
    options = parser.parse_args(arguments)
    if options.resume and options.restart:
        parser.error("--resume goes on, --restart begins anew; give one of them")
    return options


def _measure_in(folder: Path, options: argparse.Namespace) -> int:
    folder = folder.resolve()
    with zipfile.ZipFile(Path(__file__).resolve().parent) as pack:
        pack.extractall(folder)
    # First of all: some other version of it may be installed here. The worker processes get it from the environment.
    engine = str(folder / "engine")
    sys.path.insert(0, engine)
    others = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = engine + (os.pathsep + others if others else "")
    from buttress.bench.packing.elsewhere import measure_pack

    return measure_pack(
        folder,
        Path(options.output),
        only=options.only,
        resume=options.resume,
        restart=options.restart,
        quiet=options.quiet,
    )


if __name__ == "__main__":
    sys.exit(main())
