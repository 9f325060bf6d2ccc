"""The page of a system: its components, deployments and flow budgets."""
