"""Brings transcripts and what was said into one spelling, so that only differences that are heard count as errors.

Case, punctuation and the spelling of small numbers and of a few British words are ways to write, not to speak. Whoever
compares word error rates must know what was done here: a rate without such a step is higher.
"""

from __future__ import annotations

import re
import unicodedata

NUMBERS = (  # noqa: SIM905 - words are easier to read so
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
SAME = {
    "mr": "mister",
    "mrs": "missus",
    "ok": "okay",
    "mould": "mold",
    "colour": "color",
    "neighbour": "neighbor",
    "neighbours": "neighbors",
    "2nd": "second",
    "3rd": "third",
    **{str(value): word for value, word in enumerate(NUMBERS)},
}
"""Spellings of one and the same word."""


def normalise(text: str) -> str:
    """Gives lower-case words with single spaces between them; apostrophes are dropped within a word.

    >>> normalise("Mr. Brown's  window, 2nd floor!")
    'mister browns window second floor'
    """
    plain = unicodedata.normalize("NFKD", text.lower()).replace("\u2019", "'").replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(SAME.get(word, word) for word in words)
