"""What changes between two states of a project: each change is found, and told as graver only where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
from buttress.difference import compare_projects, list_concerns, tell_limit, tell_stated
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.difference import ProjectDifference, RecordChange
    from buttress.project import Project

DECISION = making.DECISION


def project(root: Path, edits: dict[str, str] | None = None, *, runs: tuple[dict, ...] = ({},)) -> Project:
    """The shop in a folder of its own, with files otherwise, and runs recorded."""
    making.write_files(root, {**making.FILES, **(edits or {})})
    for changes in runs:
        making.record_run(root, **changes)
    return judge_project(root, making.TODAY)


def compare(tmp_path: Path, old: str = DECISION, new: str = DECISION) -> ProjectDifference:
    before = project(tmp_path / "a/decisions", {"shop/choice.yaml": old})
    after = project(tmp_path / "b/decisions", {"shop/choice.yaml": new})
    return compare_projects(before, after)


def only(difference: ProjectDifference) -> RecordChange:
    (change,) = difference.changes
    return change


def test_the_same_records_make_no_difference(tmp_path: Path) -> None:
    difference = compare(tmp_path)
    assert difference.changes == ()
    assert not difference.is_worse(strict=True)


@pytest.mark.parametrize(
    ("old", "new", "way", "told"),
    [
        ("<= 5 ms", "<= 8 ms", "loosened", "loosened from ≤ 5 ms to ≤ 8 ms (3 ms, 60 % of what it was)"),
        ("<= 5 ms", "<= 4 ms", "tightened", "tightened from ≤ 5 ms to ≤ 4 ms (1 ms, 20 % of what it was)"),
        ("<= 5 ms", "< 5 ms", "tightened", "tightened from ≤ 5 ms to < 5 ms"),
        (
            ">= 0.80",
            ">= 0.75",
            "loosened",
            "loosened from ≥ 80 % to ≥ 75 % (5 percentage points, 6.3 % of what it was)",
        ),
        ("<= 5 ms", "between 1 ms and 5 ms", "tightened", "tightened from ≤ 5 ms to between 1 ms and 5 ms"),
        ("<= 10 kB", ">= 1 kB", "moved", "moved from ≤ 10 kB to ≥ 1 kB"),
    ],
)
def test_a_limit_is_loosened_or_tightened(tmp_path: Path, old: str, new: str, way: str, told: str) -> None:
    change = only(compare(tmp_path, DECISION, DECISION.replace(old, new)))
    (constraint,) = change.constraints
    assert constraint.limit is not None
    assert constraint.limit.way == way
    assert tell_limit(constraint).replace("\u00a0", " ") == told
    assert constraint.eases == (way == "loosened")


def test_a_limit_in_other_words_is_the_same(tmp_path: Path) -> None:
    assert compare(tmp_path, DECISION, DECISION.replace("5 ms on", "5000 us on")).changes == ()


def test_a_tightened_limit_that_breaks_fails_and_comes_first(tmp_path: Path) -> None:
    new = DECISION.replace("<= 5 ms", "<= 0.5 ms").replace("10 kB", "20 kB")
    difference = compare(tmp_path, DECISION, new)
    assert difference.is_worse()
    first, second = list_concerns(difference)
    assert (first.matter, first.told.split(":")[0]) == ("breaks", "holds → violated")
    assert (second.matter, second.constraint and second.constraint.id) == ("eased", "model.size")


def test_what_was_broken_before_is_no_worse(tmp_path: Path) -> None:
    broken = DECISION.replace("<= 5 ms", "<= 0.5 ms")
    difference = compare(tmp_path, broken, broken.replace("title: Use", "title: Always use"))
    assert not difference.is_worse(strict=True)
    assert [one.name for one in only(difference).fields] == ["title"]


def test_a_violation_of_a_proposal_gates_nothing(tmp_path: Path) -> None:
    proposed = DECISION.replace("accepted", "proposed")
    difference = compare(tmp_path, proposed, proposed.replace("<= 5 ms", "<= 0.5 ms"))
    assert not difference.is_worse(strict=True)
    assert [one.matter for one in list_concerns(difference)] == ["worsens"]


@pytest.mark.parametrize(
    ("old", "new", "matter"),
    [
        ("      - model.size <= 10 kB\n", "", "eased"),
        ("- model.size <= 10 kB", "- {require: model.size <= 10 kB, severity: should}", "eased"),
        ("- recall >= 0.80", "- {require: recall >= 0.80, confidence: 0.9}", "eased"),
        ("- recall >= 0.80", "- {require: recall >= 0.80, on_undecided: ignore}", "eased"),
        ("status: accepted", "status: proposed", "ungated"),
        ("chosen: small", "chosen: large", "breaks"),
    ],
)
def test_whatever_makes_it_easier_to_pass_is_pointed_out(
    tmp_path: Path, old: str, new: str, matter: str
) -> None:
    assert old in DECISION
    concerns = list_concerns(compare(tmp_path, DECISION, DECISION.replace(old, new)))
    assert matter in [one.matter for one in concerns]


def test_a_waiver_covers_and_does_not_mend(tmp_path: Path) -> None:
    broken = DECISION.replace("<= 5 ms", "<= 0.5 ms")
    name = "latency.p50 on bench-box in single-stream"
    waived = f"{broken}    waivers: [{{constraint: {name}, until: 2026-12-31, by: Ann, because: Soon.}}]\n"
    difference = compare(tmp_path, broken, waived)
    change = only(difference)
    assert [(one.turn, one.after and one.after.state) for one in change.verdicts] == [("waived", "waived")]
    assert [one.way for one in change.waivers] == ["added"]
    (concern,) = list_concerns(difference)
    assert (concern.matter, concern.told) == (
        "waived",
        "violated → waived, Ann answers for it until 2026-12-31",
    )
    back = compare_projects(
        project(tmp_path / "c/decisions", {"shop/choice.yaml": waived}),
        project(tmp_path / "d/decisions", {"shop/choice.yaml": broken}),
    )
    assert back.is_worse()


def test_an_ended_waiver_is_told_as_such(tmp_path: Path) -> None:
    text = f"{DECISION}    waivers: [{{constraint: recall, until: %s, by: Ann, because: Soon.}}]\n"
    change = only(compare(tmp_path, text % "2026-12-31", text % "2026-11-01"))
    assert [one.way for one in change.waivers] == ["expired"]
    assert [one.kind for one in change.notices] == ["waiver"]


def test_a_renamed_decision_is_the_same_one(tmp_path: Path) -> None:
    moved = DECISION.replace("chosen: small", "chosen: small\n    aliases: [shop/choice]")
    before = project(tmp_path / "a/decisions")
    root = tmp_path / "b/decisions"
    making.write_files(root, {**making.FILES, "shop/pick.yaml": moved})
    (root / "shop/choice.yaml").unlink()
    making.record_run(root)
    change = only(compare_projects(before, judge_project(root, making.TODAY)))
    assert (change.way, change.was, change.id) == ("renamed", "shop/choice", "shop/pick")
    assert change.verdicts == ()


def test_decisions_come_and_go(tmp_path: Path) -> None:
    before = project(tmp_path / "a/decisions", {"shop/old.yaml": DECISION})
    after = project(tmp_path / "b/decisions", {"shop/new.yaml": DECISION.replace("<= 5 ms", "<= 0.5 ms")})
    added, removed = compare_projects(before, after).of_kind("decision")
    assert (added.id, added.way, [one.turn for one in added.verdicts]) == (
        "shop/new",
        "added",
        ["breaks", "appears", "appears"],
    )
    assert (removed.id, removed.way, {one.turn for one in removed.verdicts}) == (
        "shop/old",
        "removed",
        {"vanishes"},
    )
    assert compare_projects(before, after).is_worse()


def slower(root: Path) -> list[dict]:
    processes = [making.process(order, 3.0) for order in range(10)]
    return [making.measurement(root, processes=processes, predictions=making.predictions(97, 3, 18, 2))]


def test_numbers_that_moved_are_told_with_their_bounds(tmp_path: Path) -> None:
    before = project(tmp_path / "a/decisions")
    root = tmp_path / "b/decisions"
    making.write_files(root, making.FILES)
    making.record_run(root, slower(root))
    difference = compare_projects(before, judge_project(root, making.TODAY))
    change = difference.of_kind("decision")[0]
    (latency,) = change.verdicts
    assert (latency.turn, latency.moved) == ("same", "beyond")
    (clause,) = tell_stated(change.stated[0])
    assert clause.endswith("beyond the bounds on either side")
    assert [(one.way, one.kind) for one in difference.of_kind("run")] == [
        ("added", "run"),
        ("removed", "run"),
    ]
    assert [one.matter for one in list_concerns(difference)] == ["moved"]


def test_a_run_that_only_moved_is_no_change(tmp_path: Path) -> None:
    before = project(tmp_path / "a/decisions")
    root = tmp_path / "b/decisions"
    making.write_files(root, making.FILES)
    file = making.record_run(root)
    file.rename(file.with_name("renamed.json"))
    assert compare_projects(before, judge_project(root, making.TODAY)).changes == ()


def test_a_changed_preference_is_named_with_its_slice(tmp_path: Path) -> None:
    wishes = "{quality: recall, %sweight: %d, worst: 0, best: 1}"
    both = [f"preferences: [{wishes % ('', 1)}, {wishes % ('slice: {size: big}, ', of)}]\n" for of in (1, 2)]
    old, new = (f"{making.DECISION.rstrip(' ')}    {one}" for one in both)
    assert [one.name for one in only(compare(tmp_path / "1", old, new)).fields] == [
        "preferences.recall where size=big"
    ]
    (added,) = only(compare(tmp_path / "2", making.DECISION, old)).fields
    assert (added.name, added.after) == ("preferences", "recall, recall where size=big")


def test_what_a_system_states_counts_as_well(tmp_path: Path) -> None:
    system = "kind: system\ntitle: Shop\ncomponents: {till: {}}\n"
    before = project(tmp_path / "a/decisions", {"shop/system.yaml": system})
    after = project(
        tmp_path / "b/decisions", {"shop/system.yaml": system.replace("{till: {}}", "{till: {}, door: {}}")}
    )
    change = only(compare_projects(before, after))
    assert change.kind == "system"
    assert [(one.name, one.before, one.after) for one in change.fields] == [
        ("components", "till", "till, door")
    ]
