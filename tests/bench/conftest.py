"""Small suites, written to a folder as a user writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from buttress.records import Benchmark
from making_suites import suite_fields, write_suite

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_suite(tmp_path)


@pytest.fixture(scope="module")
def kept_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same once for a module: for what its tests only read."""
    return write_suite(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def fields() -> dict:
    """The fields of the plain-Python suite; a test changes what it needs."""
    return suite_fields()


@pytest.fixture
def suite(fields: dict) -> Benchmark:
    return Benchmark.model_validate(fields)
