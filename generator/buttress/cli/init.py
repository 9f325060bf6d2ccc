"""``buttress init``: a small portfolio that works, measured on the spot."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from buttress.records import Fingerprint

SUITE = "pump-monitor/detection"
_RENAMED = {"gitignore": ".gitignore"}
_REVIEWED_WITHIN = 365
_MATCHED = ("cpu_model", "machine", "cores", "memory", "operating_system")


@click.command(epilog="\b\nExample:\n  buttress init demo\n  buttress init . --no-run")
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--no-run", is_flag=True, help="Only write the files; measure later.")
def command(directory: Path, no_run: bool) -> int:
    """Write a small portfolio into DIR and measure its candidates on this machine.

    It has a system, a decision with three options, their model cards, a benchmark suite, a profile of this machine, and
    a mkdocs.yml. Measuring takes less than a minute and needs no extra packages. Nothing is overwritten.
    """
    from buttress.bench import fingerprint_here
    from buttress.cli.records_folder import USUAL
    from buttress.cli.schema_files import FOLDER, write_schema
    from buttress.cli.starters import write_new
    from buttress.exchange import SCHEMA_KINDS

    write_new(_files(directory, fingerprint_here()))
    for kind in SCHEMA_KINDS:
        write_schema(directory / USUAL / FOLDER, kind)
    click.echo(f"wrote a portfolio into {directory}")
    status = 0 if no_run else _measure(directory)
    click.echo(_next_steps(directory, measured=not no_run and status == 0))
    return status


def _files(directory: Path, machine: Fingerprint) -> dict[Path, str]:
    from buttress.as_of import resolve_as_of
    from buttress.cli.starters import ROOT, read_starter

    day = resolve_as_of(None, os.environ)
    values = {
        "day": day.isoformat(),
        "review": (day + timedelta(days=_REVIEWED_WITHIN)).isoformat(),
        "match": _match_text(machine),
    }
    demo = ROOT / "demo"
    sources = sorted(path for path in demo.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    names = [source.relative_to(demo) for source in sources]
    return {
        directory / _RENAMED.get(str(name), str(name)): _modeline(directory, name)
        + read_starter(f"demo/{name.as_posix()}", values if name.suffix == ".yaml" else None)
        for name in names
    }


def _modeline(directory: Path, name: Path) -> str:
    """The line that tells editors the schema; the folder of a starter document tells its kind by its own text."""
    from buttress.cli.records_folder import USUAL
    from buttress.cli.schema_files import modeline
    from buttress.cli.starters import read_starter
    from buttress.exchange import SCHEMA_KINDS

    if name.parts[0] != USUAL or name.suffix != ".yaml":
        return ""
    first = read_starter(f"demo/{name.as_posix()}").partition("\n")[0]
    kind = next(kind for kind in SCHEMA_KINDS if first == f"kind: {kind}")
    return modeline(directory / name, directory / USUAL, kind)


def _match_text(machine: Fingerprint) -> str:
    """What a run must match to count for this machine, as YAML; what the system does not tell is left out."""
    import json

    found = machine.model_dump(mode="json", include=set(_MATCHED), exclude_none=True)
    # A JSON text is a YAML scalar, whatever it holds.
    return "\n".join(f"  {name}: {json.dumps(found[name])}" for name in _MATCHED if name in found)


def _measure(directory: Path) -> int:
    from buttress.as_of import resolve_as_of
    from buttress.bench import BenchError, plan_bench
    from buttress.cli.bench_output import Output
    from buttress.cli.measuring import measure, open_workbench
    from buttress.cli.records_folder import USUAL, find_records

    bench = open_workbench(find_records(directory, directory / USUAL), SUITE, resolve_as_of(None, os.environ))
    try:
        plan = plan_bench(bench.suite, bench.folder.root, bench.linked.portfolio.qualities)
        output = Output()
        output.show_plan(plan, ())
        with output.watch(plan) as report:
            path, run = measure(bench, plan, report)
        output.show_run(bench, run, path)
    except BenchError as error:
        click.echo(f"Error: {error}", err=True)
        return 2
    click.echo()
    return 0


def _next_steps(directory: Path, *, measured: bool) -> str:
    steps = [
        ("buttress check", "judge the decisions"),
        ("mkdocs serve", "read them as a site"),
        ("buttress new decision NAME", "write one of your own"),
    ]
    if not measured:
        steps.insert(0, (f"buttress bench {SUITE}", "measure, so that there is evidence to judge"))
    if directory.resolve() != Path.cwd():
        steps.insert(0, (f"cd {directory}", ""))
    width = max(len(step) for step, _ in steps)
    lines = [f"  {step.ljust(width)}  {why}".rstrip() for step, why in steps]
    return "\n".join(["next:", *lines])
