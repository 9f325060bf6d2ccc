"""The worked decisions about translating glasses: what crosses which link, what the signs and changes are."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from buttress import load
from buttress.graph import route_flow

FOLDER = Path(__file__).parents[2] / "decisions" / "augmented-reality-translation"
SYSTEM = "augmented-reality-translation"
OWN = ("folding", "texts", "drawing", "data")
"""Modules of the folder that others of it import."""
FASTEST_CORE_MS = {
    "phone": {"resnet50": (65.93, 53.96, 40.30), "squeezenet": (8.31, 8.47, 5.32)},
    "glasses": {"resnet50": (303.05, 1139.91), "squeezenet": (36.48, 148.40)},
}
"""One thread on the fastest core, from ncnn's list of benchmarks: Snapdragon 855+, 8 Gen 2 and Dimensity 9300 for phones;
Snapdragon 675 and 410 for glasses."""


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
    return load(alone, as_of="2026-11-21")


@pytest.fixture(scope="module")
def system(portfolio):
    return portfolio.project.linked.portfolio.systems[SYSTEM]


@pytest.fixture(scope="module")
def texts():
    return run_file("texts.py")["read_texts"]()


@pytest.fixture(scope="module")
def drawing():
    for package in (
        "PIL",
        "font_roboto",
        "font_source_serif_pro",
        "font_source_sans_pro",
        "font_hanken_grotesk",
    ):
        pytest.importorskip(package, reason="signs are drawn with the extra examples-ocr")
    return run_file("drawing.py")


@pytest.fixture(scope="module")
def signs(drawing):
    return run_file("data.py")["signs"]()


@pytest.fixture(scope="module")
def changes(drawing):
    return run_file("changes.py")


def sent(system, deployment, flow):
    """Gives the links that a flow crosses in a deployment, in order, with what crosses them in kB."""
    hops = route_flow(system, deployment, system.flow(flow)).hops
    return [(system.links[hop.link].title, hop.payload.magnitude_in("kB")) for hop in hops]


def striped(upright):
    """Gives a picture of black and white stripes, four pixels each."""
    wave = np.arange(360 if not upright else 640) // 4 % 2 * 255
    pixels = np.broadcast_to(wave[None, :] if upright else wave[:, None], (360, 640))
    return np.repeat(pixels[:, :, None], 3, axis=2).astype(np.uint8)


def test_the_chosen_deployment_sends_a_small_picture_there_and_a_line_of_text_back(system):
    wifi = "WiFi of the phone"
    assert sent(system, "phone-over-wifi", "translate-sign") == [(wifi, 26), (wifi, 0.1)]


def test_the_whole_picture_crosses_the_link_where_the_phone_encodes(system):
    assert sent(system, "whole-picture-to-phone", "translate-sign")[0] == ("WiFi of the phone", 2000)


def test_only_the_server_needs_a_network_for_a_sign(system):
    local = {link.title for link in system.links if link.local}
    away = {
        name
        for name in system.deployments
        if not {title for title, _ in sent(system, name, "translate-sign")} <= local
    }
    assert away == {"on-a-server", "read-on-phone-translate-on-server"}


def test_the_drawn_text_waits_for_no_link_in_the_chosen_deployment(system):
    assert sent(system, system.current_deployment, "follow-head") == []


def test_video_does_not_fit_through_bluetooth(system):
    flow = system.flow("follow-head")
    bits = 8 * flow.payload["camera->tracker"].magnitude_in("B") * flow.rate.magnitude_in("/s")
    assert 4e6 < bits < 10e6
    assert bits > 3e6


def test_every_option_that_names_a_deployment_names_one_of_the_system(portfolio, system):
    named = {
        option.deployment
        for decision in portfolio.decisions.values()
        if decision.id.startswith(SYSTEM)
        for option in decision.options
        if option.deployment
    }
    assert named == set(system.deployments)


@pytest.mark.parametrize("node", ["phone", "phone-by-bluetooth", "glasses"])
def test_published_times_lie_within_the_declared_factors(portfolio, system, node):
    found = portfolio.measurements()
    found = found[(found["suite"] == f"{SYSTEM}/yardstick") & (found["quality"] == "latency.p50")]
    here_ms = found.groupby("candidate")["value"].median() / 1e6
    published = FASTEST_CORE_MS[node.removesuffix("-by-bluetooth")]
    ratios = [time / here_ms[network] for network, times in published.items() for time in times]
    factor = system.nodes[node].stand_in.factor
    # The glasses' ends are the rounded ratios themselves, the phone's are rounded outwards.
    assert factor.low.value * 0.9 < min(ratios)
    assert max(ratios) < factor.high.value * 1.1


def test_there_are_150_signs_of_one_or_two_lines_in_two_languages(texts):
    assert len(texts) == 150
    assert len({spanish for spanish, _ in texts}) == 150
    assert all(english for _, english in texts)
    assert max(spanish.count(" / ") for spanish, _ in texts) == 1


def test_accents_tell_words_apart_and_capital_letters_do_not():
    fold = run_file("folding.py")["fold"]
    assert fold("Feliz  AÑO / nuevo") == "feliz año nuevo"
    assert fold("ano") != fold("año")


def test_phrases_are_the_texts_without_their_line_breaks():
    phrases = run_file("texts.py")["phrases"]()
    assert phrases.features[2] == "Salida de emergencia"
    assert phrases.labels[2] == "emergency exit"


def test_each_program_of_apertium_is_told_to_flush():
    flushing = run_file("apertium.py")["flushing"]
    assert (
        flushing("one 'a.bin' | two -g $2 'b' | three $1\n")
        == "one -z 'a.bin' | two -z -g  'b' | three -z -n"
    )


@pytest.mark.skipif(
    not Path("/usr/share/apertium/modes/spa-eng.mode").exists(),
    reason="Debian's apertium and apertium-eng-spa are not installed",
)
def test_the_translator_answers_line_by_line_and_is_as_wrong_about_exits_as_the_decision_says():
    asked = "".join(json.dumps(text) + "\n" for text in ("Salida", "Feliz año nuevo"))
    command = [sys.executable, "apertium.py"]
    said = subprocess.run(
        command, cwd=FOLDER, input=asked, capture_output=True, text=True, timeout=60, check=True
    )
    assert [json.loads(line) for line in said.stdout.splitlines()] == ["start", "happy new year"]


def test_pictures_are_as_large_as_the_display_and_as_the_system_declares(signs, system, drawing):
    assert drawing["decode"](signs.features[0]).shape == (360, 640, 3)
    declared = system.flow("translate-sign").payload["encoder->ocr"].magnitude_in("kB")
    assert round(np.mean(signs.columns["bytes"]) / 1000) == declared


def test_a_third_is_far_and_a_quarter_is_seen_from_the_side(signs):
    sizes, slants = np.asarray(signs.columns["size"]), np.asarray(signs.columns["slant"])
    assert (int(np.sum(sizes < 20)), int(np.sum(slants > 0))) == (50, 38)
    assert (sizes.min(), sizes[sizes < 20].max(), sizes[sizes >= 20].min(), sizes.max()) == (11, 15, 24, 39)


def test_every_typeface_has_the_letters_of_every_sign(drawing, texts):
    from PIL import ImageFont

    letters = {letter for spanish, _ in texts for letter in spanish + spanish.upper()} - {" ", "/"}
    for package, name in drawing["FONTS"]:
        font = ImageFont.truetype(str(drawing["files"](package) / "files" / name), 30)
        missing = font.getmask("\ue000").getbbox(), bytes(font.getmask("\ue000"))
        assert all((font.getmask(one).getbbox(), bytes(font.getmask(one))) != missing for one in letters), (
            name
        )


def test_a_slanted_board_is_narrower(drawing):
    board, seen = drawing["_board"], drawing["_slant"]
    plain = board(drawing["Sign"](["Salida"], 30), np.random.default_rng(0))
    assert seen(plain, 0.5, mirrored=False).width == round(plain.width * 0.75)
    assert seen(plain, 0.0, mirrored=True) is plain


@pytest.mark.parametrize("change", ["dim", "shake"])
def test_changes_are_the_same_every_time_and_alter_every_picture(changes, signs, change):
    few = signs.features[:4]
    once, again = changes[change](few), changes[change](few)
    assert once == again
    assert all(before != after for before, after in zip(few, once, strict=True))


def test_a_moving_head_smears_upright_edges_only(changes, drawing):
    from PIL import Image

    upright, level = (
        drawing["decode"](changes["shake"]([drawing["encode"](Image.fromarray(striped(one)))])[0])
        for one in (True, False)
    )
    assert np.ptp(upright[100:110, 100:200]) < 170
    assert np.ptp(level[100:200, 100:110]) > 240


def test_the_quick_recogniser_reads_a_near_sign(signs):
    for package in ("rapidocr", "cv2"):
        pytest.importorskip(package, reason="signs are read with the extra examples-ocr")
    row = next(
        row for row, size in enumerate(signs.columns["size"]) if size > 30 and not signs.columns["slant"][row]
    )
    read = run_file("candidates.py")["side_320"]
    assert read(signs.features[row]) == signs.labels[row]
