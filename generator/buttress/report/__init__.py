"""What machines and terminals read: a judgement as text, JSON and GitHub annotations, and a run as a table."""

from __future__ import annotations

from buttress.report.github import annotate_gate, annotate_problems
from buttress.report.json_report import JSON_FORMAT, dump_gate, dump_problems
from buttress.report.places import describe_place, place_of
from buttress.report.run_table import describe_run, dump_run
from buttress.report.summary import count_problems, describe_count, describe_gate
from buttress.report.verdict_text import (
    describe_claim,
    describe_estimate,
    describe_notice,
    describe_verdict,
)

__all__ = [
    "JSON_FORMAT",
    "annotate_gate",
    "annotate_problems",
    "count_problems",
    "describe_claim",
    "describe_count",
    "describe_estimate",
    "describe_gate",
    "describe_notice",
    "describe_place",
    "describe_run",
    "describe_verdict",
    "dump_gate",
    "dump_problems",
    "dump_run",
    "place_of",
]
