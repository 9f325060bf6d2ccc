"""The recognisers that were weighed against each other: from 16-bit samples, 16,000 a second, to normalised words.

All of them keep to one thread, so that two pieces can be transcribed side by side.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np
from normalising import normalise
from weights import model_folder

SHIPPED_WINDOW, SHORT_WINDOW = 3000, 1000
"""Hundredths of a second that the encoder looks at: half a minute as the model was trained, and ten seconds."""


def pocketsphinx(samples: np.ndarray) -> str:
    """PocketSphinx with its own American English model, as it comes."""
    return _decode(samples, _decoder())


def pocketsphinx_narrow(samples: np.ndarray) -> str:
    """The same, with narrow beams, few words at a time, and every second frame of the acoustic model left out."""
    return _decode(
        samples, _decoder(ds=2, topn=2, maxwpf=5, maxhmmpf=3000, beam=1e-40, pbeam=1e-40, wbeam=1e-25)
    )


def whisper_shipped(samples: np.ndarray) -> str:
    """Whisper base with 8-bit whole numbers; each piece is filled up to half a minute, as the library does."""
    return _transcribe(samples, "int8", SHIPPED_WINDOW)


def whisper_float32(samples: np.ndarray) -> str:
    """Whisper base in single precision, ten seconds at a time."""
    return _transcribe(samples, "float32", SHORT_WINDOW)


def whisper_short(samples: np.ndarray) -> str:
    """Whisper base with 8-bit whole numbers, ten seconds at a time."""
    return _transcribe(samples, "int8", SHORT_WINDOW)


def _decode(samples: np.ndarray, decoder: Any) -> str:
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return normalise(found.hypstr if found else "")


@cache
def _decoder(**settings: float) -> Any:
    from pocketsphinx import Decoder

    return Decoder(loglevel="FATAL", **settings)


def _transcribe(samples: np.ndarray, numbers: str, window: int) -> str:
    """Gives what the model writes in one go: the likeliest word each time, no time stamps, no second try."""
    model, tokenizer = _model(numbers)
    wave = samples.astype(np.float32) / 32768
    features = model.feature_extractor(wave)
    features = np.pad(features, ((0, 0), (0, max(0, window - features.shape[1]))))[:, :window]
    prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    found = model.model.generate(model.encode(features), [prompt], beam_size=1, suppress_blank=True)
    return normalise(tokenizer.decode(found[0].sequences_ids[0]))


@cache
def _model(numbers: str) -> tuple[Any, Any]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

    model = WhisperModel(
        str(model_folder()), device="cpu", compute_type=numbers, cpu_threads=1, local_files_only=True
    )
    return model, Tokenizer(model.hf_tokenizer, multilingual=True, task="transcribe", language="en")
