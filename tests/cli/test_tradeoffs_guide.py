"""The guide page on trade-offs: its example is sound, and its commands print what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from collections.abc import Iterable

GUIDE = (Path(__file__).parents[2] / "docs/tradeoffs.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```yaml\n# decisions/(\S+)\n(.*?)```", GUIDE, re.DOTALL))
CONSOLES = [
    (command, told.splitlines())
    for command, told in re.findall(r"```console\n\$ buttress (.*?)\n(.*?)```", GUIDE, re.DOTALL)
    if "where-to-translate" in command
]


def pieces(lines: Iterable[str]) -> list[list[str]]:
    """What stands between lines of three dots, which leave something out."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line == "...":
            found.append([])
        else:
            found[-1].append(line)
    return [piece for piece in found if piece]


def test_the_guide_has_an_example_to_try() -> None:
    assert set(FILES) == {"glasses/system.yaml", "glasses/where-to-translate.yaml"}
    assert {command.split()[0] for command, _ in CONSOLES} == {"compare", "whatif"}


@pytest.mark.parametrize(("command", "told"), CONSOLES, ids=[command for command, _ in CONSOLES])
def test_the_example_of_the_guide_prints_what_the_guide_says(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    told: list[str],
) -> None:
    making.write_files(tmp_path / "decisions", FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*shlex.split(command), "--as-of", making.TODAY.isoformat()]) in (0, 1)
    printed = capsys.readouterr().out
    for piece in pieces(told):
        assert "\n".join(piece) in printed
