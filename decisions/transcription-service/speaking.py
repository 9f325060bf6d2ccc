"""Text to speech by rules (eSpeak NG), and the noise that is added to it.

The library and its rules come from the package espeakng-loader. Its consonants carry a noise that goes on from one
sentence to the next, so sentences are spoken in a fixed order.
"""

from __future__ import annotations

import ctypes

import numpy as np

RATE = 16_000
"""Samples a second, as recognisers want them."""
ACCENTS = {
    "american": "en-us",
    "received": "en-gb-x-rp",
    "scottish": "en-gb-scotland",
    "caribbean": "en-029",
}
"""Rules of pronunciation that eSpeak NG has for English."""
SYNCHRONOUS, UTF_8, WORDS_A_MINUTE, PITCH = 2, 1, 1, 3
TARGET = 3276.8
"""Loudness of speech as root mean square, a tenth of full scale."""
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Speaker:
    """eSpeak NG in this process; only one can be there at a time."""

    def __init__(self) -> None:
        """Loads the library and its rules."""
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.rate = self._library.espeak_Initialize(SYNCHRONOUS, 0, data, 0)
        self._parts: list[np.ndarray] = []
        self._callback = _CALLBACK(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, accent: str, words_a_minute: int, pitch: int) -> np.ndarray:
        """Gives a text as 16-bit samples, `RATE` a second."""
        self._parts.clear()
        self._check(self._library.espeak_SetVoiceByName(ACCENTS[accent].encode()))
        self._check(self._library.espeak_SetParameter(WORDS_A_MINUTE, words_a_minute, 0))
        self._check(self._library.espeak_SetParameter(PITCH, pitch, 0))
        said = text.encode()
        self._check(self._library.espeak_Synth(said, len(said) + 1, 0, 0, 0, UTF_8, None, None))
        self._check(self._library.espeak_Synchronize())
        wave = resample(np.concatenate(self._parts).astype(np.float32), self.rate)
        return to_samples(wave * (TARGET / np.sqrt(np.mean(wave**2))))

    def _collect(self, samples: object, count: int, _events: object) -> int:
        if samples and count > 0:
            self._parts.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    @staticmethod
    def _check(code: int) -> None:
        if code != 0:
            message = f"eSpeak NG answers with error {code}"
            raise RuntimeError(message)


def resample(wave: np.ndarray, rate: int) -> np.ndarray:
    """Gives a wave at `RATE` instead of a higher one: its spectrum is cut off; silence fills the last tenth."""
    tenths = -(-len(wave) * 10 // rate)
    padded = np.pad(wave, (0, tenths * rate // 10 - len(wave)))
    spectrum = np.fft.rfft(padded)[: tenths * RATE // 20 + 1]
    return np.fft.irfft(spectrum, tenths * RATE // 10) * (RATE / rate)


def add_noise(samples: np.ndarray, decibels: float, dice: np.random.Generator) -> np.ndarray:
    """Adds noise like that of distant traffic: its power falls with frequency, and lies ``decibels`` below the speech."""
    speech = samples.astype(np.float32)
    spectrum = np.fft.rfft(dice.standard_normal(len(speech)).astype(np.float32))
    noise = np.fft.irfft(spectrum / np.sqrt(1 + np.arange(len(spectrum))), len(speech))
    share = np.sqrt(np.mean(speech**2) / np.mean(noise**2)) * 10 ** (-decibels / 20)
    return to_samples(speech + noise * share)


def to_samples(wave: np.ndarray) -> np.ndarray:
    """Rounds a wave to 16-bit samples; what is too loud is cut off."""
    return np.clip(np.round(wave), -32768, 32767).astype(np.int16)
