"""What has to be obtained by hand: photographs with labels, and the weights of the detectors.

The environment variable `PEDESTRIAN_DETECTION` names a folder with three clones side by side. Digests are checked, so
that what is measured is always the same; nothing is copied from there.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

VARIABLE = "PEDESTRIAN_DETECTION"
CLONES = {
    "coco128_yolo": "lightly-ai/coco128_yolo at 6d6f7a059ea63efffdbe48aca2d52c04d4c510e9",
    "FastestDet": "dog-qiuqiu/FastestDet at 50473cd155cb088aa4a99e64ff6a4b3c24fa07e1",
    "Yolo-Fastest": "dog-qiuqiu/Yolo-Fastest at 96a2900d163196c396e73f3fdab04ca4dd9a2f70",
}
"""Each clone with its repository on GitHub and the commit that was measured."""
ZOO = "Yolo-Fastest/ModelZoo/yolo-fastest-1.1_coco"
WEIGHTS = {
    "FastestDet/example/onnx-runtime/FastestDet.onnx": "31cb14c017fce347cb4c846ec62fdf00d76bb3beecdf4be21e7116ac67feb880",
    f"{ZOO}/yolo-fastest-1.1.cfg": "f6df5775c1e862998cf69046eba9265be3ae84dfe8b2caab7529823f0795bf70",
    f"{ZOO}/yolo-fastest-1.1.weights": "1c445c42bbd6df63edea2cc69f99667b5650d663ca11e34b116240740cd42890",
    f"{ZOO}/yolo-fastest-1.1-xl.cfg": "c458427acc4fbeabceff4528ef7b65b066c0308ce599460f8ba299eba63abad3",
    f"{ZOO}/yolo-fastest-1.1-xl.weights": "fac5fb41786c1f38f04972a658443b189f48720d7d117f9a044100e98a35b0c5",
}
"""Each file of weights with its SHA-256."""
HALVES = ("train2017", "val2017")
PHOTOGRAPHS = "aa455ef34272f68dfc25082518c0b7c6c93ece2243acda5a31a8b4e8a8ec98b9"
"""SHA-256 over names and contents of all photographs that have labels, and of their labels; see `digest_files`."""


def read_weights(name: str) -> bytes:
    """Gives a file of weights by the name under which it stands in `WEIGHTS`."""
    path = _root(name) / name
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != WEIGHTS[name]:
        raise RuntimeError(_explain(name))
    return content


def read_photographs() -> dict[str, tuple[bytes, str]]:
    """Gives JPEG and labels of each photograph, by the name of its half and its own, such as ``val2017/000000000139``.

    A photograph without a file of labels is left out: nobody says whether there is nothing on it, or nobody looked.
    """
    root = _root("coco128_yolo") / "coco128_yolo"
    files: dict[str, tuple[bytes, str]] = {}
    for half in HALVES:
        for labels in sorted((root / "object_detection" / "labels" / half).glob("*.txt")):
            picture = root / "images" / half / f"{labels.stem}.jpg"
            if picture.is_file():
                files[f"{half}/{labels.stem}"] = (picture.read_bytes(), labels.read_text())
    if digest_files(files) != PHOTOGRAPHS:
        raise RuntimeError(_explain("coco128_yolo"))
    return files


def digest_files(files: dict[str, tuple[bytes, str]]) -> str:
    """Gives one SHA-256 over all files, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(files):
        picture, labels = files[name]
        for part in (name.encode(), picture, labels.encode()):
            digest.update(b"%d:" % len(part))
            digest.update(part)
    return digest.hexdigest()


def _root(wanted: str) -> Path:
    named = os.environ.get(VARIABLE, "")
    if not named:
        raise RuntimeError(_explain(wanted))
    return Path(named)


def _explain(name: str) -> str:
    clone = name.partition("/")[0]
    return (
        f"{VARIABLE} does not name a folder in which {name} is that of {CLONES[clone]}; "
        "the description of the suite `persons` says how to obtain it"
    )
