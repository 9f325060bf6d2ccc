from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import buttress
import making
import making_choices
import making_systems
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


def test_tradeoffs_hold_worth_and_chance_of_being_best(tmp_path: Path) -> None:
    root = making_choices.write_choice(tmp_path / "decisions")
    frame = buttress.load(root, as_of="2026-11-20").tradeoffs("shop/choice")
    ranked = frame.drop_duplicates("option").set_index("option")
    assert ranked.loc["small", "worth"] > ranked.loc["large", "worth"]
    assert ranked["chance_best"].sum() == pytest.approx(1)
    assert ranked.loc["paper", ["worth", "chance_best"]].isna().all()
    assert set(frame["flow"]) == {""}


def test_tradeoffs_of_deployments_say_of_which_flow(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    making.write_files(
        root, {"shop/where.yaml": making_systems.WHERE % "flow.latency.p95 <= 500 ms for translate"}
    )
    frame = buttress.load(root, as_of="2026-11-20").tradeoffs("shop/where")
    assert frame[["option", "flow"]].values.tolist() == [
        ["glasses", "translate"],
        ["phone", "translate"],
        ["cloud", "translate"],
    ]


def test_every_column_of_the_tradeoffs_is_documented(portfolio: buttress.Portfolio) -> None:
    told = buttress.Portfolio.tradeoffs.__doc__ or ""
    assert [name for name in portfolio.tradeoffs("shop/choice").columns if f"``{name}``" not in told] == []


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
