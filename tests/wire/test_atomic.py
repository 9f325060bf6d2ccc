from __future__ import annotations

import stat
import subprocess
import sys
import textwrap

import pytest

from buttress.wire.atomic import write_atomic


def names_in(folder):
    return [path.name for path in folder.iterdir()]


def test_a_new_file_holds_the_bytes_and_the_usual_permissions(tmp_path):
    write_atomic(tmp_path / "run.json", b"\x00\r\n\xff")
    (tmp_path / "usual").touch()
    assert (tmp_path / "run.json").read_bytes() == b"\x00\r\n\xff"
    assert (tmp_path / "run.json").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_an_existing_file_is_replaced_and_keeps_its_permissions(tmp_path):
    path = tmp_path / "run.json"
    path.write_bytes(b"old and longer")
    path.chmod(0o640)
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names_in(tmp_path) == ["run.json"]


def test_a_name_as_long_as_the_file_system_allows_is_no_trouble(tmp_path):
    path = tmp_path / ("x" * 255)
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path):
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    write_atomic(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_bytes() == b"old"
    assert not (tmp_path / "link").is_symlink()
    assert (tmp_path / "link").read_bytes() == b"new"


def test_a_target_that_cannot_be_replaced_leaves_no_litter(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomic(tmp_path / "folder", b"new")
    assert names_in(tmp_path) == ["folder"]


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_atomic(tmp_path / "none" / "run.json", b"new")


def test_data_that_is_no_bytes_leaves_the_old_file(tmp_path):
    (tmp_path / "run.json").write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomic(tmp_path / "run.json", "text")  # type: ignore[arg-type]
    assert names_in(tmp_path) == ["run.json"]
    assert (tmp_path / "run.json").read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a POSIX notion")
def test_a_disk_that_is_full_halfway_leaves_the_old_file_and_no_litter(tmp_path):
    (tmp_path / "run.json").write_bytes(b"old")
    script = textwrap.dedent(
        """
        import resource, signal, sys
        from pathlib import Path
        from buttress.wire.atomic import write_atomic

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_atomic(Path(sys.argv[1]), b"x" * 100_000)
        except OSError as error:
            sys.exit(f"failed: {type(error).__name__}")
        """
    )
    command = [sys.executable, "-B", "-c", script, str(tmp_path / "run.json")]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.stderr.strip() == "failed: OSError"
    assert names_in(tmp_path) == ["run.json"]
    assert (tmp_path / "run.json").read_bytes() == b"old"
