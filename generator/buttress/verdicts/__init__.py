"""What the evidence says: run selection, assessment, verdicts, waivers, policy and what is due."""

from __future__ import annotations

from buttress.verdicts.assessing import Assessor, assess, question_of
from buttress.verdicts.assessment import Assessment, Question
from buttress.verdicts.claims import Claim, claim_of
from buttress.verdicts.failures import describe_failed, describe_failure
from buttress.verdicts.group_rates import GROUP_RATES, draw_group_rate, groups_of
from buttress.verdicts.history import History, HistoryPoint, LevelChange, Said, trace_histories, trace_history
from buttress.verdicts.holm import counted_together
from buttress.verdicts.judging import judge_portfolio, judge_stated
from buttress.verdicts.machines import matches, same_machine
from buttress.verdicts.policy import Gate, effect_of, gate_judgement
from buttress.verdicts.run_selection import select_runs
from buttress.verdicts.silent_parts import PartlyKnown
from buttress.verdicts.verdict import STATES, Effect, Judgement, Notice, State, Verdict, meets_all

__all__ = [
    "GROUP_RATES",
    "STATES",
    "Assessment",
    "Assessor",
    "Claim",
    "Effect",
    "Gate",
    "History",
    "HistoryPoint",
    "Judgement",
    "LevelChange",
    "Notice",
    "PartlyKnown",
    "Question",
    "Said",
    "State",
    "Verdict",
    "assess",
    "claim_of",
    "counted_together",
    "describe_failed",
    "describe_failure",
    "draw_group_rate",
    "effect_of",
    "gate_judgement",
    "groups_of",
    "judge_portfolio",
    "judge_stated",
    "matches",
    "meets_all",
    "question_of",
    "same_machine",
    "select_runs",
    "trace_histories",
    "trace_history",
]
