"""What took long to compute is found again, and a shelf that is broken only costs time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from buttress.storage import Shelf

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = {"value": 0.1 + 0.2, "quantiles": [1.5, -2.25], "flaw": ""}


def test_what_was_kept_is_found_to_the_last_bit(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "deep" / "shelf")
    assert shelf.find("ab12") is None
    shelf.keep("ab12", FIELDS)
    assert shelf.find("ab12") == FIELDS
    assert shelf.find("ab13") is None


def test_git_does_not_see_it(tmp_path: Path) -> None:
    Shelf(tmp_path).keep("ab12", FIELDS)
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines()[-1] == "*"


@pytest.mark.parametrize("damage", [b"", b'{"value": 1', b"[1, 2]", b"\xff\xfe"])
def test_what_is_damaged_counts_as_missing(tmp_path: Path, damage: bytes) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep("ab12", FIELDS)
    (tmp_path / "ab12.json").write_bytes(damage)
    assert shelf.find("ab12") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    shelf = Shelf(tmp_path / "file")
    shelf.keep("ab12", FIELDS)
    assert shelf.find("ab12") is None
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"
