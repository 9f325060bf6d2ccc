"""A hand-made decision with three options for tests: two that were measured, and one that is only argued."""

from __future__ import annotations

from typing import TYPE_CHECKING

import making

if TYPE_CHECKING:
    from pathlib import Path

CHOICE = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options:
      - {id: small, title: The small one}
      - {id: large, title: The large one}
      - {id: paper, title: 'Pen | paper', ratings: {explainability: {value: high, source: Experience}}}
    chosen: small
    constraints:
      - latency.p50 <= 5 ms on bench-box in single-stream
      - recall >= 0.80
      - {id: finds-big, require: recall >= 0.75, slice: {size: big}, severity: should}
      - model.size <= 10 kB
    preferences:
      - {quality: recall, weight: 3, worst: 0.8, best: 1}
      - {quality: latency.p50, weight: 1, worst: 5 ms, best: 0 ms}
    waivers:
      - {constraint: finds-big, until: 2026-12-31, by: Head of Shop, because: Data is coming.}
"""

OTHERS = {
    "shop/empty.yaml": "kind: decision\ntitle: Empty\nstatus: proposed\ndate: 2026-11-01\n",
    "shop/old.yaml": (
        "kind: decision\ntitle: Old\nstatus: rejected\ndate: 2026-11-01\n"
        "options: [{id: small}, {id: large}]\nconstraints: [recall >= 0.5]\n"
    ),
    "shop/open.yaml": (
        "kind: decision\ntitle: Open\nstatus: proposed\ndate: 2026-11-01\n"
        "options: [{id: small}, {id: large}]\nconstraints: [recall >= 0.5]\n"
    ),
}


def write_choice(root: Path, choice: str = CHOICE) -> Path:
    """Writes the portfolio and records a run: small finds 97 of 100 in 2 ms, large finds 92 in 1 ms."""
    making.write_files(root, {**making.FILES, "shop/choice.yaml": choice, **OTHERS})
    processes = [making.process(order, 2.0) for order in range(10, 20)]
    small = making.measurement(root, processes=processes, predictions=making.predictions(97, 3, 18, 2))
    large = making.measurement(root, "large", predictions=making.predictions(92, 8, 20, 0))
    making.record_run(root, [small, large])
    return root
