from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

import making
from buttress.cli.commands import run
from buttress.records import Fingerprint, Hardware
from buttress.storage import read_portfolio, write_run
from buttress.verdicts import matches


@pytest.fixture(autouse=True)
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")  # 2026-11-20
    return making.write_files(tmp_path / "decisions", making.FILES)


@pytest.fixture
def brought(tmp_path: Path, records: Path) -> Path:
    """A run of the suite, in a file outside the portfolio."""
    return write_run(tmp_path / "from-elsewhere", making.run(records))


def filed(records: Path) -> list[str]:
    return sorted(path.name for path in (records / "shop/runs").glob("*"))


def test_a_run_is_filed_byte_for_byte_beside_its_suite(
    records: Path, brought: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = brought.rename(brought.with_name("download (1).json"))
    content = renamed.read_bytes().replace(b"\n", b"\r\n")
    renamed.write_bytes(content)
    assert run(["evidence", "add", str(renamed)]) == 0
    (name,) = filed(records)
    assert name.startswith("suite-20261110T120000Z-testing-3000-2-core-")
    assert (records / "shop/runs" / name).read_bytes() == content
    told = capsys.readouterr().out
    assert f"added: decisions/shop/runs/{name}" in told
    assert "shop/suite: small" in told
    assert "measured 2026-11-10 on Testing 3000, 2 cores, 8 GB" in told
    assert "counts as hardware bench-box" in told
    assert run(["check"]) == 0
    assert "3 holds" in capsys.readouterr().out


def test_the_same_run_again_is_no_mistake(
    records: Path, brought: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Path(shutil.copy(brought, "copy.json"))
    assert run(["evidence", "add", str(brought), str(copy)]) == 0
    assert run(["evidence", "add", str(copy)]) == 0
    assert len(filed(records)) == 1
    assert "already there: decisions/shop/runs/" in capsys.readouterr().out


def test_a_run_that_stands_under_another_name_is_not_filed_twice(
    records: Path, brought: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evidence", "add", str(brought)]) == 0
    (name,) = filed(records)
    (records / "shop/runs" / name).rename(records / "shop/runs/mine.json")
    capsys.readouterr()
    assert run(["evidence", "add", str(brought)]) == 0
    assert capsys.readouterr().out == "already there: decisions/shop/runs/mine.json\n"
    assert filed(records) == ["mine.json"]


def test_nothing_is_overwritten(records: Path, brought: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (records / "shop/runs").mkdir()
    taken = records / "shop/runs" / brought.name
    taken.write_text("notes of mine")
    assert run(["evidence", "add", str(brought)]) == 2
    assert taken.read_text() == "notes of mine"
    told = capsys.readouterr().err
    assert f"decisions/shop/runs/{brought.name} is there already and holds something else" in told


def test_every_reason_against_every_file_is_told_and_nothing_is_filed(
    records: Path, brought: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = tmp_path / "edited.json"
    edited.write_bytes(brought.read_bytes().replace(b"4096", b"4097"))
    (tmp_path / "notes.json").write_text('{"kind": "notes"}')
    stranger = write_run(tmp_path / "strangers", making.run(records, suite="shop/siute"))
    files = ["edited.json", "notes.json", "absent.json", str(stranger.relative_to(tmp_path)), str(brought)]
    assert run(["evidence", "add", *files]) == 2
    told = capsys.readouterr().err
    assert "edited.json" in told
    assert "the file was edited after it was recorded" in told
    assert "notes.json:1:1: kind: a run says `kind: run`, this file says 'notes'" in told
    assert "absent.json: there is no such file" in told
    assert "there is no benchmark 'shop/siute'" in told
    assert "did you mean 'suite'" in told or "did you mean 'shop/suite'" in told
    assert "4 problems" in told
    assert filed(records) == []


def test_a_stale_run_is_refused_with_every_reason_unless_it_is_wanted(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = [making.measurement(records, name) for name in ("small", "large")]
    path = write_run(tmp_path, making.run(records, both, data=making.facts(records, 10, positive="good")))
    code = records / "shop/candidates.py"
    code.write_text(code.read_text().replace("return 1", "return 3"))
    assert run(["evidence", "add", str(path)]) == 2
    told = capsys.readouterr().err
    assert (
        "the code of the candidate 'small' has changed since (--even-if-stale files it all the same)" in told
    )
    assert "the positive class is now 'bad', the run was made with 'good'" in told
    assert "2 problems" in told
    assert filed(records) == []
    assert run(["evidence", "add", "--even-if-stale", str(path)]) == 0
    assert "  stale: the code of the candidate 'small' has changed since" in capsys.readouterr().out
    assert len(filed(records)) == 1
    assert run(["evidence", "add", str(path)]) == 0  # it is there: no reason to complain


def test_a_candidate_that_the_suite_no_longer_has_makes_a_run_stale(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = {**making.measurement(records), "candidate": "smal"}
    moved = making.measurement(records, runtime="sklearn")
    path = write_run(tmp_path, making.run(records, [lost, moved]))
    assert run(["evidence", "add", str(path)]) == 2
    told = capsys.readouterr().err
    assert "the suite has no candidate 'smal'; did you mean 'small'?" in told
    assert "the candidate 'small' is no longer measured on sklearn" in told


def test_a_run_from_the_future_is_refused(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_run(tmp_path, making.run(records, started=making.MEASURED + timedelta(days=30)))
    assert run(["evidence", "add", str(path)]) == 2
    assert "it says that it was measured on 2026-12-10, after 2026-11-20" in capsys.readouterr().err


def test_a_run_of_a_suite_that_has_moved_is_filed_where_it_is_now(records: Path, brought: Path) -> None:
    for name in ("suite.yaml", "data.py", "candidates.py"):
        (records / "store").mkdir(exist_ok=True)
        (records / "shop" / name).rename(records / "store" / name)
    suite = records / "store/suite.yaml"
    suite.write_text(suite.read_text() + "aliases: [shop/suite]\n")
    assert run(["evidence", "add", str(brought)]) == 0
    assert [path.name for path in (records / "store/runs").iterdir()] == [brought.name]


def test_an_unknown_machine_is_given_a_profile_to_paste(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = {
        "cpu_model": 'Cortex-A76 "big": 1',
        "machine": "aarch64",
        "cores": 4,
        "memory": "8.1 GiB",
        "operating_system": "Linux",
        "virtualised": False,
        "accelerators": [],
        "cpu_flags_digest": "0123456789abcdef",
    }
    path = write_run(tmp_path, making.run(records, machine=machine))
    assert run(["evidence", "add", str(path)]) == 0
    told, _, pasted = capsys.readouterr().out.partition("says\n")
    assert "matches no hardware profile" in told
    profile = Hardware.model_validate(yaml.safe_load(pasted))
    assert matches(Fingerprint.model_validate(machine), profile)
    assert not matches(Fingerprint.model_validate({**machine, "cores": 8}), profile)
    (records / "hardware/board.yaml").write_text(pasted)
    assert set(read_portfolio(records).portfolio.hardware) == {"bench-box", "board"}


def test_mistakes_elsewhere_keep_no_run_out(
    records: Path, brought: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (records / "shop/choice.yaml").write_text("kind: decision\n")
    assert run(["evidence", "add", str(brought)]) == 0
    assert "elsewhere; `buttress check` lists them" in capsys.readouterr().err


def test_the_records_may_be_named(records: Path, brought: Path, tmp_path: Path) -> None:
    moved = records.rename(tmp_path / "adr")
    assert run(["evidence", "add", str(brought), "--decisions", "adr"]) == 0
    assert filed(moved) == [brought.name]
