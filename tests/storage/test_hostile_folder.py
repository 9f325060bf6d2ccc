"""What a stranger's branch may hold: names that climb out, links, pipes, endless files, the same run twice."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import making
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

QUALITY = "kind: quality\ntitle: T\ndirection: lower\nestimator: exact\n"
SEAL = re.compile(rb'^ "digest": "[0-9a-f]*"', re.MULTILINE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", making.FILES)


def problems_of(root: Path) -> list[str]:
    return [str(problem) for problem in read_portfolio(root).problems]


@pytest.mark.parametrize(
    "written", ['"../../../evil"', "a/b", "/etc/x", '""', "null", "[a, b]", "5", "true", '"a b"', '".hidden"']
)
def test_an_id_that_is_no_plain_name_is_refused(root: Path, written: str) -> None:
    (root / "x.yaml").write_text(f"{QUALITY}id: {written}\n")
    reading = read_portfolio(root)
    (problem,) = reading.problems
    assert (problem.path, problem.line, problem.field) == ("decisions/x.yaml", 5, "id")
    assert not {"None", "", "../../../evil", "a/b", "5", "True"} & set(reading.portfolio.qualities)


def test_plain_names_are_accepted(root: Path) -> None:
    (root / "x.yaml").write_text(f"{QUALITY}id: Latency.p99_9-b\n")
    assert "Latency.p99_9-b" in read_portfolio(root).portfolio.qualities


@pytest.mark.parametrize("name", ["index", "Index", "shop/index"])
def test_no_decision_takes_the_name_of_a_folders_page(root: Path, name: str) -> None:
    (root / f"{name}.yaml").write_text(dedent(making.DECISION))
    (problem,) = problems_of(root)
    assert "no record may be called" in problem


def test_no_quality_takes_the_name_of_a_folders_page(root: Path) -> None:
    (root / "x.yaml").write_text(f"{QUALITY}id: index\n")
    (problem,) = problems_of(root)
    assert "no record may be called 'index'" in problem


@pytest.mark.parametrize("name", ["a?b", "a#b", "-a", "a%2e", 'a"b', "a<b", "a "])
def test_file_names_that_make_no_address_are_refused(root: Path, name: str) -> None:
    (root / f"{name}.yaml").write_text(dedent(making.DECISION))
    (problem,) = read_portfolio(root).problems
    assert "the id of this file would hold" in problem.message


@pytest.mark.parametrize("name", [b"a\nb.yaml", b"a\x1b[31m.yaml", b"a\xff.yaml", b"a\xff.csv"])
def test_file_names_that_would_break_a_report_are_problems_in_plain_text(root: Path, name: bytes) -> None:
    with open(os.path.join(os.fsencode(root), name), "wb"):  # noqa: PTH118, PTH123 (no Path of bytes)
        pass
    (problem,) = read_portfolio(root).problems
    assert problem.message == "a file name holds text without control characters"
    assert str(problem).isprintable()


@pytest.mark.parametrize("name", ["über uns", "2026-11 (draft)", "決定"])
def test_file_names_of_any_language_are_read(root: Path, name: str) -> None:
    (root / f"{name}.yaml").write_text(dedent(making.DECISION))
    assert name in read_portfolio(root).portfolio.decisions


def test_a_pipe_in_place_of_a_run_does_not_block(root: Path) -> None:
    (root / "shop/runs").mkdir()
    os.mkfifo(root / "shop/runs/x.json")
    # In a process of its own, so that a build that blocks fails the test instead of stopping it.
    code = "import sys, pathlib; from buttress.storage import read_portfolio; "
    code += "print(*read_portfolio(pathlib.Path(sys.argv[1])).problems)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(root)], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "decisions/shop/runs/x.json: not a regular file"


def test_an_endless_run_file_is_not_read_whole(root: Path) -> None:
    (root / "shop/runs").mkdir()
    with (root / "shop/runs/x.json").open("wb") as stream:
        stream.truncate(200 * 1024**3)
    assert problems_of(root) == ["decisions/shop/runs/x.json: the file is larger than 64 MiB"]


@pytest.mark.parametrize("name", ["runs/x.json", "x.yaml", "table.csv"])
def test_links_that_lead_nowhere_or_to_themselves_are_problems(root: Path, name: str) -> None:
    link = root / "shop" / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to("nothing")
    assert problems_of(root) == [f"decisions/shop/{name}: there is no such file"]
    link.unlink()
    link.symlink_to(link.name)
    (problem,) = problems_of(root)
    assert problem.startswith(f"decisions/shop/{name}: the file cannot be read")


def test_a_linked_folder_is_a_problem_since_its_records_would_be_missed(root: Path, tmp_path: Path) -> None:
    making.write_files(tmp_path / "elsewhere", {"a.yaml": making.DECISION})
    (root / "more").symlink_to(tmp_path / "elsewhere")
    (problem,) = problems_of(root)
    assert problem.startswith("decisions/more: links to folders are not followed")


@pytest.mark.parametrize("suffix", [".YAML", ".YML", ".Yml", ".yml"])
def test_suffixes_are_read_in_any_case(root: Path, suffix: str) -> None:
    (root / "shop/choice.yaml").rename(root / f"shop/choice{suffix}")
    assert "shop/choice" in read_portfolio(root).portfolio.decisions


def test_runs_are_found_at_any_depth(root: Path) -> None:
    path = making.record_run(root)
    deeper = root / "shop/runs/2026/11"
    deeper.mkdir(parents=True)
    path.rename(deeper / path.name)
    assert list(read_portfolio(root).portfolio.runs) == [f"shop/runs/2026/11/{path.stem}"]


def test_hidden_files_are_nobodys_records(root: Path) -> None:
    (root / "shop/.#choice.yaml").symlink_to("me@host.123:456")
    (root / "shop/.draft.yaml").write_text("kind: [")
    assert problems_of(root) == []


def test_the_same_run_twice_is_a_problem(root: Path) -> None:
    path = making.record_run(root)
    shutil.copy(path, path.with_name("zz-copy.json"))
    reading = read_portfolio(root)
    (problem,) = reading.problems
    assert problem.path == "decisions/shop/runs/zz-copy.json"
    assert problem.message == f"the same run as decisions/shop/runs/{path.name}"
    assert len(reading.portfolio.runs) == 1


def sealed(text: str) -> bytes:
    content = SEAL.sub(b' "digest": ""', text.encode(), count=1)
    digest = hashlib.sha256(content).hexdigest().encode()
    return content.replace(b' "digest": ""', b' "digest": "' + digest + b'"', 1)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"seed": 0', f'"seed": {"9" * 5000}', "an endless number"),
        ("Testing 3000", "\\ud800", "lone surrogate"),
        ('"numpy"', '"\\uDFFF"', "lone surrogate"),
        ('"8 GB"', '"5 ms"', "this is data"),
    ],
)
def test_runs_with_a_fitting_seal_are_still_checked(root: Path, old: str, new: str, says: str) -> None:
    path = making.record_run(root)
    text = path.read_text()
    assert old in text
    path.write_bytes(sealed(text.replace(old, new)))
    (problem,) = problems_of(root)
    assert says in problem


def test_pairs_of_surrogates_are_whole_characters(root: Path) -> None:
    path = making.record_run(root)
    path.write_bytes(sealed(path.read_text().replace("Testing 3000", "\\ud83d\\ude00")))
    assert problems_of(root) == []


@pytest.mark.parametrize("name", ["a" * 5000, "loop"])
@pytest.mark.parametrize("key", ["data.py", "files"])
def test_files_that_the_system_refuses_are_problems(root: Path, name: str, key: str) -> None:
    (root / "shop/loop").symlink_to("loop")
    (root / "shop/loop.py").symlink_to("loop.py")
    new = f'"{name}.py:examples"' if key == "data.py" else f'data.py:examples, files: ["{name}"]'
    suite = dedent(making.SUITE).replace("data.py:examples", new)
    (root / "shop/suite.yaml").write_text(suite)
    found = [problem for problem in problems_of(root) if problem.startswith("decisions/shop/suite.yaml:")]
    assert len(found) == 1
    assert "cannot be read" in found[0]


def test_a_problem_in_python_code_names_file_and_line(root: Path) -> None:
    (root / "shop/candidates.py").write_text(
        "from features import f\ndef small():\n    return f()\nlarge = small\n"
    )
    (root / "shop/features.py").write_text("\n\n\ndef f(:\n    pass\n")
    assert all("shop/features.py:4: not readable as Python" in one for one in problems_of(root))
    assert problems_of(root)
