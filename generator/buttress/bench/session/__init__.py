"""The parent's side of a benchmark: it starts fresh processes one after the other and puts their answers together."""

from __future__ import annotations

from buttress.bench.session.execution import BenchInterrupted, Progress, execute_bench
from buttress.bench.session.failures import WorkerFailure
from buttress.bench.session.guard import Guard
from buttress.bench.session.journal import Unfinished, close_journal, find_unfinished
from buttress.bench.session.machine import allowed_memory, describe_machine, load_average
from buttress.bench.session.processes import Workshop, run_worker
from buttress.bench.session.software import describe_software, worker_environment

__all__ = [
    "BenchInterrupted",
    "Guard",
    "Progress",
    "Unfinished",
    "WorkerFailure",
    "Workshop",
    "allowed_memory",
    "close_journal",
    "describe_machine",
    "describe_software",
    "execute_bench",
    "find_unfinished",
    "load_average",
    "run_worker",
    "worker_environment",
]
