from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import making

if TYPE_CHECKING:
    from pathlib import Path

needs_process_groups = pytest.mark.skipif(os.name != "posix", reason="interrupts a group of processes")


@needs_process_groups
def test_a_server_starts_in_spite_of_findings_and_ends_with_an_interruption(tmp_path: Path) -> None:
    making.write_files(tmp_path / "decisions", making.FILES)
    command = [sys.executable, "-m", "buttress", "serve", str(tmp_path), "--dev-addr", "127.0.0.1:0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as server:
        assert server.stdout is not None
        log = []
        for line in server.stdout:
            log.append(line)
            if "Serving on" in line:
                break
        # A terminal sends Ctrl-C to the command and to the server below it.
        os.killpg(server.pid, signal.SIGINT)
        log.append(server.stdout.read())
    told = "".join(log)
    assert "MISSING: shop/choice" in told
    assert "Serving on" in told
    # MkDocs' own threads may complain when they are interrupted while they start; our code must not.
    assert not re.search(r'File ".*[/\\]buttress[/\\]', told)
    assert server.returncode == 130
