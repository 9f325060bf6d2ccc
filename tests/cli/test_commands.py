"""The command line as a whole: its help, its exit codes, and what it loads."""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys

import pytest

from buttress import __version__
from buttress.cli.commands import COMMANDS, run


def test_help_lists_the_commands_in_the_order_of_their_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", capsys.readouterr().out, re.MULTILINE)
    assert listed == [
        "init",
        "new",
        "check",
        "lint",
        "explain",
        "compare",
        "whatif",
        "diff",
        "report",
        "build",
        "serve",
        "csp",
        "bench",
        "evidence",
        "schema",
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_ends_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    told = capsys.readouterr().out
    assert f"\n    buttress {name}" in told.partition("  Example:")[2]


def test_help_needs_neither_records_nor_yaml() -> None:
    program = "import sys\nfrom buttress.cli.commands import run\nrun(['--help'])\nprint(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "buttress.cli.check" in told
    assert not {"pydantic", "numpy", "yaml", "buttress.records"} & set(told.split())


def test_the_version_is_told() -> None:
    command = [sys.executable, "-m", "buttress", "--version"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told == f"buttress {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chekc"], "there is no command 'chekc'; did you mean 'check'?"),
        (["schema", "decison"], "there is no kind 'decison'; did you mean 'decision'?"),
        (["check", "--stirct"], "--strict"),
        (["check", "no-such-folder"], "no-such-folder"),
        (["build", "--to", "a", "--site-dir", "b"], "leave --site-dir out"),
    ],
)
def test_a_wrong_call_says_what_was_meant(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert told in capsys.readouterr().err


class Interrupted(io.StringIO):
    """A terminal whose user presses Ctrl-C at the first letter."""

    def write(self, _: str) -> int:
        signal.raise_signal(signal.SIGINT)
        return 0


def test_an_interruption_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Interrupted())
    assert run(["schema"]) == 130
    assert capsys.readouterr().err.strip() == ""


def test_the_process_ends_with_the_exit_code(tmp_path: object) -> None:
    command = [sys.executable, "-m", "buttress", "check", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "there are no records" in ran.stderr
    assert "Traceback" not in ran.stderr
