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
    return _with_wrong_code(root)


@pytest.fixture
def measure(clinic: Path) -> Callable[..., Run]:
    """Executes a plan and gives the sealed run."""
    return _measure_in(clinic)


@pytest.fixture(scope="module")
def measure_once(kept_root: Path) -> Callable[..., Run]:
    """The same for runs that the tests of a module share: they read them and change no file of the suite."""
    return _measure_in(_with_wrong_code(kept_root))


def _with_wrong_code(root: Path) -> Path:
    (root / "clinic" / "wrong.py").write_text(WRONG_CODE)
    return root / "clinic"


def _measure_in(clinic: Path) -> Callable[..., Run]:
    def execute(plan: Plan, **options: object) -> Run:
        return seal_run(measure_fields(clinic, plan, **options))

    return execute
