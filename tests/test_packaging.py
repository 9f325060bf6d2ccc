"""What is shipped, and what the README promises about getting it."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buttress import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
SITE_COMMAND = "sh .ci/venv bench && .venv/bin/mkdocs build"
TEST_COMMAND = "sh .ci/venv dev && .venv/bin/pytest"


def build_distributions(folder: Path) -> Path:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_distributions(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Mapping[str, bytes]:
    (path,) = distributions.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def list_sources(folder: str) -> set[str]:
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT / folder).as_posix() for path in files if "__pycache__" not in path.parts}


def list_shipped(wheel: Mapping[str, bytes], folder: str) -> set[str]:
    return {name.removeprefix(folder) for name in wheel if name.startswith(folder)}


def test_the_wheel_holds_the_code_and_the_templates(wheel: Mapping[str, bytes]) -> None:
    templates = {f"templates/{name}" for name in list_sources("templates")}
    assert list_shipped(wheel, "buttress/") == list_sources("generator/buttress") | templates


def test_the_wheel_adds_nothing_beside_the_package(wheel: Mapping[str, bytes]) -> None:
    assert {name.split("/")[0] for name in wheel} == {"buttress", f"buttress-{__version__}.dist-info"}


def test_the_wheel_carries_its_licence_and_type_marker(wheel: Mapping[str, bytes]) -> None:
    info = f"buttress-{__version__}.dist-info"
    assert wheel[f"{info}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert "buttress/py.typed" in wheel


def test_the_wheel_registers_the_command_and_the_plugin(wheel: Mapping[str, bytes]) -> None:
    entry_points = wheel[f"buttress-{__version__}.dist-info/entry_points.txt"].decode()
    assert "buttress = buttress.cli:main" in entry_points
    assert "[mkdocs.plugins]\nbuttress = buttress.plugin:ButtressPlugin" in entry_points


def test_the_metadata_names_version_licence_and_python(wheel: Mapping[str, bytes]) -> None:
    metadata = HeaderParser().parsestr(wheel[f"buttress-{__version__}.dist-info/METADATA"].decode())
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"


def test_the_source_distribution_can_be_tested(distributions: Path) -> None:
    (path,) = distributions.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {".ci/venv", "LICENSE", "README.md", "pyproject.toml", "tests/test_packaging.py"} <= names
    assert {f"templates/{name}" for name in list_sources("templates")} <= names


def test_the_same_source_gives_the_same_wheel(
    distributions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    (first,) = distributions.glob("*.whl")
    (second,) = build_distributions(tmp_path).glob("*.whl")
    assert first.read_bytes() == second.read_bytes()


def test_the_version_is_said_once_and_told_in_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"]
    changes = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert changes[0] == "Unreleased" or changes[0] == __version__


def test_ci_runs_the_commands_that_the_readme_gives() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in (SITE_COMMAND, TEST_COMMAND):
        assert re.search(rf"^\s*{re.escape(command)}$", readme, re.MULTILINE)
        assert re.search(rf"^\s*{re.escape(command)}( |$)", script, re.MULTILINE)
