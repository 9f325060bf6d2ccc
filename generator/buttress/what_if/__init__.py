"""What would be if a decision said otherwise: other limits, weights or choice, judged in memory."""

from __future__ import annotations

from buttress.what_if.change import Change
from buttress.what_if.judging import judge_changed

__all__ = ["Change", "judge_changed"]
