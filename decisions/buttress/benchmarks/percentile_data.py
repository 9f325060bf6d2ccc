"""Simulated benchmarks whose true percentile lies exactly at the limit: whoever says that they hold is wrong."""

from __future__ import annotations

from buttress.bench import Dataset

BENCHMARKS = 3000


def benchmarks_at_the_limit() -> Dataset:
    """Gives the seeds of the simulated benchmarks; the right answer is always that the claim is not shown."""
    seeds = list(range(BENCHMARKS))
    return Dataset(
        features=seeds, labels=["not shown"] * BENCHMARKS, ids=[f"benchmark-{seed}" for seed in seeds]
    )
