from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return making.write_files(tmp_path / "decisions", {**making.FILES, "store/suite.yaml": making.SUITE})


def test_an_unknown_suite_is_said_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "shop/siute"]) == 2
    told = capsys.readouterr().err
    assert (
        "there is no suite 'shop/siute'; suites: shop/suite, store/suite (did you mean 'shop/suite'?)" in told
    )


def test_a_short_name_that_means_several_suites_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "suite"]) == 2
    assert "may be any of these suites: shop/suite, store/suite (give the full id)" in capsys.readouterr().err


def test_a_suite_with_a_mistake_is_not_measured(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = records / "shop/suite.yaml"
    path.write_text(path.read_text() + "procesess: 3\n")
    assert run(["bench", "shop/suite", "--dry-run"]) == 2
    assert "decisions/shop/suite.yaml:9:1: procesess: unknown key" in capsys.readouterr().err


def test_candidates_that_are_not_there_are_all_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "shop/suite", "--only", "smal", "--only", "huge"]) == 2
    told = capsys.readouterr().err
    assert "there is no candidate 'smal'; did you mean 'small'?" in told
    assert "there is no candidate 'huge'" in told


def test_code_that_fails_stores_nothing(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The data of this suite is a plain list, and no data set.
    assert run(["bench", "shop/suite", "--only", "small"]) == 2
    told = capsys.readouterr().err
    assert "buttress.bench.Dataset" in told
    assert "Nothing was recorded" in told
    assert not (records / "shop/runs").exists()


def test_mistakes_elsewhere_are_counted_and_do_not_keep_from_measuring(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (records / "shop/choice.yaml").write_text("kind: decision\n")
    assert run(["bench", "shop/suite", "--only", "small"]) == 2
    told = capsys.readouterr().err
    assert "elsewhere; `buttress check` lists them" in told
    assert "Nothing was recorded" in told
