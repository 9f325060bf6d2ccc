"""Translates lines of JSON on standard input with Apertium, whose programs are started once and kept running.

Its programs part answers by null bytes when they are told to flush after each (``-z``). They hold a text back until a
sentence and a blank have ended, so both are added to each text and taken off its translation. The program ``apertium``
itself puts a filter in front that waits for the next text, so the mode's own line of programs is started instead.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from folding import fold

MODE = Path("/usr/share/apertium/modes/spa-eng.mode")
"""The line of programs; ``$1`` is what to do with unknown words (``-n``: show them bare), ``$2`` is for tracing."""
CLOSING = ".[]"
"""A full stop, and a blank that Apertium takes for formatting."""
END = b"\0"


def main() -> None:
    """Answers each line with a line."""
    command = ["sh", "-c", flushing(MODE.read_text(encoding="utf-8"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:  # noqa: S603
        for line in sys.stdin:
            answer = fold(translate(running, json.loads(line)))
            print(json.dumps(answer), flush=True)  # noqa: T201 - the protocol


def flushing(mode: str) -> str:
    """Gives a line of programs with ``-z`` for each of them.

    >>> flushing("lt-proc 'a.bin' | lt-proc $1 'b.bin' $2")
    "lt-proc -z 'a.bin' | lt-proc -z -n 'b.bin' "
    """
    stages = (stage.split(maxsplit=1) for stage in mode.strip().split("|"))
    line = " | ".join(" ".join([program, "-z", *options]).strip() for program, *options in stages)
    return line.replace("$1", "-n").replace("$2", "")


def translate(running: subprocess.Popen[bytes], text: str) -> str:
    """Gives the translation of one text."""
    assert running.stdin is not None  # noqa: S101 - two pipes were asked for
    assert running.stdout is not None  # noqa: S101
    running.stdin.write(f"{text}{CLOSING}".encode() + END)
    running.stdin.flush()
    found = bytearray()
    while (byte := running.stdout.read(1)) not in (END, b""):
        found += byte
    return found.decode().removesuffix(CLOSING)


if __name__ == "__main__":
    main()
