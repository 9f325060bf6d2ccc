"""What machines and terminals read: a judgement as text."""

from __future__ import annotations

from buttress.report.summary import describe_count, describe_gate
from buttress.report.verdict_text import (
    describe_estimate,
    describe_notice,
    describe_place,
    describe_verdict,
    place_of,
)

__all__ = [
    "describe_count",
    "describe_estimate",
    "describe_gate",
    "describe_notice",
    "describe_place",
    "describe_verdict",
    "place_of",
]
