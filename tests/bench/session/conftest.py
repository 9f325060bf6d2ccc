from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench_plans import WRONG_CODE, measure_fields
from buttress.storage import seal_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from buttress.bench.plan import Plan
    from buttress.records import Run


@pytest.fixture
def clinic(root: Path) -> Path:
    """The suite's folder."""
    (root / "clinic" / "wrong.py").write_text(WRONG_CODE)
    return root / "clinic"


@pytest.fixture
def measure(clinic: Path) -> Callable[..., Run]:
    """Executes a plan and gives the sealed run."""

    def execute(plan: Plan, **options: object) -> Run:
        return seal_run(measure_fields(clinic, plan, **options))

    return execute
