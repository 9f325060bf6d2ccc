"""The tutorial as a newcomer follows it: its files, its commands, in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parents[2] / "docs/tutorial.md").read_text(encoding="utf-8")
FILES = re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', GUIDE, re.DOTALL)
SHOWN = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
EDITS = re.search(r"## 8\..*?```yaml\n(.*?)```", GUIDE, re.DOTALL)[1].splitlines()


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    arguments = re.findall(r"'[^']*'|\S+", command)
    return subprocess.run(
        [sys.executable, "-m", *(one.strip("'") for one in arguments)],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tutorial")
    for name, text in FILES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = run(root, "buttress bench frost-alarm/forecasting")
    assert done.returncode == 0, done.stderr
    return root


def test_every_command_of_the_tutorial_is_tried_here():
    commands = set(re.findall(r"^\$ (buttress .*)$", GUIDE, re.MULTILINE))
    assert commands == {
        "buttress bench frost-alarm/forecasting",
        "buttress check",
        "buttress explain frost-alarm/alarm#recall",
        "buttress whatif frost-alarm/alarm --set 'recall >= 97 %'",
        "buttress serve",  # its own tests start it
    }


def test_a_newcomer_sees_what_the_tutorial_shows(folder: Path):
    violated = run(folder, "buttress check")
    assert violated.returncode == 1
    assert SHOWN[0] in violated.stdout

    decision = folder / "decisions/frost-alarm/alarm.yaml"
    text = decision.read_text(encoding="utf-8")
    for line in EDITS:
        text, count = re.subn(rf"^{line.split(':')[0]}: .*$", line, text, flags=re.MULTILINE)
        assert count == 1
    decision.write_text(text, encoding="utf-8")

    holds = run(folder, "buttress check")
    on_that_day = re.sub(r"as of \d{4}-\d\d-\d\d", "as of 2026-11-21", holds.stdout)
    assert (holds.returncode, on_that_day) == (0, SHOWN[1])
    assert "HOLDS" in run(folder, "buttress explain frost-alarm/alarm#recall").stdout
    asked = run(folder, "buttress whatif frost-alarm/alarm --set 'recall >= 97 %'").stdout
    assert "undecided" in asked
