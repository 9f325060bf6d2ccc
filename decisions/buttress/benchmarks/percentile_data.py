"""Simulated benchmarks whose typical percentile lies at the limit, or a hair beyond: none of them holds."""

from __future__ import annotations

from buttress.bench import Dataset

BENCHMARKS = 3000  # of each population


def benchmarks_at_the_limit() -> Dataset:
    """Gives population and seed of each simulated benchmark; the right answer is always that the claim is not shown."""
    found = [(population, seed) for population in ("alike", "two kinds") for seed in range(BENCHMARKS)]
    return Dataset(
        features=found,
        labels=["not shown"] * len(found),
        ids=[f"{population}-{seed}" for population, seed in found],
        columns={"population": [population for population, _ in found]},
    )
