"""The package's public names: complete, documented and light to import."""

from __future__ import annotations

import subprocess
import sys

import buttress.estimation as estimation
from buttress.estimation import (
    Exact,
    GeometricMean,
    Maximum,
    PercentileOfRun,
    Proportion,
    Sample,
    TypicalPercentile,
)

CONSTANTS = {"LARGEST_SCORE", "Rule"}
"""Exported numbers and kinds of text, which do not tell where they come from."""


def test_every_public_name_is_listed_and_documented():
    public = {
        name
        for name, value in vars(estimation).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("buttress.estimation.")
    }
    assert public == set(estimation.__all__) - CONSTANTS
    assert set(vars(estimation)) >= CONSTANTS
    assert all(getattr(estimation, name).__doc__ for name in public)


def test_every_kind_of_evidence_is_a_sample():
    offered = {name for name in vars(Sample) if not name.startswith("_")}
    assert offered == {"estimate", "p_value_above", "p_value_below", "unusable", "needed_to_decide"}
    for kind in (Exact, GeometricMean, Maximum, PercentileOfRun, Proportion, TypicalPercentile):
        assert offered <= set(dir(kind))


def test_importing_it_does_not_import_scipy():
    code = "import sys, buttress.estimation; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
