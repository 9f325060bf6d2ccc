"""The table and the JSON of one run: what is told of slices, groups, changes and troubles."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import making
from buttress.pipeline import judge_project
from buttress.records import Packed
from buttress.report import describe_run, dump_run
from buttress.storage import digest_code

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.graph import Linked
    from buttress.records import Run

COUNT = 120
TRUTH = np.arange(COUNT) < 100
SUITE = (
    dedent(making.SUITE)
    .replace(
        "positive: bad,",
        "positive: bad, groups: [sex], perturbations: {noise: data.py:examples}, "
        "invariants: {swap: data.py:examples},",
    )
    .replace("recall,", "recall, f1, invariance,")
)


def packed(values: np.ndarray) -> Packed:
    return Packed.of_numbers(np.asarray(values, dtype=int), "u1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", {**making.FILES, "shop/suite.yaml": SUITE})


def recorded(root: Path, processes: Any = (), **changes: Any) -> tuple[Linked, Run]:
    digest = digest_code(root, root / "shop/data.py", "examples").digest
    facts = making.facts(
        root,
        100,
        20,
        groups={"sex": Packed.of_texts(["f" if index % 2 else "m" for index in range(COUNT)])},
        change_digests={"noise": digest, "swap": digest},
    )
    said = np.where(np.arange(COUNT) % 10 == 0, ~TRUTH, TRUTH)
    predictions = {
        "labels": packed(said),
        "perturbed": {"noise": {"labels": packed(~said)}},
        "kept": {"swap": packed(np.arange(COUNT) < 114)},
    }
    measured = making.measurement(root, processes=processes, predictions=predictions, **changes)
    run = making.run(root, [measured], data=facts)
    return judge_project(root, making.TODAY).linked, run


def cells(table: str) -> dict[str, str]:
    """Quality, with its examples, to the rest of the row."""
    rows = (line.removeprefix("small (python)").strip() for line in table.splitlines()[1:])
    return {row.split("  ")[0]: " ".join(row.split("  ", 1)[1].split()) for row in rows if "  " in row}


def test_slices_changes_and_groups_have_rows_of_their_own(root: Path) -> None:
    table = describe_run(*recorded(root), making.TODAY)
    rows = cells(table)
    assert rows["recall"].startswith("0.9 [")
    assert rows["recall"].endswith("n = 100")
    assert rows["recall under noise"].startswith("0.1 [")
    assert rows["invariance under swap"].startswith("0.95 [")
    assert "invariance" not in rows
    assert rows["recall where size=big"].endswith("n = 50")
    assert rows["f1"].endswith("n = 120")
    assert rows["selection_rate by sex=f"].endswith("n = 60")
    assert rows["recall by sex=m"].startswith("0.8 [")
    assert rows["false_positive_rate by sex=m"].startswith("0.2 [")
    assert rows["false_positive_rate by sex=m"].endswith("n = 10")


def test_failed_and_disturbed_processes_are_told_below(root: Path) -> None:
    failure = {"reason": "memory", "doing": "serving", "text": "used 900 MiB of memory"}
    processes = [making.process(order) for order in range(8)]
    processes[3]["disturbed"] = processes[5]["disturbed"] = ("other processes kept 1.0 of 2 CPUs busy",)
    processes.append({"order": 8, "load": "single-stream", "failure": failure})
    table = describe_run(*recorded(root, processes), making.TODAY)
    assert table.splitlines()[-3:] == [
        "",
        "small (python): 1 of 9 processes failed: too much memory while serving: used 900 MiB of memory",
        "small (python): 2 of 9 processes were disturbed: other processes kept 1.0 of 2 CPUs busy",
    ]
    assert "1 of 9 processes failed" in cells(table)["latency.p50"]


def test_a_quiet_run_has_nothing_to_tell_below(root: Path) -> None:
    assert "processes were disturbed" not in describe_run(*recorded(root), making.TODAY)


def test_a_long_table_is_cut_and_says_so(root: Path) -> None:
    linked, run = recorded(root)
    many = run.model_copy(update={"measurements": run.measurements * 5})
    lines = describe_run(linked, many, making.TODAY).splitlines()
    rows = len(dump_run(linked, run, making.TODAY)["rows"])
    assert len(lines) == 62
    assert lines[-1] == f"... and {5 * rows - 60} more rows"


def test_the_json_holds_every_row_without_infinities(root: Path) -> None:
    linked, run = recorded(root)
    found = json.loads(json.dumps(dump_run(linked, run, making.TODAY), allow_nan=False))
    assert found["suite"] == "shop/suite"
    assert found["troubles"] == []
    by_name = {(row["quality"], row["where"]): row for row in found["rows"]}
    recall = by_name["recall", ""]
    assert (recall["candidate"], recall["runtime"], recall["unit"]) == ("small", "python", "")
    assert recall["estimate"]["value"] == 0.9
    assert recall["estimate"]["doubt"] == ""
    assert by_name["f1", "under noise"]["estimate"]["doubt"] == ""
    missing = by_name["training.time", ""]
    assert missing["estimate"] is None
    assert "hold no training.time" in missing["reason"]


def test_damaged_groups_do_not_stop_the_table(root: Path) -> None:
    linked, run = recorded(root)
    assert run.data is not None
    broken = run.data.groups["sex"].model_copy(update={"count": 7})
    data = run.data.model_copy(update={"groups": {"sex": broken}})
    table = describe_run(linked, run.model_copy(update={"data": data}), making.TODAY)
    assert "cannot be used" in cells(table)["recall"]
    assert "by sex" not in table
