"""Ten clips of people: five sentences of a novel, and five lists of playing cards.

They ship with the source of PocketSphinx, for its own tests. The environment variable `TRANSCRIPTION_HUMAN_CLIPS`
names that archive; clips are read from it and copied nowhere.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import wave
from pathlib import Path

import numpy as np
from normalising import normalise
from speaking import RATE

from buttress.bench import Dataset

VARIABLE = "TRANSCRIPTION_HUMAN_CLIPS"
DIGEST = "675778b309a22dfc9b7d37f7621976bba491d2a5f8c59696bd77fd6d07271355"
FOLDER = "pocketsphinx-5.1.1/test/data"
NOVEL = {
    "0870": "And Mr. John Dashwood had then leisure to consider how much there might be prudently in his power "
    "to do for them.",
    "0880": "He was not an ill-disposed young man,",
    "0890": "unless to be rather cold hearted and rather selfish is to be ill-disposed.",
    "0920": "Had he married a more amiable woman, he might have been made still more respectable than he was:",
    "0930": "He might even have been made amiable himself.",
}
"""Sense and Sensibility (Austen 1811), chapter 1, as the recording of LibriVox reads it."""
CARDS = {
    "001": "ten of clubs",
    "002": "four queen of clubs",
    "003": "seven of clubs",
    "004": "five five",
    "005": "eight of spades four of clubs seven of hearts",
}


def clips() -> Dataset:
    """Gives 16-bit samples with what was said, and what it is: a novel read aloud, or a list of cards."""
    with tarfile.open(fileobj=io.BytesIO(_read_archive()), mode="r:gz") as archive:
        files = {
            f"librivox/sense_and_sensibility_01_austen_64kb-{name}.wav": text for name, text in NOVEL.items()
        }
        files |= {f"cards/{name}.wav": text for name, text in CARDS.items()}
        samples = [_read_wave(archive, f"{FOLDER}/{file}") for file in files]
    return Dataset(
        features=samples,
        labels=[normalise(text) for text in files.values()],
        ids=[*(f"novel-{name}" for name in NOVEL), *(f"cards-{name}" for name in CARDS)],
        columns={
            "speech": ["novel"] * len(NOVEL) + ["cards"] * len(CARDS),
            "duration_s": [len(one) / RATE for one in samples],
        },
    )


def _read_archive() -> bytes:
    path = Path(os.environ.get(VARIABLE, ""))
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != DIGEST:
        message = (
            f"{VARIABLE} does not name pocketsphinx-5.1.1.tar.gz; "
            "`python -m pip download --no-deps --no-binary :all: pocketsphinx==5.1.1` gives it"
        )
        raise RuntimeError(message)
    return content


def _read_wave(archive: tarfile.TarFile, name: str) -> np.ndarray:
    member = archive.extractfile(name)
    assert member is not None  # noqa: S101 - the digest of the archive was checked
    with wave.open(member) as clip:
        return np.frombuffer(clip.readframes(clip.getnframes()), np.int16)
