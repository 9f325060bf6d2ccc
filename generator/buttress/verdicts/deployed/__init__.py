"""What is computed of deployments: latency of flows, load of links, capacity, cost, energy, availability."""

from __future__ import annotations

from buttress.verdicts.deployed.budget import BudgetStep, FlowBudget
from buttress.verdicts.deployed.budgeting import budget_flow
from buttress.verdicts.deployed.question import DeployedQuestion, deployed_question_of

__all__ = ["BudgetStep", "DeployedQuestion", "FlowBudget", "budget_flow", "deployed_question_of"]
