"""Text made from something (translation, optical character recognition): how near it comes to the truth.

The truth is a text, or a list of texts that are equally right. ``chrf`` is sacreBLEU's sentence-level chrF2
(Popović 2015), 0 to 100: the F-score, recall weighing twice as much, of character n-grams up to 6, spaces left out. Of
several truths the nearest counts. ``exact_match`` is 1 where the answer is one of them, character for character.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING

from buttress.bench.worker.data.dataset import plain_values
from buttress.bench.worker.libraries import load_library
from buttress.bench.worker.tasks.kind import Kind
from buttress.bench.worker.tasks.transcription import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

BEST_CHRF = 100.0


def read_references(truth: object) -> list[str]:
    """Gives the texts that are right; raises TypeError or ValueError where there is none."""
    if isinstance(truth, str) or not isinstance(truth, Iterable):
        return [read_text(truth)]
    texts = [read_text(text) for text in plain_values(truth)]
    if not texts:
        message = "holds no text"
        raise ValueError(message)
    return texts


def judge_text(references: Sequence[str], said: str) -> dict[str, float]:
    """Gives the figures of one text."""
    sacrebleu = load_library("sacrebleu", "the chrF score")
    matches = said in references
    # sacreBLEU gives 0 where there is nothing to read and nothing was read.
    chrf = BEST_CHRF if matches else sacrebleu.sentence_chrf(said, list(references)).score
    return {"chrf": float(chrf), "exact_match": float(matches)}


TEXT = Kind(read_references, read_text, judge_text, operator.eq)
