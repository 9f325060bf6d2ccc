"""The policy of a built site: what it names, and what it says it stops."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = """<!doctype html><html><head><link rel="stylesheet" href="a.css"><link rel="canonical" href="https://a.org/">
{head}</head><body><script type="application/json">{{"a": 1}}</script><script src="a.js"></script>{body}</body></html>"""


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def policy(
    folder: Path, capsys: pytest.CaptureFixture[str], exit_code: int = 0, **pages: str
) -> tuple[str, str]:
    files = {f"{name}/index.html": PAGE.format(head="", body=body) for name, body in pages.items()}
    making.write_files(folder, files)
    assert run(["csp", str(folder)]) == exit_code
    told = capsys.readouterr()
    return told.out, told.err


def directive(header: str, name: str) -> str:
    found = re.search(rf"(?:: |; ){name} ([^;\n]*)", header)
    return found[1] if found else ""


def test_inline_scripts_are_named_by_their_hashes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = 'if (1 < 2 && "&amp;") { console.log("ä") }'
    header, told = policy(
        tmp_path, capsys, one=f"<script>{code}</script>", two="<script>\nlater()\n</script>"
    )
    wanted = sorted([hashed(code), hashed("\nlater()\n")])
    assert directive(header, "script-src") == " ".join(["'self'", *wanted])
    assert directive(header, "style-src") == "'self'"
    assert header.startswith("Content-Security-Policy: default-src 'none'; ")
    assert "unsafe" not in header
    assert not told


def test_style_in_attributes_is_all_that_is_let_through_unseen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header, _ = policy(tmp_path, capsys, one='<style>a {}</style><p style="color: red">x</p>')
    assert directive(header, "style-src") == f"'self' {hashed('a {}')}"
    assert directive(header, "style-src-attr") == "'unsafe-inline'"
    assert header.count("unsafe") == 1


def test_what_the_policy_stops_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = '<p onclick="go()">x</p><img src="//b.org/x.png"><a href="https://b.org">b</a>'
    header, told = policy(tmp_path, capsys, 1, one=body, two=body)
    assert "b.org" not in header
    assert told.splitlines() == [
        "one/index.html: the handler onclick of <p> is stopped; move it to a file of the site, or add it by hand",
        "one/index.html: <img> of //b.org/x.png is stopped; move it to a file of the site, or add it by hand",
    ]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["csp", str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err


def test_the_value_alone_can_be_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["csp", "--value", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("default-src 'none'; ")
