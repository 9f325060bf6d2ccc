"""Made-up windows of pump measurements: the same on every machine, since the generator is seeded."""

from __future__ import annotations

import numpy as np

from buttress.bench import Dataset

COUNT = 900


def windows() -> Dataset:
    """Gives windows of vibration (mm/s), temperature (degrees C), current (A) and flow (l/s); two fifths are faulty."""
    generator = np.random.default_rng(2026)
    faulty = np.arange(COUNT) % 5 < 2
    flow = generator.uniform(10, 60, COUNT)
    vibration = 2.0 + 0.02 * flow + 1.5 * faulty + 0.8 * generator.standard_normal(COUNT)
    temperature = 45 + 0.2 * flow + 12 * faulty + 4 * generator.standard_normal(COUNT)
    current = 8 + 0.05 * flow + 2.6 * faulty + 0.8 * generator.standard_normal(COUNT)
    return Dataset(
        features=np.column_stack([vibration, temperature, current, flow]),
        labels=np.where(faulty, "faulty", "healthy").tolist(),
        ids=[f"window-{row:03d}" for row in range(COUNT)],
        columns={"flow": flow.tolist()},
    )
