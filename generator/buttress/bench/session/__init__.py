"""The parent's side of a benchmark: it starts fresh processes one after the other and puts their answers together."""

from __future__ import annotations

from buttress.bench.session.execution import Progress, execute_bench
from buttress.bench.session.machine import describe_machine, load_average
from buttress.bench.session.processes import Workshop, run_worker
from buttress.bench.session.software import describe_software, worker_environment

__all__ = [
    "Progress",
    "Workshop",
    "describe_machine",
    "describe_software",
    "execute_bench",
    "load_average",
    "run_worker",
    "worker_environment",
]
