"""Rates by group against fairlearn, with bounds for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from fairlearn import metrics

import making
from buttress.records import Packed
from buttress.storage import read_portfolio
from buttress.verdicts import GROUP_RATES, draw_group_rate, groups_of

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.records import Quality, Run

COUNT = 300
GENERATOR = np.random.default_rng(2)
TRUTH = GENERATOR.integers(0, 2, COUNT)
SAID = np.where(GENERATOR.random(COUNT) < 0.8, TRUTH, 1 - TRUTH)
SEX = GENERATOR.choice(["f", "m", "x"], COUNT, p=[0.5, 0.4, 0.1])
ORACLES = dict(
    zip(
        GROUP_RATES,
        (metrics.selection_rate, metrics.true_positive_rate, metrics.false_positive_rate),
        strict=True,
    )
)


def packed(values: np.ndarray) -> Packed:
    return Packed.of_numbers(values, "u1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", making.FILES)


@pytest.fixture
def qualities(root: Path) -> dict[str, Quality]:
    return dict(read_portfolio(root).portfolio.qualities)


def run(root: Path, **changes: Any) -> Run:
    data = {"labels": packed(TRUTH), "groups": {"sex": Packed.of_texts(list(SEX))}, **changes}
    facts = making.facts(root, COUNT, slices={}, slice_texts={}, **data)
    return making.run(root, [making.measurement(root, predictions={"labels": packed(SAID)})], data=facts)


def test_rates_are_those_of_fairlearn(root: Path, qualities: dict[str, Quality]) -> None:
    found = run(root)
    data, predictions = found.data, found.measurements[0].predictions
    assert data is not None
    assert predictions is not None
    assert list(groups_of(data, predictions)) == [("sex", "f"), ("sex", "m"), ("sex", "x")]
    for name, oracle in ORACLES.items():
        expected = metrics.MetricFrame(
            metrics=oracle, y_true=TRUTH, y_pred=SAID, sensitive_features=SEX
        ).by_group
        for group in ("f", "m", "x"):
            estimate = draw_group_rate(qualities[name], data, predictions, "sex", group).estimate(0.95)
            assert estimate.value == pytest.approx(expected[group])
            assert estimate.lower < expected[group] < estimate.upper
    support = draw_group_rate(qualities["selection_rate"], data, predictions, "sex", "x").estimate(0.95)
    assert support.n == int((SEX == "x").sum())


@pytest.mark.parametrize("changes", [{"positive": None}, {"groups": {}}, {"positive": "ugly"}])
def test_there_are_no_rates_without_groups_or_a_positive_class(root: Path, changes: dict[str, Any]) -> None:
    found = run(root, **changes)
    assert list(groups_of(found.data, found.measurements[0].predictions)) == []
    assert list(groups_of(found.data, None)) == []
    assert list(groups_of(None, found.measurements[0].predictions)) == []


def test_damaged_groups_are_refused(root: Path, qualities: dict[str, Quality]) -> None:
    found = run(root, groups={"sex": Packed.of_texts(["f"])})
    predictions = found.measurements[0].predictions
    assert found.data is not None
    assert predictions is not None
    with pytest.raises(ValueError, match="1 groups of 'sex'"):
        draw_group_rate(qualities["recall"], found.data, predictions, "sex", "f")
