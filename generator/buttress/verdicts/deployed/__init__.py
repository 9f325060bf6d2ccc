"""What is computed of deployments: latency of flows, load of links, capacity, cost, energy, availability."""

from __future__ import annotations

from buttress.verdicts.deployed.budget import BudgetStep, FlowBudget
from buttress.verdicts.deployed.question import DeployedQuestion

__all__ = ["BudgetStep", "DeployedQuestion", "FlowBudget"]
