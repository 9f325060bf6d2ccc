"""What machines and terminals read: a judgement as text, JSON and GitHub annotations, and a run as a table."""

from __future__ import annotations

from buttress.report.assurance_text import ASSURANCE_FORMAT, describe_argument, dump_argument
from buttress.report.comparison_rows import ComparisonRow, list_comparison
from buttress.report.comparison_tables import (
    COMPARISON_FORMAT,
    dump_comparison_csv,
    dump_comparison_json,
    dump_comparison_markdown,
)
from buttress.report.comparison_text import describe_comparison
from buttress.report.difference_json import DIFFERENCE_FORMAT, dump_difference, dump_difference_problems
from buttress.report.difference_markdown import dump_difference_markdown
from buttress.report.difference_text import describe_difference, describe_outcome
from buttress.report.explanation_text import describe_explanation, dump_explanation
from buttress.report.github import annotate_gate, annotate_problems
from buttress.report.json_report import JSON_FORMAT, dump_gate, dump_problems
from buttress.report.lint_text import (
    LINT_FORMAT,
    annotate_lint,
    count_lint,
    describe_lint,
    dump_lint,
    dump_lint_problems,
)
from buttress.report.places import describe_place, place_of
from buttress.report.proof_json import add_proofs
from buttress.report.proof_text import annotate_proofs, count_proofs, describe_proofs
from buttress.report.run_table import describe_run, dump_run
from buttress.report.summary import count_problems, describe_count, describe_gate
from buttress.report.verdict_text import (
    describe_claim,
    describe_estimate,
    describe_notice,
    describe_verdict,
)
from buttress.report.whatif_changes import Difference, find_difference
from buttress.report.whatif_text import WHATIF_FORMAT, describe_whatif, dump_whatif

__all__ = [
    "ASSURANCE_FORMAT",
    "COMPARISON_FORMAT",
    "DIFFERENCE_FORMAT",
    "JSON_FORMAT",
    "LINT_FORMAT",
    "WHATIF_FORMAT",
    "ComparisonRow",
    "Difference",
    "add_proofs",
    "annotate_gate",
    "annotate_lint",
    "annotate_problems",
    "annotate_proofs",
    "count_lint",
    "count_problems",
    "count_proofs",
    "describe_argument",
    "describe_claim",
    "describe_comparison",
    "describe_count",
    "describe_difference",
    "describe_estimate",
    "describe_explanation",
    "describe_gate",
    "describe_lint",
    "describe_notice",
    "describe_outcome",
    "describe_place",
    "describe_proofs",
    "describe_run",
    "describe_verdict",
    "describe_whatif",
    "dump_argument",
    "dump_comparison_csv",
    "dump_comparison_json",
    "dump_comparison_markdown",
    "dump_difference",
    "dump_difference_markdown",
    "dump_difference_problems",
    "dump_explanation",
    "dump_gate",
    "dump_lint",
    "dump_lint_problems",
    "dump_problems",
    "dump_run",
    "dump_whatif",
    "find_difference",
    "list_comparison",
    "place_of",
]
