from __future__ import annotations

import os
from typing import TYPE_CHECKING

import making
from buttress.storage import FileMemory, read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

LONG_AGO_NS = 1_600_000_000_000_000_000


def settle(path: Path) -> str:
    """Lets a file look as if it had been written long ago, as far as its own times tell."""
    os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    return str(path)


def test_what_has_no_signature_is_made_each_time() -> None:
    memory, made = FileMemory(), iter(range(9))
    assert [memory.of(None, "key", lambda: next(made)) for _ in range(2)] == [0, 1]


def test_what_has_the_same_signature_is_made_once() -> None:
    memory, made = FileMemory(), iter(range(9))
    found = [memory.of(signature, "key", lambda: next(made)) for signature in ("a", "a", "b", "b", "a")]
    assert found == [0, 0, 1, 1, 2]


def test_a_file_that_was_written_just_now_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    memory, made = FileMemory(), iter(range(9))
    for text in ("a", "b"):
        path.write_text(text)
        memory.of_file(settle(path), "text", lambda: next(made))
    assert next(made) == 2


def test_a_file_that_is_not_there_is_asked_for_each_time(tmp_path: Path) -> None:
    memory, made = FileMemory(), iter(range(9))
    assert [memory.of_file(str(tmp_path / "none"), "text", lambda: next(made)) for _ in range(2)] == [0, 1]


def test_records_that_did_not_change_are_the_very_same_ones(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/other.yaml": making.DECISION})
    making.record_run(root)
    memory = FileMemory()
    before = read_portfolio(root, memory).portfolio
    text = (root / "shop/choice.yaml").read_text()
    (root / "shop/choice.yaml").write_text(text.replace("Use the small one", "Take the tiny one"))
    after = read_portfolio(root, memory).portfolio
    assert after.decisions["shop/choice"].title == "Take the tiny one"
    assert after.decisions["shop/other"] is before.decisions["shop/other"]
    assert after.benchmarks["shop/suite"] is before.benchmarks["shop/suite"]
    assert all(run is before.runs[name] for name, run in after.runs.items())


def test_code_that_changed_changes_the_digests_of_its_suite(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    memory = FileMemory()
    before = read_portfolio(root, memory).portfolio.digests["shop/suite"]
    code = root / "shop/candidates.py"
    code.write_text(code.read_text().replace("return 1", "return 3"))
    after = read_portfolio(root, memory).portfolio.digests["shop/suite"]
    assert after.candidates["small"] != before.candidates["small"]
    assert after.candidates["large"] == before.candidates["large"]
