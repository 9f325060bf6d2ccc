from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from buttress.cli.commands import run
from buttress.exchange import DOCUMENTS, SCHEMA_KINDS, shipped_schemas

if TYPE_CHECKING:
    from pathlib import Path

ALL = (*SCHEMA_KINDS, *DOCUMENTS)
SHIPPED = {name.removesuffix(".json"): json.loads(content) for name, content in shipped_schemas()}


def test_without_a_kind_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert capsys.readouterr().out.split() == list(ALL)


@pytest.mark.parametrize("kind", ALL)
def test_a_schema_is_printed(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", kind]) == 0
    assert json.loads(capsys.readouterr().out) == SHIPPED[kind]


def test_every_schema_can_be_written(tmp_path: Path) -> None:
    assert run(["schema", "--output", str(tmp_path / "schemas")]) == 0
    written = {path.name: json.loads(path.read_text("utf-8")) for path in (tmp_path / "schemas").iterdir()}
    assert written == {f"{kind}.json": SHIPPED[kind] for kind in ALL}


def test_one_schema_can_be_written(tmp_path: Path) -> None:
    assert run(["schema", "quality", "--output", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["quality.json"]
