"""What the evidence says: run selection, assessment, verdicts, waivers, policy and what is due."""

from __future__ import annotations

from buttress.verdicts.assessing import assess, question_of
from buttress.verdicts.assessment import Assessment, Question
from buttress.verdicts.assessor import Assessor
from buttress.verdicts.claims import Claim, claim_of
from buttress.verdicts.deployed import (
    BudgetStep,
    DeployedQuestion,
    FlowBudget,
    budget_flow,
    deployed_question_of,
)
from buttress.verdicts.failures import describe_failed, describe_failure
from buttress.verdicts.group_rates import GROUP_RATES, draw_group_rate, groups_of
from buttress.verdicts.history import History, HistoryPoint, LevelChange, Said, trace_histories, trace_history
from buttress.verdicts.holm import counted_together
from buttress.verdicts.judging import judge_decisions, judge_portfolio, judge_stated, judge_system
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
    "BudgetStep",
    "Claim",
    "DeployedQuestion",
    "Effect",
    "FlowBudget",
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
    "budget_flow",
    "claim_of",
    "counted_together",
    "deployed_question_of",
    "describe_failed",
    "describe_failure",
    "draw_group_rate",
    "effect_of",
    "gate_judgement",
    "groups_of",
    "judge_decisions",
    "judge_portfolio",
    "judge_stated",
    "judge_system",
    "matches",
    "meets_all",
    "question_of",
    "same_machine",
    "select_runs",
    "trace_histories",
    "trace_history",
]
