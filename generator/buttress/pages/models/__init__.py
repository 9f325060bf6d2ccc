"""The pages of a model: its card, its FactSheet and its interface."""
