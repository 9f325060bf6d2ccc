"""The examples of a benchmark suite. Replace them by your own; keep everything random seeded."""

from __future__ import annotations

import numpy as np

from buttress.bench import Dataset


def examples() -> Dataset:
    """Gives 400 made-up measurements of machines: temperature, vibration and load, healthy or faulty."""
    generator = np.random.default_rng(0)
    faulty = generator.random(400) < 0.4
    load = generator.random(400)
    temperature = 60 + 15 * faulty + 10 * load + 4 * generator.standard_normal(400)
    vibration = 2 + 2 * faulty + generator.standard_normal(400)
    return Dataset(
        features=np.column_stack([temperature, vibration, load]),
        labels=np.where(faulty, "faulty", "healthy").tolist(),
        ids=[f"example-{row:03d}" for row in range(400)],
        columns={"load": load.tolist()},
    )
