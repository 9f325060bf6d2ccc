"""The figures that explain why intervals decide, computed again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scipy.stats import binom

from buttress.estimation import clopper_pearson

TEXT = (Path(__file__).parents[2] / "docs/why-intervals.md").read_text(encoding="utf-8")
LIMIT = 0.85
ROWS = [
    tuple(float(cell) for cell in found)
    for found in re.findall(
        r"^\| (\d+) % \| (\d+) \| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) % \|$", TEXT, re.MULTILINE
    )
]


def chances(truth: float, cases: int) -> dict[str, float]:
    found = {"holds": 0.0, "undecided": 0.0, "violated": 0.0}
    for hits in range(cases + 1):
        lower, upper = clopper_pearson(hits, cases, 0.95)
        state = "holds" if lower >= LIMIT else "violated" if upper < LIMIT else "undecided"
        found[state] += float(binom.pmf(hits, cases, truth))
    return found


def test_a_plain_comparison_errs_as_often_as_told():
    red = binom.cdf(84, 100, 0.88)
    green = binom.sf(84, 100, 0.82)
    assert f"*red* in {100 * red:.0f} of 100" in TEXT
    assert f"*green* in {100 * green:.0f} of 100" in TEXT


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_intervals_answer_as_often_as_told(row: tuple[float, ...]):
    truth, cases, *told = row
    for share, computed in zip(told, chances(truth / 100, int(cases)).values(), strict=True):
        places = 1 if share != int(share) or share == 0 else 0
        assert round(100 * computed, places) == pytest.approx(share)


def test_the_table_was_found():
    assert len(ROWS) == 4
