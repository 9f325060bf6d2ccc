"""Pairs of tweets of which a reader asks: which one was first?

Nothing is loaded. Pairs are drawn with a fixed seed: half of them lie one to ten seconds apart, half of them up to
a second. What each way to make ids goes by is drawn with them: the clocks of 32 machines, which network time keeps
within tens of milliseconds, and how unevenly two counters have counted on a day of 500 million tweets.
"""

from __future__ import annotations

import numpy as np

from buttress.bench import Dataset

SEED = 2013
PAIRS = 1200
MACHINES = 32
CLOCK_MS = 10.0
"""Standard deviation of a machine's clock."""
DAY_S = 86_400
PER_SECOND = 5_700
"""Tweets a second, on average (Krikorian 2013)."""
UNEVEN = (DAY_S * PER_SECOND) ** 0.5
"""Standard deviation of what one of two counters is ahead of the other at the end of a day of fair coins."""


def pairs():
    """Gives pairs of tweets in any order, and which of the two was posted first."""
    draws = np.random.default_rng(SEED)
    clocks = draws.normal(0, CLOCK_MS, MACHINES)
    far = np.arange(PAIRS) % 2 == 0
    gaps = np.where(far, draws.uniform(1_000, 10_000, PAIRS), draws.uniform(0, 1_000, PAIRS))
    starts = draws.uniform(0, DAY_S * 1_000 - 10_000, PAIRS)
    swapped = draws.random(PAIRS) < 0.5
    items, labels = [], []
    for number in range(PAIRS):
        ahead = draws.normal(0, UNEVEN)
        earlier, later = (
            _tweet(draws, clocks, moment, ahead) for moment in (starts[number], starts[number] + gaps[number])
        )
        items.append((later, earlier) if swapped[number] else (earlier, later))
        labels.append("second" if swapped[number] else "first")
    ids = [f"pair-{number:04}" for number in range(PAIRS)]
    return Dataset(items, labels, ids, {"gap_ms": gaps.tolist()})


def _tweet(draws, clocks, moment, ahead):
    """Gives what is known of a tweet where its id is made; times in milliseconds."""
    machine = int(draws.integers(MACHINES))
    counter = int(draws.integers(2))
    before = moment / 1_000 * PER_SECOND
    return {
        "machine": machine,
        "clock_ms": int(moment + clocks[machine] + DAY_S * 1_000),
        "sequence": int(draws.integers(4_096)),
        "count": int(before),
        "counter": counter,
        "own_count": int(before / 2 + (ahead / 2 if counter else -ahead / 2)),
        "random": int(draws.integers(2**63)) << 65 | int(draws.integers(2**63)),
    }
