from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import buttress
import making
from buttress.errors import ProjectError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def portfolio(tmp_path: Path) -> buttress.Portfolio:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    processes = [making.process(order, training_time=2.0) for order in range(10)]
    small = making.measurement(root, processes=processes, predictions=making.predictions(97, 3, 18, 2))
    making.record_run(root, [small])
    return buttress.load(root, as_of="2026-11-20")


def test_decisions_and_verdicts_are_there(portfolio: buttress.Portfolio) -> None:
    assert portfolio.decisions["shop/choice"].chosen == "small"
    assert [verdict.state for verdict in portfolio.verdicts] == ["holds"] * 3
    assert portfolio.as_of == making.TODAY


def test_measurements_are_one_row_a_figure(portfolio: buttress.Portfolio) -> None:
    frame = portfolio.measurements()
    sizes = frame[frame.quality == "model.size"]
    assert sizes[["candidate", "value", "unit"]].values.tolist() == [["small", 4096.0, "B"]]
    assert (frame.quality == "latency.p50").sum() == 10
    assert frame[frame.quality == "training.time"]["value"].tolist() == [2.0] * 10


def test_tradeoffs_hold_bounds_verdicts_and_feasibility(portfolio: buttress.Portfolio) -> None:
    frame = portfolio.tradeoffs("shop/choice").set_index(["option", "quality"])
    recall = frame.loc[("small", "recall")]
    assert (recall["value"], recall["verdict"], recall["feasibility"]) == (0.97, "holds", "feasible")
    assert recall["lower"] == pytest.approx(0.924289, abs=1e-6)
    assert frame.loc[("large", "recall")]["verdict"] == "missing"


def test_an_unknown_decision_suggests_one(portfolio: buttress.Portfolio) -> None:
    with pytest.raises(KeyError, match="did you mean 'shop/choice'"):
        portfolio.tradeoffs("shop/choise")


def test_mistakes_raise_all_at_once(tmp_path: Path) -> None:
    root = making.write_files(
        tmp_path / "decisions", {"a.yaml": "kind: decison\n", "b.yaml": "kind: hardwear\n"}
    )
    with pytest.raises(ProjectError) as caught:
        buttress.load(root)
    assert len(caught.value.problems) == 2


def test_the_door_opens_nothing_until_it_is_used() -> None:
    script = (
        "import sys, buttress; sys.exit(any(name in sys.modules for name in ('pydantic', 'numpy', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
