"""What a person, or a machine, sees of a bench: the plan, how far it is, and what came out."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from buttress.report import describe_run, dump_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from buttress.bench import ArmDifference, Demand, PackSummary, Plan, Progress
    from buttress.cli.measuring import Workbench
    from buttress.records import Run


@dataclass(frozen=True, slots=True)
class Output:
    """Where a bench speaks.

    Attributes:
        quiet: Print the path of the run only.
        as_json: Print one JSON document on the standard output instead of text.
    """

    quiet: bool = False
    as_json: bool = False

    @property
    def _talks(self) -> bool:
        return not (self.quiet or self.as_json)

    def note(self, text: str) -> None:
        """Says something that a person should know; on the standard error where machines read the output."""
        if not self.quiet:
            click.echo(f"note: {text}", err=self.as_json)

    def show_plan(self, plan: Plan, demands: Sequence[Demand]) -> None:
        """Shows what will be measured; with demands, also what the constraints need, and that is all of it."""
        from buttress.cli.bench_plan import describe_demands, describe_plan

        if self._talks:
            click.echo(describe_plan(plan))
            if demands:
                click.echo(f"\n{describe_demands(demands)}")
        elif self.as_json and plan.seconds is not None:
            fields = plan.to_fields()
            click.echo(json.dumps({"plan": fields, "demands": [asdict(one) for one in demands]}, indent=1))

    @contextmanager
    def watch(self, plan: Plan) -> Iterator[Callable[[Progress], None]]:
        """Shows how far a bench is while it runs: live on a terminal, in plain lines elsewhere."""
        from buttress.cli.bench_progress import watch_live, watch_plainly

        if not self._talks:
            yield lambda _: None
        elif sys.stderr.isatty():
            with watch_live(plan) as report:
                yield report
        else:
            yield watch_plainly()

    def show_run(self, bench: Workbench, run: Run, path: Path) -> None:
        """Shows what was measured, with bounds, and where it is kept."""
        place = os.path.relpath(path)
        if self.as_json:
            found: dict[str, Any] = {"run": place, **dump_run(bench.linked, run, bench.as_of)}
            click.echo(json.dumps(found, indent=1))
        elif self.quiet:
            click.echo(place)
        else:
            click.echo(f"\n{describe_run(bench.linked, run, bench.as_of)}\n\n{place}")

    def show_self_check(self, run: Run, differences: Sequence[ArmDifference]) -> None:
        """Shows whether the harness would call a difference between a candidate and itself."""
        from buttress.cli.bench_plan import describe_self_check

        if self.as_json:
            click.echo(json.dumps([asdict(one) for one in differences], indent=1))
        else:
            click.echo(describe_self_check(run, differences))

    def show_pack(self, summary: PackSummary, name: str) -> None:
        """Says what a pack holds and what to do with it."""
        if self.as_json:
            click.echo(json.dumps({"pack": name, **asdict(summary)}, indent=1, default=str))
        elif self.quiet:
            click.echo(name)
        else:
            click.echo(
                f"{summary}\nmeasure there:   python {name}\nand file it here: buttress evidence add RUN.json"
            )
