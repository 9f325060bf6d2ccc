from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import ProjectError
from buttress.storage import FileMemory, read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.storage import Reading


def read(tmp_path: Path, **changes: str) -> Reading:
    files = {
        name: changes.get(name.rsplit("/", 1)[1].split(".")[0], text) for name, text in making.FILES.items()
    }
    return read_portfolio(making.write_files(tmp_path / "decisions", files))


def decision(extra: str) -> str:
    return dedent(making.DECISION) + dedent(extra)


def test_ids_are_paths_and_names(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root)
    reading = read_portfolio(root)
    assert reading.problems == ()
    assert list(reading.portfolio.decisions) == ["shop/choice"]
    assert list(reading.portfolio.benchmarks) == ["shop/suite"]
    assert list(reading.portfolio.hardware) == ["bench-box"]
    (run_id,) = reading.portfolio.runs
    assert run_id.startswith("shop/runs/suite-2026")


def test_a_system_goes_by_its_folder(tmp_path: Path) -> None:
    root = making.write_files(
        tmp_path / "decisions", {**making.FILES, "shop/system.yaml": "kind: system\ntitle: Shop"}
    )
    assert list(read_portfolio(root).portfolio.systems) == ["shop"]


def test_the_catalogue_comes_along(tmp_path: Path) -> None:
    qualities = read(tmp_path).portfolio.qualities
    assert qualities["latency.p99"].level == 0.99
    assert qualities["recall"].direction == "higher"
    assert {name for name, one in qualities.items() if one.opens_with_name} == {"brier", "mcc"}


def test_a_quality_without_a_unit_is_shown_in_per_cent_where_a_limit_is_written_so(tmp_path: Path) -> None:
    constraints = (
        "word_error_rate <= 30 %",
        "r2 >= 0.02",
        "mcc >= 0.5",
        "{require: roc_auc between 50 and 70 %, severity: should}",
        "f1 >= -1 % against large",
        "parameters <= 50 % against large",
        "latency.mean <= 50 % against large",
    )
    reading = read(tmp_path, choice=making.ONE_DECISION % ", ".join(constraints))
    assert reading.problems == ()
    qualities = reading.portfolio.qualities.values()
    assert {one.id for one in qualities if one.reads_as_share and not one.is_share} == {
        *("f1", "roc_auc", "word_error_rate"),
        *("link.utilisation", "availability"),
    }


def test_a_quality_shown_in_per_cent_stays_the_same_record_until_no_limit_is(tmp_path: Path) -> None:
    def write(limit: str) -> Path:
        text = making.ONE_DECISION % f"word_error_rate <= {limit}"
        return making.write_files(tmp_path / "decisions", {**making.FILES, "shop/choice.yaml": text})

    memory = FileMemory()
    one, other = (read_portfolio(write("30 %"), memory).portfolio for _ in range(2))
    assert one.qualities["word_error_rate"].reads_as_share
    assert one.qualities["word_error_rate"] is other.qualities["word_error_rate"]
    plain = read_portfolio(write("0.3"), memory).portfolio
    assert not plain.qualities["word_error_rate"].reads_as_share


def test_the_digests_are_of_what_is_declared(tmp_path: Path) -> None:
    digests = read(tmp_path).portfolio.digests["shop/suite"]
    assert set(digests.candidates) == {"small", "large"}
    assert digests.candidates["small"] != digests.candidates["large"]


def test_an_unknown_key_names_its_place_and_the_nearest_key(tmp_path: Path) -> None:
    reading = read(tmp_path, choice=decision("reveiw_by: 2026-12-01\n"))
    (problem,) = reading.problems
    assert (problem.path, problem.line, problem.column) == ("decisions/shop/choice.yaml", 11, 1)
    assert problem.hint == "did you mean 'review_by'?"


def test_an_unknown_key_deep_inside_is_compared_with_the_keys_there(tmp_path: Path) -> None:
    text = dedent(making.DECISION).replace("{id: small}", "{id: small, prons: [cheap]}")
    (problem,) = read(tmp_path, choice=text).problems
    assert problem.field == "options[0].prons"
    assert problem.hint == "did you mean 'pros'?"


def test_a_wrong_word_lists_what_is_allowed(tmp_path: Path) -> None:
    text = dedent(making.DECISION).replace("accepted", "acepted")
    (problem,) = read(tmp_path, choice=text).problems
    assert (problem.line, problem.column) == (3, 9)
    assert problem.message == "found 'acepted'; allowed: proposed, accepted, rejected, deprecated, superseded"
    assert problem.hint == "did you mean 'accepted'?"


def test_a_mistake_inside_a_constraint_points_at_its_character(tmp_path: Path) -> None:
    text = dedent(making.DECISION).replace("recall >= 0.80", "recall => 0.80")
    (problem,) = read(tmp_path, choice=text).problems
    assert (problem.line, problem.column) == (9, len("  - recall ") + 1)
    assert ">=" in problem.hint


def test_every_problem_of_every_file_comes_at_once(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        choice=decision("reveiw_by: 1\nnumber: two\n"),
        suite=dedent(making.SUITE).replace("data.py:examples", "data.py:exampels"),
    )
    assert [problem.path.rsplit("/", 1)[1] for problem in sorted(reading.problems)] == [
        "choice.yaml",
        "choice.yaml",
        "suite.yaml",
    ]


def test_an_id_inside_a_decision_is_refused(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, choice=decision("id: my-own\n")).problems
    assert "goes by its path" in problem.message


def test_two_records_of_one_name_are_a_problem(tmp_path: Path) -> None:
    files = {**making.FILES, "shop/bench-box.yaml": making.HARDWARE}
    (problem,) = read_portfolio(making.write_files(tmp_path / "decisions", files)).problems
    assert "already defined in decisions/hardware/bench-box.yaml" in problem.message


def test_free_keys_reach_the_record(tmp_path: Path) -> None:
    reading = read(tmp_path, choice=decision("x-team: {name: Payments}\n"))
    assert reading.portfolio.decisions["shop/choice"].extensions == {"x-team": {"name": "Payments"}}


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "decisions").mkdir()
    (problem,) = read_portfolio(tmp_path / "decisions").problems
    assert "no decision was found" in problem.message


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no such folder"):
        read_portfolio(tmp_path / "decisions")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    outside = tmp_path / "secret.yaml"
    outside.write_text("kind: decision\n")
    (root / "shop" / "leak.yaml").symlink_to(outside)
    (problem,) = read_portfolio(root).problems
    assert problem.path == "decisions/shop/leak.yaml"
