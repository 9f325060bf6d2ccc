from __future__ import annotations

import os
from typing import TYPE_CHECKING

import making
from buttress.folder_digest import digest_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_names_and_bytes_count_and_times_do_not(tmp_path: Path) -> None:
    making.write_files(tmp_path, {"a.txt": "1", "b/c.txt": "2"})
    first = digest_folder(tmp_path)
    os.utime(tmp_path / "a.txt", (1, 1))
    assert digest_folder(tmp_path) == first
    (tmp_path / "a.txt").write_text("3")
    second = digest_folder(tmp_path)
    (tmp_path / "b").rename(tmp_path / "d")
    assert len({first, second, digest_folder(tmp_path)}) == 3


def test_bytes_cannot_move_from_one_file_to_another_unseen(tmp_path: Path) -> None:
    making.write_files(tmp_path, {"one/a": "xy", "one/b": "", "two/a": "x", "two/b": "y"})
    assert digest_folder(tmp_path / "one") != digest_folder(tmp_path / "two")


def test_links_are_told_from_files_and_pipes_do_not_block(tmp_path: Path) -> None:
    making.write_files(tmp_path, {"one/a": "x", "two/b": "x", "three/a": "x"})
    (tmp_path / "two/a").symlink_to("b")
    (tmp_path / "two/b").unlink()
    os.mkfifo(tmp_path / "three/pipe")
    (tmp_path / "one/loop").symlink_to(tmp_path)
    assert len({digest_folder(tmp_path / name) for name in ("one", "two", "three", "missing")}) == 4


def test_a_name_that_is_no_text_counts(tmp_path: Path) -> None:
    empty = digest_folder(tmp_path)
    with open(os.fsencode(tmp_path) + b"/\xff", "wb"):  # noqa: PTH123 - no Path has such a name
        pass
    assert digest_folder(tmp_path) != empty
