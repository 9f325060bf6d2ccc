"""The bar of a constraint: the limit stands in the middle, the allowed side is shaded, and all of it is told in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import making
from buttress.explanation import as_judged
from buttress.pages.figures.constraint_bars import draw_constraint_bar, limit_lines
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.records import Quality
    from buttress.verdicts import Verdict

MIDDLE = 60.0


def judged(root: Path, constraint: str) -> tuple[Verdict, Quality]:
    making.write_files(root, making.FILES)
    making.record_run(root)
    judgement = making.judge(root, constraint)
    (verdict,) = next(iter(judgement.verdicts.values()))
    quality = read_portfolio(root).portfolio.qualities[verdict.bound.constraint.quality]
    return verdict, as_judged(verdict.bound.constraint, quality)


def path_of(svg: str, part: str) -> list[float]:
    found = re.search(rf'class="bt-bar__{part}" d="([^"]*)"', svg)
    return [float(number) for number in re.findall(r"-?[\d.]+", found[1])] if found else []


@pytest.mark.parametrize(
    ("constraint", "left_is_allowed"), [("recall >= 0.8", False), ("latency.p50 <= 100 ms", True)]
)
def test_the_limit_is_the_middle_and_the_allowed_side_is_shaded(
    tmp_path: Path, constraint: str, left_is_allowed: bool
) -> None:
    svg = str(draw_constraint_bar(*judged(tmp_path, constraint)))
    assert path_of(svg, "limit")[0] == pytest.approx(MIDDLE)
    start, _, end = path_of(svg, "allowed")
    assert (start < MIDDLE, end > MIDDLE) == (left_is_allowed, not left_is_allowed)


def test_a_bar_that_holds_lies_on_the_allowed_side_and_is_told_in_words(tmp_path: Path) -> None:
    svg = str(draw_constraint_bar(*judged(tmp_path, "latency.p50 <= 100 ms"))).replace("\u00a0", " ")
    start, _, end = path_of(svg, "interval")
    assert start <= end < MIDDLE
    assert "bt-bar--holds" in svg
    assert re.search(r'aria-label="[\d.]+ µs, bounds [^"]+, limit ≤ 100 ms"', svg)


def test_without_evidence_there_is_no_bar(tmp_path: Path) -> None:
    assert draw_constraint_bar(*judged(tmp_path, "energy.per_item <= 1 J")) == ""


def test_a_span_has_a_limit_at_both_ends_and_is_allowed_between_them(tmp_path: Path) -> None:
    verdict, quality = judged(tmp_path, "recall between 0.5 and 0.9")
    assert [limit.feasible for limit in limit_lines(verdict, quality)] == ["above", "below"]
    svg = str(draw_constraint_bar(verdict, quality))
    first, _, _, second, *_ = path_of(svg, "limit")
    assert first + second == pytest.approx(2 * MIDDLE)
    start, _, end = path_of(svg, "allowed")
    assert (start, end) == pytest.approx((first, second))
