"""The worked decisions about people ahead of a robot: labels, boxes, thresholds, and what was obtained by hand.

Photographs and weights are obtained by hand and not kept here, so most of this stands on hand-made files.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from importlib import import_module
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace

import numpy as np
import pytest

from buttress import load
from buttress.bench.worker.tasks.detection import judge_detections, read_boxes, read_detections

FOLDER = Path(__file__).parents[2] / "decisions" / "pedestrian-detection"
SYSTEM = "pedestrian-detection"
NAMES = ("overlaps", "obtained", "photographs", "detectors", "candidates", "data", "changes")
OBTAINED = os.environ.get("PEDESTRIAN_DETECTION", "")
NOT_OBTAINED = "PEDESTRIAN_DETECTION names no folder with the photographs, which are obtained by hand"


@pytest.fixture(scope="module")
def suite():
    hidden = {name: sys.modules.pop(name) for name in NAMES if name in sys.modules}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        found = SimpleNamespace(**{name: import_module(name) for name in NAMES})
    yield found
    for name in NAMES:
        sys.modules.pop(name, None)
    sys.modules.update(hidden)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    alone = tmp_path_factory.mktemp("decisions")
    for folder in (FOLDER, FOLDER.with_name("hardware")):
        copytree(folder, alone / folder.name)
    return load(alone, as_of="2026-11-22").project.linked.portfolio


def jpeg_header(width, height, *, kind=0xC0, before=b""):
    frame = b"\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x03"
    return b"\xff\xd8" + before + bytes([0xFF, kind]) + (len(frame) + 2).to_bytes(2) + frame


def question(ask="boxes", persons=(), place=None, name="a", jpeg=b"a"):
    return {"name": name, "jpeg": jpeg, "ask": ask, "persons": persons, "place": place}


class Scripted:
    """A detector that finds what the test says; a picture is its JPEG."""

    def __init__(self, found):
        self.found = found
        self.asked = []

    def find(self, picture):
        self.asked.append(picture)
        return self.found[picture]


@pytest.fixture
def watcher(suite, monkeypatch):
    monkeypatch.setattr(suite.candidates, "decode", lambda jpeg: jpeg)
    return lambda found, alarms=0.25: suite.candidates.Watcher(Scripted(found), alarms)


def test_overlap_has_its_closed_forms(suite):
    overlap = suite.overlaps.overlap
    assert overlap((0, 0, 2, 2), (0, 0, 2, 2)) == 1
    assert overlap((0, 0, 2, 2), (2, 0, 4, 2)) == 0
    assert overlap((0, 0, 3, 3), (1, 1, 2, 2)) == pytest.approx(1 / 9)
    shifts = np.linspace(0, 0.9, 10)
    found = [overlap((0, 0, 1, 1), (shift, 0, 1 + shift, 1)) for shift in shifts]
    assert found == pytest.approx(((1 - shifts) / (1 + shifts)).tolist())


def test_of_boxes_that_overlap_too_much_the_surest_remains(suite):
    boxes = [((0, 0, 10, 10), 0.5), ((0, 0, 10, 11), 0.9), ((0, 0, 10, 40), 0.8), ((50, 50, 60, 60), 0.1)]
    assert suite.overlaps.suppress(boxes) == [boxes[1], boxes[2], boxes[3]]
    assert suite.overlaps.suppress(boxes, most=0.2) == [boxes[1], boxes[3]]
    assert suite.overlaps.suppress([]) == []


def test_a_person_is_found_by_one_box_only(suite):
    persons = [(0, 0, 10, 20), (100, 0, 110, 20)]
    found = [((0, 0, 10, 19), 0.4), ((0, 0, 10, 20), 0.9), ((104, 0, 114, 20), 0.8)]
    # A shift of 4 of 10 leaves an overlap of 6 / 14.
    assert suite.overlaps.match(found, persons) == [None, 0, None]
    assert suite.overlaps.match(found, []) == [None, None, None]


def test_boxes_are_matched_as_the_harness_matches_them(suite):
    random = np.random.default_rng(7)
    for _ in range(200):
        corners = random.uniform(0, 60, (9, 2))
        boxes = [
            (*low, *(low + size)) for low, size in zip(corners, random.uniform(20, 60, (9, 2)), strict=True)
        ]
        persons, found = (
            boxes[:4],
            [(box, float(score)) for box, score in zip(boxes[4:], random.random(5), strict=True)],
        )
        fits = suite.overlaps.match(found, persons)
        judged = judge_detections(
            read_boxes([(*box, "person") for box in persons]),
            read_detections([(*box, "person", score) for box, score in found]),
        )
        assert judged["true_positives"] == len(fits) - fits.count(None)


def test_the_size_stands_in_the_frame_header(suite):
    read = suite.photographs.read_size
    application = b"\xff\xe0\x00\x06abcd"
    assert read(jpeg_header(640, 427)) == (640, 427)
    assert read(jpeg_header(480, 640, kind=0xC2, before=application)) == (480, 640)
    with pytest.raises(ValueError, match="no frame header"):
        read(b"\xff\xd8" + application + b"\x00" * 4)


def test_labels_are_boxes_of_persons_in_pixels(suite):
    labels = "0 0.5 0.25 0.5 0.5\n16 0.5 0.5 1 1\n0 0.9 0.9 0.2 0.2\n"
    first, second = suite.photographs.read_persons(labels, 640, 480)
    assert first == pytest.approx((160, 0, 480, 240))
    assert second == pytest.approx((512, 384, 640, 480))
    assert suite.photographs.read_persons("", 640, 480) == ()


def test_the_tallest_person_counts(suite):
    shot = suite.photographs.Photograph("a", "val2017", b"", ((0, 0, 9, 50), (0, 10, 9, 40)))
    assert shot.tallest == 50
    assert suite.photographs.Photograph("a", "val2017", b"", ()).tallest == 0


def test_without_the_files_one_sentence_says_what_is_missing(suite, monkeypatch, tmp_path):
    for folder in (None, tmp_path):
        if folder is None:
            monkeypatch.delenv("PEDESTRIAN_DETECTION", raising=False)
        else:
            monkeypatch.setenv("PEDESTRIAN_DETECTION", str(folder))
        with pytest.raises(
            RuntimeError, match=r"lightly-ai/coco128_yolo at 6d6f7a0.*`persons` says how to obtain"
        ):
            suite.obtained.read_photographs()
        for name in suite.obtained.WEIGHTS:
            with pytest.raises(RuntimeError, match=r"dog-qiuqiu/\S+ at .*`persons` says how to obtain"):
                suite.obtained.read_weights(name)


def test_another_file_is_refused(suite, monkeypatch, tmp_path):
    monkeypatch.setenv("PEDESTRIAN_DETECTION", str(tmp_path))
    name = next(iter(suite.obtained.WEIGHTS))
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(b"weights")
    with pytest.raises(RuntimeError, match="does not name a folder"):
        suite.obtained.read_weights(name)
    monkeypatch.setitem(suite.obtained.WEIGHTS, name, hashlib.sha256(b"weights").hexdigest())
    assert suite.obtained.read_weights(name) == b"weights"


@pytest.fixture
def clone(suite, monkeypatch, tmp_path):
    """Three photographs: nobody, two persons, and one without labels."""
    persons = "0 0.5 0.5 0.25 0.5\n0 0.1 0.1 0.1 0.1\n"
    for half, stem, labels in (("train2017", "1", ""), ("val2017", "2", persons), ("val2017", "3", None)):
        picture = tmp_path / "coco128_yolo" / "images" / half / f"{stem}.jpg"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(jpeg_header(640, 480) + stem.encode())
        if labels is not None:
            text = tmp_path / "coco128_yolo" / "object_detection" / "labels" / half / f"{stem}.txt"
            text.parent.mkdir(parents=True, exist_ok=True)
            text.write_text(labels)
    monkeypatch.setenv("PEDESTRIAN_DETECTION", str(tmp_path))
    with pytest.MonkeyPatch.context() as patch:
        digests = []
        patch.setattr(
            suite.obtained, "digest_files", lambda files: digests.append(files) or suite.obtained.PHOTOGRAPHS
        )
        suite.obtained.read_photographs()
    monkeypatch.setattr(suite.obtained, "PHOTOGRAPHS", suite.obtained.digest_files(digests[0]))
    return tmp_path


def test_a_photograph_without_labels_is_left_out(suite, clone):
    assert list(suite.obtained.read_photographs()) == ["train2017/1", "val2017/2"]


def test_one_changed_label_is_another_data_set(suite, clone):
    labels = clone / "coco128_yolo/object_detection/labels/val2017/2.txt"
    labels.write_text(labels.read_text().replace("0.1 0.1\n", "0.1 0.2\n"))
    with pytest.raises(RuntimeError, match="coco128_yolo is that of"):
        suite.obtained.read_photographs()


def test_each_person_is_a_question_and_each_photograph_of_nobody_is_one(suite, clone):
    asked = suite.data.persons()
    assert [(one["name"], one["ask"], one["place"]) for one in asked.features] == [
        ("1", "anybody", None),
        ("2", "person", 0),
        ("2", "person", 1),
    ]
    assert (asked.labels, asked.train) == (["nobody", "person", "person"], [True, False, False])
    assert asked.columns["height"] == pytest.approx([0, 240, 48])
    assert asked.ids == ["1", "2-0", "2-1"]


def test_scenes_ask_for_the_pace_and_boxes_for_all_persons(suite, clone):
    scenes, boxes = suite.data.scenes(), suite.data.boxes()
    assert scenes.labels == ["go", "slow"]
    assert [len(one) for one in boxes.labels] == [0, 2]
    assert {one["ask"] for one in scenes.features} == {"pace"}


def test_the_threshold_leaves_as_many_false_boxes_as_allowed(suite):
    person = (0, 0, 10, 20)
    found = [[(person, 0.3), ((50, 0, 60, 20), 0.8)], [((0, 0, 1, 1), 0.6)], [((0, 0, 1, 1), 0.4)], []]
    persons = [[person], [], [], []]
    choose = suite.candidates.choose_threshold
    for alarms, false in ((0, 0), (0.25, 1), (0.5, 2)):
        threshold = choose(found, persons, alarms)
        kept = [score for boxes in found for box, score in boxes if box != person and score >= threshold]
        assert len(kept) == false
        assert choose(found, persons, 0.75) == 0


def test_a_watcher_looks_at_a_photograph_once_and_believes_what_is_above_its_threshold(watcher):
    person, ghost = (0, 0, 60, 140), (300, 0, 360, 140)
    shots = {b"a": [(person, 0.9)], b"b": [(ghost, 0.5)], b"c": [(person, 0.7), (ghost, 0.4)]}
    looking = watcher(shots, alarms=0)
    looking.fit(
        [question(persons=(person,), name="a"), question(name="b", jpeg=b"b"), question(name="b", jpeg=b"b")],
        [],
    )
    assert looking.detector.asked == [b"a", b"b"]
    assert 0.5 < looking.threshold < 0.5 + 1e-9
    asked = [
        question("person", (person,), 0, jpeg=b"c"),
        question("anybody", jpeg=b"c"),
        question("pace", jpeg=b"c"),
        question(jpeg=b"c"),
        question("anybody", jpeg=b"b"),
        question("pace", jpeg=b"b"),
    ]
    answers = looking.predict(asked)
    assert answers == ["person", "person", "slow", [(*person, "person", 0.7)], "nobody", "go"]
    assert looking.detector.asked[2:] == [b"c", b"b"]


def test_a_small_box_does_not_slow_the_robot_down(suite):
    low = [((0, 0, 50, suite.candidates.TALL - 1), 0.9)]
    assert suite.candidates.answer(question("pace"), low) == "go"
    assert suite.candidates.answer(question("person", ((0, 0, 9, 9),), 0), low) == "nobody"


def test_rows_of_yolo_are_boxes_of_persons(suite):
    rows = np.array(
        [
            [0.5, 0.5, 0.2, 0.4, 0.9, 0.8, 0.1],
            [0.5, 0.5, 0.2, 0.4, 0.9, 0.6, 0.0],
            [0.2, 0.2, 0.1, 0.1, 0.9, 0.3, 0.4],
            [0.8, 0.8, 0.1, 0.1, 0.9, 0.04, 0.0],
        ],
        np.float32,
    )
    ((box, score),) = suite.detectors.read_rows(rows, 100, 200, 0.05)
    assert box == pytest.approx((40, 60, 60, 140))
    assert score == pytest.approx(0.8)


def test_a_cell_of_fastest_det_says_where_its_box_is(suite):
    cells = np.zeros((5 + 2, 22, 22), np.float32)
    cells[:, 3, 11] = [0.9, np.arctanh(0.5), np.arctanh(-0.25), np.log(0.25 / 0.75), 0.0, 0.8, 0.1]
    cells[:, 9, 9] = [0.9, 0, 0, 0, 0, 0.1, 0.8]
    ((box, score),) = suite.detectors.read_cells(cells, 220, 440, 0.1)
    assert score == pytest.approx(0.9**0.6 * 0.8**0.4)
    assert ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) == pytest.approx((115, 55))
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((55, 220))


def test_a_detector_travels_with_its_weights_and_without_what_was_built_of_them(suite):
    detector = suite.detectors.FastestDet(b"graph")
    vars(detector)["_network"] = lambda: None  # cannot be pickled
    copied = pickle.loads(pickle.dumps(suite.candidates.Watcher(detector)))  # noqa: S301
    assert vars(copied.detector) == {"graph": b"graph", "side": 352, "least": 0.1}


def test_the_classical_detector_sees_nobody_on_an_empty_wall(suite):
    pytest.importorskip("cv2", reason="the classical detector is that of opencv-python-headless 4")
    assert suite.detectors.Gradients().find(np.full((240, 320, 3), 128, np.uint8)) == []
    assert suite.detectors.Gradients().find(np.full((100, 320, 3), 128, np.uint8)) == []
    assert suite.detectors.Gradients().coefficients.shape == (3781,)


def test_dusk_is_dark_and_the_same_each_time(suite):
    cv2 = pytest.importorskip("cv2", reason="photographs are read with opencv-python-headless 4")
    jpeg = cv2.imencode(".jpg", np.full((64, 64, 3), 200, np.uint8))[1].tobytes()
    asked = [question(jpeg=jpeg, name="a"), question(jpeg=jpeg, name="b")]
    first, second = suite.changes.dim(asked)
    assert suite.changes.dim(asked)[0] == first
    assert first["jpeg"] == second["jpeg"]
    assert asked[0]["jpeg"] == jpeg
    dark = suite.candidates.decode(first["jpeg"])
    assert dark.mean() == pytest.approx(200 * suite.changes.LIGHT, abs=3)


def test_cards_say_how_detectors_are_set(suite, portfolio):
    def settings(name):
        return portfolio.model_cards[f"{SYSTEM}/cards/{name}"].details.hyperparameters

    fastest = suite.detectors.FastestDet(b"")
    yolo = suite.detectors.YoloFastest(b"", b"")
    for name, detector in (("fastest-det", fastest), ("yolo-fastest", yolo), ("yolo-fastest-xl", yolo)):
        assert (settings(name)["side"], settings(name)["least_score"]) == (detector.side, detector.least)
    for name in ("fastest-det", "yolo-fastest", "yolo-fastest-xl", "gradients"):
        assert settings(name)["false_boxes_per_photograph"] == suite.candidates.MATCHED
        assert settings(name)["overlap_suppressed"] == suite.overlaps.suppress.__defaults__[0]


def test_cards_name_the_files_that_are_checked(suite, portfolio):
    cards = {name.rpartition("/")[2]: card for name, card in portfolio.model_cards.items() if SYSTEM in name}
    digests = {Path(name).name: digest for name, digest in suite.obtained.WEIGHTS.items()}
    for name in ("fastest-det", "yolo-fastest", "yolo-fastest-xl"):
        assert cards[name].lineage.artifact_sha256 == digests[cards[name].lineage.artifact]


def test_the_description_names_each_clone_and_commit(suite, portfolio):
    description = portfolio.benchmarks[f"{SYSTEM}/persons"].description
    for folder, clone in suite.obtained.CLONES.items():
        repository, commit = clone.split(" at ")
        assert f"git clone https://github.com/{repository}\n" in description
        assert f"git -C {folder} checkout {commit}" in description


def test_near_is_where_the_system_says(suite):
    focal = 320 / np.tan(np.radians(30))
    assert focal * 1.7 / suite.photographs.NEAR == pytest.approx(5.9, abs=0.05)
    assert focal * 1.7 / suite.photographs.MIDDLE == pytest.approx(15, abs=0.3)
    assert focal * 1.7 / suite.candidates.TALL == pytest.approx(7.4, abs=0.05)
    assert focal * 1.0 / suite.photographs.NEAR == pytest.approx(3.5, abs=0.05)


def test_limits_follow_from_what_is_said_of_the_robot():
    def two_of_five(share):
        return 1 - (1 - share) ** 5 - 5 * share * (1 - share) ** 4

    assert two_of_five(0.7) == pytest.approx(0.97, abs=0.005)
    assert two_of_five(0.6) == pytest.approx(0.91, abs=0.005)
    pace = 6 / 3.6
    assert pace**2 / (2 * 2) == pytest.approx(0.7, abs=0.01)
    assert (1.5 - 0.7 - 0.2 * pace) / pace == pytest.approx(0.28, abs=0.005)
    assert (1.5 - 0.7 - 0.2 * pace) / pace > 0.25


@pytest.mark.skipif(not OBTAINED, reason=NOT_OBTAINED)
def test_the_photographs_are_those_of_the_descriptions(suite):
    shots = [shot for shot in suite.photographs.all_photographs() if shot.half == "val2017"]
    heights = [bottom - top for shot in shots for _, top, _, bottom in shot.persons]
    assert (len(shots), len(heights), sum(not shot.persons for shot in shots)) == (128, 350, 55)
    assert sum(height < 64 for height in heights) == pytest.approx(0.4 * 350, abs=10)
    scenes = suite.data.scenes()
    judged = [label for label, train in zip(scenes.labels, scenes.train, strict=True) if not train]
    assert (judged.count("slow"), judged.count("go"), sum(scenes.train)) == (52, 63, 126)
