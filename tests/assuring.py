"""A hand-made decision in whose argument every state of a claim occurs, and arguments of any shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import making
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.project import Project

HOSTILE = '<script>alert(1)</script> {{ 7*7 }} & "quoted" \' ` 選択'

DECISION = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    rationale: The small one is quick.
    options: [{id: small, title: "Small & <i>quick</i>"}, {id: large}]
    chosen: small
    constraints:
      - {id: quick, require: latency.p50 <= 5 ms on bench-box in single-stream, because: Customers wait for it.}
      - {id: finds-most, require: recall >= 0.99}
      - {id: finds-all, require: recall >= 0.98}
      - {id: slow-large, require: latency.p50 <= 1 ms, of: large}
      - {id: old, require: training.time <= 5 s, max_age: 2 d}
      - {id: very-quick, require: latency.p99 <= 1 us}
      - {id: quickest, require: latency.p99 <= 2 us}
      - {id: sized, require: model.size <= 10 kB, severity: should}
    waivers:
      - {constraint: finds-all, until: 2026-12-31, by: Head of Risk, because: Until the *new* data are there.}
      - {constraint: quickest, until: 2026-12-30, by: Head of Till, because: Nobody stands in line.}
      - {constraint: sized, until: 2026-01-31, by: Nobody, because: Was so.}
    assumptions:
      - {text: Few customers, review_by: 2026-05-01}
      - {text: One till, kind: REQ, review_by: 2027-05-01}
    risks:
      - {text: Concept drift, likelihood: high, impact: medium, mitigation: Weekly retraining}
      - {text: Nobody looks}
"""


def judge_all_states(root: Path, decision: str = DECISION) -> Project:
    """Gives the judged project whose one decision has a claim of every state."""
    making.write_files(root, {**making.FILES, "shop/choice.yaml": decision})
    processes = [making.process(order, training_time=3.0) for order in range(10)]
    making.record_run(
        root, [making.measurement(root, predictions=making.predictions(97, 3, 18, 2), processes=processes)]
    )
    return judge_project(root, making.TODAY)
