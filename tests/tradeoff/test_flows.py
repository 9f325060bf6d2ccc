"""Comparing deployments: columns by flow, cells that are computed, levels as words."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import making
import making_systems
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.tradeoff import Comparison

LATENCY = "flow.latency.p95 <= 900 ms for translate"
ONE_FLOW = (
    "  - id: telemetry\n    path: [display, reader]\n    payload: {display->reader: 500 B}\n    rate: 1 /s\n",
    "",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = making_systems.write_system(tmp_path)
    making_systems.record(folder)
    return folder


def compare(root: Path, *constraints: str, more: str = "", options: tuple[str, str] = ("", "")) -> Comparison:
    quoted = ", ".join(f'"{one}"' for one in constraints)
    text = dedent(making_systems.WHERE).replace(*options) % quoted
    making.write_files(root, {"shop/where.yaml": text + more})
    return judge_project(root, making.TODAY).comparisons["shop/where"]


def keys(comparison: Comparison) -> list[tuple[str, str]]:
    return [(column.quality.id, column.flow) for column in comparison.columns]


def test_a_constraint_for_a_flow_has_a_column_of_that_flow(root: Path) -> None:
    comparison = compare(root, LATENCY, "flow.latency.p95 <= 900 ms for telemetry", "offline = yes")
    assert keys(comparison) == [
        ("flow.latency.p95", "translate"),
        ("flow.latency.p95", "telemetry"),
        ("offline", ""),
    ]


def test_its_cells_are_computed_and_carry_the_verdict(root: Path) -> None:
    cell = compare(root, LATENCY).row("cloud").cells[0]
    assert (cell.basis, cell.flow, cell.stated) == ("computed", "translate", "")
    assert cell.estimate is not None
    assert [one.state for one in cell.verdicts] == ["holds"]
    assert cell.assessment is cell.verdicts[0].assessment


def test_what_is_missing_stays_an_empty_cell_with_its_reason(root: Path) -> None:
    cell = compare(root, LATENCY).row("phone").cells[0]
    assert (cell.basis, cell.estimate) == (None, None)
    assert "nothing is measured of 'reader' on 'phone'" in cell.assessment.reason


def test_computed_levels_read_as_words(root: Path) -> None:
    comparison = compare(root, LATENCY, "offline = yes")
    offline = {row.option.id: row.cells[1] for row in comparison.rows}
    assert {name: cell.stated for name, cell in offline.items()} == {
        "glasses": "yes",
        "phone": "yes",
        "cloud": "no",
    }
    assert {(cell.basis, cell.estimate) for cell in offline.values()} == {("computed", None)}


def test_a_preference_for_a_flow_asks_the_deployment(root: Path) -> None:
    wish = "{quality: flow.latency.p95, flow: translate, weight: 1, worst: 1 s, best: 0 ms}"
    comparison = compare(root, "offline >= no", more=f"preferences: [{wish}]\n")
    assert keys(comparison) == [("offline", ""), ("flow.latency.p95", "translate")]
    assert comparison.ranking is not None
    assert [one.option for one in comparison.ranking.standings] == ["glasses", "cloud", "phone"]
    assert (comparison.ranking.settled, comparison.ranking.leader) == ("", "glasses")
    assert comparison.ranking.standings[2].missing == ("flow.latency.p95",)


def test_a_driver_means_the_flows_that_are_compared_already(root: Path) -> None:
    comparison = compare(root, LATENCY, more="drivers: [flow.latency.p95, availability]\n")
    assert keys(comparison) == [("flow.latency.p95", "translate"), ("availability", "")]


def test_where_the_system_has_one_flow_a_driver_means_that(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, ONE_FLOW)
    making_systems.record(root)
    comparison = compare(root, more="drivers: [flow.latency.p95]\n")
    assert keys(comparison) == [("flow.latency.p95", "translate")]
    assert comparison.row("cloud").cells[0].basis == "computed"


def test_of_several_flows_a_driver_that_names_none_means_no_evidence(root: Path) -> None:
    comparison = compare(root, more="drivers: [flow.latency.p95]\n")
    assert keys(comparison) == [("flow.latency.p95", "")]
    assert all(row.cells[0].assessment is None for row in comparison.rows)


def test_a_rating_stands_where_nothing_is_computed(root: Path) -> None:
    rated = ("deployment: on-phone}", "deployment: on-phone, ratings: {flow.latency.p95: 200 ms}}")
    cell = compare(root, LATENCY, options=rated).row("phone").cells[0]
    assert (cell.basis, cell.stated) == ("attested", "200 ms")


def test_a_rating_that_could_mean_either_flow_stands_at_none(root: Path) -> None:
    rated = ("deployment: on-phone}", "deployment: on-phone, ratings: {flow.latency.p95: 200 ms}}")
    comparison = compare(root, LATENCY, "flow.latency.p95 <= 900 ms for telemetry", options=rated)
    assert [cell.stated for cell in comparison.row("phone").cells] == ["", ""]


def test_an_option_without_a_deployment_has_nothing_computed(root: Path) -> None:
    comparison = compare(root, LATENCY, options=("{id: phone, deployment: on-phone}", "{id: phone}"))
    cell = comparison.row("phone").cells[0]
    assert (cell.basis, cell.estimate, cell.stated) == (None, None, "")
