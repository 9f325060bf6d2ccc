"""The texts of the signs in Spanish and English, written for this example."""

from __future__ import annotations

from pathlib import Path

from folding import fold

from buttress.bench import Dataset

TEXTS = Path(__file__).with_name("signs.txt")


def phrases() -> Dataset:
    """Gives the Spanish text of each sign, to be translated into English."""
    texts = read_texts()
    return Dataset(
        features=[spanish.replace(" / ", " ") for spanish, _ in texts],
        labels=[fold(english) for _, english in texts],
        ids=[f"phrase-{row:03d}" for row in range(len(texts))],
    )


def read_texts() -> list[tuple[str, str]]:
    """Gives Spanish and English of every sign; `` / `` parts the lines of one."""
    rows = (line.split("\t") for line in TEXTS.read_text(encoding="utf-8").splitlines())
    return [(spanish, english) for spanish, english in rows]
