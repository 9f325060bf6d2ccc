"""One mistake gives one problem: what refers to a record that could not be read is not told off as well."""

from __future__ import annotations

from datetime import timedelta
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import ProjectError
from buttress.pipeline import judge_project
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

DRAFT = "kind: decision\ntitle: T\nstatus: proposed\ndate: 2026-11-01\n"
CHOICE = dedent(making.DECISION)
COST = CHOICE.replace("model.size <= 10 kB", "cost <= 5")
QUALITY = "kind: quality\nid: cost\ntitle: T\ndirection: lower\nestimator: exact\n"
TWO = f"{DRAFT}---\n{DRAFT}"


def problems_of(root: Path, files: dict[str, str]) -> list[str]:
    making.write_files(root, files)
    with pytest.raises(ProjectError) as caught:
        judge_project(root, making.TODAY)
    return sorted({problem.path for problem in caught.value.problems})


def linking(*names: str) -> str:
    return f"{DRAFT}links: {{relates_to: [{', '.join(names)}]}}\n"


CASES = {
    "a double key in a decision that another links to": {
        "shop/choice.yaml": f"{CHOICE}title: again\n",
        "shop/d.yaml": linking("choice"),
    },
    "a typo in a quality": {"q/x.yaml": f"{QUALITY}unitt: s\n", "shop/choice.yaml": COST},
    "a syntax error in a quality": {"q/x.yaml": f"{QUALITY}unit: [\n", "shop/choice.yaml": COST},
    "a double key in the first of two qualities": {
        "q/all.yaml": f"{QUALITY}title: U\n---\n{QUALITY.replace('cost', 'other')}",
        "shop/choice.yaml": COST,
    },
    "a quality of an unknown kind": {"q/cost.yaml": "kind: qualty\ntitle: T\n", "shop/choice.yaml": COST},
    "a typo in a system": {
        "shop/system.yaml": "kind: system\ntitel: T\n",
        "shop/choice.yaml": f"{CHOICE}component: api\n",
    },
    "a syntax error in a system": {
        "shop/system.yaml": "kind: system\ntitle: [\n",
        "shop/choice.yaml": f"{CHOICE}system: shop\ncomponent: api\n",
    },
    "a typo in a profile": {
        "hardware/box.yaml": "kind: hardware\ntitel: T\n",
        "shop/system.yaml": "kind: system\ntitle: T\nnodes: {a: {hardware: box}}\n",
    },
    "a typo in a pattern": {
        "p.yaml": "kind: pattern\ntitel: T\n",
        "shop/choice.yaml": f"{CHOICE}patterns: [p]\n",
    },
    "an alias of a decision with a typo": {
        "shop/b.yaml": f"{DRAFT}aliases: [shop/old]\nbogus: 1\n",
        "shop/c.yaml": linking("old"),
    },
    "a syntax error in the second of two": {
        "shop/two.yaml": f'{TWO}x: "',
        "shop/d.yaml": linking("two-1", "two-2"),
    },
    "a double key in the second of two": {
        "shop/two.yaml": f"{TWO}title: U\n",
        "shop/d.yaml": linking("two-1", "two-2"),
    },
    "a syntax error in a successor": {
        "shop/new.yaml": f"{DRAFT}links: {{supersedes: [choice]}}\nx: [\n",
        "shop/choice.yaml": CHOICE.replace("accepted", "superseded"),
    },
}
"""What is wrong, to the files: the first is at fault, the second refers to it."""


@pytest.mark.parametrize("files", CASES.values(), ids=CASES.keys())
def test_only_the_broken_file_is_told_of(tmp_path: Path, files: dict[str, str]) -> None:
    broken = next(iter(files))
    assert problems_of(tmp_path / "decisions", {**making.FILES, **files}) == [f"decisions/{broken}"]


def test_runs_of_a_broken_suite_are_no_second_mistake(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root)
    making.record_run(root, started=making.MEASURED + timedelta(hours=1))
    assert problems_of(root, {"shop/suite.yaml": f"{dedent(making.SUITE)}x: [\n"}) == [
        "decisions/shop/suite.yaml"
    ]


def test_a_document_keeps_its_number_when_its_neighbour_is_broken(tmp_path: Path) -> None:
    files = {**making.FILES, "shop/two.yaml": f'{TWO}x: "'}
    reading = read_portfolio(making.write_files(tmp_path / "decisions", files))
    assert {"shop/two-1", "shop/two"} & set(reading.portfolio.decisions) == {"shop/two-1"}
